"""The rubric of a long answer: criteria, their levels, and what marks by it come to. Pure.

Marks are ``{criterion id: points}`` with points as the document writes them, ``{"r1": "1.5"}``.
Source: docs/marking.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.quizzes.decimals import decimal_text
from assessments.quizzes.wording import words

LARGEST_DIFFERENCE = Fraction(20, 100)
"""Of the points of the rubric: two markers who differ by more need a third decision."""
MOST_WHOLE_STEPS = 10

Points = Mapping[str, str]


@dataclass(frozen=True)
class Level:
    """What may be given for a criterion. ``text`` may be markup, and is empty without words."""

    points: Decimal
    text: str = ""

    @property
    def key(self) -> str:
        return decimal_text(self.points)


@dataclass(frozen=True)
class Criterion:
    """``levels`` in the order written, no two with the same points."""

    id: str
    text: str
    points: Decimal
    levels: tuple[Level, ...]

    def level(self, points: str) -> Level:
        """The level that earns ``points``. Raises ``KeyError``."""
        return {level.key: level for level in self.levels}[points]

    def rank(self, points: str) -> int:
        """Place of these points among the levels, the least is 0. Raises ``KeyError``."""
        return sorted(self.levels, key=lambda level: level.points).index(self.level(points))


def rubric_of(document: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """Criteria in order. Levels that earn the same are one, with the words of all of them."""
    return tuple(
        Criterion(
            id=row["id"],
            text=words(document, row["text"]),
            points=Decimal(row["points"]),
            levels=_levels(document, row),
        )
        for row in document["rubric"]
    )


def _levels(document: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[Level, ...]:
    merged: dict[Decimal, list[str]] = {}
    for level in row.get("levels") or ():
        merged.setdefault(Decimal(level["points"]), []).append(level["text"])
    if not merged:
        return tuple(Level(points) for points in _steps(Decimal(row["points"])))
    return tuple(
        Level(points, words(document, " / ".join(texts))) for points, texts in merged.items()
    )


def _steps(points: Decimal) -> list[Decimal]:
    """Without levels: every whole point up to ten, else tenths of the points."""
    if points == int(points) and points <= MOST_WHOLE_STEPS:
        return [Decimal(step) for step in range(int(points) + 1)]
    return [points * step / MOST_WHOLE_STEPS for step in range(MOST_WHOLE_STEPS + 1)]


def markers_needed(document: Mapping[str, Any]) -> int:
    """How many people mark an answer: one or two."""
    return 2 if document.get("markers") == 2 else 1


def whole(criteria: Iterable[Criterion]) -> Decimal:
    """What the best answer earns."""
    return sum((criterion.points for criterion in criteria), Decimal(0))


def earned(points: Points) -> Decimal:
    return sum((Decimal(value) for value in points.values()), Decimal(0))


def missing(criteria: Iterable[Criterion], points: Points) -> list[Criterion]:
    """Criteria without a mark."""
    return [criterion for criterion in criteria if criterion.id not in points]


def share_of(criteria: Sequence[Criterion], points: Points) -> Fraction:
    """Of the points of the rubric, 0 to 1. Raises ``ValueError`` while a criterion has no mark."""
    if missing(criteria, points):
        raise ValueError("a criterion has no mark")
    return Fraction(earned(points)) / Fraction(whole(criteria))


def differ_too_much(shares: Sequence[Fraction]) -> bool:
    """Whether markers are so far apart that somebody else has to decide."""
    return max(shares) - min(shares) > LARGEST_DIFFERENCE


def mean(shares: Sequence[Fraction]) -> Fraction:
    return sum(shares, Fraction(0)) / len(shares)
