"""Do people who play again do better? First against last finished talk, per competency. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from assessments.scenarios.analytics.talks import (
    LEAST_PEOPLE,
    Choices,
    Talk,
    choices_of,
    scored_steps,
)
from assessments.scenarios.analytics.talks import finished as finished_talks
from assessments.scenarios.grammar import Document
from assessments.scenarios.pooling import CountedDecision, Pooled, pooled


@dataclass(frozen=True, slots=True)
class CompetencyChange:
    """``people`` finished twice or more and met the competency both times.

    ``difference`` is later minus first, −1…1, with an 80 % interval (``low``, ``high``) made of the
    two Wilson intervals by Newcombe's way; all absent for fewer than five people.
    """

    competency: str
    people: int
    first: Pooled | None = None
    later: Pooled | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_shown(self) -> bool:
        return self.difference is not None

    @property
    def is_clear(self) -> bool:
        """The interval leaves out "no change"."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def changes(document: Document, talks: Sequence[Talk]) -> list[CompetencyChange]:
    """One row for each competency that is scored, promised ones first."""
    choices = choices_of(document)
    scored = (code for choice in choices.values() for code in choice["qualities"])
    pairs = _pairs(talks)
    return [
        _change(code, choices, pairs)
        for code in dict.fromkeys([*document["competencies"], *sorted(scored)])
    ]


def _pairs(talks: Iterable[Talk]) -> list[tuple[Talk, Talk]]:
    """First and last finished talk of everybody who has at least two."""
    own: dict[int, list[Talk]] = defaultdict(list)
    for talk in finished_talks(list(talks)):
        own[talk.person].append(talk)
    several = [sorted(mine, key=lambda talk: talk.number) for mine in own.values()]
    return [(mine[0], mine[-1]) for mine in several if len(mine) > 1]


def _change(code: str, choices: Choices, pairs: Sequence[tuple[Talk, Talk]]) -> CompetencyChange:
    met = [
        (first, later)
        for first, later in ((_marks(a, code, choices), _marks(b, code, choices)) for a, b in pairs)
        if first and later
    ]
    if len(met) < LEAST_PEOPLE:
        return CompetencyChange(code, len(met))
    before = pooled([mark for first, _ in met for mark in first])
    after = pooled([mark for _, later in met for mark in later])
    difference, low, high = newcombe(before, after)
    return CompetencyChange(code, len(met), before, after, difference, low, high)


def _marks(talk: Talk, code: str, choices: Choices) -> list[CountedDecision]:
    steps = scored_steps(talk, choices)
    taken = (choices[node, step.choice] for node, step in steps.items())
    return [
        CountedDecision("", choice["qualities"][code], choice["weight"])
        for choice in taken
        if code in choice["qualities"]
    ]


def newcombe(before: Pooled, after: Pooled) -> tuple[float, float, float]:
    """Difference of two shares with its interval, from the intervals of the shares.

    Source: Newcombe 1998, method 10. It takes the two sides for independent; the same people stand
    on both, so the true interval is rather narrower.
    """
    difference = after.share - before.share
    down = sqrt((after.share - after.low) ** 2 + (before.high - before.share) ** 2)
    up = sqrt((after.high - after.share) ** 2 + (before.share - before.low) ** 2)
    return difference, max(difference - down, -1.0), min(difference + up, 1.0)
