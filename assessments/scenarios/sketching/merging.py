"""Sketch + document → document: what the text says is taken, what it cannot say is kept."""

import re
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any, cast

from assessments.scenarios.document import CHOICE_DEFAULTS, NODE_DEFAULTS
from assessments.scenarios.grammar import MAX_CHOICES, MAX_NODES, Document
from assessments.scenarios.shape import Problem, parse_problems
from assessments.scenarios.sketching.keywords import BOTH, CHOICE_FIELDS, FIELDS, NODE_FIELDS
from assessments.scenarios.sketching.sketch import (
    Sketch,
    SketchChoice,
    SketchNode,
    SketchProblem,
    Target,
    Term,
)
from assessments.scenarios.storyboard.naming import slug, unique

PLAIN_LABEL = re.compile(r"[^\W\d_]+(?:['ʼ’ ][^\W\d_]+)*")
RESERVED = tuple(f"{words.condition} " for words in BOTH)


@dataclass(frozen=True, slots=True)
class Merged:
    """``document`` may be saved only without ``problems``. ``created``: ids of scenes that only a
    target named."""

    document: Document
    problems: tuple[SketchProblem, ...]
    created: tuple[str, ...]


def merge(document: Document, sketch: Sketch, *, whole: bool = True) -> Merged:
    """``document`` as the sketch says.

    Nodes and replies are recognised by id, else by their title or text; what the text has no
    longer is gone, what is new gets an id. Where the text has no line for a field, the field is
    emptied (``whole``) or left as it is. Fields that the notation does not know stay.
    """
    return _Merging(document, sketch, whole).merged()


def folded(title: str) -> str:
    """What makes two titles the same for a person who types them."""
    return " ".join(title.casefold().split())


def names_of_variables(document: Document) -> dict[str, str]:
    """Key → how the notation calls the variable: by its label where that is clear, else its key."""
    labels = Counter(folded(variable["label"]) for variable in document["variables"])
    keys = {variable["key"] for variable in document["variables"]}
    return {
        variable["key"]: variable["label"]
        if PLAIN_LABEL.fullmatch(variable["label"])
        and labels[folded(variable["label"])] == 1
        and folded(variable["label"]) not in keys
        and not folded(variable["label"]).startswith(RESERVED)
        else variable["key"]
        for variable in document["variables"]
    }


