"""From answers to a score, a level and a change. Pure. Source: docs/self-assessment.md.

An answer is how often, 0 (never) to 3 (always); ``None`` stands for “no occasion” and is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

MOST_OFTEN = 3
HIGHEST = 4
CENT = Decimal("0.01")
HALF = Decimal("0.5")

Answer = int | None


def score(answers: Iterable[Answer]) -> Decimal | None:
    """Mean of the answers × 4/3, from 0 to 4 with two decimals; ``None``: not rated.

    >>> score([3, 2, None])
    Decimal('3.33')
    """
    given = [answer for answer in answers if answer is not None]
    if not given:
        return None
    exact = Fraction(sum(given) * HIGHEST, len(given) * MOST_OFTEN)
    return (Decimal(exact.numerator) / exact.denominator).quantize(CENT, ROUND_HALF_UP)


def level(score: Decimal, before: int | None = None) -> int:
    """The whole points of ``score``; a level had ``before`` is kept within half a point of it.

    >>> level(Decimal("2.60")), level(Decimal("2.60"), before=3), level(Decimal("2.49"), before=3)
    (2, 3, 2)
    """
    reached = floor(score)
    return reached if before is None else max(reached, min(before, floor(score + HALF)))


def level_along(scores: Iterable[Decimal | None]) -> int | None:
    """The level after ``scores`` in order of time, each keeping what it may of the one before.

    ``None`` among them is left out; ``None``: never rated.
    """
    reached: int | None = None
    for rated in scores:
        if rated is not None:
            reached = level(rated, reached)
    return reached


def change(then: Decimal | None, now: Decimal | None) -> Decimal | None:
    """Points gained since ``then``; ``None`` where one of the two is missing."""
    return None if then is None or now is None else now - then


def scores_of(
    asked: Mapping[str, Sequence[str]], answers: Mapping[str, Answer]
) -> dict[str, Decimal | None]:
    """Competency → score. ``asked``: competency → codes of its statements."""
    return {
        competency: score(answers.get(code) for code in codes)
        for competency, codes in asked.items()
    }


def are_all_equal(answers: Iterable[Answer]) -> bool:
    """Whether two answers or more are all the same; “no occasion” is an answer too."""
    given = list(answers)
    return len(given) > 1 and len(set(given)) == 1
