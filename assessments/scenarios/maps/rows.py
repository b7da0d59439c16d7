"""Which row of the map a node stands in, and which links lead back up.

Links that close a circle are taken out first, by a walk from the start in the author's order; the
rest has a direction, so each node goes below all that lead to it. Endings share the last rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.scenarios.grammar import Document, Node

WIDEST = 6
"""Most boxes in one row: what goes on beside each other on a laptop without scrolling."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way out of a node: a choice by its id, a rule as ``rule-0``, or ``else``."""

    source: str
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Rows:
    """``order`` lists the nodes as the walk met them; ``back`` holds (source, target)."""

    of: dict[str, int]
    order: tuple[str, ...]
    back: frozenset[tuple[str, str]]


def branches(node_id: str, node: Node) -> list[Branch]:
    """Every way out in the author's order; the target may be empty or missing in a draft."""
    if node["kind"] == "scene":
        return [Branch(node_id, choice["id"], choice["to"]) for choice in node["choices"]]
    if node["kind"] == "router":
        rules = [Branch(node_id, f"rule-{n}", rule["to"]) for n, rule in enumerate(node["rules"])]
        return [*rules, Branch(node_id, "else", node["else"])]
    return []


def rows(document: Document, ways: Sequence[Branch]) -> Rows:
    """``ways`` lead to existing nodes only."""
    nodes = document["nodes"]
    onward: dict[str, list[str]] = {name: [] for name in nodes}
    for way in ways:
        if way.target not in onward[way.source]:
            onward[way.source].append(way.target)
    order, finished, back = _walk(document["start"], onward)
    downward = {
        name: [target for target in targets if (name, target) not in back]
        for name, targets in onward.items()
    }
    of = _longest_paths(finished, downward)
    _pull_down_orphans(document["start"], downward, of)
    endings = [name for name in order if nodes[name]["kind"] == "ending"]
    _limit_width([name for name in finished if nodes[name]["kind"] != "ending"], downward, of)
    _endings_last(document, endings, of)
    return Rows(of, tuple(order), frozenset(back))


def _walk(
    start: str, onward: dict[str, list[str]]
) -> tuple[list[str], list[str], set[tuple[str, str]]]:
    """Depth first: nodes as met, nodes with every node before those it leads to, links back."""
    linked = {target for targets in onward.values() for target in targets}
    roots = [start] if start in onward else []
    roots += [name for name in onward if name not in linked] + list(onward)
    met: list[str] = []
    done: list[str] = []
    back: set[tuple[str, str]] = set()
    seen: set[str] = set()
    on_trail: set[str] = set()
    for root in roots:
        trail = [] if root in seen else [(root, 0)]
        while trail:
            name, position = trail.pop()
            if name not in seen:
                seen.add(name)
                on_trail.add(name)
                met.append(name)
            targets = onward[name]
            if position == len(targets):
                on_trail.discard(name)
                done.append(name)
                continue
            trail.append((name, position + 1))
            target = targets[position]
            if target in on_trail:
                back.add((name, target))
            elif target not in seen:
                trail.append((target, 0))
    return met, done[::-1], back


def _longest_paths(finished: Sequence[str], downward: dict[str, list[str]]) -> dict[str, int]:
    of = dict.fromkeys(finished, 0)
    for name in finished:
        for target in downward[name]:
            of[target] = max(of[target], of[name] + 1)
    return of


def _pull_down_orphans(start: str, downward: dict[str, list[str]], of: dict[str, int]) -> None:
    """What nothing leads to stands just above what it leads to, not at the very top."""
    linked = {target for targets in downward.values() for target in targets}
    for name, targets in downward.items():
        if name not in linked and name != start and targets:
            of[name] = max(of[name], min(of[target] for target in targets) - 1)


def _limit_width(
    finished: Sequence[str], downward: dict[str, list[str]], of: dict[str, int]
) -> None:
    """Move what is too much for a row further down, with all that follows from it."""
    taken: dict[int, int] = {}
    for name in finished:
        while taken.get(of[name], 0) >= WIDEST:
            of[name] += 1
        taken[of[name]] = taken.get(of[name], 0) + 1
        for target in downward[name]:
            of[target] = max(of[target], of[name] + 1)


def _endings_last(document: Document, endings: Sequence[str], of: dict[str, int]) -> None:
    others = [row for name, row in of.items() if document["nodes"][name]["kind"] != "ending"]
    first = max(others, default=-1) + 1
    for place, name in enumerate(endings):
        of[name] = first + place // WIDEST
