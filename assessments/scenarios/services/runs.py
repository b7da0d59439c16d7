"""Playing: the server decides, each step is one transaction, a repeated step counts once."""

import datetime
import uuid
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.evidence.models import EvidenceKind
from assessments.evidence.services import NewEvidence, complete_step, record_evidence
from assessments.scenarios import engine
from assessments.scenarios.exceptions import (
    NotPublished,
    NoWayOut,
    StepOutOfTurn,
    UnknownToken,
)
from assessments.scenarios.models import (
    FeedbackMode,
    Run,
    RunMode,
    RunStep,
    Scenario,
    ScenarioPage,
    ScenarioVersion,
)
from assessments.scenarios.models.runs import RunQuerySet
from assessments.scenarios.offers import offer
from assessments.scenarios.queries import is_circling, whole_talk
from assessments.scenarios.scoring import CompetencyScore, Result, result
from assessments.scenarios.services.cards import deal_cards
from modules.models import Competency
from training.people.models import Person


class Wish(StrEnum):
    """What somebody asks for at the door of a role-play."""

    GO_ON = ""
    ANEW = "anew"
    """In the newest version, if that is another one than that of the open talk."""
    OWN = "own"
    ALTERNATIVE = "alternative"
    """The equal talk that the page offers beside its content warning."""


def start_run(*, person: Person, page: ScenarioPage, wish: Wish = Wish.GO_ON) -> Run:
    """Return the open run of ``person`` at this step, starting one if there is none.

    A wish for another talk, or for a newer version, leaves the open run. Safe to repeat and to
    race. Raises ``NotPublished``, also where the page has no alternative.
    """
    running = Run.objects.running().filter(
        person=person, step_key=page.translation_key, origin=None
    )
    run = running.first()
    if run and wish == Wish.GO_ON:
        return run
    scenario = _wished(page, run, wish)
    version = ScenarioVersion.objects.latest_in(scenario, page.locale_id) if scenario else None
    if scenario is None or version is None:
        raise NotPublished(page.title)
    is_same = run is not None and run.scenario_key == scenario.translation_key
    if run and is_same and (wish != Wish.ANEW or run.version_id == version.pk):
        return run
    try:
        with transaction.atomic():
            if run:
                _leave(Run.objects.filter(pk=run.pk))
            return Run.objects.create(
                person=person,
                step_key=page.translation_key,
                scenario_key=scenario.translation_key,
                version=version,
                mode=page.mode,
                feedback_mode=(
                    page.feedback_mode if page.mode == RunMode.PRACTICE else FeedbackMode.AT_END
                ),
                state=engine.start(version.document).to_json(),
                started_at=timezone.now(),
            )
    except IntegrityError:  # a second tab or a double click was quicker
        return running.get()


def _wished(page: ScenarioPage, run: Run | None, wish: Wish) -> Scenario | None:
    other = page.alternative
    if wish == Wish.ALTERNATIVE:
        return other
    is_other = run is not None and other is not None and run.scenario_key == other.translation_key
    return other if wish == Wish.ANEW and is_other else page.scenario


def leave_run(*, run_id: uuid.UUID, person: Person) -> Run:
    """End a talk that goes round in circles, or a branch, without a result: nothing is counted.

    Leaving twice, or after the end, changes nothing.

    Raises:
        Run.DoesNotExist: not this person's.
        NoWayOut: the talk goes on well; it can be paused, not left.
    """
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).get(pk=run_id, person=person)
        if not run.is_running:
            return run
        visited = list(run.steps.values_list("node", flat=True))
        if run.origin_id is None and not is_circling(run.engine_state.node, visited):
            raise NoWayOut(str(run.pk))
        _leave(Run.objects.filter(pk=run.pk))
        run.refresh_from_db()
    return run


def _leave(runs: RunQuerySet) -> None:
    """A talk left has no ending and no result; what was said in it stays."""
    runs.running().update(finished_at=timezone.now())


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


def _finish(run: Run, now: datetime.datetime) -> None:
    """A branch has the result of the whole talk played this way, and proves nothing."""
    steps = whole_talk(run)
    scored = result(run.document, steps, run.version.max_earned)
    run.finished_at = now
    run.ending = scored.ending
    run.level = scored.level
    run.achievement = Decimal(scored.achievement or 0).quantize(Decimal("0.01"), ROUND_HALF_UP)
    run.critical_errors = len(scored.critical_errors)
    run.is_passed = scored.is_passed
    if run.origin_id is not None:
        return
    deal_cards(run=run, steps=steps, at=now)
    if run.mode == RunMode.ASSESSED:
        _record(run, scored, now)
    if run.is_passed or run.mode == RunMode.PRACTICE:
        complete_step(person=run.person, step_key=run.step_key, version=str(run.version_id), at=now)


def _record(run: Run, scored: Result, at: datetime.datetime) -> None:
    """Only the first finished assessed run of a structure counts; a later one can clear a critical
    error. One that was left never ended, so it is not the first.
    """
    # Two talks of one structure may end at the same moment, at two steps.
    Person.objects.select_for_update(of=("self",)).only("pk").get(pk=run.person_id)
    earlier = (
        Run.objects.finished()
        .filter(
            person=run.person,
            mode=RunMode.ASSESSED,
            scenario_key=run.scenario_key,
            version__structure_hash=run.version.structure_hash,
        )
        .exclude(ending="")
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
