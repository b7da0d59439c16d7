"""Playing: the server decides, each step is one transaction, a repeated step counts once."""

import datetime
import uuid
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.evidence.models import EvidenceKind
from assessments.evidence.services import NewEvidence, complete_step, record_evidence
from assessments.scenarios import engine
from assessments.scenarios.exceptions import NotPublished, StepOutOfTurn, UnknownToken
from assessments.scenarios.models import Run, RunMode, RunStep, ScenarioPage, ScenarioVersion
from assessments.scenarios.offers import offer
from assessments.scenarios.scoring import CompetencyScore, Result, result
from modules.models import Competency
from training.people.models import Person


def start_run(*, person: Person, page: ScenarioPage) -> Run:
    """Return the open run of ``person`` at this step, starting one if there is none.

    Safe to repeat and to race. Raises ``NotPublished``.
    """
    running = Run.objects.running().filter(person=person, step_key=page.translation_key)
    if run := running.first():
        return run
    scenario = page.scenario
    version = ScenarioVersion.objects.latest_of(scenario) if scenario else None
    if scenario is None or version is None:
        raise NotPublished(page.title)
    try:
        with transaction.atomic():
            return Run.objects.create(
                person=person,
                step_key=page.translation_key,
                scenario_key=scenario.translation_key,
                version=version,
                mode=page.mode,
                feedback_mode=page.feedback_mode,
                state=engine.start(version.document).to_json(),
                started_at=timezone.now(),
            )
    except IntegrityError:  # a second tab or a double click was quicker
        return running.get()


def take_step(
    *,
    run_id: uuid.UUID,
    person: Person,
    index: int,
    token: str,
    request_id: str,
    now: datetime.datetime | None = None,
) -> Run:
    """Take the choice behind ``token``; at an ending, score the run and record what it proves.

    The same ``request_id`` again returns the run as it is.

    Raises:
        Run.DoesNotExist: not this person's.
        StepOutOfTurn: the run is over or somewhere else; nothing changed.
        UnknownToken: nothing of the kind is on offer; nothing changed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).get(pk=run_id, person=person)
        if run.steps.filter(request_id=request_id).exists():
            return run
        if not run.is_running or index != run.index:
            raise StepOutOfTurn(f"step {index}, run at {run.index}")
        on_offer = offer(run)
        choice = on_offer.get(token)
        if choice is None:
            raise UnknownToken(token)
        taken = engine.take(run.document, run.engine_state, choice["id"])
        RunStep.objects.create(
            run=run,
            index=index,
            node=taken.node,
            shown=[choice["id"] for choice in on_offer.values()],
            choice=taken.choice,
            before=taken.before.to_json(),
            after=taken.after.to_json(),
            earned=taken.earned.earned,
            offered=taken.earned.offered,
            request_id=request_id,
            at=now,
        )
        run.state = taken.after.to_json()
        run.index += 1
        if engine.is_finished(run.document, taken.after):
            _finish(run, now)
        run.save()
    return run


def score(run: Run) -> Result:
    """The result of ``run`` by replaying its steps. One query besides the version."""
    choices = run.steps.values_list("choice", flat=True)
    document = run.document
    steps = engine.replay(document, choices, run.initial_state)
    return result(document, steps, run.version.max_earned)


def _finish(run: Run, now: datetime.datetime) -> None:
    scored = score(run)
    run.finished_at = now
    run.ending = scored.ending
    run.level = scored.level
    run.achievement = Decimal(scored.achievement or 0).quantize(Decimal("0.01"), ROUND_HALF_UP)
    run.critical_errors = len(scored.critical_errors)
    run.is_passed = scored.is_passed
    if run.mode == RunMode.ASSESSED:
        _record(run, scored, now)
    if run.is_passed or run.mode == RunMode.PRACTICE:
        complete_step(person=run.person, step_key=run.step_key, version=str(run.version_id), at=now)


def _record(run: Run, scored: Result, at: datetime.datetime) -> None:
    """Only the first assessed run of a structure counts; a later one can clear a critical error."""
    earlier = (
        Run.objects.finished()
        .filter(
            person=run.person,
            mode=RunMode.ASSESSED,
            scenario_key=run.scenario_key,
            version__structure_hash=run.version.structure_hash,
        )
        .exclude(pk=run.pk)
    )
    run.is_counted = not earlier.exists()
    by_code = {item.competency: item for item in scored.competencies if run.is_counted}
    competencies = Competency.objects.canonical().filter(code__in=run.document["competencies"])
    record_evidence(
        person=run.person,
        items=[
            NewEvidence(
                competency=competency,
                kind=EvidenceKind.SCENARIO,
                share=_share(by_code.get(competency.code)),
                count=by_code[competency.code].decisions if competency.code in by_code else 0,
                is_critical_error=bool(scored.critical_errors),
                source_key=run.scenario_key,
                source_ref=run.pk,
                source_version=str(run.version.number),
                performed_at=at,
            )
            for competency in competencies
        ],
    )


def _share(score: CompetencyScore | None) -> Decimal | None:
    if score is None or not score.best:
        return None
    return (Decimal(score.got) / score.best).quantize(Decimal("0.0001"), ROUND_HALF_UP)
