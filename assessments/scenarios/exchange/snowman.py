"""Snowman: JavaScript between ``<%`` and ``%>``. Read where it is simple, never run."""

import re

from assessments.scenarios.exchange.expressions import Dialect, split
from assessments.scenarios.exchange.links import link, link_at
from assessments.scenarios.exchange.pieces import Assign, Branch, Branches, Lost, Piece, Words
from assessments.scenarios.grammar import Condition

DIALECT = Dialect(r"(?:s\.|(?:window\.)?story\.state\.)")
DEEPEST = 40

_SPECIAL = re.compile(r"<%|\[\[|<!--")
_IF = re.compile(r"if\s*\((.*)\)\s*\{", re.DOTALL)
_ELSE = re.compile(r"\}\s*else\s*(?:if\s*\((.*)\)\s*)?\{", re.DOTALL)


def read(text: str) -> list[Piece]:
    return _Reader(text).pieces(0)[0]


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def pieces(self, depth: int) -> tuple[list[Piece], str]:
        """Up to the code that closes or divides a branch, which is returned."""
        found: list[Piece] = []
        while self._place < len(self._text):
            match = _SPECIAL.search(self._text, self._place)
            start = match.start() if match else len(self._text)
            if start > self._place:
                found.append(Words(self._text[self._place : start]))
            if match is None:
                self._place = start
                break
            self._place = match.end()
            if match[0] == "[[":
                there = link_at(self._text, start)
                self._place = there.end if there else self._place
                found += link(there.inner) if there else [Words("[[")]
            elif match[0] == "<!--":
                self._up_to("-->")
            else:
                code = self._up_to("%>").strip()
                if depth and (code == "}" or _ELSE.fullmatch(code)):
                    return found, code
                found += self._code(code, depth)
        return found, "}"

    def _code(self, code: str, depth: int) -> list[Piece]:
        if code.startswith(("=", "-")):
            return [Lost("print")]
        if (match := _IF.fullmatch(code)) and depth < DEEPEST:
            return [self._branches(match[1], depth)]
        pieces: list[Piece] = []
        for statement in split(code, ";\n"):
            if statement.strip():
                change = DIALECT.change(statement)
                pieces.append(Lost("script") if change is None else Assign(change))
        return pieces

    def _branches(self, condition: str, depth: int) -> Branches:
        branches = Branches()
        name = "if"
        when: list[Condition] | None = DIALECT.conditions(condition)
        while True:
            inside, code = self.pieces(depth + 1)
            branches.branches.append(Branch(name, when, inside))
            match = _ELSE.fullmatch(code)
            if match is None:
                return branches
            name = "else" if match[1] is None else "else if"
            when = [] if match[1] is None else DIALECT.conditions(match[1])

    def _up_to(self, closing: str) -> str:
        end = self._text.find(closing, self._place)
        words = self._text[self._place : len(self._text) if end < 0 else end]
        self._place = len(self._text) if end < 0 else end + len(closing)
        return words
