"""Reads for the player and the debrief: only what may leave the server at that moment."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings

from assessments.scenarios import engine
from assessments.scenarios.engine import StepResult
from assessments.scenarios.grammar import Choice, Document, Variable
from assessments.scenarios.grammar import Ending as EndingNode
from assessments.scenarios.grammar import Scene as SceneNode
from assessments.scenarios.models import Run, ScenarioPage
from assessments.scenarios.offers import offer
from assessments.scenarios.scoring import Result, result
from modules.models import Norm
from training.people.models import Person

TURNING_POINTS = 3


@dataclass(frozen=True)
class Meter:
    """A state of the client in words; the number stays on the server during play."""

    label: str
    word: str
    value: int | None = None
    max: int | None = None


@dataclass(frozen=True)
class Turn:
    """A past exchange: what the client said, what the learner did, how the client reacted."""

    speaker: str
    text: str
    own: str
    reaction: str


@dataclass(frozen=True)
class ShownChoice:
    token: str
    text: str


@dataclass(frozen=True)
class Scene:
    """The step a run stands at. Holds no quality, condition, effect or target."""

    index: int
    speaker: str
    text: str
    mood: str
    reaction: str
    choices: list[ShownChoice]
    meters: list[Meter]
    transcript: list[Turn]


def scene(run: Run) -> Scene:
    """What to show now. One query for the transcript."""
    document = run.document
    steps = engine.replay(document, run.steps.values_list("choice", flat=True), run.initial_state)
    node: dict[str, Any] = dict(document["nodes"][run.engine_state.node])
    return Scene(
        index=run.index,
        speaker=node.get("speaker", ""),
        text=node["text"],
        mood=node.get("mood", ""),
        reaction=_chosen(document, steps[-1])["reaction"] if steps else "",
        choices=[ShownChoice(token, choice["text"]) for token, choice in offer(run).items()],
        meters=meters(document, run.engine_state, shown={"during"}),
        transcript=transcript(document, steps),
    )


def transcript(document: Document, steps: Iterable[StepResult]) -> list[Turn]:
    return [
        Turn(
            speaker=_scene(document, step)["speaker"],
            text=_scene(document, step)["text"],
            own=_chosen(document, step)["text"],
            reaction=_chosen(document, step)["reaction"],
        )
        for step in steps
    ]


def meters(
    document: Document, state: engine.State, *, shown: set[str], numbers: bool = False
) -> list[Meter]:
    values = dict(state.variables)
    return [
        Meter(
            label=variable["label"],
            word=meter_word(variable, values[variable["key"]]),
            value=values[variable["key"]] if numbers else None,
            max=variable["max"] if numbers else None,
        )
        for variable in document["variables"]
        if variable["shown"] in shown
    ]


def meter_word(variable: Variable, value: int) -> str:
    """The word for the third of the range in which ``value`` lies; empty without words."""
    if not variable["words"]:
        return ""
    span = variable["max"] - variable["min"] + 1
    place = (value - variable["min"]) * len(variable["words"]) // span
    return variable["words"][place]


def _chosen(document: Document, step: StepResult) -> Choice:
    choices = _scene(document, step)["choices"]
    return next(choice for choice in choices if choice["id"] == step.choice)


def _scene(document: Document, step: StepResult) -> SceneNode:
    """Steps are taken in scenes only."""
    return cast(SceneNode, document["nodes"][step.node])


@dataclass(frozen=True)
class Other:
    """A reply that was open and was not taken."""

    text: str
    feedback: str
    is_recommended: bool


@dataclass(frozen=True)
class Change:
    """How a shown variable moved in one step; ``amount`` is above 0."""

    label: str
    amount: int
    is_growth: bool


@dataclass(frozen=True)
class Decision:
    """One step as the debrief tells it: words, effect on the client, reason, stronger wording."""

    number: int
    turn: Turn
    feedback: str
    better: str
    basis: str
    earned: int
    offered: int
    critical: str
    is_recommended: bool
    changes: list[Change]
    meters: list[Meter]
    others: list[Other]

    @property
    def loss(self) -> int:
        return self.offered - self.earned

    @property
    def is_best(self) -> bool:
        return self.offered > 0 and self.loss == 0


@dataclass(frozen=True)
class Debrief:
    """A finished talk, explained from its version alone."""

    ending_title: str
    ending_text: str
    meters: list[Meter]
    result: Result
    decisions: list[Decision]
    turning_points: list[Decision]
    went_well: Decision | None
    course: list[tuple[str, list[int]]]


def debrief(run: Run) -> Debrief:
    """Two queries: the steps and the sources of law they rest on."""
    document = run.document
    steps = engine.replay(document, run.steps.values_list("choice", flat=True), run.initial_state)
    bases = _bases(document, steps)
    decisions = [
        _decision(document, number, step, bases) for number, step in enumerate(steps, start=1)
    ]
    ending = cast(EndingNode, document["nodes"][steps[-1].after.node])
    told = [decision for decision in decisions if decision.loss > 0 or decision.critical == "error"]
    best = [decision for decision in decisions if decision.is_best]
    return Debrief(
        ending_title=ending["title"],
        ending_text=ending["text"],
        meters=meters(document, steps[-1].after, shown={"during", "debrief"}, numbers=True),
        result=result(document, steps, run.version.max_earned),
        decisions=decisions,
        turning_points=sorted(
            told, key=lambda item: (item.critical != "error", -item.loss, item.number)
        )[:TURNING_POINTS],
        went_well=max(
            best, key=lambda item: (item.critical == "success", item.earned), default=None
        ),
        course=_course(document, steps),
    )


def _decision(document: Document, number: int, step: StepResult, bases: dict[str, str]) -> Decision:
    choice = _chosen(document, step)
    return Decision(
        number=number,
        turn=transcript(document, [step])[0],
        feedback=choice["feedback"],
        better=choice["better"],
        basis=bases.get(choice["basis"], ""),
        earned=step.earned.earned,
        offered=step.earned.offered,
        critical=choice["critical"],
        is_recommended=choice["recommended"],
        changes=_changes(document, step),
        meters=meters(document, step.after, shown={"during", "debrief"}),
        others=[
            Other(other["text"], other["feedback"], other["recommended"])
            for other in _scene(document, step)["choices"]
            if other["id"] in step.shown and other["id"] != step.choice
        ],
    )


def _changes(document: Document, step: StepResult) -> list[Change]:
    before, after = dict(step.before.variables), dict(step.after.variables)
    moves = [
        (variable["label"], after[variable["key"]] - before[variable["key"]])
        for variable in document["variables"]
        if variable["shown"] != "never"
    ]
    return [Change(label, abs(move), move > 0) for label, move in moves if move]


def _course(document: Document, steps: list[StepResult]) -> list[tuple[str, list[int]]]:
    """Values of each shown variable from the start to the end of the talk."""
    states = [steps[0].before, *(step.after for step in steps)]
    return [
        (variable["label"], [dict(state.variables)[variable["key"]] for state in states])
        for variable in document["variables"]
        if variable["shown"] != "never"
    ]


def _bases(document: Document, steps: list[StepResult]) -> dict[str, str]:
    codes = {_chosen(document, step)["basis"] for step in steps} - {""}
    norms = Norm.objects.filter(code__in=codes, locale__language_code=settings.LANGUAGE_CODE)
    return {norm.code: str(norm) for norm in norms}


def scenario_page(key: uuid.UUID, language: str) -> ScenarioPage | None:
    """The live page that places a role-play, in ``language``, else in Ukrainian. One query."""
    pages = {
        page.locale.language_code: page
        for page in ScenarioPage.objects.live().filter(translation_key=key).select_related("locale")
    }
    return pages.get(language) or pages.get(settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class RunStanding:
    running: Run | None
    finished: list[Run]

    @property
    def is_passed(self) -> bool:
        return any(run.is_passed for run in self.finished)


def run_standing(person: Person, step_key: uuid.UUID) -> RunStanding:
    """Open and finished runs of a step, newest first. One query."""
    runs = list(Run.objects.filter(person=person, step_key=step_key))
    return RunStanding(
        running=next((run for run in runs if run.is_running), None),
        finished=[run for run in runs if not run.is_running],
    )


def open_runs(person: Person, step_keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Run]:
    """Open runs by step. One query."""
    rows = Run.objects.running().filter(person=person, step_key__in=list(step_keys))
    return {run.step_key: run for run in rows}
