"""Changes of a draft document, each a new document; what was given stays as it is. Pure.

Documents are complete (``document.complete``); they may be half finished.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, cast

from assessments.scenarios.document import CHOICE_DEFAULTS, NODE_DEFAULTS, complete
from assessments.scenarios.grammar import CODE, Choice, Document, Ending, Node, Router, Rule, Scene
from assessments.scenarios.graph import links
from assessments.scenarios.storyboard.naming import slug, unique

ELSE = "else"
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A link into a node. ``branch``: id of the choice, ``rule-0`` and so on, ``else``."""

    node: str
    branch: str


def starting(code: str, title: str) -> Document:
    """A document with nothing in it yet; a code that the format has no room for is left out."""
    known = code if CODE.fullmatch(code) else "draft"
    return cast(Document, complete({"code": known, "title": title, "start": "", "nodes": {}}))


def blank_scene(title: str = "") -> Scene:
    return cast(Scene, {"kind": "scene", "text": "", **_defaults("scene"), "title": title})


def blank_ending(title: str = "", level: int = 2) -> Ending:
    return cast(
        Ending,
        {"kind": "ending", "level": level, "text": "", **_defaults("ending"), "title": title},
    )


def blank_router() -> Router:
    return cast(Router, {"kind": "router", **_defaults("router"), "else": ""})


def blank_choice(taken: Collection[str]) -> Choice:
    """A choice with the next free letter for an id."""
    free = next((letter for letter in ascii_lowercase if letter not in taken), "")
    base = {"id": free or unique("z", taken), "text": "", "to": ""}
    return cast(Choice, base | _copied(CHOICE_DEFAULTS))


def blank_rule() -> Rule:
    return {"when": [], "to": ""}


def with_node(document: Document, node_id: str, node: Node) -> Document:
    """``node`` added, or put in the place of the one with its id."""
    return _with(document, nodes={**document["nodes"], node_id: node})


def without_node(document: Document, node_id: str) -> Document:
    """The node removed; links into it are left open, as findings will say."""
    nodes = {key: node for key, node in document["nodes"].items() if key != node_id}
    start = "" if document["start"] == node_id else document["start"]
    cleared = {key: retargeted(node, {node_id: ""}) for key, node in nodes.items()}
    return _with(document, nodes=cleared, start=start)


def new_scene(document: Document, title: str) -> tuple[Document, str]:
    """An empty scene at the end; the first scene of all becomes the start."""
    changed, node_id = new_node(document, blank_scene(title[:LONGEST_TITLE]), title)
    return (changed if changed["start"] else with_start(changed, node_id)), node_id


def new_node(document: Document, node: Node, title: str) -> tuple[Document, str]:
    """``node`` at the end, under an id made from ``title``."""
    node_id = unique(slug(title, fallback=node["kind"]), document["nodes"])
    return with_node(document, node_id, node), node_id


def with_start(document: Document, node_id: str) -> Document:
    return _with(document, start=node_id)


def links_into(document: Document, node_id: str) -> list[LinkTo]:
    """Every link that leads to the node, in the order of the document."""
    return [
        LinkTo(key, branch)
        for key, node in document["nodes"].items()
        for branch, target in branches(node)
        if target == node_id
    ]


def branches(node: Node) -> list[tuple[str, str]]:
    """Branch and target of every way out of a node."""
    if node["kind"] == "scene":
        return [(choice["id"], choice["to"]) for choice in node["choices"]]
    if node["kind"] == "router":
        rules = [(f"rule-{index}", rule["to"]) for index, rule in enumerate(node["rules"])]
        return [*rules, (ELSE, node["else"])]
    return []


