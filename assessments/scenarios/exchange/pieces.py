"""What the text of a passage is made of, whatever its story format; and a passage made of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.scenarios.exchange.expressions import Change, opposite
from assessments.scenarios.grammar import Condition, Effect

NO_CHANGE = Change()
SENTENCE_ENDS = ".?!:…»)>*'/"


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Link:
    """A choice of the reader."""

    text: str
    target: str
    change: Change = NO_CHANGE


@dataclass(frozen=True)
class Jump:
    """The talk goes on elsewhere without a choice."""

    target: str


@dataclass(frozen=True)
class Assign:
    change: Change


@dataclass(frozen=True)
class Note:
    """Words for the author, never shown to a reader."""

    text: str


@dataclass(frozen=True)
class Lost:
    """Something of the format that has no place here, by its name there."""

    name: str


@dataclass
class Branch:
    """``when``: ``None`` for a condition our grammar cannot say, [] for “else”."""

    name: str
    when: list[Condition] | None
    pieces: list["Piece"]


@dataclass
class Branches:
    """The first branch whose condition holds is shown."""

    branches: list[Branch] = field(default_factory=list)


Piece = Words | Link | Jump | Assign | Note | Lost | Branches


@dataclass
class Way:
    """A link out of a part. ``target``: a name of the file; ``known``: further keys of a choice.

    ``is_rule``: a jump under a condition, be it one that always holds.
    """

    text: str
    target: str
    when: list[Condition] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    is_rule: bool = False


@dataclass
class Part:
    """A passage or a screen of a file, ready to become a node.

    ``jumps``: ways taken without a choice, the first that holds. ``on_entry``: effects of coming
    here. ``known``: keys of the node that the file says outright, ``kind`` among them. ``line``:
    where it begins in a text file, else 0.
    """

    name: str
    text: str = ""
    ways: list[Way] = field(default_factory=list)
    jumps: list[Way] = field(default_factory=list)
    on_entry: list[Effect] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    bounds: dict[str, tuple[int, int]] = field(default_factory=dict)
    line: int = 0


def part_of(name: str, pieces: Sequence[Piece]) -> Part:
    """The passage that ``pieces`` make; its text is markup still."""
    part = Part(name)
    texts: list[str] = []
    _walk(part, pieces, [], texts, is_sure=True)
    part.text = "".join(texts)
    return part


def _walk(
    part: Part, pieces: Sequence[Piece], when: list[Condition], texts: list[str], *, is_sure: bool
) -> None:
    """``is_sure``: what stands here is certain or under ``when``, under nothing else."""
    for place, piece in enumerate(pieces):
        if isinstance(piece, Words):
            texts.append(piece.text)
        elif isinstance(piece, Link):
            part.bounds.update(piece.change.bounds)
            part.ways.append(Way(piece.text, piece.target, list(when), list(piece.change.effects)))
            if _is_in_a_sentence(pieces, place):
                texts.append(piece.text)
        elif isinstance(piece, Jump):
            part.jumps.append(Way("", piece.target, list(when)))
        elif isinstance(piece, Assign):
            part.bounds.update(piece.change.bounds)
            if when or not is_sure:
                part.lost["set"] += len(piece.change.effects)
            else:
                part.on_entry += piece.change.effects
        elif isinstance(piece, Note):
            part.notes.append(piece.text)
        elif isinstance(piece, Lost):
            part.lost[piece.name] += 1
        else:
            _walk_branches(part, piece, when, texts, is_sure=is_sure)


def _walk_branches(
    part: Part,
    piece: Branches,
    when: list[Condition],
    texts: list[str],
    *,
    is_sure: bool,
) -> None:
    before: list[Condition] | None = []
    only_jumps = True
    for branch in piece.branches:
        own = None if branch.when is None else list(branch.when)
        excluded = [] if only_jumps else before
        if own is None or excluded is None:
            conditions, branch_is_sure = list(when), False
        else:
            conditions, branch_is_sure = [*when, *excluded, *own], is_sure
        if not branch_is_sure or any(_has_words(one) for one in branch.pieces):
            part.lost[branch.name] += 1
        jumps = len(part.jumps)
        _walk(part, branch.pieces, conditions, texts, is_sure=branch_is_sure)
        for way in part.jumps[jumps:]:
            way.is_rule = way.is_rule or branch.name != "else"
        negated = opposite(own)
        before = None if before is None or negated is None else before + negated
        only_jumps = only_jumps and any(isinstance(one, Jump) for one in branch.pieces)


def _has_words(piece: Piece) -> bool:
    return isinstance(piece, Words) and bool(piece.text.strip())


def _is_in_a_sentence(pieces: Sequence[Piece], place: int) -> bool:
    """Words lead into it in its line, or go on behind it; a finished sentence does not."""
    before = pieces[place - 1] if place else None
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    line = before.text.rpartition("\n")[2] if isinstance(before, Words) else ""
    rest = after.text.partition("\n")[0] if isinstance(after, Words) else ""
    leads_in = any(sign.isalnum() for sign in line) and line.rstrip()[-1] not in SENTENCE_ENDS
    return leads_in or any(sign.isalnum() for sign in rest)


def flat(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Every piece, those within branches too."""
    for piece in pieces:
        if isinstance(piece, Branches):
            for branch in piece.branches:
                yield from flat(branch.pieces)
        else:
            yield piece
