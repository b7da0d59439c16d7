"""What may be worth doing next, and why. Pure. Source: docs/self-assessment.md."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST = 3
CRITICAL_COUNTS = 2
FALL_WORTH_A_WORD = Decimal("0.5")


class Reason(StrEnum):
    GAP = "gap"  # below the level expected
    ABOVE_SHOWN = "above_shown"  # one thinks more of oneself than the tasks have shown
    BELOW_SHOWN = "below_shown"  # one can do more than one thinks
    FELL = "fell"  # one thinks less of oneself than last time
    KEEP = "keep"  # nothing is amiss: the lowest score is the place to go on


@dataclass(frozen=True)
class Standing:
    """One rated competency. ``measured`` is ``None`` where no task has measured anything yet."""

    code: str
    now: Decimal
    level: int
    then: Decimal | None
    measured: int | None
    target: int
    is_critical: bool

    @property
    def known(self) -> int:
        """What was measured; one's own view where nothing was."""
        return self.level if self.measured is None else self.measured

    @property
    def gap(self) -> int:
        return max(self.target - self.known, 0)

    @property
    def weight(self) -> int:
        return CRITICAL_COUNTS if self.is_critical else 1

    @property
    def off(self) -> int:
        """Levels by which one's own view is above (below: negative) what was measured."""
        return 0 if self.measured is None else self.level - self.measured

    @property
    def fall(self) -> Decimal:
        return Decimal(0) if self.then is None else max(self.then - self.now, Decimal(0))


@dataclass(frozen=True)
class Suggestion:
    """``reasons`` in the order to be said; the first one put it on the list."""

    standing: Standing
    reasons: tuple[Reason, ...]


def suggestions(standings: Sequence[Standing]) -> list[Suggestion]:
    """One to three, each about another competency; none where nothing is rated.

    The largest gap first, then the widest difference from what was measured, then the deepest fall,
    and more gaps while there is room. Critical competencies count double; equals go by code.
    """
    chosen: list[Standing] = []
    for weigh in (_gap, _difference, _fall, _gap, _gap):
        left = [row for row in standings if row not in chosen and weigh(row) > 0]
        if left and len(chosen) < MOST:
            chosen.append(_first(left, weigh))
    if chosen:
        return [Suggestion(row, _reasons(row)) for row in chosen]
    lowest = sorted(standings, key=lambda row: (row.now, row.code))[:1]
    return [Suggestion(row, (Reason.KEEP,)) for row in lowest]


def _first(rows: Sequence[Standing], weigh: Callable[[Standing], Decimal]) -> Standing:
    return min(rows, key=lambda row: (-weigh(row), row.code))


def _gap(row: Standing) -> Decimal:
    return Decimal(row.gap * row.weight)


def _difference(row: Standing) -> Decimal:
    return Decimal(abs(row.off) * row.weight)


def _fall(row: Standing) -> Decimal:
    return row.fall * row.weight if row.fall >= FALL_WORTH_A_WORD else Decimal(0)


def _reasons(row: Standing) -> tuple[Reason, ...]:
    holds = {
        Reason.GAP: row.gap > 0,
        Reason.ABOVE_SHOWN: row.off > 0,
        Reason.BELOW_SHOWN: row.off < 0,
        Reason.FELL: row.fall >= FALL_WORTH_A_WORD,
    }
    return tuple(reason for reason, is_so in holds.items() if is_so)
