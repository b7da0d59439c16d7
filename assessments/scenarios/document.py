"""The scenario document: made from its text form, completed, and fingerprinted.

A document is plain JSON, described in docs/scenario-format.md and typed in grammar.py. A text
form is what people write in YAML: lists of scenes, routers and endings, and "trust >= 6" for a
condition.
"""

import copy
import hashlib
import json
import re
from typing import Any, cast

from assessments.scenarios import grammar
from assessments.scenarios.exceptions import InvalidText
from assessments.scenarios.grammar import Choice, Condition, Document, Node
from assessments.scenarios.shape import Problem, parse_problems

__all__ = [
    "Document",
    "Problem",
    "complete",
    "content_hash",
    "from_text",
    "parse_problems",
    "structure_hash",
]

CONDITION_TEXT = re.compile(r"\s*([a-z][a-z0-9_]{0,23})\s*(>=|<=|==|!=|>|<)\s*(-?[0-9]{1,4})\s*")
EFFECT_TEXT = re.compile(
    r"\s*([a-z][a-z0-9_]{0,23})\s*(?:([+−-])\s*([0-9]{1,4})|(=)\s*(-?[0-9]{1,4}))\s*"
)
SECTIONS = (("scene", "scenes"), ("router", "routers"), ("ending", "endings"))
EDITOR_NOTE = "verify"
LATER_KEYS = frozenset({"hint", "behaviour", "band"})

DOCUMENT_DEFAULTS: dict[str, Any] = {
    "schema_version": grammar.SCHEMA_VERSION,
    "summary": "",
    "role": "",
    "channel": "office",
    "place": "",
    "client": {},
    "warning": "",
    "difficulty": 2,
    "minutes": 10,
    "competencies": [],
    "pass": {},
    "variables": [],
}
CLIENT_DEFAULTS: dict[str, Any] = {"name": "", "age": None, "about": ""}
PASS_DEFAULTS: dict[str, Any] = {"level": 2, "achievement": 60, "competencies": {}}
REQUIREMENT_DEFAULTS: dict[str, Any] = {
    "share": grammar.REQUIRED_SHARE,
    "decisions": grammar.REQUIRED_DECISIONS,
}
VARIABLE_DEFAULTS: dict[str, Any] = {
    "label": "",
    "min": 0,
    "max": 10,
    "start": 0,
    "kind": "meter",
    "shown": "never",
    "better": "high",
    "words": [],
    "band": [],
}
CHOICE_DEFAULTS: dict[str, Any] = {
    "reaction": "",
    "when": [],
    "effects": [],
    "qualities": {},
    "weight": 1,
    "move": "",
    "critical": "none",
    "recommended": False,
    "once": False,
    "feedback": "",
    "better": "",
    "basis": "",
}
NODE_DEFAULTS: dict[str, dict[str, Any]] = {
    "scene": {
        "title": "",
        "speaker": "",
        "mood": "",
        "note": "",
        "hint": "",
        "behaviour": "",
        "choices": [],
    },
    "router": {"rules": []},
    "ending": {"title": "", "follow_up": []},
}


def complete(document: object) -> Any:
    """``document`` with every optional key present, in new mappings; nothing given is changed.

    Parts of the wrong type stay as they are, for ``parse_problems`` to name.
    """
    filled = _filled(document, DOCUMENT_DEFAULTS)
    if not isinstance(filled, dict):
        return filled
    filled["client"] = _filled(filled["client"], CLIENT_DEFAULTS)
    filled["pass"] = _filled(filled["pass"], PASS_DEFAULTS)
    if isinstance(filled["pass"], dict):
        filled["pass"]["competencies"] = _each(filled["pass"]["competencies"], REQUIREMENT_DEFAULTS)
    filled["variables"] = _each(filled["variables"], VARIABLE_DEFAULTS)
    if isinstance(filled.get("nodes"), dict):
        filled["nodes"] = {key: _completed_node(node) for key, node in filled["nodes"].items()}
    return filled