def with_target(node: Node, branch: str, target: str) -> Node:
    """The node with one branch led to ``target``; unknown branches change nothing."""
    if node["kind"] == "scene":
        choices = [
            cast(Choice, {**choice, "to": target}) if choice["id"] == branch else choice
            for choice in node["choices"]
        ]
        return cast(Scene, {**node, "choices": choices})
    if node["kind"] == "router":
        rules = [
            cast(Rule, {**rule, "to": target}) if branch == f"rule-{index}" else rule
            for index, rule in enumerate(node["rules"])
        ]
        otherwise = target if branch == ELSE else node["else"]
        return cast(Router, {**node, "rules": rules, "else": otherwise})
    return node


def retargeted(node: Node, targets: Mapping[str, str]) -> Node:
    """The node with its links to keys of ``targets`` led to their values."""
    changed = node
    for branch, target in branches(node):
        if target in targets:
            changed = with_target(changed, branch, targets[target])
    return changed


def as_ending(scene: Scene, level: int) -> Ending:
    """An ending with the words of a scene; its choices are gone."""
    return cast(Ending, blank_ending(scene["title"], level) | {"text": scene["text"]})


def copy_node(document: Document, node_id: str, suffix: str = " (2)") -> tuple[Document, str]:
    """A copy of one node, not linked from anywhere; links to itself become links to the copy."""
    changed, names = _copied_nodes(document, [node_id], suffix)
    return changed, names[node_id]


def copy_branch(
    document: Document, node_id: str, suffix: str = " (2)"
) -> tuple[Document, dict[str, str]]:
    """Copies of a node and of all that only it leads to, with the names old → new.

    Links inside the branch lead to the copies, links out of it to where they led before.
    """
    return _copied_nodes(document, branch_of(document, node_id), suffix)


def branch_of(document: Document, node_id: str) -> list[str]:
    """The node and all nodes behind it that nothing else reaches from the start."""
    nodes = document["nodes"]
    elsewhere = _reached(nodes, {document["start"]} - {node_id}, without=node_id)
    behind = _reached(nodes, {node_id}) - elsewhere
    return [key for key in nodes if key in behind]


def choice_changed(
    document: Document, node_id: str, choice_id: str, change: Callable[[Choice], Choice]
) -> Document:
    """``change`` applied to one choice; an unknown place changes nothing."""
    node = document["nodes"].get(node_id)
    if node is None or node["kind"] != "scene":
        return document
    choices = [
        change(choice) if choice["id"] == choice_id else choice for choice in node["choices"]
    ]
    return with_node(document, node_id, cast(Scene, {**node, "choices": choices}))


def moved(items: list[Any], index: int, by: int) -> list[Any]:
    """The list with one item moved up (-1) or down (1); at the edge it stays."""
    target = index + by
    if not (0 <= index < len(items) and 0 <= target < len(items)):
        return list(items)
    changed = list(items)
    changed[index], changed[target] = changed[target], changed[index]
    return changed


def _copied_nodes(
    document: Document, names: list[str], suffix: str
) -> tuple[Document, dict[str, str]]:
    taken = set(document["nodes"])
    fresh: dict[str, str] = {}
    for name in names:
        fresh[name] = unique(name, taken)
        taken.add(fresh[name])
    copies = {
        fresh[name]: _titled(retargeted(document["nodes"][name], fresh), suffix) for name in names
    }
    return _with(document, nodes={**document["nodes"], **copies}), fresh


def _titled(node: Node, suffix: str) -> Node:
    if node["kind"] == "router" or not node["title"]:
        return node
    title = node["title"][: LONGEST_TITLE - len(suffix)] + suffix
    return cast(Node, {**node, "title": title})


def _reached(nodes: Mapping[str, Node], starts: set[str], without: str = "") -> set[str]:
    found = starts & nodes.keys()
    waiting = list(found)
    while waiting:
        fresh = {name for name in links(nodes[waiting.pop()]) if name in nodes and name != without}
        waiting += fresh - found
        found |= fresh
    return found


def _with(document: Document, **parts: Any) -> Document:
    return cast(Document, {**document, **parts})


def _defaults(kind: str) -> dict[str, Any]:
    return _copied(NODE_DEFAULTS[kind])


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.copy() if isinstance(value, list | dict) else value
        for key, value in values.items()
    }
