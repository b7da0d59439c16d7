"""From the answers of an attempt to its marks. Pure given the pinned items.

The result is the sum of shares by points, in per cent of all points. Source: docs/grading.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds import Document, grade_answer
from assessments.quizzes.models import AttemptItem


@dataclass(frozen=True)
class Marks:
    """``percent`` 0–100 with two decimals; shares -1–1 by position; (share, items) by competency.

    ``pending``: positions that a person has yet to mark. They count 0 in ``percent`` and not at all
    in ``competencies``.
    """

    percent: Decimal
    shares: dict[int, Decimal]
    competencies: dict[str, tuple[Decimal, int]]
    pending: frozenset[int] = frozenset()


@dataclass
class _Sum:
    """Shares weighted by points."""

    earned: Fraction = Fraction(0)
    points: Fraction = Fraction(0)
    count: int = 0

    def add(self, share: Fraction, points: Fraction) -> None:
        self.earned += share * points
        self.points += points
        self.count += 1

    @property
    def share(self) -> Fraction:
        """From 0 to 1, whatever was lost below 0."""
        return max(self.earned / self.points, Fraction(0)) if self.points else Fraction(0)


def mark(items: Iterable[AttemptItem], answers: Mapping[str, Mapping[str, Any]]) -> Marks:
    """Grade every item; an item without an answer earns 0.

    A long answer has the share that people gave it, once they have.
    """
    shares: dict[int, Fraction] = {}
    pending = set()
    total, groups = _Sum(), dict[str, _Sum]()
    for item in items:
        document = item.document
        grade = grade_answer(document, answers.get(item.key, {}).get("value"), item.options)
        is_pending = grade.needs_marking and item.share is None
        share = Fraction(item.share) if grade.needs_marking and item.share else grade.share
        shares[item.position] = share
        if is_pending:
            pending.add(item.position)
        if not counts(document):
            continue
        points = points_of(document)
        total.add(share, points)
        if document["competency"] and not is_pending:
            groups.setdefault(document["competency"], _Sum()).add(share, points)
    return Marks(
        percent=_decimal(100 * total.share, "0.01"),
        shares={position: _decimal(share, "0.00001") for position, share in shares.items()},
        competencies={
            code: (_decimal(group.share, "0.0001"), group.count) for code, group in groups.items()
        },
        pending=frozenset(pending),
    )


def points_of(document: Document) -> Fraction:
    """The weight of a question; documents of version 1 weigh one point."""
    return Fraction(str(document.get("points", "1")))


def counts(document: Document) -> bool:
    """Whether a question enters the marks: not while its panel of experts disagrees."""
    return bool((document.get("panel") or {}).get("scored", True))


def _decimal(value: Fraction, exponent: str) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(exponent), rounding=ROUND_HALF_UP)
