"""A talk as an author plays it: everything a learner never sees lies open. Pure, nothing is stored.

The engine decides; here its steps are laid out with the conditions, effects, marks and meters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.scenarios.engine import (
    Earned,
    Hop,
    State,
    StepResult,
    bounds,
    holds,
    is_finished,
    landing,
    once_key,
    take,
)
from assessments.scenarios.exceptions import BrokenScenario, IllegalChoice
from assessments.scenarios.grammar import Choice, Document

MOST_STEPS = 200
"""A play of more steps is cut: it goes round in a circle, and addresses have an end."""


@dataclass(frozen=True, slots=True)
class Meter:
    """A variable at one moment; ``before`` differs from ``value`` where the step moved it."""

    key: str
    label: str
    before: int
    value: int
    low: int
    high: int

    @property
    def moved(self) -> int:
        return self.value - self.before


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a scene; ``closed`` is empty, ``condition`` or ``used``."""

    choice: Choice
    closed: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One step: the scene, all its choices, the one taken, and what came of it.

    ``forks`` are the routers passed on the way to the next scene. Of ``meters`` only those are
    here that moved.
    """

    number: int
    node: str
    options: tuple[Option, ...]
    choice: Choice
    earned: Earned
    meters: tuple[Meter, ...]
    forks: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Play:
    """``node`` is where it stands; ``options`` are open there, or closed with the reason.

    ``stopped``: ``choice`` (a choice given does not fit any more; those before it were played),
    ``link`` (the last choice leads nowhere, or to routers that turn for ever), ``length``, or
    empty. ``choices`` are those that were played.
    """

    initial: State
    steps: tuple[StepResult, ...]
    turns: tuple[Turn, ...]
    state: State
    options: tuple[Option, ...]
    meters: tuple[Meter, ...]
    is_finished: bool
    stopped: str

    @property
    def node(self) -> str:
        return self.state.node

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(step.choice for step in self.steps)

    @property
    def earned(self) -> int:
        return sum(step.earned.earned for step in self.steps)

    @property
    def offered(self) -> int:
        return sum(step.earned.offered for step in self.steps)


def state_at(document: Document, node: str, values: Mapping[str, int]) -> State:
    """The state at ``node`` (the start if empty) with ``values``; the rest of them as at the start.

    Values are kept within their bounds, unknown ones left out; routers are passed at once.

    Raises:
        BrokenScenario: the node does not exist, or no scene can be reached from it.
    """
    limits = bounds(document)
    known = {variable["key"]: variable["start"] for variable in document["variables"]}
    for key, value in values.items():
        if key in known:
            low, high = limits[key]
            known[key] = min(max(value, low), high)
    landed, _ = landing(document["nodes"], node or document["start"], known)
    return State(node=landed, variables=tuple(sorted(known.items())))


def play(document: Document, initial: State, choices: Sequence[str]) -> Play:
    """Play ``choices`` from ``initial`` as far as they fit. Never raises on a sound document."""
    state, stopped = initial, ""
    steps: list[StepResult] = []
    turns: list[Turn] = []
    for number, choice_id in enumerate(choices, start=1):
        if number > MOST_STEPS:
            stopped = "length"
            break
        try:
            step = take(document, state, choice_id)
        except IllegalChoice:
            stopped = "choice"
            break
        except BrokenScenario:
            stopped = "link"
            break
        steps.append(step)
        turns.append(_turn(document, number, step))
        state = step.after
    return Play(
        initial=initial,
        steps=tuple(steps),
        turns=tuple(turns),
        state=state,
        options=options(document, state),
        meters=meters(document, state, state),
        is_finished=is_finished(document, state),
        stopped=stopped,
    )


def options(document: Document, state: State) -> tuple[Option, ...]:
    """Every choice of the scene in the author's order; none at an ending."""
    node = document["nodes"].get(state.node)
    if node is None or node["kind"] != "scene":
        return ()
    values = dict(state.variables)
    return tuple(Option(item, _closed(state, values, item)) for item in node["choices"])


def meters(document: Document, before: State, after: State) -> tuple[Meter, ...]:
    """Every variable in the author's order, the learner may see it or not."""
    then, now = dict(before.variables), dict(after.variables)
    return tuple(
        Meter(
            key=item["key"],
            label=item["label"] or item["key"],
            before=then[item["key"]],
            value=now[item["key"]],
            low=item["min"],
            high=item["max"],
        )
        for item in document["variables"]
    )


def _closed(state: State, values: Mapping[str, int], choice: Choice) -> str:
    if not holds(choice["when"], values):
        return "condition"
    return "used" if once_key(state.node, choice) in state.used else ""


def _turn(document: Document, number: int, step: StepResult) -> Turn:
    shown = options(document, step.before)
    choice = next(option.choice for option in shown if option.choice["id"] == step.choice)
    _, hops = landing(document["nodes"], choice["to"], dict(step.after.variables))
    return Turn(
        number=number,
        node=step.node,
        options=shown,
        choice=choice,
        earned=step.earned,
        meters=tuple(meter for meter in meters(document, step.before, step.after) if meter.moved),
        forks=hops,
    )
