"""Harlowe: macros ``(name: …)`` and hooks ``[…]``. Read, never run."""

import re

from assessments.scenarios.exchange.expressions import Dialect, opposite, split
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
from assessments.scenarios.grammar import Condition

DIALECT = Dialect(r"\$")
DEEPEST = 40
LONGEST_ARGUMENTS = 10_000
MOST_FAILURES = 20

_MACRO = re.compile(r"\(\s*([A-Za-z][\w-]{0,40}|\$\w{1,40})\s*:")
_SPECIAL = re.compile(r"\[\[|\[|\]|\(\s*[A-Za-z$][\w-]*\s*:|<!--|`|\|\w+[>)](?=\[)|[{}]")
_NAME_BEHIND = re.compile(r"<\w+\|")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_LINKS = frozenset({"link", "linkreplace", "linkrepeat", "linkrerun", "linkreveal"})


def read(text: str) -> list[Piece]:
    return _Reader(text).pieces(0)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._failures = 0

    def pieces(self, depth: int) -> list[Piece]:
        """Up to the bracket that closes this hook, which is taken too, or the end."""
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
            if match[0] == "]":
                if depth:
                    self._skip(_NAME_BEHIND)
                    break
                found.append(Words("]"))
            else:
                self._one(match, found, depth)
        return found

    def _one(self, match: re.Match[str], found: list[Piece], depth: int) -> None:
        sign = match[0]
        if sign == "[[":
            self._link(match.start(), found)
        elif sign == "[":
            found += self._hook_body(depth)
        elif sign == "<!--":
            self._skip_to("-->")
        elif sign == "`":
            found.append(Words(self._verbatim()))
        elif sign.startswith("|"):
            found.append(Lost("hook"))
        elif sign not in "{}":
            self._macro(match.start(), found, depth)

    def _link(self, start: int, found: list[Piece]) -> None:
        if there := link_at(self._text, start):
            self._place = there.end
            found += link(there.inner)
        else:
            found.append(Words("[["))

    def _hook_body(self, depth: int) -> list[Piece]:
        if depth >= DEEPEST:
            return [Words("[")]
        if self._text.startswith("=", self._place):  # a hook without an end
            self._place += 1
        return self.pieces(depth + 1)

    def _macro(self, start: int, found: list[Piece], depth: int) -> None:
        head = _MACRO.match(self._text, start)
        end = self._closing(head.end()) if head else -1
        if head is None or end < 0:
            found.append(Words(self._text[start : self._place]))
            return
        name = head[1].lower()
        arguments = self._text[head.end() : end]
        self._place = end + 1
        names = [name]
        while more := re.compile(r"\s*\+\s*(?=\()").match(self._text, self._place):
            added = _MACRO.match(self._text, more.end())
            close = self._closing(added.end()) if added else -1
            if added is None or close < 0:
                break
            names.append(added[1].lower())
            self._place = close + 1
        hook = self._hook(depth)
        found += [Lost(other) for other in names[1:]]
        found += self._of_macro(name, arguments, hook, found)

    def _hook(self, depth: int) -> list[Piece] | None:
        """The hook behind a macro, if there is one."""
        match = re.compile(r"\s*\[").match(self._text, self._place)
        if match is None or depth >= DEEPEST:
            return None
        start = match.end() - 1
        if self._text.startswith("[[", start) and not self._text.startswith("[[[", start):
            if there := link_at(self._text, start):
                self._place = there.end
                return link(there.inner)
            return None
        self._place = match.end()
        return self._hook_body(depth)

    def _of_macro(
        self, name: str, arguments: str, hook: list[Piece] | None, before: list[Piece]
    ) -> list[Piece]:
        plain = name.replace("-", "").replace("_", "")
        inside = hook or []
        if plain in ("set", "put"):
            return [*_assigned(plain, arguments), *inside]
        if plain in ("if", "unless") and hook is not None:
            return [Branches([Branch(name, _conditions(plain, arguments), inside)])]
        if plain in ("else", "elseif") and hook is not None:
            return _otherwise(name, plain, arguments, inside, before)
        if plain == "goto" and (target := _string(arguments)) is not None:
            return [Jump(target)]
        if plain in ("linkgoto", "linkrevealgoto"):
            return _link_to(name, arguments, inside)
        if plain in _LINKS:
            return _link_with_hook(name, arguments, inside)
        if plain == "print" and (shown := _string(arguments)) is not None:
            return [Words(shown)]
        return [Lost(name), *inside]

    def _closing(self, start: int) -> int:
        """Where a macro ends; -1 for one that does not, and after many of those at once."""
        if self._failures > MOST_FAILURES:
            return -1
        end = _closing(self._text, start)
        self._failures += end < 0
        return end

    def _verbatim(self) -> str:
        start = self._place - 1
        marks = re.compile("`+").match(self._text, start)
        length = len(marks[0]) if marks else 1
        self._place = start + length
        end = self._text.find("`" * length, self._place)
        if end < 0:
            return "`" * length
        words = self._text[self._place : end]
        self._place = end + length
        return words

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self._text, self._place):
            self._place = match.end()

    def _skip_to(self, closing: str) -> None:
        end = self._text.find(closing, self._place)
        self._place = len(self._text) if end < 0 else end + len(closing)


