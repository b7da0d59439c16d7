"""Two documents of a role-play side by side: changed words apart from changed structure. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from assessments.scenarios.document import structure_hash
from assessments.scenarios.grammar import Choice, Document, Node
from assessments.scenarios.maps.layout import SIGNS, title_of

SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\d\.)\s+|\n+")
NODE_WORDING = ("title", "speaker", "text", "mood", "note", "hint", "behaviour", "follow_up")
CHOICE_WORDING = ("text", "reaction", "feedback", "better")
CHOICE_STRUCTURE = (
    "to",
    "when",
    "effects",
    "qualities",
    "weight",
    "critical",
    "once",
    "recommended",
    "move",
    "basis",
)
TOP_WORDING = ("title", "summary", "role", "place", "warning")
TOP_STRUCTURE = ("start", "channel", "difficulty", "minutes", "competencies")
VARIABLE_PARTS = ("label", "min", "max", "start", "kind", "shown", "better", "words", "band")

Fate = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """One of the two is empty where a sentence came or went."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rewording:
    """Changed sentences of one field; ``choice`` is empty for a field of the node itself."""

    choice: str
    field: str
    sentences: tuple[SentenceChange, ...]


@dataclass(frozen=True, slots=True)
class Restructuring:
    """What works otherwise now; ``part`` is a key of the format, ``choice`` or ``rule``.

    ``branch`` is the choice, ``rule-0``, ``else``, the key of a variable, or empty.
    """

    branch: str
    part: str
    before: str
    after: str
    is_loss: bool = False
    """The choice, the rule or the variable is gone."""


