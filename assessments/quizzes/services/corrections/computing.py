"""The preview: what a case would change, for everybody, before anything is changed."""

import datetime
import hashlib
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone
from wagtail.log_actions import log

from assessments.quizzes.corrections.consequences import Gain, Loss, awards
from assessments.quizzes.corrections.exceptions import WrongState
from assessments.quizzes.models import Attempt, AttemptItem, CorrectionCase, CorrectionEffect
from assessments.quizzes.models.corrections import PREPARED, State
from assessments.quizzes.services.corrections import ledger
from assessments.quizzes.services.corrections.reading import (
    Chunk,
    Outcome,
    affected,
    in_chunks,
    read_chunk,
)
from training.people.models import Person

logger = logging.getLogger(__name__)


@dataclass
class Tally:
    """Counts of a preview, chunk by chunk."""

    counts: Counter[str] = field(default_factory=Counter)
    certificates: set[str] = field(default_factory=set)

    def add(self, chunk: Chunk, levels: ledger.Levels, at_stake: Mapping[int, list[str]]) -> None:
        counts = self.counts
        counts["people"] += len(chunk.people)
        for outcome in chunk.outcomes:
            counts["attempts"] += 1
            counts["changed"] += outcome.is_changed
            counts["scores_up"] += outcome.percent > outcome.old_percent
            counts["scores_down"] += outcome.percent < outcome.old_percent
        counts["passes_gained"] += len(chunk.gained())
        counts["passes_lost"] += len(passes_lost(chunk))
        for changes in levels.values():
            for before, after in changes.values():
                counts["levels_gained" if after > before else "levels_lost"] += 1
        self.certificates |= {number for numbers in at_stake.values() for number in numbers}
        counts["certificates_to_issue"] += len(awards().following(gains(chunk, levels)))

    def as_json(self) -> dict[str, int]:
        names = (
            "people",
            "attempts",
            "changed",
            "scores_up",
            "scores_down",
            "passes_gained",
            "passes_lost",
            "levels_gained",
            "levels_lost",
            "certificates_to_issue",
        )
        return {name: self.counts[name] for name in names} | {
            "certificates_to_review": len(self.certificates)
        }


def compute_case(*, case: CorrectionCase, by: Person | None = None) -> CorrectionCase:
    """Work out what ``case`` would change and keep it as the preview. Attempts are only read.

    May be repeated; the newest preview counts. 11 to 17 queries for each 50 attempts.

    Raises:
        WrongState: it was approved or cancelled.
    """
    if case.state not in PREPARED:
        raise WrongState(case.state)
    counts, world = preview(case)
    with transaction.atomic():
        locked = CorrectionCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.state not in PREPARED:
            raise WrongState(locked.state)
        locked.state, locked.counts, locked.world = State.COMPUTED, counts, world
        locked.computed_at = timezone.now()
        locked.save(update_fields=["state", "counts", "world", "computed_at"])
        log(
            instance=locked,
            action="quizzes.correction.compute",
            user=by,
            data={"counts": counts, "reason": locked.reason},
        )
    logger.info("correction.computed", extra={"case_id": case.pk, **counts})
    return locked


def preview(case: CorrectionCase) -> tuple[dict[str, int], str]:
    """Counts, and the world they hold in; planned effects are written anew, a chunk at a time."""
    world, tally = world_of(case), Tally()
    case.effects.forget_plans()
    for attempt_ids in in_chunks(affected(case)):
        chunk = read_chunk(case, attempt_ids)
        found = ledger.plan(chunk)
        levels = ledger.foreseen_levels(found)
        at_stake = awards().resting_on(losses(chunk, levels))
        tally.add(chunk, levels, at_stake)
        CorrectionEffect.objects.bulk_create(
            effects(case, chunk, levels, at_stake, found, at=None), ignore_conflicts=True
        )
    return tally.as_json(), world


def world_of(case: CorrectionCase) -> str:
    """A digest of the results a preview rests on; it differs once they have changed. 2 queries."""
    met = AttemptItem.objects.filter(version__in=case.from_versions.all())
    facts = Attempt.objects.finished().filter(pk__in=met.values("attempt"), is_pending=False)
    found = facts.aggregate(attempts=Count("pk"), percent=Sum("percent"), last=Max("finished_at"))
    found["corrections"] = sorted(
        CorrectionCase.objects.in_force()
        .filter(question=case.question_id)
        .values_list("pk", flat=True)
    )
    percent = found["percent"]
    found["percent"] = None if percent is None else str(Decimal(percent).quantize(Decimal("0.01")))
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def passes_lost(chunk: Chunk) -> set[object]:
    """Quizzes of people that stand as passed no more, or in which an attempt is passed no more."""
    attempts = {
        (outcome.attempt.person_id, outcome.attempt.quiz_key)
        for outcome in chunk.outcomes
        if outcome.was_passed and not outcome.is_passed
    }
    return attempts | set(chunk.lost())


def gains(chunk: Chunk, levels: ledger.Levels) -> list[Gain]:
    steps: dict[int, set] = {}
    for person_id, quiz_key in chunk.gained():
        steps.setdefault(person_id, set()).add(quiz_key)
    raised = {
        person_id: {code: after for code, (before, after) in changes.items() if after > before}
        for person_id, changes in levels.items()
    }
    people = steps.keys() | {person_id for person_id, codes in raised.items() if codes}
    return [
        Gain(person_id, frozenset(steps.get(person_id, ())), raised.get(person_id, {}))
        for person_id in sorted(people)
    ]


def losses(chunk: Chunk, levels: ledger.Levels) -> list[Loss]:
    """A quiz that stands as passed no more; levels that are lower now."""
    lowered = {
        person_id: {code: after for code, (before, after) in changes.items() if after < before}
        for person_id, changes in levels.items()
    }
    return [
        *(Loss(person_id, step=quiz_key) for person_id, quiz_key in chunk.lost()),
        *(Loss(person_id, levels=codes) for person_id, codes in lowered.items() if codes),
    ]


def effects(
    case: CorrectionCase,
    chunk: Chunk,
    levels: ledger.Levels,
    at_stake: Mapping[int, list[str]],
    found: ledger.LedgerPlan,
    *,
    at: datetime.datetime | None,
) -> list[CorrectionEffect]:
    """A row for each item of each attempt that changes; ``at`` is ``None`` in a preview.

    Evidence that was voided is named once a person, on the first of their rows.
    """
    rows: list[CorrectionEffect] = []
    told: set[int] = set()
    for outcome in chunk.outcomes:
        if not outcome.is_changed:
            continue
        person_id = outcome.attempt.person_id
        for change in outcome.items:
            rows.append(
                CorrectionEffect(
                    case=case,
                    attempt=outcome.attempt,
                    position=change.item.position,
                    old_share=change.old,
                    new_share=change.new,
                    old_percent=outcome.old_percent,
                    new_percent=outcome.percent,
                    old_passed=outcome.was_passed,
                    new_passed=outcome.is_passed,
                    levels=_own(levels, outcome),
                    certificates=at_stake.get(person_id, []),
                    voided=[] if person_id in told else found.voided(person_id),
                    applied_at=at,
                )
            )
            told.add(person_id)
    return rows


def _own(levels: ledger.Levels, outcome: Outcome) -> dict[str, list[int]]:
    changes = levels.get(outcome.attempt.person_id, {})
    return {code: list(pair) for code, pair in changes.items()}
