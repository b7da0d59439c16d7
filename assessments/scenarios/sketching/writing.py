"""Document → text in its normal form: the same document always gives the same lines."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from assessments.scenarios.grammar import Choice, Condition, Document, Effect, Node, Router, Scene
from assessments.scenarios.graph import links
from assessments.scenarios.sketching.keywords import (
    CHOICE_FIELDS,
    FIELDS,
    NODE_FIELDS,
    SIGNS,
    Keywords,
    keywords,
)
from assessments.scenarios.sketching.merging import folded, names_of_variables
from assessments.scenarios.sketching.tokens import DASHES, escaped

HEADER_FIRST = f"{DASHES}?{''.join(FIELDS)}"
HEADER_SPECIAL = "[#"
TEXT_SPECIAL = "→"
PLAIN_TITLE = re.compile(r"[^\s\\#({\[→>-][^\\({\[→\n\t]*")


def write(document: Document, *, language: str = "uk", whole: bool = True) -> str:
    """Every node from the start on; without ``whole`` only titles, replies, links and marks.

    ``read`` and ``merge`` give the same document back.
    """
    writer = _Writer(document, keywords(language), whole)
    return "\n\n".join("\n".join(writer.node(name)) for name in in_order(document)) + "\n"


def in_order(document: Document) -> list[str]:
    """Nodes as a reader meets them: from the start along the links, endings last.

    Does not depend on the order in which a database gives the nodes back.
    """
    nodes = document["nodes"]
    found: list[str] = []
    seen: set[str] = set()
    for root in [document["start"], *sorted(nodes)]:
        waiting = [root]
        while waiting:
            name = waiting.pop()
            if name in seen or name not in nodes:
                continue
            seen.add(name)
            found.append(name)
            waiting += reversed(links(nodes[name]))
    endings = [name for name in found if nodes[name]["kind"] == "ending" and name != found[0]]
    endings.sort(key=lambda name: (-_level(nodes[name]), name))
    return [name for name in found if name not in set(endings)] + endings


def _level(node: Node) -> int:
    return node["level"] if node["kind"] == "ending" else 0


class _Writer:
    def __init__(self, document: Document, words: Keywords, whole: bool) -> None:
        self.nodes = document["nodes"]
        self.words = words
        self.whole = whole
        self.variables = names_of_variables(document)
        self.titles = Counter(
            folded(node["title"]) for node in self.nodes.values() if node["kind"] != "router"
        )

    def node(self, name: str) -> Iterator[str]:
        node = self.nodes[name]
        if node["kind"] == "router":
            yield f"? #{name}"
            yield from self._rules(node)
            return
        title = escaped(node["title"], HEADER_SPECIAL, HEADER_FIRST)
        end = f"[{self.words.end} {node['level']}]" if node["kind"] == "ending" else ""
        yield " ".join(filter(None, (title, end, f"#{name}")))
        if self.whole:
            yield from _fields(node, NODE_FIELDS[node["kind"]], "  ")
        if node["kind"] == "scene":
            yield from self._choices(node)

    def _choices(self, scene: Scene) -> Iterator[str]:
        for choice in scene["choices"]:
            text = escaped(choice["text"], TEXT_SPECIAL).replace("->", "\\->")
            line = f"  - {choice['id']}) {text} →"
            yield " ".join(filter(None, (line, self._target(choice["to"]), *self._marks(choice))))
            if self.whole:
                yield from _fields(choice, CHOICE_FIELDS, "      ")

    def _rules(self, router: Router) -> Iterator[str]:
        for rule in router["rules"]:
            condition = f"{self.words.condition} {self._conditions(rule['when'])}"
            line = condition if rule["when"] else self.words.always
            yield f"  - {line} → {self._target(rule['to'])}".rstrip()
        if router["else"]:
            yield f"  - {self.words.otherwise} → {self._target(router['else'])}"

    def _target(self, name: str) -> str:
        """By title where that is plain and the only one, else by id."""
        node = self.nodes.get(name)
        if node is None or node["kind"] == "router":
            return f"#{name}" if name else ""
        title = node["title"]
        is_plain = PLAIN_TITLE.fullmatch(title) and title == title.strip() and "->" not in title
        return title if is_plain and self.titles[folded(title)] == 1 else f"#{name}"

    def _marks(self, choice: Choice) -> Iterator[str]:
        if choice["when"]:
            yield f"({self.words.condition} {self._conditions(choice['when'])})"
        if choice["effects"]:
            yield f"({', '.join(map(self._effect, choice['effects']))})"
        if choice["qualities"]:
            marks = sorted(choice["qualities"].items())
            yield f"{{{', '.join(f'{code}: {quality}' for code, quality in marks)}}}"
        if choice["weight"] != 1:
            yield f"[{self.words.weight} {choice['weight']}]"
        if choice["critical"] != "none":
            yield f"[{self.words.critical[choice['critical']]}]"
        if choice["recommended"]:
            yield f"[{self.words.recommended}]"
        if choice["once"]:
            yield f"[{self.words.once}]"

    def _conditions(self, conditions: list[Condition]) -> str:
        return ", ".join(
            f"{self._name(item['variable'])} {SIGNS[item['op']]} {item['value']}"
            for item in conditions
        )

    def _effect(self, effect: Effect) -> str:
        sign = "= " if effect["op"] == "=" else effect["op"]
        return f"{self._name(effect['variable'])} {sign}{effect['value']}"

    def _name(self, key: str) -> str:
        return self.variables.get(key, key)


def _fields(part: Mapping[str, object], signs: tuple[str, ...], indent: str) -> Iterator[str]:
    for sign in signs:
        content = str(part[FIELDS[sign]])
        for line in content.split("\n") if content else ():
            yield f"{indent}{sign} {line}" if line else f"{indent}{sign}"
