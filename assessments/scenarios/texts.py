"""The words of a document, each under a path by ids, and the same document in other words.

Translating goes through here: what these functions do not name stays as it is, so a translation
has the structure of its original. Tolerates drafts: parts of the wrong type have no words.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

TOP = ("title", "summary", "role", "place", "warning")
CLIENT = ("name", "about")
NODE = ("title", "speaker", "text", "mood", "hint", "behaviour")
CHOICE = ("text", "reaction", "feedback", "better")
LIST_OF_NODE = "follow_up"
LIST_OF_VARIABLE = "words"

Path = tuple[str, ...]


def texts(document: object) -> dict[str, str]:
    """Path → words, in the order of the document; ``nodes.papery.choices.b.feedback``.

    Empty ones are left out. Notes for authors are no words of the talk.
    """
    return {
        ".".join(path): holder[key]
        for path, holder, key in _places(document)
        if isinstance(holder[key], str) and holder[key]
    }


def with_texts(document: Any, words: Mapping[str, str]) -> Any:
    """A copy of ``document`` that says ``words`` at their paths. Unknown paths change nothing."""
    worded = copy.deepcopy(document)
    for path, holder, key in _places(worded):
        if isinstance(holder[key], str):
            holder[key] = words.get(".".join(path), holder[key])
    return worded


def _places(document: object) -> Iterator[tuple[Path, Any, Any]]:
    """Path, the mapping or list that holds the words, and its key there."""
    if not isinstance(document, dict):
        return
    yield from _named((), document, TOP)
    yield from _named(("client",), document.get("client"), CLIENT)
    for variable in _mappings(document.get("variables")):
        path = ("variables", str(variable.get("key")))
        yield from _named(path, variable, ("label",))
        yield from _listed((*path, LIST_OF_VARIABLE), variable.get(LIST_OF_VARIABLE))
    nodes = document.get("nodes")
    for name, node in nodes.items() if isinstance(nodes, dict) else ():
        yield from _of_node(("nodes", str(name)), node)


def _of_node(path: Path, node: object) -> Iterator[tuple[Path, Any, Any]]:
    yield from _named(path, node, NODE)
    if isinstance(node, dict):
        yield from _listed((*path, LIST_OF_NODE), node.get(LIST_OF_NODE))
        for choice in _mappings(node.get("choices")):
            yield from _named((*path, "choices", str(choice.get("id"))), choice, CHOICE)


def _named(path: Path, part: object, keys: tuple[str, ...]) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(part, dict):
        for key in keys:
            if key in part:
                yield (*path, key), part, key


def _listed(path: Path, items: object) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(items, list):
        for index in range(len(items)):
            yield (*path, str(index)), items, index


def _mappings(items: object) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
