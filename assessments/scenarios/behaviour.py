"""Checks 4–9: what can happen to a learner, read off the exploration.

Absences (never open, never reached, never changed) are claimed only from an exhaustive one.
"""

from collections.abc import Iterator, Sequence

from assessments.scenarios.engine import holds
from assessments.scenarios.exploration import Exploration, Turn
from assessments.scenarios.extremes import Landscape
from assessments.scenarios.findings import Finding, found
from assessments.scenarios.grammar import Choice, Condition, Document, Effect, Node
from assessments.scenarios.graph import linked_nodes


def behaviour_findings(landscape: Landscape) -> Iterator[Finding]:
    """Findings of checks 4–9, each with a witness where something can be walked to."""
    exploration = landscape.exploration
    yield from _closed(exploration)
    yield from _endless_routers(exploration)
    hopeful = _hopeful(exploration)
    yield from _traps(exploration, hopeful)
    yield from _idle_loops(landscape, hopeful)
    yield from _impossible_conditions(exploration)
    if exploration.exhaustive and not exploration.broken_start:
        yield from _never_used(exploration)
        yield from _always_true(exploration)
        yield from _idle_effects(exploration)


def _closed(exploration: Exploration) -> Iterator[Finding]:
    """One finding per scene, with the shortest way into it."""
    told: set[str] = set()
    for index in exploration.closed:
        node = exploration.states[index].node
        if node not in told:
            told.add(node)
            yield found("all_closed", node, witness=exploration.witness(index))


def _endless_routers(exploration: Exploration) -> Iterator[Finding]:
    for router, witness in exploration.endless.items():
        yield found("endless_routers", router, witness=witness)


def _hopeful(exploration: Exploration) -> list[bool]:
    """For each state: does some way lead to an ending? States not expanded may."""
    sources: list[list[int]] = [[] for _ in exploration.states]
    for index, edges in enumerate(exploration.edges):
        for edge in edges:
            sources[edge.target].append(index)
    waiting = [
        index
        for index in range(len(exploration.states))
        if index >= exploration.expanded or exploration.is_ending(index)
    ]
    hopeful = [False] * len(exploration.states)
    for index in waiting:
        hopeful[index] = True
    while waiting:
        for source in sources[waiting.pop()]:
            if not hopeful[source]:
                hopeful[source] = True
                waiting.append(source)
    return hopeful


def _traps(exploration: Exploration, hopeful: list[bool]) -> Iterator[Finding]:
    """One finding per choice that gives up the last hope of an ending.

    Where the next scene has no way on at all, checks 1, 3, 4 or 5 name that scene already.
    """
    if exploration.broken_start or (hopeful and not hopeful[0]):
        yield found("no_ending")
    told: set[Turn] = set()
    for index, edges in enumerate(exploration.edges):
        if not hopeful[index]:
            continue
        for edge in edges:
            turn = Turn(exploration.states[index].node, edge.choice["id"])
            if not hopeful[edge.target] and exploration.edges[edge.target] and turn not in told:
                told.add(turn)
                yield found("trap", *turn, witness=(*exploration.witness(index), turn))


def _idle_loops(landscape: Landscape, hopeful: list[bool]) -> Iterator[Finding]:
    """One finding per group of scenes; the witness goes there and once round."""
    exploration = landscape.exploration
    told: set[str] = set()
    for states in sorted(landscape.loops(), key=min):
        entry = min(states)
        nodes = {exploration.states[index].node for index in states}
        if hopeful[entry] and not nodes & told:
            told |= nodes
            witness = exploration.witness(entry) + landscape.round_trip(entry)
            node = exploration.states[entry].node
            yield found("idle_loop", node, witness=witness, nodes=", ".join(sorted(nodes)))


def _impossible_conditions(exploration: Exploration) -> Iterator[Finding]:
    """Conditions that no play meets: proved by exploration, or because they contradict."""
    document, usage = exploration.document, exploration.usage
    for node_id, node in document["nodes"].items():
        visited = exploration.exhaustive and node_id in usage.nodes
        if node["kind"] == "scene":
            for choice in node["choices"]:
                unseen = visited and Turn(node_id, choice["id"]) not in usage.opened
                if unseen or not _can_hold(document, choice["when"]):
                    yield found("choice_never_open", node_id, choice["id"])
        elif node["kind"] == "router":
            for number, rule in enumerate(node["rules"]):
                unseen = visited and (node_id, number) not in usage.rules_used
                if unseen or not _can_hold(document, rule["when"]):
                    yield found("rule_never_used", node_id, number=number + 1)


def _can_hold(document: Document, conditions: Sequence[Condition]) -> bool:
    """Is there, for each variable, a value in its range that meets all conditions on it?"""
    for variable in document["variables"]:
        key = variable["key"]
        own = [condition for condition in conditions if condition["variable"] == key]
        values = range(variable["min"], variable["max"] + 1)
        if own and not any(holds(own, {key: value}) for value in values):
            return False
    return True


def _never_used(exploration: Exploration) -> Iterator[Finding]:
    linked = linked_nodes(exploration.document)
    for node_id, node in exploration.document["nodes"].items():
        if node_id in linked and node_id not in exploration.usage.nodes:
            code = "ending_never_reached" if node["kind"] == "ending" else "never_reached"
            yield found(code, node_id)


def _always_true(exploration: Exploration) -> Iterator[Finding]:
    usage = exploration.usage
    for node_id, node in exploration.document["nodes"].items():
        if node["kind"] == "router":
            for number in range(len(node["rules"])):
                rule = (node_id, number)
                if rule in usage.rules_used and rule not in usage.rules_failed:
                    yield found("rule_always_true", node_id, number=number + 1)
        for choice in _choices(node):
            turn = Turn(node_id, choice["id"])
            if choice["when"] and turn in usage.opened and turn not in usage.shut:
                yield found("condition_always_true", *turn)


def _choices(node: Node) -> list[Choice]:
    return node["choices"] if node["kind"] == "scene" else []


def _idle_effects(exploration: Exploration) -> Iterator[Finding]:
    """Effects of choices that can be taken, on variables that conditions read."""
    usage = exploration.usage
    for (turn, _), effect in usage.idle_effects.items():
        if turn in usage.opened:
            yield found("idle_effect", *turn, effect=_written(effect))


def _written(effect: Effect) -> str:
    return f"{effect['variable']} {effect['op']} {effect['value']}"
