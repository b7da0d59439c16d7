"""Which questions an attempt gets: a blueprint of cells filled from a bank. Pure.

A cell asks for a number of questions of one competency, indicator, difficulty or kind (what it
does not name is open). Questions of one sibling group never meet in an attempt, so the groups are
what is handed out: filling cells with groups is a bipartite matching, and taking the groups one by
one in the order wanted, each if the matching can grow by it, gives the best set of groups there is
(a transversal matroid). So a question seen before is asked only where nothing unseen would do; of a
group, the least seen member that fits counts.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """``count`` questions with what is named; "" and 0 leave it open."""

    count: int
    competency: str = ""
    indicator: str = ""
    difficulty: int = 0
    kind: str = ""

    def takes(self, candidate: "Candidate") -> bool:
        return (
            self.competency in ("", candidate.competency)
            and self.indicator in ("", candidate.indicator)
            and self.difficulty in (0, candidate.difficulty)
            and self.kind in ("", candidate.kind)
        )


@dataclass(frozen=True)
class Candidate:
    """A question that could be asked. ``seen``: how often this person was asked it.

    ``question`` names it in every language.
    """

    question: Any
    version: int
    competency: str = ""
    indicator: str = ""
    difficulty: int = 0
    kind: str = ""
    siblings: str = ""
    seen: int = 0

    @classmethod
    def of(
        cls, question: Any, version: int, document: Mapping[str, Any], seen: int = 0
    ) -> "Candidate":
        return cls(
            question=question,
            version=version,
            competency=document["competency"],
            indicator=document["indicator"],
            difficulty=document["difficulty"],
            kind=document["kind"],
            siblings=document.get("siblings", ""),
            seen=seen,
        )

    @property
    def group(self) -> str:
        return f"group {self.siblings}" if self.siblings else f"question {self.question}"


@dataclass(frozen=True)
class Shortfall:
    """A cell that cannot be filled: ``has`` groups of questions would fit it, whoever takes them.

    With ``has`` not below the count, other cells take the same questions.
    """

    cell: Cell
    position: int
    has: int


class CannotDraw(Exception):
    """The blueprint cannot be met; ``shortfalls`` name the cells."""

    def __init__(self, shortfalls: Sequence[Shortfall]) -> None:
        super().__init__(f"{len(shortfalls)} cells fall short")
        self.shortfalls = tuple(shortfalls)


def draw(
    candidates: Iterable[Candidate],
    cells: Sequence[Cell],
    order: random.Random,
    fixed: Sequence[Candidate] = (),
) -> list[Candidate]:
    """``fixed`` and the questions that fill ``cells``, in that order.

    The siblings of fixed questions are not drawn. Raises ``CannotDraw``.
    """
    taken = {candidate.group for candidate in fixed}
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.group not in taken:
            groups.setdefault(candidate.group, []).append(candidate)
    for members in groups.values():
        order.shuffle(members)
        members.sort(key=lambda candidate: candidate.seen)
    names = list(groups)
    order.shuffle(names)
    names.sort(key=lambda name: _least_seen(groups[name], cells))
    slots = [position for position, cell in enumerate(cells) for _ in range(cell.count)]
    filled: dict[int, str] = {}
    for name in names:
        if len(filled) == len(slots):
            break
        fits = {
            position for position, cell in enumerate(cells) if any(map(cell.takes, groups[name]))
        }
        _place(name, fits, groups, cells, slots, filled)
    if len(filled) < len(slots):
        raise CannotDraw(_shortfalls(groups, cells, slots, filled))
    drawn = [
        next(candidate for candidate in groups[filled[slot]] if cells[position].takes(candidate))
        for slot, position in enumerate(slots)
    ]
    return [*fixed, *drawn]


def _least_seen(members: Sequence[Candidate], cells: Sequence[Cell]) -> int:
    fitting = [one.seen for one in members if any(cell.takes(one) for cell in cells)]
    return min(fitting, default=0)


def _place(
    name: str,
    fits: set[int],
    groups: Mapping[str, list[Candidate]],
    cells: Sequence[Cell],
    slots: Sequence[int],
    filled: dict[int, str],
) -> bool:
    """Give ``name`` a slot, moving others to other slots where that makes room."""
    tried: set[int] = set()
    came_from: dict[int, int | None] = {}
    waiting: list[tuple[int | None, str]] = [(None, name)]
    while waiting:
        slot_before, group = waiting.pop(0)
        for slot, position in enumerate(slots):
            if slot in tried:
                continue
            fit = (
                position in fits
                if group == name
                else any(map(cells[position].takes, groups[group]))
            )
            if not fit:
                continue
            tried.add(slot)
            came_from[slot] = slot_before
            if slot in filled:
                waiting.append((slot, filled[slot]))
                continue
            _shift(slot, came_from, filled, name)
            return True
    return False


def _shift(
    slot: int, came_from: Mapping[int, int | None], filled: dict[int, str], name: str
) -> None:
    """Move every group on the way one slot further, and put ``name`` into the first one."""
    at: int | None = slot
    while at is not None:
        before = came_from[at]
        filled[at] = name if before is None else filled[before]
        at = before


def _shortfalls(
    groups: Mapping[str, list[Candidate]],
    cells: Sequence[Cell],
    slots: Sequence[int],
    filled: Mapping[int, str],
) -> list[Shortfall]:
    empty = sorted({position for slot, position in enumerate(slots) if slot not in filled})
    return [
        Shortfall(
            cells[position],
            position,
            sum(any(map(cells[position].takes, members)) for members in groups.values()),
        )
        for position in empty
    ]
