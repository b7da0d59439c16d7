"""The most and the least that any path through the state graph gathers, with the path itself.

States that lead round to each other form one component. With rescorable scenes tracked, no edge
inside a component earns anything, so the best value is the same for all its states, and one pass
over the components, from the start onward, is exact, loops or not.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable

from assessments.scenarios.exploration import Edge, Exploration, Turn, Witness
from assessments.scenarios.graph import components

Gain = Callable[[int, Edge], int]


class Landscape:
    """The state graph, or the part of it along edges that are ``allowed``, in components."""

    def __init__(
        self, exploration: Exploration, allowed: Callable[[Edge], bool] | None = None
    ) -> None:
        self.exploration = exploration
        self.edges = exploration.edges
        if allowed is not None:
            self.edges = [[edge for edge in edges if allowed(edge)] for edges in self.edges]
        self.component = components([[edge.target for edge in edges] for edges in self.edges])
        self.members: list[list[int]] = [[] for _ in range(max(self.component, default=-1) + 1)]
        for index, label in enumerate(self.component):
            self.members[label].append(index)

    def loops(self) -> list[list[int]]:
        """Components one can go round in: several states, or one that leads to itself."""
        return [
            states
            for states in self.members
            if len(states) > 1 or any(edge.target == states[0] for edge in self.edges[states[0]])
        ]

    def way(self, origin: int, goal: int) -> Witness:
        """A shortest walk between two states of one component; empty from a state to itself."""
        label = self.component[origin]
        came: dict[int, tuple[int, str]] = {}
        waiting = deque([origin])
        while waiting and goal not in came and origin != goal:
            index = waiting.popleft()
            for edge in self.edges[index]:
                if self.component[edge.target] == label and edge.target not in came:
                    came[edge.target] = (index, edge.choice["id"])
                    waiting.append(edge.target)
        turns: list[Turn] = []
        while goal != origin:
            goal, choice_id = came[goal]
            turns.append(Turn(self.exploration.states[goal].node, choice_id))
        return tuple(reversed(turns))

    def round_trip(self, index: int) -> Witness:
        """A shortest walk from a state of a loop back to itself."""
        label = self.component[index]
        node = self.exploration.states[index].node
        trips = (
            (Turn(node, edge.choice["id"]), *self.way(edge.target, index))
            for edge in self.edges[index]
            if self.component[edge.target] == label
        )
        return min(trips, key=len)


class Sweep:
    """For each state the greatest (or least) sum of ``gain`` on the way there from the start.

    ``gain`` counts on edges between components; ``lump`` once for each component entered.
    """

    def __init__(
        self,
        landscape: Landscape,
        gain: Gain,
        *,
        most: bool = True,
        lump: Callable[[int], int] | None = None,
    ) -> None:
        self.landscape = landscape
        self.most = most
        self.values: list[int | None] = [None] * len(landscape.members)
        self.entries: list[tuple[int, Edge] | None] = [None] * len(landscape.members)
        if landscape.members:
            self._run(gain, lump or (lambda label: 0))

    def _run(self, gain: Gain, lump: Callable[[int], int]) -> None:
        component, values = self.landscape.component, self.values
        values[component[0]] = 0
        for label in range(len(values) - 1, -1, -1):
            here = values[label]
            if here is None:
                continue
            here = values[label] = here + lump(label)
            for index in self.landscape.members[label]:
                for edge in self.landscape.edges[index]:
                    other = component[edge.target]
                    if other != label:
                        self._offer(other, here + gain(index, edge), (index, edge))

    def _offer(self, label: int, value: int, entry: tuple[int, Edge]) -> None:
        known = self.values[label]
        if known is None or (value > known if self.most else value < known):
            self.values[label], self.entries[label] = value, entry

    def at(self, index: int) -> int | None:
        """The extreme at a state; ``None`` if no allowed path leads there."""
        return self.values[self.landscape.component[index]]

    def best(self, states: Iterable[int]) -> tuple[int, int] | None:
        """The extreme over ``states`` and a state that has it; ``None`` if none can be reached."""
        reached = [(value, index) for index in states if (value := self.at(index)) is not None]
        if not reached:
            return None
        return (max if self.most else min)(reached, key=lambda pair: pair[0])

    def witness(self, index: int) -> Witness:
        """The path on which a state has its extreme."""
        parts: list[Witness] = []
        component = self.landscape.component
        while (entry := self.entries[component[index]]) is not None:
            source, edge = entry
            parts.append(self.landscape.way(edge.target, index))
            node = self.landscape.exploration.states[source].node
            parts.append((Turn(node, edge.choice["id"]),))
            index = source
        parts.append(self.landscape.way(0, index))
        return tuple(turn for part in reversed(parts) for turn in part)


def least_cost(exploration: Exploration, cost: Gain) -> tuple[int, Witness] | None:
    """The cheapest way from the start to any ending, loops or not; ``None`` if there is no way.

    ``cost`` must not be negative.
    """
    if not exploration.states:
        return None
    came: dict[int, tuple[int, str]] = {}
    best = {0: 0}
    waiting = [(0, 0)]
    while waiting:
        spent, index = heapq.heappop(waiting)
        if spent > best[index]:
            continue
        if exploration.is_ending(index):
            return spent, _walked(exploration, came, index)
        for edge in exploration.edges[index]:
            total = spent + cost(index, edge)
            if total < best.get(edge.target, total + 1):
                best[edge.target] = total
                came[edge.target] = (index, edge.choice["id"])
                heapq.heappush(waiting, (total, edge.target))
    return None


def _walked(exploration: Exploration, came: dict[int, tuple[int, str]], index: int) -> Witness:
    turns = []
    while index in came:
        index, choice_id = came[index]
        turns.append(Turn(exploration.states[index].node, choice_id))
    return tuple(reversed(turns))
