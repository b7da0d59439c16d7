"""Do several people who rated the same thing agree? Pure; r_wg of James, Demaree and Wolf (1984).

r_wg = 1 − s²/σ², where s² has the divisor J − 1 and σ² is the variance of ratings given at random;
on a scale of A points that is (A² − 1)/12. Below 0 counts as 0, fewer than two ratings give 0.
Ratings are kept with five raters or more and an agreement of at least .70.
"""

from collections.abc import Sequence
from fractions import Fraction

LEAST_RATERS = 5
LEAST_AGREEMENT = Fraction(7, 10)


def agreement(values: Sequence[int], null_variance: Fraction) -> Fraction:
    """r_wg of the values that several people gave to one thing, 0 to 1."""
    if len(values) < 2:
        return Fraction(0)
    mean = Fraction(sum(values), len(values))
    spread = sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)
    return max(Fraction(0), 1 - spread / null_variance)


def random_variance(points: int) -> Fraction:
    """σ² of ratings given at random on a scale of ``points`` points, at least two."""
    return Fraction(points**2 - 1, 12)
