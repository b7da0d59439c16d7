"""A role-play as Twee 3 in the story format SugarCube, which plays it.

What SugarCube has no place for (qualities, explanations, marks) goes into the passages' metadata,
so that reading the file back loses nothing but blanks.
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.scenarios.document import CHOICE_DEFAULTS, NODE_DEFAULTS
from assessments.scenarios.exchange.twine import OURS
from assessments.scenarios.grammar import Choice, Condition, Document, Effect, Node, Router, Scene

FORMAT_VERSION = "2.37.3"
_WORDS = {"==": "eq", "!=": "neq", ">=": "gte", "<=": "lte", ">": "gt", "<": "lt"}
_MARKUP = re.compile(
    r"[&<>\[\]{}$@\\`]|//|''|__|==|~~|\^\^|--|\"\"\"|/\*|/%|^\s*[!*#>|:]"
    r"|(?<!\w)_(?=\w)|^[ \t]*(?:[+•-]|[0-9]{1,2}[.)])[ \t]*$",
    re.MULTILINE,
)
_NOT_IN_BRACKETS = re.compile(r"[\[\]|&\"'\n]|->|<-")
_SHOWN_BESIDE = frozenset({"id", "text", "to", "when", "effects"})
_ROW = 5
_STEP = 150  # pixels on the map of Twine


def write(document: Document) -> bytes:
    ranges = {one["key"]: (one["min"], one["max"]) for one in document["variables"]}
    passages = [
        _passage("StoryTitle", document["title"]),
        _passage("StoryData", json.dumps(_story_data(document), ensure_ascii=False, indent=2)),
    ]
    if document["variables"]:
        starts = (f"<<set ${one['key']} to {one['start']}>>" for one in document["variables"])
        passages.append(_passage("StoryInit", "\n".join(starts)))
    for place, (name, node) in enumerate(document["nodes"].items()):
        passages.append(_node(name, node, place, ranges))
    return "\n\n\n".join(passages).encode() + b"\n"


def _passage(name: str, text: str, header: str = "") -> str:
    return f":: {name}{header}\n{text}"


def _story_data(document: Document) -> dict[str, Any]:
    data: dict[str, Any] = {
        "ifid": str(uuid.uuid5(uuid.NAMESPACE_OID, document["code"])).upper(),
        "format": "SugarCube",
        "format-version": FORMAT_VERSION,
    }
    if document["start"]:
        data["start"] = document["start"]
    kept = {key: value for key, value in document.items() if key not in ("nodes", "start")}
    return data | {OURS: kept}


def _node(name: str, node: Node, place: int, ranges: Mapping[str, tuple[int, int]]) -> str:
    tags = f"level-{node['level']}" if node["kind"] == "ending" else node["kind"]
    metadata = {
        "position": f"{100 + place % _ROW * _STEP},{100 + place // _ROW * _STEP}",
        "size": "100,100",
        OURS: _metadata(node),
    }
    header = f" [{tags}] {json.dumps(metadata, ensure_ascii=False)}"
    return _passage(name, _text(node, ranges), header)


def _metadata(node: Node) -> dict[str, Any]:
    values: Mapping[str, Any] = node
    kept: dict[str, Any] = {"kind": node["kind"]}
    kept |= {
        key: values[key]
        for key, default in NODE_DEFAULTS[node["kind"]].items()
        if key not in ("choices", "rules") and (values[key] != default or key == "title")
    }
    if node["kind"] == "scene":
        kept["choices"] = [_choice_metadata(choice) for choice in node["choices"]]
    return kept


def _choice_metadata(choice: Choice) -> dict[str, Any]:
    values: Mapping[str, Any] = choice
    kept = {
        key: values[key]
        for key, default in CHOICE_DEFAULTS.items()
        if key not in _SHOWN_BESIDE and values[key] != default
    }
    return {"id": choice["id"], **kept}


def _text(node: Node, ranges: Mapping[str, tuple[int, int]]) -> str:
    if node["kind"] == "router":
        return _jumps(node)
    text = escaped(node["text"])
    if node["kind"] == "ending":
        return text
    return "\n".join([text, "", *_links(node, ranges)]) if node["choices"] else text


def _links(scene: Scene, ranges: Mapping[str, tuple[int, int]]) -> list[str]:
    links = []
    for choice in scene["choices"]:
        link = _link(choice, ranges)
        if choice["when"]:
            link = f"<<if {_condition(choice['when'])}>>{link}<</if>>"
        links.append(link)
    return links


def _link(choice: Choice, ranges: Mapping[str, tuple[int, int]]) -> str:
    setters = [_setter(effect, ranges) for effect in choice["effects"]]
    text = escaped(choice["text"])
    if text.strip() == text and text and not _NOT_IN_BRACKETS.search(text):
        behind = f"[{'; '.join(setters)}]" if setters else ""
        return f"[[{text}|{choice['to']}]{behind}]"
    quoted = text.replace('"', "&quot;")
    inside = "".join(f"<<set {setter}>>" for setter in setters)
    return f'<<link "{quoted}" "{choice["to"]}">>{inside}<</link>>'


def _setter(effect: Effect, ranges: Mapping[str, tuple[int, int]]) -> str:
    """An assignment that keeps the variable within its range, as the engine does."""
    name = f"${effect['variable']}"
    low, high = ranges[effect["variable"]]
    if effect["op"] != "=":
        return f"{name} to Math.clamp({name} {effect['op']} {effect['value']}, {low}, {high})"
    if low <= effect["value"] <= high:
        return f"{name} to {effect['value']}"
    return f"{name} to Math.clamp({effect['value']}, {low}, {high})"


def _condition(conditions: Sequence[Condition]) -> str:
    parts = (f"${one['variable']} {_WORDS[one['op']]} {one['value']}" for one in conditions)
    return " and ".join(parts) or "true"


def _jumps(router: Router) -> str:
    parts = []
    for place, rule in enumerate(router["rules"]):
        word = "elseif" if place else "if"
        parts.append(f'<<{word} {_condition(rule["when"])}>><<goto "{rule["to"]}">>')
    if not parts:
        return f'<<goto "{router["else"]}">>'
    return "".join([*parts, f'<<else>><<goto "{router["else"]}">><</if>>'])


def escaped(text: str) -> str:
    """Words in which SugarCube sees no markup; browsers show them as they were."""
    return _MARKUP.sub(lambda match: "".join(f"&#{ord(sign)};" for sign in match[0]), text)
