"""Gaps, short texts, numbers, long answers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.quizzes.decimals import read_decimal
from assessments.quizzes.rules.base import (
    FULL,
    Document,
    Fault,
    Faults,
    Path,
    at_least,
    blank,
    fractions_in_range,
    has_full,
    one_of,
    percent,
    rows,
    texts_differ,
)
from assessments.quizzes.rules.base import gettext_noop as _

MARKER = re.compile(r"\[\[(g?[1-9][0-9]{0,2})\]\]")
ANYTHING = "*"
GAP_TYPES = ("text", "number", "select")
TOLERANCES = ("nominal", "relative", "geometric")
UNITS = ("none", "optional", "required")

Rows = Sequence[Mapping[str, Any]]


def markers(text: str) -> list[str]:
    """Numbers of the gaps in the order of the text: ``[[2]]`` and ``[[g2]]`` are ``"2"``."""
    return [found.removeprefix("g") for found in MARKER.findall(text)]


# --- Gaps ---------------------------------------------------------------------------------------
def gap_select(document: Document) -> Faults:
    yield from _gaps(document, ("select",))


def gap_text(document: Document) -> Faults:
    yield from _gaps(document, GAP_TYPES)


def _gaps(document: Document, types: Sequence[str]) -> Faults:
    gaps = rows(document, "options")
    yield from _markers_meet(document, gaps)
    yield from at_least(document, "options", 1, _("At least one gap is needed."))
    for number, gap in enumerate(gaps):
        path: Path = ("options", number)
        if gap.get("type") not in types:
            yield Fault((*path, "type"), _("This kind of gap has no place here."))
            continue
        weight = percent(gap.get("weight", "1"))
        if weight is None or weight <= 0:
            yield Fault((*path, "weight"), _("A weight has to be more than 0."))
        if gap["type"] == "select":
            yield from _choices(gap, path)
        elif gap["type"] == "text":
            yield from text_answers(rows(gap, "answers"), (*path, "answers"), bool(gap.get("case")))
        else:
            yield from number_answers(rows(gap, "answers"), (*path, "answers"))


def _markers_meet(document: Document, gaps: Rows) -> Faults:
    """One marker in the text for each gap, one gap for each marker."""
    text = str(document.get("text") or "")
    if not text.strip():
        yield Fault(("text",), _("Write the text, with [[1]], [[2]] where the gaps are."))
        return
    found = Counter(markers(text))
    numbers = Counter(str(gap.get("id") or "").removeprefix("g") for gap in gaps)
    for number in sorted(found.keys() - numbers.keys(), key=int):
        yield Fault(
            ("text",), _("The text has [[%(number)s]], but there is no gap %(number)s."), _n(number)
        )
    for number in sorted(numbers.keys() - found.keys()):
        yield Fault(
            ("text",),
            _("There is a gap %(number)s, but no [[%(number)s]] in the text."),
            _n(number),
        )
    for number in sorted(number for number, times in found.items() if times > 1):
        yield Fault(("text",), _("[[%(number)s]] stands in the text more than once."), _n(number))
    for number in sorted(number for number, times in numbers.items() if times > 1):
        yield Fault(("text",), _("More than one gap has the number %(number)s."), _n(number))


def _n(number: str) -> dict[str, str]:
    return {"number": number}


def _choices(gap: Mapping[str, Any], path: Path) -> Faults:
    choices = rows(gap, "choices")
    if len(choices) < 2:
        yield Fault((*path, "choices"), _("A gap needs at least two choices."))
    yield from texts_differ(choices, (*path, "choices"))
    yield from fractions_in_range(choices, (*path, "choices"), low=-100, is_required=True)
    if choices and not has_full(choices):
        yield Fault((*path, "choices"), _("At least one choice has to be worth 100 per cent."))


# --- Short texts --------------------------------------------------------------------------------
def short(document: Document) -> Faults:
    yield from text_answers(rows(document, "answers"), ("answers",), bool(document.get("case")))


def text_answers(answers: Rows, path: Path, case: bool) -> Faults:
    yield from _answers(answers, path, "text")
    yield from texts_differ(answers, path, case=case)


def _answers(answers: Rows, path: Path, key: str) -> Faults:
    """At least one that is no wildcard earns everything, and nothing stands after the wildcard."""
    if not answers:
        yield Fault(path, _("Give at least one accepted answer."))
        return
    yield from fractions_in_range(answers, path, low=0, is_required=True)
    wild = [str(answer.get(key) or "").strip() == ANYTHING for answer in answers]
    if not has_full([row for row, is_wild in zip(answers, wild, strict=True) if not is_wild]):
        yield Fault(
            path, _("At least one accepted answer, other than *, has to be worth 100 per cent.")
        )
    for number in range(len(answers) - 1):
        if wild[number]:
            yield Fault(
                (*path, number, key),
                _("* takes every answer: it has to stand last, or those after it never count."),
            )


# --- Numbers ------------------------------------------------------------------------------------
def number(document: Document) -> Faults:
    yield from number_answers(rows(document, "answers"), ("answers",))
    yield from one_of(document, "unit", UNITS)
    yield from _units(document)


def number_answers(answers: Rows, path: Path) -> Faults:
    yield from _answers(answers, path, "value")
    for number_, answer in enumerate(answers):
        value = str(answer.get("value") or "").strip()
        if value != ANYTHING and read_decimal(value) is None:
            yield Fault((*path, number_, "value"), _("A number is expected, or * for the rest."))
        tolerance = read_decimal(answer.get("tolerance") or "0")
        if tolerance is None or tolerance < 0:
            yield Fault((*path, number_, "tolerance"), _("A number from 0 up is expected."))
        if answer.get("tolerance_kind", "nominal") not in TOLERANCES:
            yield Fault((*path, number_, "tolerance_kind"), _("Choose how the tolerance is meant."))


def _units(document: Document) -> Faults:
    units = rows(document, "units")
    if document.get("unit") in ("optional", "required") and not units:
        yield Fault(("units",), _("Name at least one unit."))
    yield from texts_differ(units, ("units",), case=True)
    for place, unit in enumerate(units):
        factor = read_decimal(unit.get("factor") or "1")
        if factor is None or factor <= 0:
            yield Fault(("units", place, "factor"), _("A number above 0 is expected."))
        elif place == 0 and factor != 1:
            yield Fault(
                ("units", place, "factor"), _("The first unit is the base: its factor is 1.")
            )
        if re.match(r"[\d\s.,+-]", str(unit.get("text") or "")):
            yield Fault(
                ("units", place, "text"), _("A unit does not begin with a digit or a sign.")
            )
    penalty = percent(document.get("unit_penalty") or "0")
    if penalty is None or not 0 <= penalty <= 100:
        yield Fault(("unit_penalty",), _("A number from %(low)d to 100 is expected."), {"low": 0})


# --- Long answers -------------------------------------------------------------------------------
def long(document: Document) -> Faults:
    yield from at_least(
        document, "rubric", 1, _("A person marks this answer: give at least one criterion.")
    )
    yield from texts_differ(rows(document, "rubric"), ("rubric",))
    for place, criterion in enumerate(rows(document, "rubric")):
        yield from _criterion(criterion, ("rubric", place))
    least, most = document.get("least_words") or 0, document.get("most_words") or 0
    if most and least > most:
        yield Fault(("most_words",), _("The most words are fewer than the least."))
    if document.get("markers") not in (1, 2):
        yield Fault(("markers",), _("One or two people mark an answer."))


def _criterion(criterion: Mapping[str, Any], path: Path) -> Faults:
    points = percent(criterion.get("points"))
    if points is None or points <= 0:
        yield Fault((*path, "points"), _("Points have to be more than 0."))
        return
    levels = rows(criterion, "levels")
    given = [percent(level.get("points")) for level in levels]
    for place, (level, value) in enumerate(zip(levels, given, strict=True)):
        if value is None or not 0 <= value <= points:
            yield Fault(
                (*path, "levels", place, "points"),
                _("A number from 0 to the points of the criterion is expected."),
            )
        if blank(level, "text"):
            yield Fault((*path, "levels", place, "text"), _("This text is empty."))
    if levels and points not in given:
        yield Fault((*path, "points"), _("No level of this criterion earns all of its points."))


__all__ = [
    "FULL",
    "MARKER",
    "gap_select",
    "gap_text",
    "long",
    "markers",
    "number",
    "short",
]
