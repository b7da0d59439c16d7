"""How well two people who marked the same answers agree. Pure.

Marks are ranks: places on the scale of one criterion, 0 for the least. Figures are exact inside and
``None`` where they are undefined. Source: docs/marking.md.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

FEWEST = 10
"""Nothing is said about fewer answers than this."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Scale:
    """Marks of one criterion: what the first and the second gave, of ``levels`` levels."""

    levels: int
    pairs: Sequence[Pair]


@dataclass(frozen=True)
class Agreement:
    """``n``: answers marked by both. Shares 0 to 1; ``kappa`` at most 1, below 0 under chance."""

    n: int
    exact: float | None = None
    within_one: float | None = None
    kappa: float | None = None


def exact(pairs: Sequence[Pair]) -> Fraction | None:
    """Share of answers that got the same level from both; ``None`` without answers."""
    return _share(first == second for first, second in pairs)


def within_one(pairs: Sequence[Pair]) -> Fraction | None:
    """Share of answers whose two levels are the same or neighbours; ``None`` without answers."""
    return _share(abs(first - second) <= 1 for first, second in pairs)


def _share(hits: Iterable[bool]) -> Fraction | None:
    found = list(hits)
    return Fraction(sum(found), len(found)) if found else None


def weighted_kappa(pairs: Sequence[Pair]) -> Fraction | None:
    """1 less disagreement by disagreement expected by chance, both weighted by squared distance.

    ``None`` where chance alone would never disagree: both gave one and the same level throughout.
    Source: J. Cohen, 1968, "Weighted kappa".
    """
    return pooled_kappa([Scale(levels=2, pairs=pairs)])


def pooled_kappa(scales: Iterable[Scale]) -> Fraction | None:
    """The same over several criteria: chance and longest distance are those of each criterion."""
    observed = expected = Fraction(0)
    for scale in scales:
        if not scale.pairs or scale.levels < 2:
            continue
        longest = Fraction((scale.levels - 1) ** 2)
        observed += sum((first - second) ** 2 for first, second in scale.pairs) / longest
        expected += _by_chance(scale.pairs) / longest
    return 1 - observed / expected if expected else None


def _by_chance(pairs: Sequence[Pair]) -> Fraction:
    """Sum of squared distances that the two would have if each gave their own marks at random."""
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    total = sum(
        (first - second) ** 2 * times * others
        for first, times in firsts.items()
        for second, others in seconds.items()
    )
    return Fraction(total, len(pairs))


def agreement(scales: Sequence[Scale], *, n: int, fewest: int = FEWEST) -> Agreement:
    """Everything about ``n`` answers marked by two people; only ``n`` where that is too few."""
    if n < fewest:
        return Agreement(n)
    pairs = [pair for scale in scales for pair in scale.pairs]
    return Agreement(
        n,
        exact=_number(exact(pairs)),
        within_one=_number(within_one(pairs)),
        kappa=_number(pooled_kappa(scales)),
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
