"""Running sums: what is kept of answers so that figures need no second look at them. Exact.

Shares are whole numbers of ``UNIT``. The same answers give the same sums in whatever order they
come, and taking an answer back leaves no trace. Source: docs/statistics.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

UNIT = 10**10
MOST_SECONDS = 600

Histogram = dict[str, int]


def units(share: Fraction | Decimal) -> int:
    """A share as a whole number of ``UNIT``, halves to the even one."""
    return round(Fraction(share) * UNIT)


@dataclass(frozen=True)
class CountedItem:
    """One item of one attempt as it is counted. It goes to JSON and back unchanged.

    ``share`` and ``rest`` in ``UNIT``; ``rest`` is what the person earned of the other items of the
    same form, ``None`` when there are none. ``score``: the whole form in per cent, 0 to 100,
    rounded down. ``picked``: ids of the options chosen, for kinds where options are chosen.
    """

    version: int
    share: int
    rest: int | None
    score: int
    slot: str = ""
    picked: tuple[str, ...] = ()
    seconds: int | None = None


@dataclass(frozen=True)
class Contribution:
    """What one attempt adds to the sums. ``total`` in ``UNIT``; ``percent`` in hundredths."""

    centre: str
    total: int
    percent: int
    is_passed: bool
    items: tuple[CountedItem, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        items = (CountedItem(**{**item, "picked": tuple(item["picked"])}) for item in body["items"])
        return cls(**{**body, "items": tuple(items)})


@dataclass(frozen=True)
class Mark:
    """A marked item of an attempt: its share of 1 and what it weighs, 0 when it is not scored."""

    version: int
    share: Decimal
    points: Fraction
    slot: str = ""
    picked: tuple[str, ...] = ()
    seconds: int | None = None


def contribution(
    marks: Iterable[Mark], *, percent: Decimal, is_passed: bool, centre: str = ""
) -> Contribution:
    """What an attempt with these ``marks`` adds."""
    marked = list(marks)
    earned = sum((Fraction(mark.share) * Fraction(mark.points) for mark in marked), Fraction(0))
    weight = sum((Fraction(mark.points) for mark in marked), Fraction(0))
    total = earned / weight if weight else Fraction(0)
    score = int(100 * min(max(total, Fraction(0)), Fraction(1)))
    return Contribution(
        centre=centre,
        total=units(total),
        percent=int(percent * 100),
        is_passed=is_passed,
        items=tuple(
            CountedItem(
                version=mark.version,
                share=units(mark.share),
                rest=_rest(mark, earned, weight),
                score=score,
                slot=mark.slot,
                picked=tuple(sorted(mark.picked)),
                seconds=None if mark.seconds is None else min(max(mark.seconds, 0), MOST_SECONDS),
            )
            for mark in marked
        ),
    )


def _rest(mark: Mark, earned: Fraction, weight: Fraction) -> int | None:
    points = Fraction(mark.points)
    if weight == points:
        return None
    return units((earned - Fraction(mark.share) * points) / (weight - points))


@dataclass
class Sums:
    """Sums over the answers to one item.

    ``n``, ``x``, ``xx``: answers, shares, squares. The same of answers with a rest: ``pairs``,
    ``px``, ``pxx``, ``r``, ``rr``, ``xr``. Histograms over the score of the form in whole per cent:
    ``scores`` of all answers, ``full`` of those with full marks, ``options[id]`` of who chose it.
    ``seconds``: answers by time, longer ones under ``MOST_SECONDS``. No zero is ever kept.
    """

    n: int = 0
    x: int = 0
    xx: int = 0
    pairs: int = 0
    px: int = 0
    pxx: int = 0
    r: int = 0
    rr: int = 0
    xr: int = 0
    scores: Histogram = field(default_factory=dict)
    full: Histogram = field(default_factory=dict)
    options: dict[str, Histogram] = field(default_factory=dict)
    seconds: Histogram = field(default_factory=dict)

    def count(self, item: CountedItem, times: int = 1) -> None:
        """Add an answer, or take it back with ``times`` = -1."""
        x, score = item.share, str(item.score)
        self.n += times
        self.x += times * x
        self.xx += times * x * x
        if item.rest is not None:
            self.pairs += times
            self.px += times * x
            self.pxx += times * x * x
            self.r += times * item.rest
            self.rr += times * item.rest * item.rest
            self.xr += times * x * item.rest
        bump(self.scores, score, times)
        if x == UNIT:
            bump(self.full, score, times)
        for option in item.picked:
            chosen = self.options.setdefault(option, {})
            bump(chosen, score, times)
            if not chosen:
                del self.options[option]
        if item.seconds is not None:
            bump(self.seconds, str(item.seconds), times)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        return cls(**body)


def merged(parts: Iterable[Sums]) -> Sums:
    """The sums of several groups of answers together; the parts are left as they are."""
    whole = Sums()
    for part in parts:
        for name, value in vars(part).items():
            if isinstance(value, int):
                setattr(whole, name, getattr(whole, name) + value)
            elif name == "options":
                for option, histogram in value.items():
                    _pour(whole.options.setdefault(option, {}), histogram)
            else:
                _pour(getattr(whole, name), value)
    return whole


def _pour(into: Histogram, histogram: Histogram) -> None:
    for key, count in histogram.items():
        bump(into, key, count)


def bump(histogram: Histogram, key: str, by: int) -> None:
    """Add ``by`` to a count; a count that comes to 0 goes."""
    count = histogram.get(key, 0) + by
    if count:
        histogram[key] = count
    else:
        histogram.pop(key, None)


def variance(n: int, x: int, xx: int) -> Fraction:
    """Sample variance of shares from their sums; 0 with fewer than two."""
    return Fraction(n * xx - x * x, n * (n - 1) * UNIT**2) if n > 1 else Fraction(0)


def covariance_with_rest(sums: Sums) -> Fraction:
    n = sums.pairs
    return Fraction(n * sums.xr - sums.px * sums.r, n * (n - 1) * UNIT**2) if n > 1 else Fraction(0)
