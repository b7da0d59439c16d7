"""How sure a figure is: intervals, bands of ability, differences between groups.

Source: docs/statistics.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.quizzes.statistics.sums import Histogram

Z95 = 1.959963984540054
BANDS = 3
DELTA_UNIT = 2.35
NOTABLE_DELTA = 1.0
NOTABLE_P = 0.05

Interval = tuple[float, float]


def wilson(share: float, n: int) -> Interval | None:
    """95 % interval of a share from 0 to 1; with partly right answers it is on the safe side."""
    if n < 1 or not 0 <= share <= 1:
        return None
    z2 = Z95**2 / n
    middle = (share + z2 / 2) / (1 + z2)
    half = Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n)) / (1 + z2)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def fisher(correlation: float | None, n: int) -> Interval | None:
    """95 % interval of a correlation; ``None`` for fewer than four pairs or a perfect one."""
    if correlation is None or n < 4 or abs(correlation) >= 1:
        return None
    middle, half = math.atanh(correlation), Z95 / math.sqrt(n - 3)
    return math.tanh(middle - half), math.tanh(middle + half)


def band_of_scores(scores: Histogram, bands: int = BANDS) -> dict[str, int]:
    """Score → band from 0 (weakest) to ``bands`` - 1, as even as ties allow.

    People with the same score are in the same band: that of the middle one of them.
    """
    whole, below = sum(scores.values()), 0
    placed = {}
    for score in sorted(scores, key=int):
        placed[score] = min(bands * (2 * below + scores[score]) // (2 * whole), bands - 1)
        below += scores[score]
    return placed


def by_band(histogram: Histogram, band_of: Mapping[str, int], bands: int = BANDS) -> list[int]:
    """How many of ``histogram`` are in each band."""
    counts = [0] * bands
    for score, count in histogram.items():
        counts[band_of[score]] += count
    return counts


@dataclass(frozen=True)
class Stratum:
    """Right and wrong answers of two groups of people of about the same ability."""

    right: int
    wrong: int
    other_right: int
    other_wrong: int

    @property
    def size(self) -> int:
        return self.right + self.wrong + self.other_right + self.other_wrong


@dataclass(frozen=True)
class GroupDifference:
    """Mantel-Haenszel over the strata.

    ``delta`` is 2.35 · ln(common odds ratio): negative when the item is harder for the first group
    than for people of the same ability in the other. ``chi_square`` is corrected for
    continuity, one degree of freedom.
    """

    odds_ratio: float
    delta: float
    chi_square: float
    p_value: float

    @property
    def is_notable(self) -> bool:
        """Neither chance nor small."""
        return self.p_value < NOTABLE_P and abs(self.delta) >= NOTABLE_DELTA


def mantel_haenszel(strata: Iterable[Stratum]) -> GroupDifference | None:
    """``None`` when the odds ratio or its variance is not defined."""
    full = [stratum for stratum in strata if stratum.size > 1]
    above = math.fsum(part.right * part.other_wrong / part.size for part in full)
    below = math.fsum(part.wrong * part.other_right / part.size for part in full)
    spread = math.fsum(_variance(part) for part in full)
    if not above or not below or not spread:
        return None
    observed = sum(part.right for part in full)
    expected = math.fsum(
        (part.right + part.wrong) * (part.right + part.other_right) / part.size for part in full
    )
    chi_square = max(abs(observed - expected) - 0.5, 0) ** 2 / spread
    ratio = above / below
    return GroupDifference(
        odds_ratio=ratio,
        delta=DELTA_UNIT * math.log(ratio),
        chi_square=chi_square,
        p_value=math.erfc(math.sqrt(chi_square / 2)),
    )


def _variance(part: Stratum) -> float:
    first, other = part.right + part.wrong, part.other_right + part.other_wrong
    right, wrong = part.right + part.other_right, part.wrong + part.other_wrong
    return first * other * right * wrong / (part.size**2 * (part.size - 1))


def strata_of(
    scores: Histogram, full: Histogram, other_scores: Histogram, other_full: Histogram
) -> list[Stratum]:
    """Two groups in three bands of their common scores; right = full marks."""
    pooled = {
        score: scores.get(score, 0) + other_scores.get(score, 0)
        for score in {*scores, *other_scores}
    }
    band_of = band_of_scores(pooled)
    counts = (by_band(part, band_of) for part in (scores, full, other_scores, other_full))
    return [
        Stratum(right, everyone - right, other_right, others - other_right)
        for everyone, right, others, other_right in zip(*counts, strict=True)
    ]


def median_of(histogram: Histogram) -> float | None:
    """Median of the numbers that are the keys; ``None`` of nothing."""
    whole = sum(histogram.values())
    if not whole:
        return None
    return (_nth(histogram, (whole - 1) // 2) + _nth(histogram, whole // 2)) / 2


def _nth(histogram: Histogram, place: int) -> int:
    for key in sorted(histogram, key=int):
        place -= histogram[key]
        if place < 0:
            return int(key)
    raise IndexError(place)
