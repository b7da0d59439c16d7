"""Putting items into the right order, marked by one of nine methods.

A method gives each item a share of its own; ``parts`` of the grade are these.
Source: docs/grading.md.
"""

import itertools
import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from assessments.quizzes.kinds.base import (
    NOTHING,
    Document,
    Grade,
    Kind,
    Options,
    ids_of,
    mean,
)
from assessments.quizzes.kinds.places import (
    clean_places,
    in_places,
    misplaced,
    places_given,
)

Row = Sequence[int | None]
"""Which item stands at each place; items are numbered from 0 in the right order."""

MOST_COUNTED = 7  # 5040 orders: more are not counted for the guess score


def _at(row: Row, place: int) -> int | None:
    return row[place] if 0 <= place < len(row) else None


def _absolute(row: Row) -> list[Fraction]:
    return [Fraction(int(row[item] == item)) for item in range(len(row))]


def _distance(row: Row) -> list[Fraction]:
    """One step away from the right place costs 1/(n-1)."""
    last = len(row) - 1
    shares = [NOTHING] * len(row)
    for place, item in enumerate(row):
        if item is not None:
            shares[item] = Fraction(max(0, last - abs(place - item)), last)
    return shares


def _next(row: Row) -> list[Fraction]:
    """Whether the right item follows; after the last one, nothing."""
    shares = [NOTHING] * len(row)
    for place, item in enumerate(row):
        if item is not None:
            follower = len(row) if place == len(row) - 1 else _at(row, place + 1)
            shares[item] = Fraction(int(follower == item + 1))
    return shares


def _neighbours(row: Row) -> list[Fraction]:
    """Of the one or two neighbours an item should have, how many it has, on the right side."""
    shares = [NOTHING] * len(row)
    for place, item in enumerate(row):
        if item is None:
            continue
        wanted = [(step, item + step) for step in (-1, 1) if 0 <= item + step < len(row)]
        met = sum(_at(row, place + step) == neighbour for step, neighbour in wanted)
        shares[item] = Fraction(met, len(wanted))
    return shares


def _all_neighbours(row: Row) -> list[Fraction]:
    """Of all other items, how many stand on the right side of this one."""
    shares = [NOTHING] * len(row)
    for place, item in enumerate(row):
        if item is not None:
            met = sum(
                other is not None and (other < item) == (there < place)
                for there, other in enumerate(row)
                if there != place
            )
            shares[item] = Fraction(met, len(row) - 1)
    return shares


def _of_chain(row: Row, is_next: Callable[[int, int], bool]) -> list[Fraction]:
    """1 for each item of the longest chain, the leftmost of equals; a chain of one is none."""
    best: dict[int, list[int]] = {}
    for item in (item for item in row if item is not None):
        before = [chain for end, chain in best.items() if is_next(end, item)]
        best[item] = [*max(before, key=len, default=[]), item]
    longest = max(best.values(), key=len, default=[])
    chain = set(longest) if len(longest) > 1 else set()
    return [Fraction(int(item in chain)) for item in range(len(row))]


def _longest_ordered(row: Row) -> list[Fraction]:
    return _of_chain(row, lambda end, item: end < item)


def _longest_contiguous(row: Row) -> list[Fraction]:
    """Items that follow one another in the right order, whatever stands between them here."""
    return _of_chain(row, lambda end, item: end + 1 == item)


PARTS: dict[str, Callable[[Row], list[Fraction]]] = {
    "all_or_nothing": _absolute,
    "absolute": _absolute,
    "distance": _distance,
    "next_exclude_last": _next,
    "next_include_last": _next,
    "one_neighbour": _neighbours,
    "all_neighbours": _all_neighbours,
    "longest_ordered": _longest_ordered,
    "longest_contiguous": _longest_contiguous,
}
DEFAULT_MARKING = "absolute"


def marking_of(document: Document) -> str:
    return str(document.get("marking") or DEFAULT_MARKING)


def share_of_row(marking: str, row: Row) -> tuple[Fraction, list[Fraction]]:
    """The share of the whole, and of each item."""
    if len(row) < 2:
        marking = DEFAULT_MARKING
    shares = PARTS[marking](row)
    if marking == "all_or_nothing":
        return Fraction(int(all(shares))), shares
    if marking == "next_exclude_last":
        return mean(shares[:-1]), shares
    if marking == "one_neighbour":  # an item at an end has one neighbour, the others two
        weights = [1, *[2] * (len(row) - 2), 1]
        total = sum(
            (weight * share for weight, share in zip(weights, shares, strict=True)), NOTHING
        )
        return total / sum(weights), shares
    return mean(shares), shares


class Order(Kind):
    name = "order"
    shape = "parts"
    template_name = "quizzes/questions/order.html"
    distinct = True

    @classmethod
    def arrange(cls, document: Document, order: random.Random | None) -> list[str]:
        """Never in the right order, which is how they are authored."""
        return misplaced(ids_of(document["options"]), order)

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> dict[str, str] | None:
        return clean_places(document, value, options, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        """Items without a place of their own stand nowhere."""
        ids = ids_of(document["options"])
        row: list[int | None] = [None] * len(ids)
        for one, place in places_given(value, options).items():
            row[place - 1] = ids.index(one)
        share, shares = share_of_row(marking_of(document), row)
        return Grade(share, parts=dict(zip(ids, shares, strict=True)))

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        """Every order is as likely as any other. Long chains are counted for short lists only."""
        return _guess(marking_of(document), len(document["options"]))

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        return in_places(ids_of(document["options"]), tokens)


@cache
def _guess(marking: str, count: int) -> Fraction | None:
    if count < 2:
        return Fraction(count)
    if marking == "all_or_nothing":
        return Fraction(1, math.factorial(count))
    if marking == "all_neighbours":
        return Fraction(1, 2)
    if marking == "distance":
        return Fraction(2 * count - 1, 3 * count)
    if not marking.startswith("longest"):
        return Fraction(1, count)
    if count > MOST_COUNTED:
        return None
    rows = itertools.permutations(range(count))
    return mean(share_of_row(marking, row)[0] for row in rows)
