"""Numbers as people write them, and how near they are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds.base import (
    FULL,
    NOTHING,
    Document,
    Grade,
    Kind,
    Options,
    clean_text,
    clipped,
    share_of,
)
from assessments.quizzes.kinds.texts import ANYTHING, Answer, guess_by_wildcard, normal

LONGEST_NUMBER = 100  # characters
LARGEST_POWER = 100
NOISE = Fraction(1, 10**12)  # of the accepted value; what floating point leaves in files

_NUMBER = re.compile(
    r"""\s*(?P<sign>[+\-−–]?)\s*
    (?P<whole>[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+|[0-9]*)
    (?:[.,](?P<part>[0-9]*))?
    (?:[eEеЕ](?P<power>[+\-−]?[0-9]{1,3}))?
    \s*(?P<unit>(?![eEеЕ][+\-−]?[0-9])[^\W\d_%][^+=<>*()]*|[%‰°№₴€$£][^+=<>*()0-9]*)?\Z""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Measured:
    value: Fraction
    unit: str = ""


def measured(text: str) -> Measured | None:
    """The number in ``text`` and the words after it; ``None`` when it is no number.

    Decimal comma or point, spaces between thousands, ``1e6``. No sums, no fractions.
    """
    found = _NUMBER.match(text)
    if found is None or not (found["whole"] or found["part"]):
        return None
    power = int((found["power"] or "0").replace("−", "-"))
    if abs(power) > LARGEST_POWER:
        return None
    digits = "".join(found["whole"].split()) or "0"
    value = Fraction(Decimal(f"{digits}.{found['part'] or '0'}E{power}"))
    is_negative = found["sign"] not in ("", "+")
    return Measured(-value if is_negative else value, found["unit"] or "")


def is_near(given: Fraction, answer: Answer) -> bool:
    """Whether ``given`` lies within the tolerance, its ends included."""
    wanted = measured(str(answer["value"]))
    if wanted is None:
        return False
    value = wanted.value
    width = measured(str(answer.get("tolerance") or "0"))
    tolerance = abs(width.value) if width else NOTHING
    noise = NOISE * max(abs(value), tolerance)
    if answer.get("tolerance_kind") == "geometric":
        ends = value / (1 + tolerance), value * (1 + tolerance)
        return min(ends) - noise <= given <= max(ends) + noise
    if answer.get("tolerance_kind") == "relative":
        tolerance *= abs(value)
    return abs(given - value) <= tolerance + noise


def accepted_number(answers: Iterable[Answer], given: Fraction | None) -> Answer | None:
    """The first answer that is near; ``*`` takes what is left, even what is no number."""
    for answer in answers:
        if str(answer["value"]).strip() == ANYTHING:
            return answer
        if given is not None and is_near(given, answer):
            return answer
    return None


def in_base_unit(number: Measured, document: Document) -> tuple[Fraction, Fraction] | None:
    """The value in the base unit, and what is left of the marks for the unit given.

    ``None``: what stands after the number is no unit of this question. Only where a unit is
    required does a missing or unknown one cost the penalty instead (all, if none is named).
    """
    mode = document.get("unit") or "none"
    if not number.unit and mode != "required":
        return number.value, FULL
    factor = _factor(number.unit, document.get("units", ())) if mode != "none" else None
    if factor is not None:
        return number.value * factor, FULL
    if mode != "required":
        return None
    return number.value, FULL - clipped(share_of(document.get("unit_penalty", "100")))


def _factor(unit: str, units: Iterable[Answer]) -> Fraction | None:
    """How many base units one ``unit`` is. The same letters decide before capitals are ignored."""
    for case in (True, False):
        wanted = normal(unit, case=case).rstrip(".")
        for known in units:
            if wanted and wanted == normal(known["text"], case=case).rstrip("."):
                factor = measured(str(known.get("factor") or "1"))
                return factor.value if factor else None
    return None


class Number(Kind):
    name = "number"
    shape = "text"
    template_name = "quizzes/questions/number.html"

    @classmethod
    def arrange(cls, document: Document, order: Any) -> list[str]:
        return []

    @classmethod
    def clean(cls, document: Document, value: Any, options: Options, field: str) -> str | None:
        return clean_text(value, LONGEST_NUMBER, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        if not value:
            return Grade(NOTHING)
        number = measured(value)
        scaled = in_base_unit(number, document) if number else None
        given, left = scaled or (None, FULL)
        answer = accepted_number(document["answers"], given)
        if answer is None:
            return Grade(NOTHING)
        return Grade(clipped(share_of(answer["fraction"])) * left, matched=answer["id"])

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        return guess_by_wildcard(document["answers"], "value")

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        units = document.get("units") or [{"text": ""}]
        unit = f" {units[0]['text']}" if document.get("unit") == "required" else ""
        return [f"{written(answer['value'])}{unit}" for answer in document["answers"]]


def written(value: Any) -> str:
    """A number an answer accepts, as a person may write it."""
    return "0" if str(value).strip() == ANYTHING else str(value).strip()
