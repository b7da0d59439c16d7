"""Plays a scenario document: the only place that knows how a talk moves on and what it earns.

Player, preview, checker, "what if" and replay all call these functions. Documents must be well
formed (``parse_problems`` finds nothing). Nothing here reads a clock, a database or a setting,
so the same choices always lead to the same states.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from assessments.scenarios.exceptions import EndlessRouters, IllegalChoice, MissingNode
from assessments.scenarios.grammar import Choice, Condition, Document, Effect, Node, Router

COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}

Bounds = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class State:
    """Where a talk stands. Equal states go on alike.

    ``node`` is a scene or an ending, never a router. ``variables`` are sorted by key.
    ``used`` holds the once-only choices taken, as ``scene.choice``; ``scored`` holds the scenes
    whose score has been given.
    """

    node: str
    variables: tuple[tuple[str, int], ...]
    used: frozenset[str] = frozenset()
    scored: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """``{"node": "papery", "variables": {"trust": 7}, "used": [], "scored": ["intro"]}``"""
        return {
            "node": self.node,
            "variables": dict(self.variables),
            "used": sorted(self.used),
            "scored": sorted(self.scored),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The state ``to_json`` was called on, whatever the order of keys after storage."""
        return cls(
            node=data["node"],
            variables=tuple(sorted(data["variables"].items())),
            used=frozenset(data["used"]),
            scored=frozenset(data["scored"]),
        )


class Hop(NamedTuple):
    """A router passed on the way; ``rule`` is the number of the rule that held, -1 for else."""

    router: str
    rule: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one decision says about one competency. Qualities are 0–4, the weight is 1–3."""

    competency: str
    quality: int
    offered: int
    weight: int


@dataclass(frozen=True, slots=True)
class Earned:
    """The score of one step.

    ``earned`` is weight × the sum of the chosen qualities, ``offered`` the highest such value
    among the choices that were open. Both are 0 unless the step counts: ``not_counted`` is
    "unscored" for a choice without qualities and "revisit" once the scene has been scored.
    ``critical`` is reported for every step.
    """

    earned: int = 0
    offered: int = 0
    evidence: tuple[Evidence, ...] = ()
    critical: str = "none"
    not_counted: str = ""


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step of a talk: what was on the table, what was taken, and what came of it."""

    node: str
    shown: tuple[str, ...]
    choice: str
    before: State
    after: State
    earned: Earned


def start(document: Document) -> State:
    """The state before the first choice. Raises ``BrokenScenario``."""
    values = {variable["key"]: variable["start"] for variable in document["variables"]}
    node, _ = landing(document["nodes"], document["start"], values)
    return State(node=node, variables=_frozen(values))


def open_choices(document: Document, state: State) -> tuple[Choice, ...]:
    """The choices on offer, in the author's order; none at an ending."""
    node = document["nodes"].get(state.node)
    if node is None or node["kind"] != "scene":
        return ()
    values = dict(state.variables)
    return tuple(
        choice
        for choice in node["choices"]
        if holds(choice["when"], values) and once_key(state.node, choice) not in state.used
    )


def is_finished(document: Document, state: State) -> bool:
    """True at an ending."""
    node = document["nodes"].get(state.node)
    return node is not None and node["kind"] == "ending"


def step(document: Document, state: State, choice_id: str) -> State:
    """The state after ``choice_id``; ``state`` is untouched.

    Raises:
        IllegalChoice: unknown in this scene, closed, used up, or the talk is over.
        BrokenScenario: the choice leads nowhere.
    """
    return take(document, state, choice_id).after


def assess_step(document: Document, state: State, choice_id: str) -> Earned:
    """What ``choice_id`` earns in ``state``. Raises ``IllegalChoice``."""
    shown = open_choices(document, state)
    return _earned(state, shown, _chosen(shown, state, choice_id))


def take(document: Document, state: State, choice_id: str) -> StepResult:
    """``step`` and ``assess_step`` in one, with what was shown. Raises as ``step`` does."""
    shown = open_choices(document, state)
    return advance(document, state, shown, _chosen(shown, state, choice_id))


