"""SugarCube: macros ``<<name …>>`` with or without an end. Read, never run."""

import re

from assessments.scenarios.exchange.expressions import Dialect, split
from assessments.scenarios.exchange.links import link, link_at, parted, with_effects
from assessments.scenarios.exchange.pieces import (
    Assign,
    Branch,
    Branches,
    Jump,
    Lost,
    Piece,
    Words,
    flat,
)

DIALECT = Dialect(r"\$")
DEEPEST = 40
LONGEST_MACRO = 20_000
MOST_FAILURES = 20

_SPECIAL = re.compile(
    r"<<(/?)([A-Za-z][\w-]{0,40}|=|-)|\[\[|\[img\[|<!--|/\*|/%|\"\"\"|<nowiki>|\{\{\{",
    re.IGNORECASE,
)
_COMMENTS = {"<!--": "-->", "/*": "*/", "/%": "%/"}
_VERBATIM = {'"""': '"""', "<nowiki>": "</nowiki>", "{{{": "}}}"}
_WITH_AN_END = frozenset({"if", "link", "button", "silently", "silent", "script", "style"})
_ARGUMENT = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|(\[\[.*?\]\])|([^\s\"'\[]+)")
_TRANSPARENT = frozenset({"nobr"})


def read(text: str) -> list[Piece]:
    return _Reader(text).pieces("", 0)[0]


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._failures = 0

    def pieces(self, inside: str, depth: int) -> tuple[list[Piece], tuple[str, str]]:
        """Up to what closes or divides the macro ``inside``: its name and its arguments."""
        found: list[Piece] = []
        while self._place < len(self._text):
            match = _SPECIAL.search(self._text, self._place)
            if match is None:
                found.append(Words(self._text[self._place :]))
                self._place = len(self._text)
                break
            if match.start() > self._place:
                found.append(Words(self._text[self._place : match.start()]))
            self._place = match.end()
            if not match[0].startswith("<<"):
                self._other(match, found)
                continue
            end = self._macro_end()
            if end < 0:
                found.append(Words(match[0]))
                continue
            name, arguments = match[2].lower(), self._text[self._place : end].strip()
            self._place = end + 2
            is_end = bool(match[1]) or (name.startswith("end") and name[3:] == inside != "")
            if is_end:
                if name in (inside, f"end{inside}"):
                    return found, ("", "")
            elif inside == "if" and name in ("else", "elseif"):
                return found, (name, arguments)
            else:
                found += self._of_macro(name, arguments, depth)
        return found, ("", "")

    def _other(self, match: re.Match[str], found: list[Piece]) -> None:
        sign = match[0].lower()
        if sign == "[[":
            if there := link_at(self._text, match.start()):
                self._place = there.end
                found += link(there.inner, DIALECT)
            else:
                found.append(Words("[["))
        elif sign == "[img[":
            self._picture(found)
        elif sign in _VERBATIM:
            found.append(Words(self._up_to(_VERBATIM[sign])))
        else:
            self._up_to(_COMMENTS[sign])

    def _picture(self, found: list[Piece]) -> None:
        """``[img[words|address][target]]``: the picture goes, the link stays."""
        inner = self._up_to("]]")
        found.append(Lost("image"))
        source, bracket, target = inner.partition("][")
        words = source.rpartition("|")[0].strip()
        if bracket and target:
            found += link(f"{words or target}->{target}", DIALECT)
        elif words:
            found.append(Words(words))

    def _macro_end(self) -> int:
        if self._failures > MOST_FAILURES:
            return -1
        quote = ""
        for place in range(self._place, min(len(self._text), self._place + LONGEST_MACRO)):
            sign = self._text[place]
            if quote:
                quote = "" if sign == quote and self._text[place - 1] != "\\" else quote
            elif sign == '"' or (sign == "'" and not self._text[place - 1].isalnum()):
                quote = sign
            elif sign == ">" and self._text.startswith(">>", place):
                return place
        self._failures += 1
        return -1

    def _up_to(self, closing: str) -> str:
        end = self._text.find(closing, self._place)
        words = self._text[self._place : len(self._text) if end < 0 else end]
        self._place = len(self._text) if end < 0 else end + len(closing)
        return words

    def _of_macro(self, name: str, arguments: str, depth: int) -> list[Piece]:
        if name in _WITH_AN_END:
            if depth >= DEEPEST:
                return [Lost(name)]
            if name == "if":
                return self._branches(arguments, depth)
            if name in ("script", "style"):
                self._up_to(f"<</{name}>>")
                return [Lost(name)]
            inside = self.pieces(name, depth + 1)[0]
            if name in ("link", "button"):
                return _link_macro(name, arguments, inside)
            return [piece for piece in inside if not isinstance(piece, Words)]
        if name == "set":
            return _assigned(arguments)
        if name == "goto":
            if arguments in ('""', "''"):  # undecided yet, in a draft of ours
                return [Jump("")]
            target = _arguments(arguments)
            return [Jump(target[0])] if len(target) == 1 and target[0] else [Lost(name)]
        if name in ("choice", "actions"):
            return _old_links(name, arguments)
        return [] if name in _TRANSPARENT else [Lost("print" if name in "=-" else name)]

    def _branches(self, arguments: str, depth: int) -> list[Piece]:
        branches = Branches()
        name, condition = "if", arguments
        while name:
            inside, (next_name, next_arguments) = self.pieces("if", depth + 1)
            is_else = name == "else" and not condition.strip().startswith("if ")
            when = [] if is_else else DIALECT.conditions(condition.removeprefix("if "))
            branches.branches.append(Branch(name, when, inside))
            name, condition = next_name, next_arguments
        return [branches]


def _arguments(text: str) -> list[str]:
    """Texts in quotes, links and bare words, in their order; "" for what is computed."""
    found = []
    for match in _ARGUMENT.finditer(text):
        quoted = match[1] if match[1] is not None else match[2]
        if quoted is not None:
            found.append(re.sub(r"\\(.)", r"\1", quoted))
        else:
            word = match[3] or match[4]
            found.append("" if word.startswith(("$", "_")) else word)
    return found


def _assigned(arguments: str) -> list[Piece]:
    pieces: list[Piece] = []
    for argument in split(arguments, ",;"):
        if argument.strip():
            change = DIALECT.change(argument)
            pieces.append(Lost("set") if change is None else Assign(change))
    return pieces


def _link_macro(name: str, arguments: str, inside: list[Piece]) -> list[Piece]:
    texts = _arguments(arguments)
    text, target = texts[0] if texts else "", texts[1] if len(texts) > 1 else ""
    if text.startswith("[["):
        text, target = parted(text[2:-2])
    if text and target:
        return with_effects(text, target, inside)
    jumps = [piece for piece in flat(inside) if isinstance(piece, Jump)]
    if text and len(jumps) == 1 and jumps[0] in inside:
        rest = [piece for piece in inside if piece is not jumps[0]]
        return with_effects(text, jumps[0].target, rest)
    return [Lost(name), Words(f"{text}\n" if text else ""), *inside]


def _old_links(name: str, arguments: str) -> list[Piece]:
    texts = _arguments(arguments)
    if not texts or "" in texts:
        return [Lost(name)]
    if name == "choice":
        inner = texts[0][2:-2] if texts[0].startswith("[[") else f"{texts[-1]}->{texts[0]}"
        return link(inner)
    return [piece for text in texts for piece in link(text.removeprefix("[[").removesuffix("]]"))]
