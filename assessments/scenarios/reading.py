"""How long a scenario takes to read. Source: scenarios at 180 words a minute, 4 s a choice."""

import re

from assessments.scenarios.exploration import Edge, Exploration, Witness
from assessments.scenarios.extremes import Landscape, Sweep, least_cost
from assessments.scenarios.grammar import Choice, Document

WORDS_PER_MINUTE = 180
SECONDS_PER_CHOICE = 4
MILLISECONDS_PER_WORD = 60_000 // WORDS_PER_MINUTE
WORD = re.compile(r"\w[\w'ʼ’-]*")


def count_words(text: str) -> int:
    """Words and numbers; dashes and quotes between spaces are none."""
    return len(WORD.findall(text))


class ReadingTime:
    """Reading times along the state graph, in milliseconds.

    A step costs the scene, the choices that are open with a moment to weigh each, and the
    reaction; the ending's text comes on top.
    """

    def __init__(self, document: Document, exploration: Exploration) -> None:
        self.exploration = exploration
        self.texts = {
            node_id: _reading(node["text"]) if node["kind"] != "router" else 0
            for node_id, node in document["nodes"].items()
        }
        self.choices = {
            id(choice): (_weighing(choice), _reading(choice["reaction"]))
            for node in document["nodes"].values()
            if node["kind"] == "scene"
            for choice in node["choices"]
        }
        self.scenes = [self._scene(index) for index in range(len(exploration.states))]

    def _scene(self, index: int) -> int:
        weighing = sum(self.choices[id(edge.choice)][0] for edge in self.exploration.edges[index])
        return self.texts[self.exploration.states[index].node] + weighing

    def _step(self, index: int, edge: Edge) -> int:
        ending = self.exploration.is_ending(edge.target)
        after = self.scenes[edge.target] if ending else 0
        return self.scenes[index] + self.choices[id(edge.choice)][1] + after

    def shortest(self) -> tuple[int, Witness] | None:
        """The quickest way to any ending; ``None`` if there is none."""
        return least_cost(self.exploration, self._step)

    def longest(self, landscape: Landscape) -> tuple[int, Witness] | None:
        """The slowest way to any ending, each scene of a loop read once; ``None`` if none."""
        in_loop = [len(states) > 1 for states in landscape.members]

        def gain(index: int, edge: Edge) -> int:
            read = self.scenes[index] if in_loop[landscape.component[index]] else 0
            return self._step(index, edge) - read

        def lump(label: int) -> int:
            scenes: dict[str, int] = {}
            for index in landscape.members[label] if in_loop[label] else ():
                node = self.exploration.states[index].node
                scenes[node] = max(scenes.get(node, 0), self.scenes[index])
            return sum(scenes.values())

        sweep = Sweep(landscape, gain, lump=lump)
        endings = filter(self.exploration.is_ending, range(len(self.exploration.states)))
        best = sweep.best(endings)
        return (best[0], sweep.witness(best[1])) if best else None


def _reading(text: str) -> int:
    return count_words(text) * MILLISECONDS_PER_WORD


def _weighing(choice: Choice) -> int:
    return _reading(choice["text"]) + SECONDS_PER_CHOICE * 1000