def _closing(text: str, start: int) -> int:
    """Where the bracket opened before ``start`` closes; -1 if it does not."""
    waiting, quote = [")"], ""
    for place in range(start, min(len(text), start + LONGEST_ARGUMENTS)):
        sign = text[place]
        if quote:
            if sign == quote and text[place - 1] != "\\":
                quote = ""
        elif sign == '"' or (sign == "'" and not text[place - 1].isalnum()):
            quote = sign
        elif sign in _CLOSERS:
            waiting.append(_CLOSERS[sign])
        elif sign == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place
    return -1


def _string(argument: str) -> str | None:
    """A text in quotes; ``None`` for anything that would have to be computed."""
    argument = argument.strip()
    if len(argument) < 2 or argument[0] not in "\"'" or argument[-1] != argument[0]:
        return None
    inner = argument[1:-1]
    if re.search(rf"(?<!\\){argument[0]}", inner):
        return None
    return re.sub(r"\\(.)", r"\1", inner)


def _assigned(plain: str, arguments: str) -> list[Piece]:
    pieces: list[Piece] = []
    for argument in split(arguments, ","):
        if plain == "put":
            value, _into, name = argument.partition(" into ")
            argument = f"{name.strip()} to {value.strip()}"
        change = DIALECT.change(argument)
        pieces.append(Lost(plain) if change is None else Assign(change))
    return pieces


def _conditions(plain: str, arguments: str) -> list[Condition] | None:
    found = DIALECT.conditions(arguments)
    return opposite(found) if plain == "unless" else found


def _otherwise(
    name: str, plain: str, arguments: str, inside: list[Piece], before: list[Piece]
) -> list[Piece]:
    when = [] if plain == "else" else DIALECT.conditions(arguments)
    place = len(before) - 1
    while place >= 0:
        piece = before[place]
        if isinstance(piece, Branches):
            del before[place + 1 :]
            piece.branches.append(Branch(name, when, inside))
            return []
        if not isinstance(piece, Words) or piece.text.strip():
            break
        place -= 1
    return [Lost(name), *inside]


def _link_to(name: str, arguments: str, inside: list[Piece]) -> list[Piece]:
    strings = [_string(argument) for argument in split(arguments, ",")]
    if not strings or None in strings or len(strings) > 2:
        return [Lost(name), *inside]
    texts = [text or "" for text in strings]
    text, target = texts if len(texts) == 2 else parted(texts[0])
    return with_effects(text, target, inside)


def _link_with_hook(name: str, arguments: str, inside: list[Piece]) -> list[Piece]:
    text = _string(arguments)
    jumps = [piece for piece in flat(inside) if isinstance(piece, Jump)]
    if text is not None and len(jumps) == 1 and jumps[0] in inside:
        inside = [piece for piece in inside if piece is not jumps[0]]
        return with_effects(text, jumps[0].target, inside)
    return [Lost(name), Words(f"{text}\n" if text else ""), *inside]
