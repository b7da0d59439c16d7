"""Links of Twine: ``[[text->target]]``, ``[[target<-text]]``, ``[[text|target]]``."""

import re
from dataclasses import dataclass

from assessments.scenarios.exchange.expressions import Change, Dialect, split
from assessments.scenarios.exchange.pieces import Assign, Branches, Link, Lost, Piece, Words
from assessments.scenarios.grammar import Effect

LONGEST_LINK = 4_000
_ADDRESS = re.compile(r"(?:https?:|mailto:|//)\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What stands between the brackets, and where the text goes on."""

    inner: str
    end: int


def link_at(text: str, place: int) -> Found | None:
    """The link that begins at ``place`` with ``[[``. Brackets in a name are counted."""
    end = text.find("]]", place + 2, place + LONGEST_LINK)
    if end < 0:
        return None
    inner = text[place + 2 : end]
    while inner.count("[") > inner.count("]") and text[end + 2 : end + 3] == "]":
        end += 1
        inner = text[place + 2 : end]
    return Found(inner, end + 2)


def parted(inner: str) -> tuple[str, str]:
    """Text and target of a link."""
    text, arrow, target = inner.rpartition("->")
    if not arrow:
        target, arrow, text = inner.partition("<-")
    if not arrow:
        text, arrow, target = inner.rpartition("|")
    if not arrow:
        text = target = inner
    return text.strip(), target.strip()


def link(inner: str, dialect: Dialect | None = None) -> list[Piece]:
    """A link with the setters behind it, ``text|target][$trust += 1``, as SugarCube has them."""
    body, bracket, setters = inner.partition("][")
    text, target = parted(body)
    if _ADDRESS.match(target):
        return [Lost("external link"), Words(text)]
    effects: list[Effect] = []
    bounds: dict[str, tuple[int, int]] = {}
    lost = 0
    for setter in split(setters, ",;") if bracket else []:
        change = dialect.change(setter) if dialect and setter.strip() else None
        if change is not None:
            effects += change.effects
            bounds |= change.bounds
        elif setter.strip():
            lost += 1
    return [Link(text, target, Change(tuple(effects), bounds)), *[Lost("set")] * lost]


def with_effects(text: str, target: str, inside: list[Piece]) -> list[Piece]:
    """A link that changes variables on the way; what else stands in its hook is left behind."""
    effects: list[Effect] = []
    bounds: dict[str, tuple[int, int]] = {}
    lost: list[Piece] = []
    for piece in inside:
        if isinstance(piece, Assign):
            effects += piece.change.effects
            bounds |= piece.change.bounds
        elif isinstance(piece, Lost):
            lost.append(piece)
        elif isinstance(piece, Branches):
            lost += [Lost(branch.name) for branch in piece.branches]
        elif not isinstance(piece, Words) or piece.text.strip():
            lost.append(Lost("text in a link"))
    return [Link(text, target, Change(tuple(effects), bounds)), *lost]
