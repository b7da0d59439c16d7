"""What a panel of experts makes of the choices of a role-play. Pure.

Each scored choice is rated 0 harmful to 4 best for each competency it speaks about. With five
raters and r_wg ≥ .70 (σ² = 2 on five points) the median is suggested as the key; between two
middle values the lower one. With five raters and less agreement the choice should not be scored.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low
from typing import NamedTuple

from assessments.evidence.agreement import (
    LEAST_AGREEMENT,
    LEAST_RATERS,
    agreement,
    random_variance,
)
from assessments.scenarios.grammar import BEST_QUALITY, Choice, Document

POINTS = BEST_QUALITY + 1


class Item(NamedTuple):
    """One thing to rate."""

    node: str
    choice: str
    competency: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """``median`` is None without ratings; ``agreement`` 0–1."""

    raters: int
    median: int | None
    agreement: Fraction

    @property
    def has_enough(self) -> bool:
        return self.raters >= LEAST_RATERS

    @property
    def is_agreed(self) -> bool:
        return self.has_enough and self.agreement >= LEAST_AGREEMENT

    @property
    def is_disputed(self) -> bool:
        return self.has_enough and not self.is_agreed

    @property
    def key(self) -> int | None:
        """The suggested quality; None where too few rated or they disagree."""
        return self.median if self.is_agreed else None


def opinion(ratings: Sequence[int]) -> Opinion:
    middle = median_low(ratings) if ratings else None
    return Opinion(len(ratings), middle, agreement(ratings, random_variance(POINTS)))


def items(document: Document) -> list[Item]:
    """Every scored choice with each of its competencies, in the order of the document."""
    return [
        Item(node_id, choice["id"], competency)
        for node_id, node in document["nodes"].items()
        if node["kind"] == "scene"
        for choice in node["choices"]
        for competency in choice["qualities"]
    ]


def choice_of(document: Document, item: Item) -> Choice | None:
    node = document["nodes"].get(item.node)
    choices = node["choices"] if node is not None and node["kind"] == "scene" else []
    return next((choice for choice in choices if choice["id"] == item.choice), None)


def quality_of(document: Document, item: Item) -> int | None:
    """What the document says of an item today; None where it is gone or not scored."""
    choice = choice_of(document, item)
    return choice["qualities"].get(item.competency) if choice else None


def with_qualities(document: Document, wanted: Mapping[Item, int | None]) -> Document:
    """``document`` with these qualities; None takes one away. Lost choices are left out."""
    changed = copy.deepcopy(document)
    for item, quality in wanted.items():
        choice = choice_of(changed, item)
        if choice is None:
            continue
        if quality is None:
            choice["qualities"].pop(item.competency, None)
        else:
            choice["qualities"][item.competency] = quality
    return changed


def suggestions(document: Document, opinions: Mapping[Item, Opinion]) -> dict[Item, int]:
    """Keys that the experts agree on and that ``document`` has otherwise; its choices only."""
    found = {}
    for item, said in opinions.items():
        is_new = said.key != quality_of(document, item)
        if said.key is not None and is_new and choice_of(document, item):
            found[item] = said.key
    return found


def disputes(document: Document, opinions: Mapping[Item, Opinion]) -> list[Item]:
    """What the experts disagree on and ``document`` still scores."""
    return [
        item
        for item, said in opinions.items()
        if said.is_disputed and quality_of(document, item) is not None
    ]


def opinions_of(
    asked: Iterable[Item], ratings: Mapping[Item, Sequence[int]]
) -> dict[Item, Opinion]:
    return {item: opinion(ratings.get(item, ())) for item in asked}
