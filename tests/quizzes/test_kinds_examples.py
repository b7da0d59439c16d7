"""Every worked example of docs/grading.md, read from the page itself."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from assessments.quizzes.kinds import KINDS, grade_answer, kind_of
from assessments.quizzes.kinds.order import PARTS

PAGE = (Path(__file__).parents[2] / "docs" / "grading.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"```json\n(?P<document>.*?)```\n"
    r"\| answer \| share \|\n\|---\|---\|\n(?P<rows>(?:\|[^\n]*\n)+)",
    re.DOTALL,
)


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def share(text):
    return None if text == "–" else Fraction(text)


def examples():
    for block in BLOCK.finditer(PAGE):
        document = json.loads(block["document"])
        for row in block["rows"].splitlines():
            answer, expected = cells(row)
            yield document, answer, share(expected)


def pinned(document):
    """Tokens are the ids themselves, as on the page."""
    document.setdefault("options", [])
    for gap in document["options"]:
        for choice in gap.get("choices", ()):
            choice.setdefault("text", "")
    return [[one, one] for one in kind_of(document).arrange(document, None)]


@pytest.mark.parametrize(("document", "answer", "expected"), list(examples()))
def test_a_worked_example_holds(document, answer, expected):
    options = pinned(document)
    if answer == "guess":
        assert kind_of(document).guess(document) == expected
        return
    value = kind_of(document).clean(document, json.loads(answer.strip("`")), options, "1")
    assert grade_answer(document, value, options).share == expected


def test_the_page_has_examples_of_every_kind():
    shown = {document["kind"] for document, _, _ in examples()}
    assert shown | {"order"} == set(KINDS)


def order_table():
    lines = PAGE.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| order given"))
    methods = cells(lines[start])[1:]
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        given, *shares = cells(line)
        for method, expected in zip(methods, shares, strict=True):
            yield given, method, share(expected)


@pytest.mark.parametrize(("given", "method", "expected"), list(order_table()))
def test_an_order_is_marked_by_each_method_as_shown(given, method, expected):
    document = {"kind": "order", "marking": method, "options": [{"id": n} for n in "1234"]}
    if given == "guess":
        assert kind_of(document).guess(document) == expected
        return
    places = enumerate(given.split(), start=1)
    value = {item: str(place) for place, item in places if item != "–"} or None
    assert grade_answer(document, value, pinned(document)).share == expected


def test_the_page_shows_all_nine_methods():
    assert {method for _, method, _ in order_table()} == set(PARTS)
    assert len(PARTS) == 9


def result_table():
    rows = PAGE.split("| points | share | share · points |\n|---|---|---|\n")[1].splitlines()
    *items, result = [cells(row) for row in rows[:4]]
    return items, result


def test_the_result_is_the_sum_of_what_was_earned():
    items, (_, percent, total) = result_table()
    earned = sum(Fraction(points) * Fraction(part) for points, part, _ in items)
    weight = sum(Fraction(points) for points, _, _ in items)
    assert [Fraction(points) * Fraction(part) for points, part, _ in items] == [
        Fraction(product) for _, _, product in items
    ]
    assert total == f"{earned} of {weight}"
    assert Decimal(percent.removesuffix(" %")) == Decimal(float(100 * earned / weight))
