"""Text → sketch. Every line that cannot be read is named; the others are read all the same."""

import re

from assessments.scenarios import grammar
from assessments.scenarios.sketching.keywords import (
    BOTH,
    CHOICE_FIELDS,
    CRITICAL,
    FIELDS,
    NODE_FIELDS,
    READ_SIGNS,
    ROUTER,
)
from assessments.scenarios.sketching.sketch import (
    Sketch,
    SketchChoice,
    SketchNode,
    SketchProblem,
    SketchRule,
    Target,
    Term,
)
from assessments.scenarios.sketching.tokens import (
    DASHES,
    SPACES,
    Group,
    Malformed,
    at_last_arrow,
    before_groups,
    groups,
    plain,
    positions,
)

CHOICE_ID = re.compile(rf"({grammar.NODE_ID.pattern})\)(?:[ \t]+|$)")
NODE_MARK = re.compile(rf"(?:^|(?<=[ \t]))#({grammar.NODE_ID.pattern})$")
CONDITION = re.compile(r"(.+?)\s*(>=|<=|==|!=|≥|≤|≠|=|>|<)\s*([-−]?[0-9]{1,4})")
EFFECT = re.compile(r"(.+?)\s*(?:([+−–-])\s*([0-9]{1,4})|(=)\s*([-−]?[0-9]{1,4}))")
QUALITY = re.compile(rf"({grammar.CODE.pattern})\s*:\s*([0-9])")
END = re.compile(rf"(?:{'|'.join(words.end for words in BOTH)})\s*([0-9])?", re.IGNORECASE)
WEIGHT = re.compile(rf"(?:{'|'.join(words.weight for words in BOTH)})\s*([1-3])", re.IGNORECASE)
IF = re.compile(rf"(?:{'|'.join(words.condition for words in BOTH)})\s+(.+)", re.IGNORECASE)
ELSE = {words.otherwise for words in BOTH}
ALWAYS = {words.always for words in BOTH}
RECOMMENDED = {words.recommended for words in BOTH}
ONCE = {words.once for words in BOTH}
UNNAMED_LEVEL = 2


def read(text: str) -> Sketch:
    """Any text. A byte order mark, CRLF, tabs and non-breaking indents do no harm."""
    reader = _Reader()
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(unified.split("\n"), start=1):
        stripped = line.lstrip(" \t\xa0")
        if not stripped.strip():
            continue
        try:
            reader.line(number, stripped)
        except Malformed as fault:
            reader.sketch.problems.append(SketchProblem(number, fault.code, fault.params))
    return reader.sketch


class _Reader:
    def __init__(self) -> None:
        self.sketch = Sketch()
        self.node: SketchNode | None = None
        self.choice: SketchChoice | None = None

    def line(self, number: int, line: str) -> None:
        if line[0] in FIELDS:
            self._field(line[0], line[1:].removeprefix(" "))
        elif line[0] in DASHES:
            self._way(number, line[1:].strip(SPACES))
        else:
            self.choice = None
            self.node = SketchNode(number)
            self.sketch.nodes.append(self.node)
            _read_header(self.node, line.rstrip(" \t\xa0"))

    def _field(self, sign: str, content: str) -> None:
        if self.node is None:
            raise Malformed("before_first")
        if sign in CHOICE_FIELDS:
            if self.choice is None:
                raise Malformed("no_reply_above", sign=sign)
            fields = self.choice.fields
        else:
            if sign not in NODE_FIELDS[self.node.kind]:
                raise Malformed("not_of_this_kind", sign=sign)
            fields = self.node.fields
        name = FIELDS[sign]
        fields[name] = f"{fields[name]}\n{content}" if name in fields else content

    def _way(self, number: int, line: str) -> None:
        if self.node is None:
            raise Malformed("before_first")
        if self.node.kind == "ending":
            raise Malformed("reply_of_ending")
        if self.node.kind == "router":
            rule = SketchRule(number)
            self.node.rules.append(rule)
            _read_rule(rule, line)
        else:
            self.choice = SketchChoice(number)
            self.node.choices.append(self.choice)
            _read_choice(self.choice, line)


