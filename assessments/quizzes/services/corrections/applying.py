"""Applying a case: fifty attempts at a time, each chunk one short transaction, never twice.

What a chunk needs is read and graded before the transaction; under the locks it is only compared
with what is there now. A worker that dies leaves a case that ``finish_cases`` goes on with.
"""

import datetime
import gc
import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments.evidence.services import NewCompletion, complete_steps, replace_evidence
from assessments.quizzes.corrections.consequences import awards
from assessments.quizzes.corrections.exceptions import StillChanging
from assessments.quizzes.models import (
    Attempt,
    AttemptItem,
    CorrectionCase,
    CorrectionEffect,
    CorrectionReview,
)
from assessments.quizzes.models.corrections import State
from assessments.quizzes.services.corrections import ledger
from assessments.quizzes.services.corrections.computing import (
    effects,
    losses,
    preview,
    world_of,
)
from assessments.quizzes.services.corrections.notices import tell_people
from assessments.quizzes.services.corrections.reading import (
    CHUNK,
    Chunk,
    Outcome,
    Pace,
    in_chunks,
    read_chunk,
    still_to_do,
)
from assessments.quizzes.services.statistics import attempts_corrected

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=2)
"""A case nobody has worked on for so long has lost its worker."""
STRAGGLERS_FOR = datetime.timedelta(days=1)
"""So long after applying, attempts that were being submitted meanwhile are looked for."""


@dataclass(frozen=True)
class _Prepared:
    """A chunk ready to be written. ``at_stake``: certificates that rest on what is lost."""

    chunk: Chunk
    plan: ledger.LedgerPlan
    levels: ledger.Levels
    at_stake: Mapping[int, list[str]]


def apply_case(case_id: int) -> int:
    """Apply an approved case, or go on with a half applied one; how many attempts were done now.

    Safe to repeat, to break off and to race: an item is done once, and says by which case. A case
    that has become another one since its preview is computed anew; where somebody would lose a
    pass and nobody else has agreed, it waits for approval again.
    """
    case = _begin(case_id)
    if case is None:
        return 0
    done = _apply_all(case)
    tell_people(case)
    _conclude(case)
    return done


def finish_cases(*, now: datetime.datetime | None = None) -> int:
    """Go on with cases whose worker died, reach attempts submitted meanwhile; how many.

    For ``reconcile``. A failing case stops no other; it is logged, and raised at the end.

    Raises:
        ExceptionGroup: of what failed.
    """
    now, done, failures = now or timezone.now(), 0, []
    left = list(CorrectionCase.objects.left_by_workers(now, LEASE))
    recent = CorrectionCase.objects.filter(
        state__in=(State.APPLIED, State.CLOSED), applied_at__gt=now - STRAGGLERS_FOR
    )
    for case in [*left, *recent.order_by("approved_at", "pk")]:
        try:
            done += apply_case(case.pk) if case in left else _sweep(case)
        except Exception as error:  # one case's fault is not another's
            logger.exception("correction.failed", extra={"case_id": case.pk})
            failures.append(error)
    if failures:
        raise ExceptionGroup("some corrections could not be applied", failures)
    return done


def _begin(case_id: int) -> CorrectionCase | None:
    """The case, now being applied; ``None`` when it is not to be."""
    while True:
        with transaction.atomic():
            case = _locked(case_id)
            if case.state not in (State.APPROVED, State.APPLYING):
                return None
            if case.state == State.APPLYING or case.world == world_of(case):
                return _taken(case)
        if not _refresh(case):
            return None


def _taken(case: CorrectionCase) -> CorrectionCase:
    """Its keys are in force from here on. Belongs in the transaction that holds its lock."""
    if case.state == State.APPROVED:
        case.state = State.APPLYING
        case.effects.forget_plans()
        log(
            instance=case,
            action="quizzes.correction.apply",
            user=case.approved_by,
            data={"counts": case.counts, "reason": case.reason},
        )
    case.worked_at = timezone.now()
    case.save(update_fields=["state", "worked_at"])
    return case


def _refresh(case: CorrectionCase) -> bool:
    """Compute an approved case anew; whether the approval still stands."""
    counts, world = preview(case)
    with transaction.atomic():
        locked = _locked(case.pk)
        if locked.state != State.APPROVED:
            return False
        before, locked.counts, locked.world = locked.counts, counts, world
        locked.computed_at = timezone.now()
        stands = not locked.takes_passes or locked.approved_by_id != locked.opened_by_id
        if not stands:
            locked.state = State.COMPUTED
            locked.approved_by, locked.approved_at = None, None
        locked.save()
        log(
            instance=locked,
            action="quizzes.correction.compute",
            data={"before": before, "counts": counts, "reason": locked.reason},
        )
    return stands


