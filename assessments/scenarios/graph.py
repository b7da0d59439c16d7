"""A scenario as a plain graph: who links to whom, whatever the conditions say."""

from collections.abc import Sequence

from assessments.scenarios.grammar import Document, Node


def links(node: Node) -> list[str]:
    """Targets in the author's order, with repeats; the empty string is a link not made yet."""
    if node["kind"] == "scene":
        return [choice["to"] for choice in node["choices"]]
    if node["kind"] == "router":
        return [*(rule["to"] for rule in node["rules"]), node["else"]]
    return []


def linked_nodes(document: Document) -> set[str]:
    """Existing nodes that some chain of links joins to the start, the start among them."""
    nodes = document["nodes"]
    found = {document["start"]} & nodes.keys()
    waiting = list(found)
    while waiting:
        fresh = {target for target in links(nodes[waiting.pop()]) if target in nodes} - found
        found |= fresh
        waiting += fresh
    return found


def looping_nodes(document: Document) -> frozenset[str]:
    """Nodes that some chain of links leads back to."""
    names = list(document["nodes"])
    number = {name: index for index, name in enumerate(names)}
    successors = [
        [number[target] for target in links(document["nodes"][name]) if target in number]
        for name in names
    ]
    component = components(successors)
    size = [0] * len(names)
    for label in component:
        size[label] += 1
    return frozenset(
        name
        for index, name in enumerate(names)
        if size[component[index]] > 1 or index in successors[index]
    )


def components(successors: Sequence[Sequence[int]]) -> list[int]:
    """The number of each node's strongly connected component, in linear time, without recursion.

    Components are numbered against the arrows: an edge that leaves a component leads to a
    smaller number.
    """
    count = len(successors)
    component, order, low = [-1] * count, [-1] * count, [0] * count
    stack: list[int] = []
    clock = labels = 0
    for root in range(count):
        if order[root] >= 0:
            continue
        trail = [(root, 0)]
        while trail:
            node, position = trail.pop()
            if order[node] < 0:
                order[node] = low[node] = clock
                clock += 1
                stack.append(node)
            for following in range(position, len(successors[node])):
                target = successors[node][following]
                if order[target] < 0:
                    trail += [(node, following), (target, 0)]
                    break
                if component[target] < 0:
                    low[node] = min(low[node], low[target])
            else:
                if low[node] == order[node]:
                    while component[node] < 0:
                        component[stack.pop()] = labels
                    labels += 1
    return component