@dataclass(frozen=True, slots=True)
class NodeChange:
    node: str
    kind: str
    title: str
    fate: Fate
    wording: tuple[Rewording, ...] = ()
    structure: tuple[Restructuring, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``nodes`` lack those that did not change. ``wording`` and ``structure`` are of the whole.

    ``affects_scores``: figures of the two may not be pooled, or somebody could pass who did not.
    """

    nodes: tuple[NodeChange, ...]
    wording: tuple[Rewording, ...]
    structure: tuple[Restructuring, ...]
    affects_scores: bool

    @property
    def is_empty(self) -> bool:
        return not (self.nodes or self.wording or self.structure)

    @property
    def targets(self) -> int:
        """How many ways lead elsewhere now, those of new and lost nodes not counted."""
        return sum(item.part == "to" for node in self.nodes for item in node.structure)

    def count(self, *kinds: str, fate: str = "") -> int:
        return sum(node.kind in kinds and fate in ("", node.fate) for node in self.nodes)


def compare(old: Document, new: Document) -> Comparison:
    """What became of ``old`` in ``new``. Both are complete and without faults of shape."""
    return Comparison(
        nodes=tuple(_nodes(old, new)),
        wording=tuple(_rewordings("", _top_texts(old), _top_texts(new))),
        structure=tuple(_settings(old, new)),
        affects_scores=structure_hash(old) != structure_hash(new) or old["pass"] != new["pass"],
    )


def sentences(text: str) -> list[str]:
    """Sentences and lines of a text, without the spaces between them."""
    return [part for part in SENTENCE_END.split(text) if part and not part.isspace()]


def sentence_changes(before: str, after: str) -> tuple[SentenceChange, ...]:
    """Sentences that differ, in their order; a replaced one stands beside what replaced it."""
    old, new = sentences(before), sentences(after)
    result: list[SentenceChange] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[i1:i2], new[j1:j2]
        for index in range(max(len(gone), len(come))):
            result.append(
                SentenceChange(
                    gone[index] if index < len(gone) else "",
                    come[index] if index < len(come) else "",
                )
            )
    if not result and before != after:  # only spaces and line breaks moved
        result.append(SentenceChange(before, after))
    return tuple(result)


def _nodes(old: Document, new: Document) -> Iterator[NodeChange]:
    for name, node in new["nodes"].items():
        before = old["nodes"].get(name)
        title = title_of(new, name)
        if before is None:
            yield NodeChange(name, node["kind"], title, "added")
            continue
        wording = tuple(_node_wording(before, node))
        structure = tuple(_node_structure(old, new, before, node))
        if wording or structure:
            yield NodeChange(name, node["kind"], title, "changed", wording, structure)
    for name, node in old["nodes"].items():
        if name not in new["nodes"]:
            yield NodeChange(name, node["kind"], title_of(old, name), "removed")


def _node_wording(before: Node, after: Node) -> Iterator[Rewording]:
    yield from _rewordings("", _texts(before, NODE_WORDING), _texts(after, NODE_WORDING))
    old, new = _choices(before), _choices(after)
    for name in new:
        if name in old:
            texts = (_texts(old[name], CHOICE_WORDING), _texts(new[name], CHOICE_WORDING))
            yield from _rewordings(name, *texts)


def _rewordings(
    choice: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Rewording]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            yield Rewording(choice, name, sentence_changes(old, new))


def _texts(part: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    values = {name: part[name] for name in names if name in part}
    return {
        name: "\n".join(value) if isinstance(value, list) else value
        for name, value in values.items()
    }


def _top_texts(document: Document) -> dict[str, str]:
    client = document["client"]
    person = {f"client.{name}": str(client[name] or "") for name in ("name", "age", "about")}
    return _texts(document, TOP_WORDING) | person


def _choices(node: Node) -> dict[str, Choice]:
    return {item["id"]: item for item in node["choices"]} if node["kind"] == "scene" else {}


def _node_structure(
    old: Document, new: Document, before: Node, after: Node
) -> Iterator[Restructuring]:
    if before["kind"] != after["kind"]:
        yield Restructuring("", "kind", before["kind"], after["kind"])
    levels = [str(node["level"]) if node["kind"] == "ending" else "" for node in (before, after)]
    if all(levels) and levels[0] != levels[1]:
        yield Restructuring("", "level", levels[0], levels[1])
    if before["kind"] == "router" and after["kind"] == "router":
        yield from _rules(old, new, _ways(before), _ways(after))
    had, has = _choices(before), _choices(after)
    for name, choice in has.items():
        if name not in had:
            yield Restructuring(name, "choice", "", choice["text"] or name)
        else:
            yield from _changes(name, CHOICE_STRUCTURE, (old, had[name]), (new, choice))
    for name, choice in had.items():
        if name not in has:
            yield Restructuring(name, "choice", choice["text"] or name, "", is_loss=True)
    kept = [name for name in had if name in has]
    order = [name for name in has if name in had]
    if kept != order:
        yield Restructuring("", "order", ", ".join(kept), ", ".join(order))


Side = tuple[Document, Mapping[str, Any]]
"""A part of a document, and the document whose names it uses."""


def _changes(branch: str, parts: Sequence[str], old: Side, new: Side) -> Iterator[Restructuring]:
    for part in parts:
        if old[1][part] != new[1][part]:
            yield Restructuring(branch, part, _in_words(old, part), _in_words(new, part))


def _ways(node: Node) -> dict[str, Mapping[str, Any]]:
    """Branch → condition and target of a router."""
    if node["kind"] != "router":
        return {}
    rules = {f"rule-{number}": rule for number, rule in enumerate(node["rules"])}
    return {**rules, "else": {"when": [], "to": node["else"]}}


def _rules(
    old: Document,
    new: Document,
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
) -> Iterator[Restructuring]:
    for branch in dict.fromkeys((*after, *before)):
        if branch not in before:
            yield Restructuring(branch, "rule", "", _rule_in_words((new, after[branch])))
        elif branch not in after:
            words = _rule_in_words((old, before[branch]))
            yield Restructuring(branch, "rule", words, "", is_loss=True)
        else:
            sides = (old, before[branch]), (new, after[branch])
            yield from _changes(branch, ("when", "to"), *sides)


def _rule_in_words(side: Side) -> str:
    return f"{_in_words(side, 'when')} → {_in_words(side, 'to')}"


def _settings(old: Document, new: Document) -> Iterator[Restructuring]:
    yield from _changes("", TOP_STRUCTURE, (old, old), (new, new))
    if old["pass"] != new["pass"]:
        yield Restructuring("", "pass", _pass_in_words(old), _pass_in_words(new))
    had = {variable["key"]: variable for variable in old["variables"]}
    has = {variable["key"]: variable for variable in new["variables"]}
    for key in dict.fromkeys((*has, *had)):
        if key in had and key in has:
            yield from _changes(key, VARIABLE_PARTS, (old, had[key]), (new, has[key]))
        else:
            names = [found[key]["label"] or key if key in found else "" for found in (had, has)]
            yield Restructuring(key, "variable", names[0], names[1], is_loss=key not in has)


def _in_words(side: Side, part: str) -> str:
    """A part as one reads it."""
    document, values = side
    value = values[part]
    if part in ("to", "start"):
        return title_of(document, value) if value in document["nodes"] else value
    if part in ("when", "effects"):
        labels = {item["key"]: item["label"] or item["key"] for item in document["variables"]}
        return ", ".join(
            f"{labels.get(item['variable'], item['variable'])} "
            f"{SIGNS.get(item['op'], item['op'])} {item['value']}"
            for item in value
        )
    if part == "qualities":
        return ", ".join(f"{code}: {quality}" for code, quality in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "✓" if value else "–"
    return str(value)


def _pass_in_words(document: Document) -> str:
    rule = document["pass"]
    needed = [
        f"{code} {item['share']} % / {item['decisions']}"
        for code, item in sorted(rule["competencies"].items())
    ]
    return ", ".join([f"{rule['level']}", f"{rule['achievement']} %", *needed])
