"""Everything that can happen in a scenario: breadth first over its states, by the engine's rules.

A state here is what can still make a difference: the node, the variables that conditions read,
the once-only choices used where the talk can come back, and (if tracked) which scenes were
already scored. Everything else a path carries along cannot change where it may go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from assessments.scenarios.engine import (
    bounds,
    changed,
    holds,
    landing,
    offer,
    once_key,
    points,
)
from assessments.scenarios.exceptions import EndlessRouters, MissingNode
from assessments.scenarios.grammar import Choice, Document, Effect, Scene
from assessments.scenarios.graph import looping_nodes
from assessments.scenarios.shape import read_variables


class Turn(NamedTuple):
    """One move of a witness: the choice taken and the scene it was taken in."""

    node: str
    choice: str


Witness = tuple[Turn, ...]


class Spot(NamedTuple):
    """A state of the exploration; ``numbers`` are the read variables in alphabetical order."""

    node: str
    numbers: tuple[int, ...]
    used: frozenset[str]
    scored: frozenset[str]


class Edge(NamedTuple):
    """An open choice and the number of the state it leads to, with what it earns and offers."""

    choice: Choice
    target: int
    earned: int
    offered: int
    counted: bool


@dataclass(slots=True)
class Usage:
    """What the explored states made use of."""

    nodes: set[str] = field(default_factory=set)
    opened: set[Turn] = field(default_factory=set)
    shut: set[Turn] = field(default_factory=set)
    rules_used: set[tuple[str, int]] = field(default_factory=set)
    rules_failed: set[tuple[str, int]] = field(default_factory=set)
    idle_effects: dict[tuple[Turn, int], Effect] = field(default_factory=dict)


@dataclass(slots=True)
class Exploration:
    """The state graph. ``states[0]`` is the start; ``parents`` give a shortest way to each state.

    Without ``exhaustive`` some states were never entered or have no edges yet (``expanded`` says
    how many have); then an absence proves nothing. ``closed`` are scenes with nothing open;
    ``broken`` counts a state's open choices that lead nowhere and so have no edge; ``endless``
    are routers that turn for ever. With ``broken_start`` there are no states.
    """

    document: Document
    exhaustive: bool = True
    expanded: int = 0
    broken_start: bool = False
    states: list[Spot] = field(default_factory=list)
    edges: list[list[Edge]] = field(default_factory=list)
    parents: list[tuple[int, str] | None] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    broken: dict[int, int] = field(default_factory=dict)
    endless: dict[str, Witness] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)

    def witness(self, index: int) -> Witness:
        """A shortest list of moves from the start to a state."""
        turns: list[Turn] = []
        while (parent := self.parents[index]) is not None:
            index, choice_id = parent
            turns.append(Turn(self.states[index].node, choice_id))
        return tuple(reversed(turns))

    def is_ending(self, index: int) -> bool:
        return self.document["nodes"][self.states[index].node]["kind"] == "ending"

    def level(self, index: int) -> int:
        """Level of the ending a state stands at, -1 elsewhere."""
        node = self.document["nodes"][self.states[index].node]
        return node["level"] if node["kind"] == "ending" else -1


def rescorable_scenes(document: Document) -> frozenset[str]:
    """Scored scenes a talk can come back to; scores are exact only if these are tracked."""
    return frozenset(
        node_id
        for node_id in looping_nodes(document)
        if (node := document["nodes"][node_id])["kind"] == "scene"
        and any(choice["qualities"] for choice in node["choices"])
    )


def explore(
    document: Document, *, max_states: int, tracked: frozenset[str] = frozenset()
) -> Exploration:
    """Every state that can be reached, up to about ``max_states``, each entered once.

    ``tracked`` scenes are scored on the first visit only; others whenever they are visited.
    """
    return _Explorer(document, tracked).run(max_states)


class _Explorer:
    def __init__(self, document: Document, tracked: frozenset[str]) -> None:
        self.nodes = document["nodes"]
        self.start = document["start"]
        self.keys = read_variables(document)
        self.starts = {item["key"]: item["start"] for item in document["variables"]}
        self.bounds = bounds(document)
        self.tracked = tracked
        self.looping = looping_nodes(document)
        self.effects = self._read_effects()
        self.numbers: dict[Spot, int] = {}
        self.found = Exploration(document)
        self.usage = self.found.usage

    def _read_effects(self) -> dict[Turn, list[Effect]]:
        """Effects on variables that conditions read, by choice; the others steer nothing."""
        return {
            Turn(node_id, choice["id"]): [
                effect for effect in choice["effects"] if effect["variable"] in self.keys
            ]
            for node_id, node in self.nodes.items()
            if node["kind"] == "scene"
            for choice in node["choices"]
        }

    def run(self, max_states: int) -> Exploration:
        found = self.found
        self.usage.idle_effects = {
            (turn, index): effect
            for turn, effects in self.effects.items()
            for index, effect in enumerate(effects)
        }
        values = {key: self.starts[key] for key in self.keys}
        if (node := self._land(self.start, values, ())) is None:
            found.broken_start = True
            return found
        self._number(Spot(node, tuple(values.values()), frozenset(), frozenset()), None)
        while found.expanded < len(found.states):
            if len(found.states) >= max_states:
                found.exhaustive = all(
                    found.is_ending(index) for index in range(found.expanded, len(found.states))
                )
                break
            found.edges[found.expanded] = self._expand(found.expanded)
            found.expanded += 1
        return found

    def _number(self, spot: Spot, parent: tuple[int, str] | None) -> int:
        index = self.numbers.get(spot)
        if index is None:
            index = self.numbers[spot] = len(self.found.states)
            self.found.states.append(spot)
            self.found.parents.append(parent)
            self.found.edges.append([])
            self.usage.nodes.add(spot.node)
        return index

    def _expand(self, index: int) -> list[Edge]:
        spot = self.found.states[index]
        scene = self.nodes[spot.node]
        if scene["kind"] != "scene":
            return []
        values = dict(zip(self.keys, spot.numbers, strict=True))
        shown = self._shown(spot, scene, values)
        if scene["choices"] and not shown:
            self.found.closed.append(index)
        fresh = spot.node not in spot.scored
        offered = offer(shown) if fresh else 0
        edges = []
        for choice in shown:
            target = self._follow(index, spot, choice, values)
            if target is None:
                self.found.broken[index] = self.found.broken.get(index, 0) + 1
            else:
                counted = fresh and bool(choice["qualities"])
                score = (points(choice), offered) if counted else (0, 0)
                edges.append(Edge(choice, target, *score, counted))
        return edges

    def _shown(self, spot: Spot, scene: Scene, values: Mapping[str, int]) -> list[Choice]:
        shown = []
        for choice in scene["choices"]:
            turn = Turn(spot.node, choice["id"])
            if not holds(choice["when"], values):
                self.usage.shut.add(turn)
            elif once_key(spot.node, choice) not in spot.used:
                self.usage.opened.add(turn)
                shown.append(choice)
        return shown

    def _follow(
        self, index: int, spot: Spot, choice: Choice, values: Mapping[str, int]
    ) -> int | None:
        turn = Turn(spot.node, choice["id"])
        after = self._changed(turn, values)
        node = self._land(choice["to"], after, (index, turn))
        if node is None:
            return None
        used, scored = spot.used, spot.scored
        if choice["once"] and spot.node in self.looping:
            used |= {once_key(spot.node, choice)}
        if choice["qualities"] and spot.node in self.tracked:
            scored |= {spot.node}
        return self._number(Spot(node, tuple(after.values()), used, scored), (index, choice["id"]))

    def _changed(self, turn: Turn, values: Mapping[str, int]) -> dict[str, int]:
        effects = self.effects[turn]
        after = changed(effects, values, self.bounds)
        if any((turn, index) in self.usage.idle_effects for index in range(len(effects))):
            self._note_changes(turn, effects, values)
        return after

    def _note_changes(self, turn: Turn, effects: list[Effect], values: Mapping[str, int]) -> None:
        for index, effect in enumerate(effects):
            after = changed([effect], values, self.bounds)
            if after != values:
                self.usage.idle_effects.pop((turn, index), None)
            values = after

    def _land(
        self, target: str, values: Mapping[str, int], origin: tuple[int, Turn] | tuple[()]
    ) -> str | None:
        try:
            node, hops = landing(self.nodes, target, values)
        except MissingNode:
            return None
        except EndlessRouters as error:
            if error.node not in self.found.endless:
                way = (*self.found.witness(origin[0]), origin[1]) if origin else ()
                self.found.endless[error.node] = way
            return None
        for hop in hops:
            self._note_hop(hop.router, hop.rule)
        return node

    def _note_hop(self, router: str, rule: int) -> None:
        self.usage.nodes.add(router)
        node = self.nodes[router]
        if node["kind"] == "router":
            failed = len(node["rules"]) if rule < 0 else rule
            self.usage.rules_failed |= {(router, number) for number in range(failed)}
            self.usage.rules_used.add((router, rule))
