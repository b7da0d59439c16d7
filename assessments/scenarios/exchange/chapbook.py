"""Chapbook: a section of variables, modifiers ``[if …]`` on lines of their own, inserts ``{…}``."""

import re

from assessments.scenarios.exchange.expressions import Dialect, opposite
from assessments.scenarios.exchange.links import link, link_at
from assessments.scenarios.exchange.pieces import (
    Assign,
    Branch,
    Branches,
    Link,
    Lost,
    Note,
    Piece,
    Words,
)

DIALECT = Dialect("")

_SECTION = re.compile(r"^--[ \t]*$", re.MULTILINE)
_VARIABLE = re.compile(r"([\w.]+)\s*(\(.*\))?\s*:\s*(.*)")
_MODIFIER = re.compile(r"^\[(?!\[)([^\[\]\n]{1,200})\][ \t]*$", re.MULTILINE)
_SPECIAL = re.compile(r"\[\[|\{[^{}\n]{1,2000}\}")
_OPTION = re.compile(r"(\w[\w ]*?)\s*:\s*(?:'([^']*)'|\"([^\"]*)\")")
_INSERT = re.compile(r"[\w. ]+")
_CODE = frozenset({"javascript", "css"})
_NOTES = frozenset({"note", "note to myself", "n.b.", "fixme", "todo"})
_RESETS = frozenset({"continue", "cont", "cont'd"})


def read(text: str) -> list[Piece]:
    section = _SECTION.search(text)
    pieces: list[Piece] = []
    if section:
        pieces += _variables(text[: section.start()])
        text = text[section.end() :].removeprefix("\n")
    for modifiers, block in _blocks(text):
        _add(pieces, modifiers, block)
    return pieces


def _variables(section: str) -> list[Piece]:
    pieces: list[Piece] = []
    for line in section.split("\n"):
        if not line.strip():
            continue
        match = _VARIABLE.fullmatch(line.strip())
        change = DIALECT.change(f"{match[1]} = {match[3]}") if match and not match[2] else None
        pieces.append(Lost("set") if change is None else Assign(change))
    return pieces


def _blocks(text: str) -> list[tuple[list[str], str]]:
    """Texts with the modifiers they stand under."""
    blocks: list[tuple[list[str], str]] = []
    start, modifiers = 0, list[str]()
    for match in _MODIFIER.finditer(text):
        blocks.append((modifiers, text[start : match.start()]))
        modifiers = [one.strip() for one in match[1].split(";") if one.strip()]
        start = match.end()
    return [*blocks, (modifiers, text[start:])]


def _add(pieces: list[Piece], modifiers: list[str], block: str) -> None:
    inside = _inserts(block)
    for modifier in modifiers:
        word, _space, rest = modifier.partition(" ")
        word = word.lower()
        if modifier.lower() in _RESETS:
            continue
        if modifier.lower() in _NOTES:
            inside = [Note(block.strip())] if block.strip() else []
        elif word in _CODE:
            inside = [Lost("script" if word == "javascript" else "style")]
        elif word == "if":
            inside = [Branches([Branch("if", DIALECT.conditions(rest), inside)])]
        elif word == "unless":
            when = opposite(DIALECT.conditions(rest))
            inside = [Branches([Branch("unless", when, inside)])]
        elif word == "else" and pieces and isinstance(pieces[-1], Branches):
            pieces[-1].branches.append(Branch("else", [], inside))
            inside = []
        else:
            inside = [Lost(word), *inside]
    pieces += inside


def _inserts(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    place = 0
    while match := _SPECIAL.search(text, place):
        if match.start() > place:
            pieces.append(Words(text[place : match.start()]))
        place = match.end()
        if match[0] == "[[":
            there = link_at(text, match.start())
            place = there.end if there else place
            pieces += link(there.inner) if there else [Words("[[")]
        else:
            pieces += _insert(match[0])
    if place < len(text):
        pieces.append(Words(text[place:]))
    return pieces


def _insert(source: str) -> list[Piece]:
    inner = source[1:-1].strip()
    name = re.split(r"[:,]", inner)[0].strip().lower()
    if not _INSERT.fullmatch(name):
        return [Words(source)]
    options = {
        match[1].strip().lower(): match[2] if match[2] is not None else match[3]
        for match in _OPTION.finditer(inner)
    }
    if name in ("link to", "passage link") and (target := options.get(name)):
        return [Link(options.get("label") or target, target)]
    if name == "reveal link" and (words := options.get(name)):
        return [Lost(name), Words(f"{words} {options.get('text', '')}".rstrip())]
    if name == "embed image":
        return [Lost("image")]
    if name.startswith("var.") or ("," not in inner and ":" not in inner and " " not in name):
        return [Lost("print"), Words(source)]
    return [Lost(name)]
