"""Talks as the figures read them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from assessments.scenarios.engine import Hop
from assessments.scenarios.grammar import BEST_QUALITY, Choice, Document, Scene

LEAST_PEOPLE = 5
"""Nothing is told of fewer different people than this."""


class Step(NamedTuple):
    """One decision of a talk.

    ``seconds`` since the one before, or since the start. ``shown``: ids of the choices on offer;
    empty where the scene always offers all of them. ``hops``: forks passed on the way to the next
    scene or ending.
    """

    node: str
    choice: str
    earned: int
    offered: int
    seconds: float
    shown: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk of one person, which began at the start of the role-play.

    ``number``: 1 for the person's first talk of this structure, whatever its mode. ``at`` is the
    node where the talk stands. ``ending`` is empty before the end; ``is_stopped``: it was left, or
    nobody has gone on with it for a while. ``achievement`` in per cent.
    """

    person: int
    number: int
    at: str
    ending: str
    is_stopped: bool
    achievement: float | None
    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """Scenes and the ending in the order they were met, with repeats."""
        return (*(step.node for step in self.steps), self.at)


def people(talks: Sequence[Talk]) -> int:
    return len({talk.person for talk in talks})


def finished(talks: Sequence[Talk]) -> list[Talk]:
    """Talks that reached an ending."""
    return [talk for talk in talks if talk.ending]


Choices = Mapping[tuple[str, str], Choice]


def choices_of(document: Document) -> Choices:
    """Every choice by (node, id)."""
    return {
        (name, choice["id"]): choice
        for name, node in document["nodes"].items()
        if node["kind"] == "scene"
        for choice in node["choices"]
    }


def quality(choice: Choice) -> float | None:
    """Mean of its marks as a share of the best mark, 0–1; ``None`` for an unscored choice."""
    marks = choice["qualities"].values()
    return sum(marks) / (BEST_QUALITY * len(marks)) if marks else None


def scored_steps(talk: Talk, choices: Choices) -> dict[str, Step]:
    """By scene: the step that counted there, which is the first one with a scored choice."""
    found: dict[str, Step] = {}
    for step in talk.steps:
        if step.node not in found and choices[step.node, step.choice]["qualities"]:
            found[step.node] = step
    return found


def scenes(document: Document) -> dict[str, Scene]:
    """Scenes by name, in the author's order."""
    return {
        name: cast(Scene, node)
        for name, node in document["nodes"].items()
        if node["kind"] == "scene"
    }
