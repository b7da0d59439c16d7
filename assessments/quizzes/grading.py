"""From the answers of an attempt to its marks. Pure given the pinned items.

Every question weighs one point; the result is the mean share in per cent. Source: docs/grading.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds import grade_answer
from assessments.quizzes.models import AttemptItem


@dataclass(frozen=True)
class Marks:
    """``percent`` 0–100 with two decimals; shares 0–1 by position; (share, items) by competency."""

    percent: Decimal
    shares: dict[int, Decimal]
    competencies: dict[str, tuple[Decimal, int]]


def mark(items: Iterable[AttemptItem], answers: Mapping[str, Mapping[str, Any]]) -> Marks:
    """Grade every item; an item without an answer earns 0. Items carry their loaded version."""
    shares: dict[int, Fraction] = {}
    groups: dict[str, list[Fraction]] = {}
    for item in items:
        document = item.version.document
        value = answers.get(item.key, {}).get("value")
        share = grade_answer(document, value, item.options).share
        shares[item.position] = share
        if document["competency"]:
            groups.setdefault(document["competency"], []).append(share)
    return Marks(
        percent=_decimal(100 * _mean(list(shares.values())), "0.01"),
        shares={position: _decimal(share, "0.00001") for position, share in shares.items()},
        competencies={
            code: (_decimal(_mean(group), "0.0001"), len(group)) for code, group in groups.items()
        },
    )


def _mean(shares: list[Fraction]) -> Fraction:
    return sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)


def _decimal(value: Fraction, exponent: str) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(exponent), rounding=ROUND_HALF_UP)
