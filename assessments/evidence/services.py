"""Writing to the ledger. Each service is one transaction, and the levels follow inside it."""

import datetime
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from assessments.evidence.exceptions import AlreadyVoided, InvalidEvidence, ReasonMissing
from assessments.evidence.levels import canonical_rows, lock_people, rewrite_levels
from assessments.evidence.models import (
    Completion,
    Evidence,
    EvidenceKind,
)
from assessments.evidence.signals import progress_made
from modules.models import Competency, Level
from training.people.models import Person

logger = logging.getLogger(__name__)

SHARE_STEP = Decimal("0.0001")
CLOCKS_DIFFER_BY = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class NewEvidence:
    """Evidence as another app hands it in. ``competency`` may be a row of any language."""

    competency: Competency
    kind: str
    source_key: uuid.UUID
    source_ref: uuid.UUID
    source_version: str
    performed_at: datetime.datetime
    share: Decimal | None = None
    level: int | None = None
    count: int = 1
    is_critical_error: bool = False


@dataclass(frozen=True)
class Replacement:
    """``old`` is voided, ``new`` recorded in its place; either may be missing, not both.

    ``person``: whose row ``new`` is where there is no ``old``.
    """

    person: Person
    old: Evidence | None
    new: NewEvidence | None


@dataclass(frozen=True)
class NewCompletion:
    """A step somebody has done, for ``complete_steps``."""

    person_id: int
    step_key: uuid.UUID
    version: str
    at: datetime.datetime


@transaction.atomic
def complete_step(
    *, person: Person, step_key: uuid.UUID, version: str, at: datetime.datetime | None = None
) -> Completion:
    """Note that ``person`` did the step. Safe to repeat and to race; the first time stays."""
    completion, _ = Completion.objects.get_or_create(
        person=person,
        step_key=step_key,
        version=version,
        defaults={"at": at or timezone.now()},
    )
    _announce(Completion, [person.pk])
    return completion


@transaction.atomic
def complete_steps(completions: Sequence[NewCompletion]) -> None:
    """``complete_step`` for many people at once. Safe to repeat and to race. 1 query."""
    Completion.objects.bulk_create(
        [
            Completion(
                person_id=row.person_id, step_key=row.step_key, version=row.version, at=row.at
            )
            for row in completions
        ],
        ignore_conflicts=True,
    )
    _announce(Completion, sorted({row.person_id for row in completions}))


@transaction.atomic
def record_evidence(
    *, person: Person, items: Sequence[NewEvidence], recorded_by: Person | None = None
) -> list[Evidence]:
    """Write ``items`` to the ledger and bring the levels they touch up to date.

    Safe to repeat and to race: an attempt gives each competency one row a kind. What was recorded
    before is returned as it is, voided or corrected rows included. 8 queries.

    Raises:
        InvalidEvidence: an item cannot be; nothing is written.
    """
    if not items:
        return []
    lock_people([person.pk])
    canonical = canonical_rows(item.competency for item in items)
    wanted = [
        _row(item, canonical[item.competency.translation_key], person, recorded_by)
        for item in items
    ]
    keys = [_key(row) for row in wanted]
    if len(set(keys)) < len(keys):
        raise InvalidEvidence("the same evidence is offered twice")
    refs = {row.source_ref for row in wanted}
    present = {
        _key(row): row
        for row in Evidence.objects.filter(source_ref__in=refs).order_by("pk")
        if _key(row) in keys
    }
    if any(row.person_id != person.pk for row in present.values()):
        raise InvalidEvidence("the attempt belongs to somebody else")
    fresh = Evidence.objects.bulk_create(
        [row for key, row in zip(keys, wanted, strict=True) if key not in present]
    )
    present |= {_key(row): row for row in fresh}
    rewrite_levels([person.pk], {row.competency_id for row in wanted}, timezone.localdate())
    _announce(Evidence, [person.pk])
    logger.info("evidence.recorded", extra={"person_id": person.pk, "rows": len(fresh)})
    return [present[key] for key in keys]


@transaction.atomic
def void_evidence(*, evidence: Evidence, by: Person, reason: str) -> Evidence:
    """Take ``evidence`` out of account for good; the row stays, with who, when and why.

    Raises:
        AlreadyVoided: it was voided before; nothing changes.
        ReasonMissing: ``reason`` is empty.
    """
    lock_people([evidence.person_id])
    _void(evidence, by, reason)
    rewrite_levels([evidence.person_id], {evidence.competency_id}, timezone.localdate())
    _announce(Evidence, [evidence.person_id])
    return evidence


@transaction.atomic
def correct_evidence(*, evidence: Evidence, item: NewEvidence, by: Person, reason: str) -> Evidence:
    """Void ``evidence`` and put ``item`` in its place, as a regrade does. Returns the new row.

    Raises:
        InvalidEvidence: ``item`` is not about the same attempt, competency and kind.
        AlreadyVoided, ReasonMissing: as ``void_evidence``.
    """
    lock_people([evidence.person_id])
    competency = canonical_rows([item.competency])[item.competency.translation_key]
    row = _row(item, competency, evidence.person, evidence.recorded_by)
    if _key(row) != _key(evidence):
        raise InvalidEvidence("a correction is about the same attempt, competency and kind")
    _void(evidence, by, reason)
    row.save()
    rewrite_levels([row.person_id], {row.competency_id}, timezone.localdate())
    _announce(Evidence, [row.person_id])
    return row