def _filled(value: object, defaults: dict[str, Any]) -> Any:
    """Copies only what is missing: a draft is filled several times a request."""
    if not isinstance(value, dict):
        return value
    filled = {
        key: value[key] if key in value else copy.deepcopy(default)
        for key, default in defaults.items()
    }
    return filled | value


def _each(values: object, defaults: dict[str, Any]) -> Any:
    if isinstance(values, list):
        return [_filled(value, defaults) for value in values]
    if isinstance(values, dict):
        return {key: _filled(value, defaults) for key, value in values.items()}
    return values


def _completed_node(node: object) -> Any:
    kind = node.get("kind") if isinstance(node, dict) else None
    filled = _filled(node, NODE_DEFAULTS.get(kind, {}) if isinstance(kind, str) else {})
    if kind == "scene":
        filled["choices"] = _each(filled["choices"], CHOICE_DEFAULTS)
    return filled


def from_text(data: object) -> Document:
    """The document a text form describes, complete and free of faults of shape.

    ``data`` is what the YAML reader gave. Notes for editors (``verify``) are dropped.

    Raises:
        InvalidText: with every fault found; paths are those of the document.
    """
    if not isinstance(data, dict):
        raise InvalidText([Problem("", "wrong_type", {"expected": "mapping"})])
    reader = _TextReader()
    document = complete(reader.document(data))
    if problems := reader.problems + parse_problems(document):
        raise InvalidText(problems)
    return cast(Document, document)


