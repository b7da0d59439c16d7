"""Which forks a talk passed between two scenes, as far as the two scenes tell. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.scenarios.engine import Hop
from assessments.scenarios.grammar import Document

Hops = tuple[Hop, ...]


@dataclass(frozen=True)
class Forks:
    """``known``: (first fork, scene or ending reached) → the forks passed, where only one way leads
    there. ``open``: forks from which two ways lead to one place, so that the values must tell.
    """

    known: Mapping[tuple[str, str], Hops]
    open: frozenset[str]


def forks(document: Document) -> Forks:
    known: dict[tuple[str, str], Hops] = {}
    unclear = set()
    for name, node in document["nodes"].items():
        if node["kind"] != "router":
            continue
        for landed, hops in _ways(document, name, ()):
            if (name, landed) in known:
                unclear.add(name)
            known[name, landed] = hops
    return Forks(
        {place: hops for place, hops in known.items() if place[0] not in unclear},
        frozenset(unclear),
    )


def _ways(document: Document, name: str, passed: Hops) -> list[tuple[str, Hops]]:
    node = document["nodes"].get(name)
    if node is None or any(hop.router == name for hop in passed):
        return []
    if node["kind"] != "router":
        return [(name, passed)]
    branches = [*((rule["to"], number) for number, rule in enumerate(node["rules"]))]
    return [
        way
        for target, number in [*branches, (node["else"], -1)]
        for way in _ways(document, target, (*passed, Hop(name, number)))
    ]