def _apply_all(case: CorrectionCase) -> int:
    """Everything there is to do, and what was submitted meanwhile; how many attempts.

    Raises:
        StillChanging: a whole round met only attempts that others were changing.
    """
    done = 0
    while rows := still_to_do(case):
        before, pace = done, Pace(CHUNK)
        for attempt_ids in in_chunks(rows, pace):
            done += _apply_chunk(case, attempt_ids, pace)
        if done == before and still_to_do(case) == rows:
            raise StillChanging(f"case {case.pk}")
    return done


def _sweep(case: CorrectionCase) -> int:
    """Attempts that were graded by the old key while the case was being applied."""
    newer = CorrectionCase.objects.in_force().filter(
        question=case.question_id, approved_at__gt=case.approved_at
    )
    if newer.exists():
        return 0  # the newer one reaches them, by all keys in their order
    done = _apply_all(case)
    if done:
        tell_people(case)
    return done


def _apply_chunk(case: CorrectionCase, attempt_ids: Sequence[uuid.UUID], pace: Pace) -> int:
    """One transaction; 0 when somebody was quicker, and the next round reads the chunk anew."""
    ready = _prepared(case, attempt_ids)
    chunk = ready.chunk
    with transaction.atomic(), _garbage_waits():
        locked, began = _locked(case.pk), time.monotonic()
        if not _still_so(case, chunk):
            return 0
        now = timezone.now()
        _write(locked, ready, now)
        last = chunk.outcomes[-1].attempt
        locked.cursor, locked.worked_at = f"{last.person_id} {last.pk}", now
        locked.done += len(chunk.outcomes)
        locked.save(update_fields=["cursor", "done", "worked_at"])
        pace.took(time.monotonic() - began)
    return len(chunk.outcomes)