class _TextReader:
    """Turns the text form into a document and collects what has no place in one."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def document(self, data: dict[Any, Any]) -> dict[Any, Any]:
        sections = {section for _, section in SECTIONS}
        kept = {key: value for key, value in _published(data).items() if key not in sections}
        for key in ("client", "pass"):
            kept |= {key: _published(kept[key])} if key in kept else {}
        if isinstance(kept.get("variables"), list):
            kept["variables"] = [_published(variable) for variable in kept["variables"]]
        if "nodes" in kept:
            self.problems.append(Problem("nodes", "unknown_key"))
        return kept | {"nodes": self._nodes(data)}

    def _nodes(self, data: dict[Any, Any]) -> dict[str, Any]:
        nodes: dict[str, Any] = {}
        for kind, section in SECTIONS:
            items = data.get(section) or []
            if not isinstance(items, list):
                self.problems.append(Problem(section, "wrong_type", {"expected": "list"}))
                continue
            for index, item in enumerate(items):
                self._add_node(nodes, kind, f"{section}.{index}", item)
        return nodes

    def _add_node(self, nodes: dict[str, Any], kind: str, path: str, item: object) -> None:
        if not isinstance(item, dict):
            self.problems.append(Problem(path, "wrong_type", {"expected": "mapping"}))
            return
        node_id = item.get("id")
        if not isinstance(node_id, str):
            self.problems.append(Problem(f"{path}.id", "wrong_type", {"expected": "text"}))
        elif node_id in nodes:
            self.problems.append(Problem(f"nodes.{node_id}", "duplicate_id", {"id": node_id}))
        else:
            body = {key: value for key, value in _published(item).items() if key != "id"}
            nodes[node_id] = {"kind": kind} | self._node(kind, f"nodes.{node_id}", body)

    def _node(self, kind: str, path: str, body: dict[Any, Any]) -> dict[Any, Any]:
        if kind == "ending" and isinstance(body.get("follow_up"), str):
            body["follow_up"] = [body["follow_up"]]
        key = {"scene": "choices", "router": "rules"}.get(kind, "")
        if isinstance(body.get(key), list):
            body[key] = [
                self._branch(f"{path}.{key}", index, item) for index, item in enumerate(body[key])
            ]
        return body

    def _branch(self, path: str, index: int, item: object) -> object:
        """A choice or a rule of a router, with its conditions and effects read."""
        if not isinstance(item, dict):
            return item
        branch = _published(item)
        own = branch.get("id")
        path = f"{path}.{own if isinstance(own, str) else index}"
        if "when" in branch:
            branch["when"] = self._lines(f"{path}.when", branch["when"], _condition)
        if "effects" in branch:
            branch["effects"] = self._lines(f"{path}.effects", branch["effects"], _effect)
        return branch

    def _lines(self, path: str, lines: object, read: Any) -> object:
        """Strings become mappings; a single string is a list of one; the rest stays."""
        if isinstance(lines, str):
            lines = [lines]
        if not isinstance(lines, list):
            return lines
        result = []
        for index, line in enumerate(lines):
            value = read(line) if isinstance(line, str) else line
            if isinstance(line, str) and value is None:
                code = f"bad{read.__name__}"
                self.problems.append(Problem(f"{path}.{index}", code, {"text": line[:60]}))
            else:
                result.append(value)
        return result


def _published(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: member for key, member in value.items() if key != EDITOR_NOTE}


def _condition(line: str) -> dict[str, Any] | None:
    if not (match := CONDITION_TEXT.fullmatch(line)):
        return None
    variable, op, value = match.groups()
    return {"variable": variable, "op": op, "value": int(value)}


def _effect(line: str) -> dict[str, Any] | None:
    if not (match := EFFECT_TEXT.fullmatch(line)):
        return None
    variable, sign, step, equals, value = match.groups()
    op = equals or ("+" if sign == "+" else "-")
    return {"variable": variable, "op": op, "value": int(step or value)}


def content_hash(document: Document) -> str:
    """sha256 over the whole document; changes with any word. The order of keys is of no account.

    Keys that came into the format later count only where they say something, so documents from
    before keep their hash.
    """
    return _sha256(_without_empty_later_keys(document))


def _without_empty_later_keys(document: Document) -> dict[str, Any]:
    def kept(part: Any) -> dict[str, Any]:
        return {key: value for key, value in part.items() if value or key not in LATER_KEYS}

    return {
        **document,
        "variables": [kept(variable) for variable in document["variables"]],
        "nodes": {key: kept(node) for key, node in document["nodes"].items()},
    }


def structure_hash(document: Document) -> str:
    """sha256 over what decides how a talk goes and scores; changes with no wording.

    Covers: code, start, ranges and starts of variables, ids, targets, conditions, effects,
    qualities, weights, critical and once marks, levels of endings. Leaves out: words, moves,
    recommendations, the pass rule, and the order of choices and of conditions.
    """
    return _sha256(
        {
            "schema_version": document["schema_version"],
            "code": document["code"],
            "start": document["start"],
            "variables": sorted(
                [variable["key"], variable["min"], variable["max"], variable["start"]]
                for variable in document["variables"]
            ),
            "nodes": {key: _node_structure(node) for key, node in document["nodes"].items()},
        }
    )


def _node_structure(node: Node) -> list[Any]:
    if node["kind"] == "ending":
        return ["ending", node["level"]]
    if node["kind"] == "router":
        rules = [[_condition_structure(rule["when"]), rule["to"]] for rule in node["rules"]]
        return ["router", rules, node["else"]]
    choices = sorted(node["choices"], key=lambda choice: choice["id"])
    return ["scene", [_choice_structure(choice) for choice in choices]]


def _choice_structure(choice: Choice) -> list[Any]:
    effects = [[effect["variable"], effect["op"], effect["value"]] for effect in choice["effects"]]
    scores = [choice["qualities"], choice["weight"], choice["critical"], choice["once"]]
    return [choice["id"], choice["to"], _condition_structure(choice["when"]), effects, *scores]


def _condition_structure(conditions: list[Condition]) -> list[list[Any]]:
    return sorted([item["variable"], item["op"], item["value"]] for item in conditions)


def _sha256(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
