"""Reads for the briefing and the player: only what may leave the server at that moment."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.db.models import F

from assessments.scenarios import engine
from assessments.scenarios.engine import StepResult
from assessments.scenarios.grammar import Choice, Document, Variable
from assessments.scenarios.grammar import Scene as SceneNode
from assessments.scenarios.models import FeedbackMode, Run, RunMode, ScenarioPage
from assessments.scenarios.offers import offer
from training.people.models import Person

VISITS_WITHOUT_WAY_OUT = 3


@dataclass(frozen=True)
class Meter:
    """A state of the client in words; the number stays on the server during play."""

    label: str
    word: str
    value: int | None = None
    max: int | None = None


@dataclass(frozen=True)
class Change:
    """How a shown variable moved in one step; ``amount`` is above 0.

    ``is_better``: towards what the author calls better for the client.
    """

    label: str
    amount: int
    is_growth: bool
    is_better: bool


@dataclass(frozen=True)
class Turn:
    """A past exchange: what the client said and how they seemed, what the learner did, how the
    client reacted.
    """

    speaker: str
    mood: str
    text: str
    own: str
    reaction: str


@dataclass(frozen=True)
class ShownChoice:
    token: str
    text: str


@dataclass(frozen=True)
class Coached:
    """What a coach says of the last reply."""

    feedback: str
    better: str
    changes: list[Change]


@dataclass(frozen=True)
class Scene:
    """The step a run stands at. Holds no quality, condition, effect or target.

    ``hint`` and ``coached`` are filled in a coached practice talk only. ``is_circling``: the talk
    has come here so often that somebody may want a way out.
    """

    index: int
    speaker: str
    text: str
    mood: str
    reaction: str
    choices: list[ShownChoice]
    meters: list[Meter]
    transcript: list[Turn]
    hint: str
    coached: Coached | None
    is_circling: bool


def scene(run: Run) -> Scene:
    """What to show now. One query for the transcript."""
    document = run.document
    steps = engine.replay(document, run.steps.values_list("choice", flat=True), run.initial_state)
    node: dict[str, Any] = dict(document["nodes"][run.engine_state.node])
    coaches = is_coached(run)
    return Scene(
        index=run.index,
        speaker=node.get("speaker", ""),
        text=node["text"],
        mood=node.get("mood", ""),
        reaction=chosen(document, steps[-1])["reaction"] if steps else "",
        choices=[ShownChoice(token, choice["text"]) for token, choice in offer(run).items()],
        meters=meters(document, run.engine_state, shown={"during"}),
        transcript=transcript(document, steps),
        hint=node.get("hint", "") if coaches else "",
        coached=_coached(document, steps[-1]) if coaches and steps else None,
        is_circling=is_circling(run.engine_state.node, [step.node for step in steps]),
    )


def is_coached(run: Run) -> bool:
    """An assessed talk never is, whatever was stored."""
    return run.mode == RunMode.PRACTICE and run.feedback_mode == FeedbackMode.COACH


def is_circling(node: str, visited: Sequence[str]) -> bool:
    """Whether the visit to ``node`` after ``visited`` is more than the third."""
    return visited.count(node) >= VISITS_WITHOUT_WAY_OUT


def transcript(document: Document, steps: Iterable[StepResult]) -> list[Turn]:
    return [
        Turn(
            speaker=scene_of(document, step)["speaker"],
            mood=scene_of(document, step)["mood"],
            text=scene_of(document, step)["text"],
            own=chosen(document, step)["text"],
            reaction=chosen(document, step)["reaction"],
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


def changes(document: Document, step: StepResult) -> list[Change]:
    """How the shown variables moved in ``step``."""
    before, after = dict(step.before.variables), dict(step.after.variables)
    moves = [
        (variable, after[variable["key"]] - before[variable["key"]])
        for variable in document["variables"]
        if variable["shown"] != "never"
    ]
    return [
        Change(variable["label"], abs(move), move > 0, (move > 0) == (variable["better"] == "high"))
        for variable, move in moves
        if move
    ]


def chosen(document: Document, step: StepResult) -> Choice:
    choices = scene_of(document, step)["choices"]
    return next(choice for choice in choices if choice["id"] == step.choice)


def scene_of(document: Document, step: StepResult) -> SceneNode:
    """Steps are taken in scenes only."""
    return cast(SceneNode, document["nodes"][step.node])


def _coached(document: Document, step: StepResult) -> Coached:
    choice = chosen(document, step)
    return Coached(choice["feedback"], choice["better"], changes(document, step))


def whole_talk(run: Run) -> list[StepResult]:
    """Every step from the start of the talk; those before a branch are the ones of its origin.

    One query besides the document, two for a branch.
    """
    choices = list(run.steps.values_list("choice", flat=True))
    if run.origin_id is None:
        return engine.replay(run.document, choices)
    origin = run.origin
    assert origin is not None  # noqa: S101  tells the type checker what the line above tells us
    before = origin.run.steps.filter(index__lt=origin.index).values_list("choice", flat=True)
    return engine.replay(run.document, [*before, *choices])


def scenario_page(key: uuid.UUID, language: str) -> ScenarioPage | None:
    """The live page that places a role-play, in ``language``, else in Ukrainian. One query."""
    pages = {
        page.locale.language_code: page
        for page in ScenarioPage.objects.live().filter(translation_key=key).select_related("locale")
    }
    return pages.get(language) or pages.get(settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class Talk:
    """A talk that is over, with the other ways tried from its steps, newest first.

    ``is_left``: it was given up before its end and has no result.
    """

    run: Run
    branches: list[Run]

    @property
    def is_left(self) -> bool:
        return not self.run.ending


@dataclass(frozen=True)
class RunStanding:
    running: Run | None
    talks: list[Talk]

    @property
    def finished(self) -> list[Run]:
        """Talks that reached an ending, newest first; branches are none."""
        return [talk.run for talk in self.talks if not talk.is_left]

    @property
    def is_passed(self) -> bool:
        return any(run.is_passed for run in self.finished)


def run_standing(person: Person, step_key: uuid.UUID) -> RunStanding:
    """Open and past talks of a step, newest first. One query."""
    rows = Run.objects.filter(person=person, step_key=step_key).annotate(tried=F("origin__run_id"))
    runs = list(rows)
    talks = [run for run in runs if run.origin_id is None]
    branches_of = partial(_branches, [run for run in runs if run.origin_id is not None])
    return RunStanding(
        running=next((run for run in talks if run.is_running), None),
        talks=[Talk(run, branches_of(run)) for run in talks if not run.is_running],
    )


def _branches(branches: list[Any], run: Run) -> list[Run]:
    return [branch for branch in branches if branch.tried == run.pk]


def open_runs(person: Person, step_keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Run]:
    """Open talks by step; other ways tried from a finished talk are none. One query."""
    rows = Run.objects.running().filter(person=person, step_key__in=list(step_keys), origin=None)
    return {run.step_key: run for run in rows}
