"""Do the experts agree? Pure; worked numbers are in the tests.

A vote is ``{option id: value}``: a rating 0 to 4, a place (1 is best), ``"best"`` or ``"worst"``,
or ``"chosen"``. A panel counts when at least five gave complete votes and their agreement is at
least .70; else the experts disagree and the question is asked but not scored.

Agreement by kind:

- ratings: r_wg = 1 − s²/σ² of each reaction, σ² = (A² − 1)/12 with A = 5 points, so 2;
- places: the same, with A = the number of reactions;
- best and worst: the same over positions best 1, neither 2, worst 3; picking at random has the
  variance σ² = 2/n with n reactions;
- the one chosen: the share of experts who chose what most chose.

s² has the divisor J − 1. A value below 0 counts as 0, and the agreement is the mean over reactions.
Fewer than two votes: 0. Source: James, Demaree and Wolf (1984), within-group agreement.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assessments.evidence.agreement import (
    LEAST_AGREEMENT,
    LEAST_RATERS,
    agreement,
    random_variance,
)

RATINGS = range(5)
BEST, NEITHER, WORST = 1, 2, 3
POSITIONS = {"best": BEST, "worst": WORST}
CHOSEN = "chosen"
PANEL_KINDS = frozenset({"judgement", "judgement_choose", "judgement_rank", "judgement_rate"})

Vote = Mapping[str, Any]


@dataclass(frozen=True)
class Panel:
    """``raters`` gave complete votes; ``reactions``: agreement by option id, empty for `choose`."""

    raters: int
    agreement: Fraction
    reactions: Mapping[str, Fraction]

    @property
    def has_enough(self) -> bool:
        return self.raters >= LEAST_RATERS

    @property
    def is_agreed(self) -> bool:
        return self.agreement >= LEAST_AGREEMENT

    @property
    def is_scored(self) -> bool:
        return self.has_enough and self.is_agreed

    def document(self) -> dict[str, Any]:
        """``{"raters", "agreement", "scored"}`` as published; agreement with two decimals."""
        exact = Decimal(self.agreement.numerator) / Decimal(self.agreement.denominator)
        agreement = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return {"raters": self.raters, "agreement": str(agreement), "scored": self.is_scored}


def panel_of(kind: str, votes: Sequence[Vote], ids: Sequence[str]) -> Panel | None:
    """The panel on a question with options ``ids``; ``None`` where nobody was asked.

    Votes that leave an option of today out do not count.
    """
    if not votes:
        return None
    complete = [vote for vote in votes if is_complete(kind, vote, ids)]
    if kind == "judgement_choose":
        return Panel(len(complete), modal_share(calls(complete, ids)), {})
    columns = {one: [_position(kind, vote, one) for vote in complete] for one in ids}
    variance = _null_variance(kind, len(ids))
    reactions = {one: agreement(values, variance) for one, values in columns.items()}
    mean = sum(reactions.values(), Fraction(0)) / len(ids) if ids else Fraction(0)
    return Panel(len(complete), mean, reactions)


def is_complete(kind: str, vote: Vote, ids: Sequence[str]) -> bool:
    """Whether ``vote`` is a whole answer about exactly the options of today."""
    if set(vote) - set(ids):
        return False
    values = [vote.get(one) for one in ids]
    if kind == "judgement":
        return values.count("best") == 1 and values.count("worst") == 1
    if kind == "judgement_choose":
        return values.count(CHOSEN) == 1
    if kind == "judgement_rank":
        numbers = [value for value in values if isinstance(value, int)]
        return sorted(numbers) == list(range(1, len(ids) + 1))
    return all(type(value) is int and value in RATINGS for value in values)


def calls(votes: Sequence[Vote], ids: Sequence[str]) -> dict[str, int]:
    """How many chose each option."""
    counts = Counter(one for vote in votes for one, value in vote.items() if value == CHOSEN)
    return {one: counts[one] for one in ids}


def modal_share(counts: Mapping[str, int]) -> Fraction:
    total = sum(counts.values())
    return Fraction(max(counts.values()), total) if total > 1 else Fraction(0)


def _null_variance(kind: str, options: int) -> Fraction:
    """The variance of values picked at random."""
    if kind == "judgement":
        return Fraction(2, max(options, 1))
    points = max(options, 2) if kind == "judgement_rank" else len(RATINGS)
    return random_variance(points)


def _position(kind: str, vote: Vote, one: str) -> int:
    if kind == "judgement":
        return POSITIONS.get(vote.get(one, ""), NEITHER)
    return int(vote[one])
