"""Texts with gaps: to choose from, or to fill in."""

import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds.base import (
    NOTHING,
    Document,
    Grade,
    Kind,
    Options,
    clean_parts,
    clean_text,
    clean_token,
    clipped,
    ids_of,
    mean,
    part_tokens,
    parts_given,
    share_of,
    shuffled,
    tokens_of,
)
from assessments.quizzes.kinds.number import accepted_number, measured, written
from assessments.quizzes.kinds.texts import accepted_text, guess_by_wildcard, literal

LONGEST_GAP = 200  # characters

Gap = Mapping[str, Any]


def matched(gap: Gap, given: str | None) -> Mapping[str, Any] | None:
    """What of a gap's choices or accepted answers was given; a choice by its id."""
    if not given:
        return None
    if gap["type"] == "select":
        return next((choice for choice in gap["choices"] if choice["id"] == given), None)
    if gap["type"] == "number":
        number = measured(given)
        is_plain = number is not None and not number.unit
        return accepted_number(gap["answers"], number.value if number and is_plain else None)
    return accepted_text(gap["answers"], given, case=bool(gap.get("case")))


def gaps_given(document: Document, value: Any, options: Options) -> dict[str, str]:
    """Id of the gap → the text given, or the id of the choice."""
    ids, given = dict(options), parts_given(value, options)
    types = {gap["id"]: gap["type"] for gap in document["options"]}
    return {
        gap: ids.get(answer, "") if types.get(gap) == "select" else answer
        for gap, answer in given.items()
    }


class GapSelect(Kind):
    """Only the weighted sum is kept from falling below 0: a gap may cost what others earned."""

    name = "gap_select"
    shape = "parts"
    template_name = "quizzes/questions/gap_select.html"

    @classmethod
    def arrange(cls, document: Document, order: random.Random | None) -> list[str]:
        """Gaps as in the text; the choices of each in any order."""
        gaps = document["options"]
        choices = [shuffled(ids_of(gap.get("choices", ())), order) for gap in gaps]
        return [*ids_of(gaps), *(one for of_gap in choices for one in of_gap)]

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> dict[str, str] | None:
        ids = dict(options)
        gaps = {gap["id"]: gap for gap in document["options"]}

        def answer(token: str, given: Any) -> str | None:
            gap = gaps[ids[token]]
            if gap["type"] == "select":
                return clean_token(given, tokens_of(gap["choices"], options), field)
            return clean_text(given, LONGEST_GAP, field)

        return clean_parts(value, part_tokens(document, options), answer, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        given = gaps_given(document, value, options)
        parts, weights = {}, {}
        for gap in document["options"]:
            answer = matched(gap, given.get(gap["id"]))
            parts[gap["id"]] = share_of(answer["fraction"]) if answer else NOTHING
            weights[gap["id"]] = _weight(gap)
        return Grade(clipped(_weighted(parts, weights)), parts=parts)

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        """For each gap on its own; below 0 counts as 0."""
        parts = {gap["id"]: _guess(gap) for gap in document["options"]}
        weights = {gap["id"]: _weight(gap) for gap in document["options"]}
        return clipped(_weighted(parts, weights))

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        answer = {}
        for gap in document["options"]:
            right = _right(gap, tokens)
            if right is None or gap["id"] not in tokens:
                return []
            answer[tokens[gap["id"]]] = right
        return [answer]


class GapText(GapSelect):
    name = "gap_text"
    template_name = "quizzes/questions/gap_text.html"


def _weight(gap: Gap) -> Fraction:
    return Fraction(str(gap.get("weight") or 1))


def _weighted(parts: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> Fraction:
    total = sum(weights.values(), NOTHING)
    return sum((parts[one] * weights[one] for one in parts), NOTHING) / total if total else NOTHING


def _guess(gap: Gap) -> Fraction:
    if gap["type"] == "select":
        return mean(share_of(choice["fraction"]) for choice in gap["choices"])
    return guess_by_wildcard(gap["answers"], "value" if gap["type"] == "number" else "text")


def _right(gap: Gap, tokens: Mapping[str, str]) -> str | None:
    """What earns the whole of ``gap``."""
    if gap["type"] == "select":
        full = (choice["id"] for choice in gap["choices"] if share_of(choice["fraction"]) == 1)
        return next((tokens[one] for one in full if one in tokens), None)
    for answer in gap["answers"]:
        text = written(answer["value"]) if gap["type"] == "number" else literal(answer["text"])
        accepted = matched(gap, text)
        if accepted and share_of(accepted["fraction"]) == 1:
            return text
    return None