def _read_header(node: SketchNode, line: str) -> None:
    """``Title [end 2] #id``, ``? Name #id``; the title, the mark or the id may be missing."""
    if line[0] == ROUTER and line[1:2] in ("", " ", "\t", "#"):
        node.kind, line = "router", line[1:].strip(SPACES)
    if (found := NODE_MARK.search(line)) and found.start() in positions(line, "#"):
        node.id, line = found[1], line[: found.start()].rstrip(SPACES)
    title, rest = before_groups(line, "[")
    node.title = plain(title)
    for group in groups(rest):
        end = END.fullmatch(group.text)
        if not end or node.kind == "router":
            raise Malformed("unknown_mark", mark=f"[{group.text}]"[:60])
        node.kind, node.level = "ending", int(end[1]) if end[1] else UNNAMED_LEVEL
        if node.level >= 4:
            raise Malformed("no_such_level", level=node.level)
    if not node.title and not node.id:
        raise Malformed("no_name")


def _read_choice(choice: SketchChoice, line: str) -> None:
    if found := CHOICE_ID.match(line):
        choice.id, line = found[1], line[found.end() :]
    text, after = at_last_arrow(line)
    choice.text = plain(text)
    if after is None:
        _refuse_marks(text)
        return
    choice.target, marks = _target(after)
    for group in groups(marks):
        _read_mark(choice, group)


def _refuse_marks(text: str) -> None:
    """Marks count only after an arrow; without one they would be taken for words."""
    for start in positions(text, "({["):
        try:
            for group in groups(text[start:]):
                _read_mark(SketchChoice(0), group)
        except Malformed:
            continue
        raise Malformed("marks_without_arrow", mark=text[start:].strip()[:60])


def _read_rule(rule: SketchRule, line: str) -> None:
    condition, after = at_last_arrow(line)
    words = condition.strip(SPACES)
    if words.casefold() in ELSE:
        rule.is_else = True
    elif found := IF.fullmatch(words):
        rule.when = _terms(found[1], CONDITION, "bad_condition")
    elif words.casefold() not in ALWAYS:
        raise Malformed("not_a_rule", text=words[:60])
    if after is not None:
        rule.target, rest = _target(after)
        if rest:
            raise Malformed("text_after_marks", text=rest[:60])


def _target(text: str) -> tuple[Target, str]:
    """The target and the brackets behind it."""
    name, rest = before_groups(text)
    name = name.strip(SPACES)
    if name.startswith("#"):
        if not grammar.NODE_ID.fullmatch(name[1:]):
            raise Malformed("bad_id", id=name[1:60])
        return Target(node=name[1:]), rest
    return Target(title=plain(name)), rest


def _read_mark(choice: SketchChoice, group: Group) -> None:
    if group.bracket == "(":
        if found := IF.fullmatch(group.text):
            choice.when += _terms(found[1], CONDITION, "bad_condition")
        else:
            choice.effects += _terms(group.text, EFFECT, "bad_effect")
    elif group.bracket == "{":
        choice.qualities |= _qualities(group.text)
    else:
        _read_word(choice, group.text)


def _read_word(choice: SketchChoice, text: str) -> None:
    word = " ".join(text.casefold().split())
    if word in RECOMMENDED:
        choice.is_recommended = True
    elif word in ONCE:
        choice.is_once = True
    elif word in CRITICAL:
        choice.critical = CRITICAL[word]
    elif found := WEIGHT.fullmatch(word):
        choice.weight = int(found[1])
    else:
        raise Malformed("unknown_mark", mark=f"[{text}]"[:60])


def _terms(text: str, pattern: re.Pattern[str], code: str) -> list[Term]:
    result = []
    for part in text.split(","):
        found = pattern.fullmatch(part.strip())
        if not found:
            raise Malformed(code, text=part.strip()[:60])
        name, *rest = (item for item in found.groups() if item is not None)
        op, number = rest[0], int(rest[1].replace("−", "-"))
        if pattern is CONDITION:
            result.append(Term(name, READ_SIGNS[op], number))
        else:
            result.append(Term(name, op if op in "+=" else "-", number))
    return result


def _qualities(text: str) -> dict[str, int]:
    result: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        found = QUALITY.fullmatch(part)
        if not found or int(found[2]) > grammar.BEST_QUALITY:
            raise Malformed("bad_quality", text=part[:60])
        if found[1] in result:
            raise Malformed("quality_twice", competency=found[1])
        result[found[1]] = int(found[2])
    return result
