"""In which order a role-play stands on paper, and what its parts are called there. Pure."""

from collections import deque
from dataclasses import dataclass

from assessments.scenarios.grammar import Document
from assessments.scenarios.graph import links
from assessments.scenarios.recommended import recommended_path


@dataclass(frozen=True, slots=True)
class Order:
    """``main``: scenes of the recommended path; ``aside``: the other scenes, as they can be met.

    ``endings``: the best level first. Scenes are numbered through, ``endings`` have letters.
    """

    main: tuple[str, ...]
    aside: tuple[str, ...]
    endings: tuple[str, ...]

    @property
    def numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate((*self.main, *self.aside), start=1)}

    @property
    def letters(self) -> dict[str, str]:
        """``A``, ``B`` …; the alphabet of Latin letters, after it ``A2``."""
        return {
            name: chr(ord("A") + place % 26) + (str(place // 26 + 1) if place >= 26 else "")
            for place, name in enumerate(self.endings)
        }


def order(document: Document) -> Order:
    """Nodes that no chain of links joins to the start are left out."""
    nodes = document["nodes"]
    met = _met(document)
    main = tuple(dict.fromkeys(step.node for step in recommended_path(document).steps))
    aside = tuple(name for name in met if nodes[name]["kind"] == "scene" and name not in set(main))
    endings = [(name, node["level"]) for name in met if (node := nodes[name])["kind"] == "ending"]
    ranked = sorted(endings, key=lambda item: -item[1])
    return Order(main, aside, tuple(name for name, _ in ranked))


def _met(document: Document) -> list[str]:
    """Breadth first from the start."""
    nodes = document["nodes"]
    found = dict.fromkeys(name for name in [document["start"]] if name in nodes)
    waiting = deque(found)
    while waiting:
        for target in links(nodes[waiting.popleft()]):
            if target in nodes and target not in found:
                found[target] = None
                waiting.append(target)
    return list(found)
