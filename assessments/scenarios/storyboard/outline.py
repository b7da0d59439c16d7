"""The outline of a draft: every node once, in the order a talk meets them, with its ways out."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.scenarios.grammar import Document
from assessments.scenarios.graph import links
from assessments.scenarios.maps.drawing import branch_label, conditions_in_words
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.storyboard.edits import branches
from assessments.scenarios.storyboard.fields import shortened


@dataclass(frozen=True, slots=True)
class Way:
    """A way out. ``text`` is the reply or the condition; ``target`` is empty where none exists."""

    label: str
    text: str
    target: str
    target_title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A node as the outline shows it; ``comments`` counts the open ones."""

    node: str
    kind: str
    title: str
    level: int | None
    is_start: bool
    ways: tuple[Way, ...]
    errors: int = 0
    warnings: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """``linked`` in the order they are met from the start, endings last; ``loose`` are the rest."""

    linked: tuple[Entry, ...]
    loose: tuple[Entry, ...]

    @property
    def scenes(self) -> int:
        return sum(entry.kind == "scene" for entry in (*self.linked, *self.loose))


def outline(
    document: Document,
    *,
    errors: Mapping[str, int] = {},
    warnings: Mapping[str, int] = {},
    comments: Mapping[str, int] = {},
) -> Outline:
    """Counts go by node."""
    titles = {node_id: title_of(document, node_id) for node_id in document["nodes"]}

    def entry(node_id: str) -> Entry:
        node = document["nodes"][node_id]
        return Entry(
            node=node_id,
            kind=node["kind"],
            title=titles[node_id],
            level=node["level"] if node["kind"] == "ending" else None,
            is_start=node_id == document["start"],
            ways=tuple(_ways(document, node_id, titles)),
            errors=errors.get(node_id, 0),
            warnings=warnings.get(node_id, 0),
            comments=comments.get(node_id, 0),
        )

    met = _met(document)
    loose = [node_id for node_id in document["nodes"] if node_id not in set(met)]
    return Outline(tuple(map(entry, met)), tuple(map(entry, loose)))


def _met(document: Document) -> list[str]:
    """Nodes in the order a breadth-first walk from the start meets them, endings last."""
    nodes = document["nodes"]
    waiting = deque(node for node in (document["start"],) if node in nodes)
    met = dict.fromkeys(waiting)
    while waiting:
        for target in links(nodes[waiting.popleft()]):
            if target in nodes and target not in met:
                met[target] = None
                waiting.append(target)
    return sorted(met, key=lambda node_id: nodes[node_id]["kind"] == "ending")


def _ways(document: Document, node_id: str, titles: Mapping[str, str]) -> list[Way]:
    node = document["nodes"][node_id]
    texts: list[str] = []
    if node["kind"] == "scene":
        texts = [shortened(choice["text"] or choice["id"]) for choice in node["choices"]]
    elif node["kind"] == "router":
        texts = [conditions_in_words(document, rule["when"]) for rule in node["rules"]] + [""]
    return [
        Way(
            branch_label(node, branch),
            text,
            target if target in titles else "",
            shortened(titles.get(target, target)),
        )
        for text, (branch, target) in zip(texts, branches(node), strict=True)
    ]