def advance(
    document: Document, state: State, shown: Sequence[Choice], choice: Choice
) -> StepResult:
    """``take`` for a caller that holds ``open_choices`` of the state and picked one of them."""
    values = changed(choice["effects"], dict(state.variables), bounds(document))
    node, _ = landing(document["nodes"], choice["to"], values)
    after = State(
        node=node,
        variables=_frozen(values),
        used=state.used | {once_key(state.node, choice)} if choice["once"] else state.used,
        scored=state.scored | {state.node} if choice["qualities"] else state.scored,
    )
    return StepResult(
        node=state.node,
        shown=tuple(open_choice["id"] for open_choice in shown),
        choice=choice["id"],
        before=state,
        after=after,
        earned=_earned(state, shown, choice),
    )


def replay(
    document: Document, choices: Iterable[str], initial: State | None = None
) -> list[StepResult]:
    """The steps that these choices make from ``initial``, else the start. Raises as ``step``."""
    state, steps = initial or start(document), []
    for choice_id in choices:
        steps.append(take(document, state, choice_id))
        state = steps[-1].after
    return steps


def bounds(document: Document) -> Bounds:
    """Least and greatest value of each variable."""
    return {item["key"]: (item["min"], item["max"]) for item in document["variables"]}


def holds(conditions: Sequence[Condition], values: Mapping[str, int]) -> bool:
    """True if all of ``conditions`` hold; so no condition always holds."""
    for condition in conditions:
        if not COMPARE[condition["op"]](values[condition["variable"]], condition["value"]):
            return False
    return True


def changed(effects: Sequence[Effect], values: Mapping[str, int], limits: Bounds) -> dict[str, int]:
    """New values after ``effects`` in their order, each kept within its limits at once."""
    result = dict(values)
    for effect in effects:
        key, amount = effect["variable"], effect["value"]
        if effect["op"] == "+":
            amount += result[key]
        elif effect["op"] == "-":
            amount = result[key] - amount
        low, high = limits[key]
        result[key] = min(max(amount, low), high)
    return result


def landing(
    nodes: Mapping[str, Node], target: str, values: Mapping[str, int]
) -> tuple[str, tuple[Hop, ...]]:
    """The scene or ending that ``target`` leads to, and the routers passed on the way.

    Raises:
        MissingNode: the target, or that of a router, does not exist.
        EndlessRouters: a router met twice; as routers change nothing, it would turn for ever.
    """
    hops: list[Hop] = []
    while True:
        node = nodes.get(target)
        if node is None:
            raise MissingNode(target)
        if node["kind"] != "router":
            return target, tuple(hops)
        if any(hop.router == target for hop in hops):
            raise EndlessRouters(target)
        rule, onward = _route(node, values)
        hops.append(Hop(target, rule))
        target = onward


def _route(router: Router, values: Mapping[str, int]) -> tuple[int, str]:
    for number, rule in enumerate(router["rules"]):
        if holds(rule["when"], values):
            return number, rule["to"]
    return -1, router["else"]


def once_key(node: str, choice: Choice) -> str:
    return f"{node}.{choice['id']}"


def points(choice: Choice) -> int:
    """Weight × the sum of the qualities; 0 for a choice without any."""
    return choice["weight"] * sum(choice["qualities"].values())


def offer(shown: Iterable[Choice]) -> int:
    """The highest value among the scored choices shown; 0 if none is scored."""
    return max((points(choice) for choice in shown if choice["qualities"]), default=0)


def _chosen(shown: Sequence[Choice], state: State, choice_id: str) -> Choice:
    for choice in shown:
        if choice["id"] == choice_id:
            return choice
    raise IllegalChoice(f"{choice_id!r} is not open in {state.node!r}")


def _earned(state: State, shown: Sequence[Choice], choice: Choice) -> Earned:
    critical = choice["critical"]
    if not choice["qualities"]:
        return Earned(critical=critical, not_counted="unscored")
    if state.node in state.scored:
        return Earned(critical=critical, not_counted="revisit")
    evidence = tuple(
        Evidence(
            competency=code,
            quality=quality,
            offered=max(other["qualities"].get(code, 0) for other in shown),
            weight=choice["weight"],
        )
        for code, quality in sorted(choice["qualities"].items())
    )
    return Earned(points(choice), offer(shown), evidence, critical)


def _frozen(values: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(values.items()))
