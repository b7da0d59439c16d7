"""Marks of an attempt in which some items are worth something else than their own key says. Pure.

Without overrides the result is that of ``grading.mark``; a test holds the two together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assessments.quizzes.corrections.policies import Override
from assessments.quizzes.grading import Marks, counts, points_of
from assessments.quizzes.kinds import grade_answer
from assessments.quizzes.models import AttemptItem

NOTHING = Fraction(0)


@dataclass(frozen=True)
class Part:
    """An item in the sum. ``share``: ``None`` when it is left out of it.

    ``is_counted``: not while its panel disagrees. ``is_pending``: a person has yet to mark it.
    """

    position: int
    share: Fraction | None
    points: Fraction
    competency: str = ""
    is_counted: bool = True
    is_pending: bool = False

    @property
    def enters(self) -> bool:
        return self.is_counted and self.share is not None


@dataclass(frozen=True)
class Total:
    """``percent`` is ``None`` when nothing is left to count."""

    percent: Decimal | None
    competencies: dict[str, tuple[Decimal, int]]


def parts_of(
    items: Iterable[AttemptItem],
    answers: Mapping[str, Mapping[str, Any]],
    overrides: Mapping[int, Override],
    bases: Mapping[int, Fraction] | None = None,
) -> list[Part]:
    """Every item graded; people's marks of long answers are read from the items themselves.

    ``overrides``: by position. ``bases``: likewise, what people gave for long answers whose share
    a correction has changed since. Items carry their documents (``with_documents``).
    """
    parts = []
    for item in items:
        document = item.document
        value = answers.get(item.key, {}).get("value")
        grade = grade_answer(document, value, item.options)
        share: Fraction | None = grade.share
        is_pending = grade.needs_marking
        if is_pending:
            given = (bases or {}).get(item.position)
            if given is None and item.share is not None:
                given = Fraction(item.share)
            if given is not None:
                share, is_pending = given, False
        override = overrides.get(item.position)
        if override is not None and override.effective:
            share = override.worth(document, value, item.options, base=share or NOTHING)
            is_pending = False
        parts.append(
            Part(
                position=item.position,
                share=share,
                points=points_of(document),
                competency=document["competency"],
                is_counted=counts(document),
                is_pending=is_pending,
            )
        )
    return parts


def total(parts: Iterable[Part]) -> Total:
    """The sum of shares by points, in per cent of all points; likewise for each competency."""
    entering = [part for part in parts if part.enters]
    groups: dict[str, list[Part]] = {}
    for part in entering:
        if part.competency and not part.is_pending:
            groups.setdefault(part.competency, []).append(part)
    share = _share(entering)
    return Total(
        percent=None if share is None else rounded(100 * share, "0.01"),
        competencies={
            code: (rounded(_share(group) or NOTHING, "0.0001"), len(group))
            for code, group in groups.items()
        },
    )


def mark_in_force(
    items: Iterable[AttemptItem],
    answers: Mapping[str, Mapping[str, Any]],
    keys: Mapping[int, Override],
) -> Marks:
    """As ``grading.mark``, by the keys in force. ``keys``: by the id of the version.

    An item that is left out of the result has the share it would have had without that.
    """
    rows = list(items)
    overrides = {row.position: keys[row.version_id] for row in rows if row.version_id in keys}
    parts = parts_of(rows, answers, overrides)
    result = total(parts)
    plain = {part.position: part.share for part in parts_of(rows, answers, {})}
    return Marks(
        percent=result.percent or Decimal("0.00"),
        shares={
            part.position: stored_share(part, plain[part.position] or NOTHING) for part in parts
        },
        competencies=result.competencies,
        pending=frozenset(part.position for part in parts if part.is_pending),
    )


def stored_share(part: Part, before: Fraction) -> Decimal:
    """What ``AttemptItem.share`` holds; for an item left out, what it was ``before``."""
    return rounded(before if part.share is None else part.share, "0.00001")


def rounded(value: Fraction, exponent: str) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(exponent), rounding=ROUND_HALF_UP)


def _share(parts: list[Part]) -> Fraction | None:
    points = sum((part.points for part in parts), NOTHING)
    if not points:
        return None
    earned = sum((part.share * part.points for part in parts if part.share is not None), NOTHING)
    return max(earned / points, NOTHING)
