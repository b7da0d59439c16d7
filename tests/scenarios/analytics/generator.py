"""Many finished and broken-off talks at once, played by the engine."""

import datetime
import random
import uuid

from django.utils import timezone

from assessments.scenarios import engine
from assessments.scenarios.models import FeedbackMode, Run, RunMode, RunStep, ScenarioVersion
from assessments.scenarios.scoring import result
from tests.factories.people import PersonFactory


def people(number):
    return [PersonFactory(password="!") for _ in range(number)]


def version_of(scenario):
    return ScenarioVersion.objects.latest_of(scenario)


def random_choices(document, dice, steps=None):
    """Ids of choices from the start to an ending, or the first ``steps`` of them."""
    state, taken = engine.start(document), []
    while not engine.is_finished(document, state) and (steps is None or len(taken) < steps):
        choice = dice.choice(engine.open_choices(document, state))
        taken.append(choice["id"])
        state = engine.step(document, state, choice["id"])
    return taken


def talk(person, version, choices, *, days_ago=1.0, seconds=20, **fields):
    """A stored talk after these choices; scored where they end it. Returns the run."""
    return talks([(person, choices)], version, days_ago=days_ago, seconds=seconds, **fields)[0]


def talks(plays, version, *, days_ago=1.0, seconds=20, **fields):
    """Stored talks of (person, choices), a minute after one another. Three queries or so."""
    began = timezone.now() - datetime.timedelta(days=days_ago)
    runs, rows = [], []
    for number, (person, choices) in enumerate(plays):
        started = began + datetime.timedelta(minutes=number)
        run, steps = _talk(person, version, choices, started, seconds, fields)
        runs.append(run)
        rows += steps
    Run.objects.bulk_create(runs, batch_size=500)
    RunStep.objects.bulk_create(rows, batch_size=2000)
    return runs


def _talk(person, version, choices, started, seconds, fields):
    document = version.document
    taken = engine.replay(document, choices)
    at = [started + datetime.timedelta(seconds=seconds * n) for n in range(1, len(taken) + 1)]
    state = taken[-1].after if taken else engine.start(document)
    run = Run(
        person=person,
        step_key=uuid.uuid4(),
        scenario_key=version.scenario.translation_key,
        version=version,
        mode=fields.get("mode", RunMode.ASSESSED),
        feedback_mode=fields.get("feedback_mode", FeedbackMode.AT_END),
        state=state.to_json(),
        index=len(taken),
        started_at=started,
    )
    if engine.is_finished(document, state):
        scored = result(document, taken, version.max_earned)
        run.finished_at, run.ending, run.level = at[-1], scored.ending, scored.level
        run.achievement = round(scored.achievement or 0, 2)
        run.is_passed = scored.is_passed
    steps = [
        RunStep(
            run=run,
            index=index,
            node=step.node,
            shown=list(step.shown),
            choice=step.choice,
            before=step.before.to_json(),
            after=step.after.to_json(),
            earned=step.earned.earned,
            offered=step.earned.offered,
            request_id=f"{index}",
            at=moment,
        )
        for index, (step, moment) in enumerate(zip(taken, at, strict=True))
    ]
    return run, steps


def random_talks(version, persons, seed=7, **fields):
    """One whole random talk of each person."""
    dice = random.Random(seed)
    return talks(
        [(one, random_choices(version.document, dice)) for one in persons], version, **fields
    )