@transaction.atomic
def replace_evidence(
    *, replacements: Sequence[Replacement], by: Person, reason: str
) -> list[Evidence]:
    """``correct_evidence`` for many people at once, as a correction of a question does.

    What takes the place of another row keeps who recorded it. Returns the new rows. A constant
    number of queries, whatever the number of rows.

    Raises:
        InvalidEvidence: a new row is not about the attempt, competency and kind of the old one.
        AlreadyVoided, ReasonMissing: as ``void_evidence``; nothing is written.
    """
    if not replacements:
        return []
    people = sorted({change.person.pk for change in replacements})
    lock_people(people)
    canonical = canonical_rows(change.new.competency for change in replacements if change.new)
    fresh = [_replacing(change, canonical) for change in replacements if change.new]
    voided = [change.old for change in replacements if change.old]
    _void_all(voided, by, reason)
    created: list[Evidence] = Evidence.objects.bulk_create(fresh)
    touched = {row.competency_id for row in (*voided, *created)}
    rewrite_levels(people, touched, timezone.localdate())
    _announce(Evidence, people)
    logger.info("evidence.replaced", extra={"rows": len(created), "voided": len(voided)})
    return created


def _row(
    item: NewEvidence, competency: Competency, person: Person, recorded_by: Person | None
) -> Evidence:
    if item.kind not in EvidenceKind.values:
        raise InvalidEvidence(f"unknown kind {item.kind!r}")
    if item.share is not None and not 0 <= item.share <= 1:
        raise InvalidEvidence(f"share {item.share} is not from 0 to 1")
    if item.level is not None and item.level not in Level.values:
        raise InvalidEvidence(f"level {item.level} is not from 0 to 4")
    if item.count < 0:
        raise InvalidEvidence(f"count {item.count} is negative")
    if timezone.is_naive(item.performed_at):
        raise InvalidEvidence("the time of performance lacks a time zone")
    if item.performed_at > timezone.now() + CLOCKS_DIFFER_BY:
        raise InvalidEvidence("performed in the future")
    share = item.share
    return Evidence(
        person=person,
        competency=competency,
        kind=item.kind,
        share=None if share is None else share.quantize(SHARE_STEP, rounding=ROUND_HALF_UP),
        level=item.level,
        count=item.count,
        is_critical_error=item.is_critical_error,
        source_key=item.source_key,
        source_ref=item.source_ref,
        source_version=item.source_version,
        performed_at=item.performed_at,
        recorded_by=recorded_by,
    )


def _key(row: Evidence) -> tuple[uuid.UUID, int, str]:
    return (row.source_ref, row.competency_id, str(row.kind))


def _void(evidence: Evidence, by: Person, reason: str) -> None:
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(f"evidence {evidence.pk}: voiding needs a reason")
    if not Evidence.objects.filter(pk=evidence.pk).void(by=by, reason=reason, at=timezone.now()):
        raise AlreadyVoided(f"evidence {evidence.pk} is voided already")
    evidence.refresh_from_db()
    log(instance=evidence, action="evidence.void", user=by, data={"reason": reason})


def _replacing(change: Replacement, canonical: dict[uuid.UUID, Competency]) -> Evidence:
    new, old = change.new, change.old
    if new is None:
        raise InvalidEvidence("there is nothing to record")
    recorded_by = old.recorded_by if old else None
    row = _row(new, canonical[new.competency.translation_key], change.person, recorded_by)
    if old is not None and (_key(row), row.person_id) != (_key(old), old.person_id):
        raise InvalidEvidence("a correction is about the same attempt, competency and kind")
    return row


def _void_all(rows: Sequence[Evidence], by: Person, reason: str) -> None:
    """``_void`` in two queries; the audit log gets an entry for each row."""
    reason, now = reason.strip(), timezone.now()
    if not reason:
        raise ReasonMissing("voiding needs a reason")
    keys = [row.pk for row in rows]
    if Evidence.objects.filter(pk__in=keys).void(by=by, reason=reason, at=now) != len(keys):
        raise AlreadyVoided("some of the evidence is voided already")
    content_type = ContentType.objects.get_for_model(Evidence)
    labels = {(row.kind, row.performed_at): str(row) for row in rows}
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(row.pk),
            label=labels[row.kind, row.performed_at],
            action="evidence.void",
            timestamp=now,
            user=by,
            data={"reason": reason},
        )
        for row in rows
    )


def _announce(sender: type, people: Sequence[int]) -> None:
    for person_id in people:
        transaction.on_commit(
            partial(progress_made.send_robust, sender=sender, person_id=person_id)
        )