@contextmanager
def _garbage_waits() -> Iterator[None]:
    """Puts off the collection of garbage, which takes longer than a transaction may."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _prepared(case: CorrectionCase, attempt_ids: Sequence[uuid.UUID]) -> _Prepared:
    """Everything that can be read and worked out before the locks are taken."""
    chunk = read_chunk(case, attempt_ids)
    plan = ledger.plan(chunk)
    levels = ledger.foreseen_levels(plan)
    return _Prepared(chunk, plan, levels, awards().resting_on(losses(chunk, levels)))


def _still_so(case: CorrectionCase, chunk: Chunk) -> bool:
    """Whether everything is as it was read, and no other worker has done it. Locks the attempts."""
    read = {
        one.pk: (one.percent, one.is_passed)
        for standing in chunk.before.values()
        for one in standing.finished
    }
    rows = (
        Attempt.objects.select_for_update(of=("self",))
        .finished()
        .filter(
            person__in=chunk.people, quiz_key__in={quiz_key for _person, quiz_key in chunk.before}
        )
        .order_by("pk")
        .values_list("pk", "person_id", "quiz_key", "percent", "is_passed")
    )
    now = {
        pk: (percent, is_passed)
        for pk, person_id, quiz_key, percent, is_passed in rows
        if (person_id, quiz_key) in chunk.before
    }
    if now != read:
        return False
    items = {change.item.pk: change.item for one in chunk.outcomes for change in one.items}
    stored = AttemptItem.objects.filter(pk__in=items).values_list("pk", "share", "corrected_by")
    return all(
        corrected_by != case.pk
        and (share, corrected_by) == (items[pk].share, items[pk].corrected_by_id)
        for pk, share, corrected_by in stored
    )


def _write(case: CorrectionCase, ready: _Prepared, at: datetime.datetime) -> None:
    """Marks, evidence and levels, completions, history, reviews, the audit log."""
    chunk = ready.chunk
    changed = [outcome for outcome in chunk.outcomes if outcome.is_changed]
    by = case.approved_by
    if by is None:
        raise ValueError(f"case {case.pk} was not approved")
    _write_marks(case, chunk, changed)
    replace_evidence(replacements=ready.plan.replacements, by=by, reason=case.reason)
    complete_steps(_completions(chunk))
    CorrectionEffect.objects.bulk_create(
        effects(case, chunk, ready.levels, ready.at_stake, ready.plan, at=at)
    )
    CorrectionReview.objects.bulk_create(_reviews(case, ready, changed, at), ignore_conflicts=True)
    attempts_corrected(outcome.attempt for outcome in changed)
    if changed:
        log(
            instance=case,
            action="quizzes.correction.chunk",
            user=by,
            data={
                "reason": case.reason,
                "attempts": [
                    {
                        "attempt": str(outcome.attempt.pk),
                        "percent": [str(outcome.old_percent), str(outcome.percent)],
                        "passed": [outcome.was_passed, outcome.is_passed],
                    }
                    for outcome in changed
                ],
            },
        )


def _write_marks(case: CorrectionCase, chunk: Chunk, changed: Sequence[Outcome]) -> None:
    """Equal values together: that takes half the time of a bulk update, under the lock."""
    changes = [change for outcome in chunk.outcomes for change in outcome.items]
    for is_void in (False, True):
        if keys := [one.item.pk for one in changes if (one.new is None) == is_void]:
            AttemptItem.objects.filter(pk__in=keys).update(corrected_by=case, is_void=is_void)
    shares: dict[Decimal, list[int]] = defaultdict(list)
    for change in changes:
        if change.item.share != change.stored:
            shares[change.stored].append(change.item.pk)
    for share, keys in shares.items():
        AttemptItem.objects.filter(pk__in=keys).update(share=share)
    results: dict[tuple[Decimal, bool], list[uuid.UUID]] = defaultdict(list)
    for outcome in changed:
        results[outcome.percent, outcome.is_passed].append(outcome.attempt.pk)
    for (percent, is_passed), attempts in results.items():
        Attempt.objects.filter(pk__in=attempts).update(percent=percent, is_passed=is_passed)


def _completions(chunk: Chunk) -> list[NewCompletion]:
    """Steps that are done because a quiz stands as passed now, as of the attempt that passed."""
    found = []
    for pair in chunk.gained():
        standing = chunk.after[pair]
        counted = [one for one in standing.decided if one.pk in standing.counted]
        attempt = next((one for one in counted if one.is_passed), counted[0])
        if attempt.finished_at is not None:
            found.append(
                NewCompletion(
                    person_id=attempt.person_id,
                    step_key=attempt.quiz_key,
                    version=str(attempt.rules.get("revision") or ""),
                    at=attempt.finished_at,
                )
            )
    return found


def _reviews(
    case: CorrectionCase,
    ready: _Prepared,
    changed: Sequence[Outcome],
    at: datetime.datetime,
) -> list[CorrectionReview]:
    """One for each quiz that stands as passed no more, one where only a certified level is lost."""
    levels, at_stake = ready.levels, ready.at_stake
    lost, found, seen = set(ready.chunk.lost()), [], set[object]()
    for outcome in changed:
        person_id, pair = (
            outcome.attempt.person_id,
            (outcome.attempt.person_id, outcome.attempt.quiz_key),
        )
        lowered = {
            code: list(change)
            for code, change in levels.get(person_id, {}).items()
            if change[1] < change[0]
        }
        is_pass_lost = pair in lost
        subject = pair if is_pass_lost else person_id
        if subject in seen or not (is_pass_lost or (lowered and person_id in at_stake)):
            continue
        seen |= {pair, person_id}
        found.append(
            CorrectionReview(
                case=case,
                attempt=outcome.attempt,
                person_id=person_id,
                is_pass_lost=is_pass_lost,
                levels=lowered,
                certificates=at_stake.get(person_id, []),
                created_at=at,
            )
        )
    return found


def _conclude(case: CorrectionCase) -> None:
    with transaction.atomic():
        locked = _locked(case.pk)
        if locked.state != State.APPLYING:
            return
        locked.effects.forget_plans()
        locked.state, locked.applied_at = State.APPLIED, timezone.now()
        locked.save(update_fields=["state", "applied_at"])
        log(
            instance=locked,
            action="quizzes.correction.applied",
            user=locked.approved_by,
            data={"done": locked.done, "reason": locked.reason},
        )
    logger.info("correction.applied", extra={"case_id": case.pk, "attempts": locked.done})


def _locked(pk: int) -> CorrectionCase:
    return CorrectionCase.objects.select_for_update(of=("self",)).get(pk=pk)
