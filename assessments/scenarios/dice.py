"""What somebody gets who chooses blindly: exactly where that can be computed, else by dice."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.scenarios.engine import (
    State,
    StepResult,
    advance,
    is_finished,
    open_choices,
    start,
)
from assessments.scenarios.exceptions import BrokenScenario
from assessments.scenarios.exploration import Edge, Exploration, Turn, Witness
from assessments.scenarios.grammar import BEST_QUALITY, Document
from assessments.scenarios.scoring import result

PLAYS = 5_000
LONGEST_PLAY = 200
MOST_STEPS = 200_000
EXACT_BUDGET = 500_000


@dataclass(frozen=True, slots=True)
class Rolls:
    """Outcome of ``plays`` random plays.

    ``endings`` counts plays by ending; ``tenths`` counts finished plays by achievement in steps
    of 10 per cent (the last one is 100 %); ``unfinished`` were stuck, broken or cut after
    ``LONGEST_PLAY`` choices. ``stuck`` holds one play for each scene found with nothing open.
    """

    plays: int
    passed: int
    unfinished: int
    endings: Mapping[str, int]
    tenths: tuple[int, ...]
    stuck: Mapping[str, Witness]


def roll(document: Document, *, max_earned: int, plays: int = PLAYS, seed: int = 1) -> Rolls:
    """Play ``plays`` times, each open choice as likely as the next. Same seed, same outcome.

    Where talks run in circles, fewer plays are made: no more after ``MOST_STEPS`` choices.
    """
    dice = random.Random(seed)  # noqa: S311 (a simulation, not a secret)
    endings: Counter[str] = Counter()
    tenths = [0] * 11
    stuck: dict[str, Witness] = {}
    passed = played = taken = 0
    while played < plays and taken < MOST_STEPS:
        state, steps = _play(document, dice)
        played, taken = played + 1, taken + max(len(steps), 1)
        outcome = result(document, steps, max_earned)
        if state is None or not is_finished(document, state):
            if state is not None and len(steps) < LONGEST_PLAY:
                stuck.setdefault(state.node, tuple(Turn(step.node, step.choice) for step in steps))
            continue
        endings[state.node] += 1
        tenths[int((outcome.achievement or 0) // 10)] += 1
        passed += outcome.is_passed
    unfinished = played - sum(endings.values())
    return Rolls(played, passed, unfinished, dict(endings), tuple(tenths), stuck)


def _play(document: Document, dice: random.Random) -> tuple[State | None, list[StepResult]]:
    """One play; no state where the document leads nowhere."""
    steps: list[StepResult] = []
    try:
        state = start(document)
        while len(steps) < LONGEST_PLAY and (shown := open_choices(document, state)):
            steps.append(advance(document, state, shown, dice.choice(shown)))
            state = steps[-1].after
    except BrokenScenario:
        return None, steps
    return state, steps


@dataclass(frozen=True, slots=True)
class PassChance:
    """``value`` 0–1; ``is_exact``, or the share among ``PLAYS`` seeded walks."""

    value: float
    is_exact: bool


def pass_chance(exploration: Exploration, *, max_earned: int) -> PassChance:
    """Chance of passing every gate by choosing blindly, within ``LONGEST_PLAY`` choices.

    Needs an exhaustive exploration that tracks rescorable scenes. Exact unless there is too
    much to add up.
    """
    odds = _Odds(exploration, max_earned)
    exact = odds.added_up()
    return PassChance(odds.walked(), False) if exact is None else PassChance(exact, True)


Tally = tuple[int, ...]
"""Points so far, cut off at the pass mark; then margin and decisions per required competency."""

Carried = dict[tuple[int, Tally], float]
"""Chance of standing at a state with a tally."""


class _Odds:
    """Carries chances through the state graph, one choice after the other.

    Paths with a critical error are dropped, as nothing after one can pass. Points beyond the
    pass mark make no difference, so they are cut off: fewer different tallies to carry.
    """

    def __init__(self, exploration: Exploration, max_earned: int) -> None:
        self.exploration = exploration
        rule = exploration.document["pass"]
        self.level = rule["level"]
        self.mark = -(-rule["achievement"] * max_earned // 100)
        self.out_of_reach = max_earned == 0 and rule["achievement"] > 0
        self.required = [
            (code, item["share"], max(item["decisions"], min(item["share"], 1)))
            for code, item in sorted(rule["competencies"].items())
        ]
        self.nothing: Tally = (0,) * (1 + 2 * len(self.required))

    def added_up(self) -> float | None:
        """The chance of passing; ``None`` when there is too much to add up."""
        if self.out_of_reach or not self.exploration.states:
            return 0.0
        work, total = 0, 0.0
        carried: Carried = {(0, self.nothing): 1.0}
        for _ in range(LONGEST_PLAY + 1):
            onward: Carried = {}
            for (index, tally), chance in carried.items():
                if self.exploration.is_ending(index):
                    total += chance if self._is_passing(index, tally) else 0.0
                else:
                    work += self._spread(index, tally, chance, onward)
            if work > EXACT_BUDGET:
                return None
            carried = onward
        return total

    def walked(self) -> float:
        """The share of ``PLAYS`` random walks through the state graph that pass."""
        dice = random.Random(1)  # noqa: S311 (a simulation, not a secret)
        return sum(self._walk(dice) for _ in range(PLAYS)) / PLAYS

    def _walk(self, dice: random.Random) -> bool:
        index, tally = 0, self.nothing
        for _ in range(LONGEST_PLAY):
            edges = self.exploration.edges[index]
            pick = dice.randrange(self._offered(index))
            if pick >= len(edges) or edges[pick].choice["critical"] == "error":
                break
            index, tally = edges[pick].target, self._after(tally, edges[pick])
        return self.exploration.is_ending(index) and self._is_passing(index, tally)

    def _spread(self, index: int, tally: Tally, chance: float, onward: Carried) -> int:
        """Hand a chance on along the open choices; returns their number."""
        edges = self.exploration.edges[index]
        share = chance / self._offered(index)
        for edge in edges:
            if edge.choice["critical"] != "error":
                place = (edge.target, self._after(tally, edge))
                onward[place] = onward.get(place, 0.0) + share
        return len(edges)

    def _offered(self, index: int) -> int:
        """Open choices of a state; those that lead nowhere have no edge but are chosen, too."""
        return max(len(self.exploration.edges[index]) + self.exploration.broken.get(index, 0), 1)

    def _after(self, tally: Tally, edge: Edge) -> Tally:
        if not edge.counted:
            return tally
        parts = [min(tally[0] + edge.earned, self.mark)]
        for position, (code, share, least) in enumerate(self.required):
            margin, decisions = tally[1 + 2 * position : 3 + 2 * position]
            quality = edge.choice["qualities"].get(code)
            if quality is not None:
                weight = edge.choice["weight"]
                margin += weight * (100 * quality - share * BEST_QUALITY)
                decisions = min(decisions + 1, least)
            parts += [margin, decisions]
        return tuple(parts)

    def _is_passing(self, index: int, tally: Tally) -> bool:
        if self.exploration.level(index) < self.level or tally[0] < self.mark:
            return False
        return all(
            tally[1 + 2 * position] >= 0 and tally[2 + 2 * position] >= least
            for position, (_, _, least) in enumerate(self.required)
        )
