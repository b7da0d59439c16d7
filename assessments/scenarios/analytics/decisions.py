"""What answers say about each decision. Pure; every figure is absent where it is not defined.

Formulas and bounds: docs/scenario-analytics.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean, median
from typing import NamedTuple

from assessments.scenarios.analytics.talks import (
    LEAST_PEOPLE,
    Step,
    Talk,
    choices_of,
    quality,
    scenes,
    scored_steps,
)
from assessments.scenarios.engine import points
from assessments.scenarios.grammar import Document, Scene

LEAST_PAIRS = 30
"""Talks behind a discrimination."""
LEAST_ANSWERS = 20
"""Talks in which an option was shown before it may be called a distractor nobody takes."""
RARE = 0.05
SEPARATES_LITTLE = 0.1


class FlagKind(StrEnum):
    BETTER_OPTION = "better_option"
    SEPARATES_LITTLE = "separates_little"
    RARELY_CHOSEN = "rarely_chosen"


@dataclass(frozen=True, slots=True)
class Flag:
    """``choice``: the option it is about; empty where it is about the whole decision."""

    kind: FlagKind
    choice: str = ""


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option of a decision, by the first visit of each talk.

    ``share`` 0–1 of the talks in which it was ``shown``. ``rest``: mean path quality of its talks
    over their other decisions, in per cent; absent for fewer than five people.
    """

    choice: str
    quality: float | None
    is_best: bool
    shown: int
    chosen: int
    share: float | None
    rest: float | None


@dataclass(frozen=True, slots=True)
class DecisionFigures:
    """One scene. ``visits`` count every time, ``talks`` and ``people`` once each.

    With fewer than five people only ``node`` and ``is_shown`` say anything. ``difficulty`` is the
    mean of q/4, 0–1: the higher, the easier.
    """

    node: str
    is_shown: bool
    people: int = 0
    talks: int = 0
    visits: int = 0
    difficulty: float | None = None
    discrimination: float | None = None
    pairs: int = 0
    median_seconds: float | None = None
    options: tuple[OptionFigures, ...] = ()
    flags: tuple[Flag, ...] = ()


class _Answer(NamedTuple):
    """A talk at one decision. ``rest`` is defined for finished talks that met other decisions."""

    person: int
    first: Step
    visits: int
    quality: float | None
    rest: float | None


def decisions(document: Document, talks: Sequence[Talk]) -> list[DecisionFigures]:
    """One row for each scene with choices, in the author's order."""
    answers = _answers(document, talks)
    return [
        _figures(name, scene, answers.get(name, []))
        for name, scene in scenes(document).items()
        if scene["choices"]
    ]


def _answers(document: Document, talks: Iterable[Talk]) -> dict[str, list[_Answer]]:
    choices = choices_of(document)
    qualities = {place: quality(choice) for place, choice in choices.items()}
    found: dict[str, list[_Answer]] = defaultdict(list)
    for talk in talks:
        scored = scored_steps(talk, choices)
        earned = sum(step.earned for step in scored.values())
        offered = sum(step.offered for step in scored.values())
        first: dict[str, Step] = {}
        visits: dict[str, int] = defaultdict(int)
        for step in talk.steps:
            first.setdefault(step.node, step)
            visits[step.node] += 1
        for node, step in first.items():
            counted = scored.get(node)
            others = offered - (counted.offered if counted else 0)
            is_defined = bool(talk.ending) and others > 0
            mine = counted.earned if counted else 0
            found[node].append(
                _Answer(
                    person=talk.person,
                    first=step,
                    visits=visits[node],
                    quality=qualities[node, counted.choice] if counted else None,
                    rest=100 * (earned - mine) / others if is_defined else None,
                )
            )
    return found


def _figures(name: str, scene: Scene, answers: Sequence[_Answer]) -> DecisionFigures:
    if len({answer.person for answer in answers}) < LEAST_PEOPLE:
        return DecisionFigures(name, is_shown=False)
    qualities = [answer.quality for answer in answers if answer.quality is not None]
    pairs = [
        (answer.quality, answer.rest)
        for answer in answers
        if answer.quality is not None and answer.rest is not None
    ]
    options = tuple(_options(scene, answers))
    discrimination = correlation(pairs) if len(pairs) >= LEAST_PAIRS else None
    return DecisionFigures(
        node=name,
        is_shown=True,
        people=len({answer.person for answer in answers}),
        talks=len(answers),
        visits=sum(answer.visits for answer in answers),
        difficulty=fmean(qualities) if qualities else None,
        discrimination=discrimination,
        pairs=len(pairs),
        median_seconds=median(answer.first.seconds for answer in answers),
        options=options,
        flags=tuple(_flags(options, discrimination)),
    )


def _options(scene: Scene, answers: Sequence[_Answer]) -> Iterable[OptionFigures]:
    scored = [choice for choice in scene["choices"] if choice["qualities"]]
    best = max(map(points, scored), default=0)
    for choice in scene["choices"]:
        own = [answer for answer in answers if answer.first.choice == choice["id"]]
        shown = sum(not a.first.shown or choice["id"] in a.first.shown for a in answers)
        rests = [answer for answer in own if answer.rest is not None]
        is_told = len({answer.person for answer in rests}) >= LEAST_PEOPLE
        yield OptionFigures(
            choice=choice["id"],
            quality=quality(choice),
            is_best=bool(choice["qualities"]) and points(choice) == best,
            shown=shown,
            chosen=len(own),
            share=len(own) / shown if shown else None,
            rest=fmean(a.rest for a in rests if a.rest is not None) if is_told else None,
        )


def _flags(options: Sequence[OptionFigures], discrimination: float | None) -> Iterable[Flag]:
    """The gravest first."""
    best = [one.rest for one in options if one.is_best and one.rest is not None]
    rivals = [one for one in options if not one.is_best and one.rest is not None]
    rival = max(rivals, key=lambda one: one.rest or 0, default=None)
    if best and rival and rival.rest is not None and rival.rest > max(best):
        yield Flag(FlagKind.BETTER_OPTION, rival.choice)
    if discrimination is not None and discrimination < SEPARATES_LITTLE:
        yield Flag(FlagKind.SEPARATES_LITTLE)
    for one in options:
        is_distractor = not one.is_best and one.shown >= LEAST_ANSWERS
        if is_distractor and one.share is not None and one.share < RARE:
            yield Flag(FlagKind.RARELY_CHOSEN, one.choice)


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's; ``None`` where one side does not vary."""
    if len(pairs) < 2:
        return None
    left, right = fmean(x for x, _ in pairs), fmean(y for _, y in pairs)
    across = sum((x - left) ** 2 for x, _ in pairs)
    along = sum((y - right) ** 2 for _, y in pairs)
    if across < 1e-12 or along < 1e-9:
        return None
    together = sum((x - left) * (y - right) for x, y in pairs)
    return max(-1.0, min(1.0, together / sqrt(across * along)))
