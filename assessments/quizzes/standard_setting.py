"""Where the pass mark comes from: judgements of experts. Pure. Source: docs/grading.md.

Angoff: each judge says of every item how many per cent of barely competent people would get it
right; the mark is the mean. Hofstee: each judge says between which marks and between which shares
of failed people the answer lies; the mark is where the observed curve crosses that line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev

FEWEST_JUDGES, ENOUGH_JUDGES = 5, 10


class InvalidJudgement(ValueError):
    """What judges gave cannot be used. ``row`` and ``column`` count from 1; 0 is the whole."""

    def __init__(self, reason: str, row: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.row, self.column = reason, row, column


@dataclass(frozen=True)
class Angoff:
    """All in per cent. ``spread``: standard deviation between judges; ``error``: of the mark.

    Both are ``None`` with a single judge.
    """

    mark: float
    judges: int
    items: int
    spread: float | None
    error: float | None


def angoff(ratings: Sequence[Sequence[float]]) -> Angoff:
    """``ratings``: judges × items, per cent. Raises ``InvalidJudgement``."""
    if not ratings or not ratings[0]:
        raise InvalidJudgement("empty")
    for row, judge in enumerate(ratings, start=1):
        if len(judge) != len(ratings[0]):
            raise InvalidJudgement("ragged", row)
        for column, value in enumerate(judge, start=1):
            if not 0 <= value <= 100:
                raise InvalidJudgement("range", row, column)
    cuts = [mean(judge) for judge in ratings]
    spread = stdev(cuts) if len(cuts) > 1 else None
    return Angoff(
        mark=mean(cuts),
        judges=len(cuts),
        items=len(ratings[0]),
        spread=spread,
        error=None if spread is None else spread / sqrt(len(cuts)),
    )


@dataclass(frozen=True)
class Limits:
    """One judge: lowest and highest acceptable mark, lowest and highest share failed; per cent."""

    mark_low: float
    mark_high: float
    fail_low: float
    fail_high: float


@dataclass(frozen=True)
class Hofstee:
    """``mark`` is ``None`` where the curve and the line do not cross. Per cent."""

    mark: float | None
    failed: float | None
    limits: Limits
    judges: int
    attempts: int


def hofstee(judges: Sequence[Limits], results: Sequence[float]) -> Hofstee:
    """``results``: per cent of each attempt. A person fails below the mark.

    The line runs from (lowest mark, highest share failed) to (highest mark, lowest share failed),
    each the mean over judges. The curve of people failed rises in steps; where a step jumps over
    the line the mark is the step's place. Raises ``InvalidJudgement``.
    """
    if not judges or not results:
        raise InvalidJudgement("empty")
    for row, judge in enumerate(judges, start=1):
        if not 0 <= judge.mark_low <= judge.mark_high <= 100:
            raise InvalidJudgement("marks", row)
        if not 0 <= judge.fail_low <= judge.fail_high <= 100:
            raise InvalidJudgement("fails", row)
    limits = Limits(
        *(mean(getattr(judge, name) for judge in judges) for name in Limits.__dataclass_fields__)
    )
    mark = _crossing(limits, sorted(results))
    failed = None if mark is None else _failed(sorted(results), mark)
    return Hofstee(mark, failed, limits, len(judges), len(results))


def _failed(results: Sequence[float], mark: float) -> float:
    return float(100 * Fraction(sum(result < mark for result in results), len(results)))


def _crossing(limits: Limits, results: Sequence[float]) -> float | None:
    """Where the curve of people failed first meets the falling line, within the accepted marks."""
    low, high = limits.mark_low, limits.mark_high
    if _failed(results, low) > limits.fail_high:
        return None

    def line(mark: float) -> float:
        share = (mark - low) / (high - low)
        return limits.fail_high + share * (limits.fail_low - limits.fail_high)

    if low == high:
        return low if _failed(results, low) >= limits.fail_low else None
    steps = sorted({low, high, *(result for result in results if low < result < high)})
    for start, end in pairwise(steps):
        level = _failed(results, end)  # constant for marks in (start, end]
        if line(start) <= level:
            return start  # the curve jumps over the line just above ``start``
        if line(end) <= level:
            return low + (high - low) * (limits.fail_high - level) / (
                limits.fail_high - limits.fail_low
            )
    return None


def is_enough(judges: int) -> bool:
    """Whether so many judges are enough to decide by."""
    return judges >= FEWEST_JUDGES
