"""Which ways people go, where they stop, and what nobody takes. Pure.

A way is the scenes met in their order with the ending, not the single choices: those are in the
table of decisions, and few talks have all of them alike.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from assessments.scenarios.analytics.talks import (
    LEAST_PEOPLE,
    Talk,
    finished,
    people,
    scenes,
)
from assessments.scenarios.grammar import Document

MOST_WAYS = 10


@dataclass(frozen=True, slots=True)
class WayFigures:
    """``share`` 0–1 of the finished talks; ``achievement``: their mean in per cent."""

    nodes: tuple[str, ...]
    talks: int
    share: float
    achievement: float | None

    @property
    def ending(self) -> str:
        return self.nodes[-1]


@dataclass(frozen=True, slots=True)
class EndingFigures:
    ending: str
    level: int
    talks: int
    share: float


@dataclass(frozen=True, slots=True)
class StopFigures:
    """``share`` 0–1 of the talks that came to the scene and stopped there for good."""

    node: str
    stopped: int
    share: float


@dataclass(frozen=True, slots=True)
class Paths:
    """``rarer``: finished talks that went a way shared by fewer than five people, untold.

    ``unused``: (scene, choice) that was on offer to five people and taken by nobody.
    ``unseen``: nodes nobody came to.
    """

    finished: int
    ways: tuple[WayFigures, ...]
    rarer: int
    endings: tuple[EndingFigures, ...]
    stops: tuple[StopFigures, ...]
    unused: tuple[tuple[str, str], ...]
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """How often a node was met, by how many people, and how many talks stopped in it."""

    visits: int
    talks: int
    people: int
    stopped: int

    @property
    def is_shown(self) -> bool:
        return self.people >= LEAST_PEOPLE


@dataclass(frozen=True, slots=True)
class Flow:
    """``weights``: (node, branch) → share of the visits of its node, 0–1; small nodes are absent.

    Branches are named as on the map: the choice's id, ``rule-0``, ``else``.
    """

    nodes: Mapping[str, NodeFigures]
    weights: Mapping[tuple[str, str], float]


def flow(document: Document, talks: Sequence[Talk]) -> Flow:
    """Every node of the document, met or not."""
    visits, stopped = Counter[str](), Counter[str]()
    walkers: dict[str, set[int]] = defaultdict(set)
    comers: Counter[str] = Counter()
    branches: Counter[tuple[str, str]] = Counter()
    for talk in talks:
        met = [*talk.nodes]
        for step in talk.steps:
            branches[step.node, step.choice] += 1
            for hop in step.hops:
                branches[hop.router, "else" if hop.rule < 0 else f"rule-{hop.rule}"] += 1
                met.append(hop.router)
        visits.update(met)
        comers.update(set(met))
        for node in met:
            walkers[node].add(talk.person)
        if talk.is_stopped:
            stopped[talk.at] += 1
    nodes = {
        name: NodeFigures(visits[name], comers[name], len(walkers[name]), stopped[name])
        for name in document["nodes"]
    }
    weights = {
        (node, branch): count / visits[node]
        for (node, branch), count in branches.items()
        if node in nodes and nodes[node].is_shown
    }
    return Flow(nodes, weights)


def paths(document: Document, talks: Sequence[Talk], walked: Flow) -> Paths:
    """``walked``: the flow of the same talks."""
    done = finished(talks)
    by_way: dict[tuple[str, ...], list[Talk]] = defaultdict(list)
    for talk in done:
        by_way[talk.nodes].append(talk)
    shared = [(nodes, own) for nodes, own in by_way.items() if people(own) >= LEAST_PEOPLE]
    shared.sort(key=lambda item: (-len(item[1]), item[0]))
    return Paths(
        finished=len(done),
        ways=tuple(_way(nodes, own, len(done)) for nodes, own in shared[:MOST_WAYS]),
        rarer=len(done) - sum(len(own) for _, own in shared),
        endings=tuple(_endings(document, done)),
        stops=tuple(_stops(walked)),
        unused=tuple(_unused(document, talks)),
        unseen=tuple(name for name, node in walked.nodes.items() if not node.visits),
    )


def _way(nodes: tuple[str, ...], talks: Sequence[Talk], done: int) -> WayFigures:
    known = [talk.achievement for talk in talks if talk.achievement is not None]
    return WayFigures(nodes, len(talks), len(talks) / done, fmean(known) if known else None)


def _endings(document: Document, done: Sequence[Talk]) -> list[EndingFigures]:
    """The best level first."""
    reached = Counter(talk.ending for talk in done)
    found = [
        EndingFigures(name, node["level"], reached[name], reached[name] / len(done))
        for name, node in document["nodes"].items()
        if node["kind"] == "ending" and done
    ]
    return sorted(found, key=lambda item: -item.level)


def _stops(walked: Flow) -> list[StopFigures]:
    """Most stopped first."""
    found = [
        StopFigures(name, node.stopped, node.stopped / node.talks)
        for name, node in walked.nodes.items()
        if node.stopped and node.is_shown
    ]
    return sorted(found, key=lambda item: (-item.stopped, item.node))


def _unused(document: Document, talks: Sequence[Talk]) -> list[tuple[str, str]]:
    offered: dict[tuple[str, str], set[int]] = defaultdict(set)
    taken = set()
    every = {
        name: tuple(choice["id"] for choice in scene["choices"])
        for name, scene in scenes(document).items()
    }
    for talk in talks:
        for step in talk.steps:
            taken.add((step.node, step.choice))
            for choice in step.shown or every[step.node]:
                offered[step.node, choice].add(talk.person)
    return [
        (name, choice)
        for name, ids in every.items()
        for choice in ids
        if (name, choice) not in taken and len(offered[name, choice]) >= LEAST_PEOPLE
    ]