@dataclass(slots=True)
class _Merging:
    document: Document
    sketch: Sketch
    whole: bool
    problems: list[SketchProblem] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    by_title: dict[str, list[str]] = field(default_factory=dict)
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def merged(self) -> Merged:
        self.problems += self.sketch.problems
        if len(self.sketch.nodes) > MAX_NODES:
            self._problem(self.sketch.nodes[MAX_NODES].line, "too_many_nodes", limit=MAX_NODES)
            return Merged(self.document, tuple(self.problems), ())
        self._learn_variables()
        self._name_nodes()
        for node_id, node in zip(self.ids, self.sketch.nodes, strict=True):
            self.nodes[node_id] = {}
            self.lines[f"nodes.{node_id}"] = node.line
        for node_id, node in zip(self.ids, self.sketch.nodes, strict=True):
            self.nodes[node_id] = self._node(node_id, node)
        start = self.ids[0] if self.ids else ""
        document = cast(Document, {**self.document, "nodes": self.nodes, "start": start})
        if not self.problems:
            self.problems += map(self._shape_problem, parse_problems(document))
        problems = sorted(self.problems, key=lambda problem: problem.line)
        return Merged(document, tuple(problems), tuple(self.created))

    def _problem(self, line: int, code: str, **params: Any) -> None:
        self.problems.append(SketchProblem(line, code, params))

    def _shape_problem(self, problem: Problem) -> SketchProblem:
        """At the line of the reply or the node; 0 for the rest of the document."""
        path = problem.path
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return SketchProblem(self.lines.get(path, 0), problem.message_code, problem.params)

    def _learn_variables(self) -> None:
        for key, name in names_of_variables(self.document).items():
            self.keys[folded(name)] = key
        for variable in self.document["variables"]:
            self.keys[variable["key"]] = variable["key"]

    def _name_nodes(self) -> None:
        """An id for each node of the text: as written, as the draft has it, or a new one."""
        written = Counter(node.id for node in self.sketch.nodes if node.id)
        titles = Counter(folded(node.title) for node in self.sketch.nodes if not node.id)
        taken = set(self.document["nodes"]) | set(written)
        used: set[str] = set()
        for node in self.sketch.nodes:
            if node.id and node.id in used:
                self._problem(node.line, "id_twice", id=node.id)
            elif not node.id and titles[folded(node.title)] > 1:
                self._problem(node.line, "title_twice", title=node.title[:60])
            name = node.id or self._recognised(node, set(written) | used)
            if not name or name in used:
                name = unique(slug(node.title, fallback=node.kind), taken)
            taken.add(name)
            used.add(name)
            self.ids.append(name)
            if node.title:
                self.by_title.setdefault(folded(node.title), []).append(name)

    def _recognised(self, node: SketchNode, used: Container[str]) -> str:
        same = [
            name
            for name, known in self.document["nodes"].items()
            if name not in used
            and known["kind"] != "router"
            and known["title"]
            and folded(known["title"]) == folded(node.title)
        ]
        return same[0] if len(same) == 1 and node.kind != "router" else ""

    def _node(self, node_id: str, node: SketchNode) -> dict[str, Any]:
        known = cast(dict[str, Any], self.document["nodes"].get(node_id, {}))
        if node.kind == "router":
            return self._router(node)
        defaults = {"kind": node.kind, "text": "", **_copied(NODE_DEFAULTS[node.kind])}
        kept = {key: value for key, value in known.items() if key in defaults and key != "kind"}
        result = {**defaults, **kept, "title": node.title}
        self._take_fields(result, node.fields, NODE_FIELDS[node.kind])
        if node.kind == "ending":
            return {**result, "level": node.level}
        old = known.get("choices", [])
        return {**result, "choices": self._choices(node_id, node, old)}

    def _router(self, node: SketchNode) -> dict[str, Any]:
        rules, otherwise = [], ""
        for rule in node.rules:
            target = self._target(rule.line, rule.target)
            if rule.is_else:
                if rule is not node.rules[-1]:
                    self._problem(rule.line, "else_not_last")
                otherwise = target
            else:
                rules.append({"when": self._terms(rule.line, rule.when), "to": target})
        return {"kind": "router", "rules": rules, "else": otherwise}

    def _choices(
        self, node_id: str, node: SketchNode, old: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        if len(node.choices) > MAX_CHOICES:
            self._problem(node.choices[MAX_CHOICES].line, "too_many_replies", limit=MAX_CHOICES)
        known = {choice["id"]: choice for choice in old}
        names = self._choice_ids(node.choices, known)
        result = []
        for name, choice in zip(names, node.choices, strict=True):
            self.lines[f"nodes.{node_id}.choices.{name}"] = choice.line
            result.append(self._choice(name, choice, known.get(name, {})))
        return result

    def _choice_ids(
        self, choices: list[SketchChoice], known: Mapping[str, dict[str, Any]]
    ) -> list[str]:
        written = {choice.id for choice in choices if choice.id}
        free = {name: item for name, item in known.items() if name not in written}
        taken = set(known) | written
        names: list[str] = []
        for choice in choices:
            name = choice.id
            if name in names:
                self._problem(choice.line, "reply_id_twice", id=name)
            if not name:
                text = folded(choice.text)
                same = [key for key, item in free.items() if folded(item["text"]) == text]
                name = (
                    same[0]
                    if same
                    else next((letter for letter in ascii_lowercase if letter not in taken), "")
                )
                name = name or unique("z", taken)
                free.pop(name, None)
            taken.add(name)
            names.append(name)
        return names

    def _choice(self, name: str, choice: SketchChoice, known: dict[str, Any]) -> dict[str, Any]:
        result = {
            **_copied(CHOICE_DEFAULTS),
            **known,
            "id": name,
            "text": choice.text,
            "to": self._target(choice.line, choice.target),
            "when": self._terms(choice.line, choice.when),
            "effects": self._terms(choice.line, choice.effects),
            "qualities": choice.qualities,
            "weight": choice.weight,
            "critical": choice.critical,
            "recommended": choice.is_recommended,
            "once": choice.is_once,
        }
        self._take_fields(result, choice.fields, CHOICE_FIELDS)
        return result

    def _take_fields(
        self, part: dict[str, Any], fields: Mapping[str, str], signs: tuple[str, ...]
    ) -> None:
        for name in (FIELDS[sign] for sign in signs):
            if name in fields:
                part[name] = fields[name]
            elif self.whole:
                part[name] = ""

    def _terms(self, line: int, terms: list[Term]) -> list[dict[str, Any]]:
        result = []
        for term in terms:
            key = self.keys.get(folded(term.name))
            if key is None:
                known = ", ".join(names_of_variables(self.document).values())
                self._problem(line, "unknown_name", name=term.name[:60], known=known or "–")
            else:
                result.append({"variable": key, "op": term.op, "value": term.value})
        return result

    def _target(self, line: int, target: Target) -> str:
        """An id. A title that nothing has or had makes an empty scene at the end."""
        if target.node or not target.title:
            return target.node
        names = self.by_title.get(folded(target.title), [])
        if len(names) > 1:
            self._problem(line, "target_twice", title=target.title[:60])
        if names := names or self._renamed(target.title):
            return names[0]
        taken = set(self.nodes) | set(self.document["nodes"])
        name = unique(slug(target.title, fallback="scene"), taken)
        self.nodes[name] = {
            "kind": "scene",
            "text": "",
            **_copied(NODE_DEFAULTS["scene"]),
            "title": target.title,
        }
        self.by_title[folded(target.title)] = [name]
        self.created.append(name)
        self.lines[f"nodes.{name}"] = line
        return name

    def _renamed(self, title: str) -> list[str]:
        """The node that had this title in the draft and has another in the text, if just one."""
        same = [
            name
            for name in self.ids
            if (known := self.document["nodes"].get(name))
            and known["kind"] != "router"
            and folded(known["title"]) == folded(title)
        ]
        return same if len(same) == 1 else []


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.copy() if isinstance(value, list | dict) else value
        for key, value in values.items()
    }
