"""Writing to the ledger. Each service is one transaction, and the levels follow inside it."""

import datetime
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from assessments.evidence.exceptions import AlreadyVoided, InvalidEvidence, ReasonMissing
from assessments.evidence.models import (
    CompetencyLevel,
    Completion,
    Evidence,
    EvidenceKind,
    LevelRule,
)
from assessments.evidence.queries import PairKey, level_results, levels_of, rule_in_force
from assessments.evidence.rules import validate_rule
from assessments.evidence.signals import progress_made
from modules.models import Competency, Level
from training.people.models import Person

logger = logging.getLogger(__name__)

SHARE_STEP = Decimal("0.0001")
CLOCKS_DIFFER_BY = datetime.timedelta(minutes=5)
PEOPLE_AT_ONCE = 50  # keeps a rebuild from holding the database for long


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


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: people gone through, rows there are now, rows whose level changed."""

    people: int
    levels: int
    changed: int


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
    _lock([person.pk])
    canonical = _canonical(item.competency for item in items)
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
    _rewrite([person.pk], {row.competency_id for row in wanted}, timezone.localdate())
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
    _lock([evidence.person_id])
    _void(evidence, by, reason)
    _rewrite([evidence.person_id], {evidence.competency_id}, timezone.localdate())
    _announce(Evidence, [evidence.person_id])
    return evidence


@transaction.atomic
def correct_evidence(*, evidence: Evidence, item: NewEvidence, by: Person, reason: str) -> Evidence:
    """Void ``evidence`` and put ``item`` in its place, as a regrade does. Returns the new row.

    Raises:
        InvalidEvidence: ``item`` is not about the same attempt, competency and kind.
        AlreadyVoided, ReasonMissing: as ``void_evidence``.
    """
    _lock([evidence.person_id])
    competency = _canonical([item.competency])[item.competency.translation_key]
    row = _row(item, competency, evidence.person, evidence.recorded_by)
    if _key(row) != _key(evidence):
        raise InvalidEvidence("a correction is about the same attempt, competency and kind")
    _void(evidence, by, reason)
    row.save()
    _rewrite([row.person_id], {row.competency_id}, timezone.localdate())
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
    _lock(people)
    canonical = _canonical(change.new.competency for change in replacements if change.new)
    fresh = [_replacing(change, canonical) for change in replacements if change.new]
    voided = [change.old for change in replacements if change.old]
    _void_all(voided, by, reason)
    created: list[Evidence] = Evidence.objects.bulk_create(fresh)
    touched = {row.competency_id for row in (*voided, *created)}
    _rewrite(people, touched, timezone.localdate())
    _announce(Evidence, people)
    logger.info("evidence.replaced", extra={"rows": len(created), "voided": len(voided)})
    return created


@transaction.atomic
def refresh_levels(
    *,
    person: Person,
    competencies: Iterable[Competency] | None = None,
    on: datetime.date | None = None,
) -> None:
    """Compute the cached levels of ``person`` anew; all of them, or those of ``competencies``."""
    _lock([person.pk])
    chosen = None if competencies is None else {row.pk for row in _canonical(competencies).values()}
    _rewrite([person.pk], chosen, on or timezone.localdate())


def refresh_ageing(*, on: datetime.date | None = None) -> int:
    """Bring levels up to date that time or a new rule has changed; returns how many did.

    For the nightly job. Harmless to repeat.
    """
    today = on or timezone.localdate()
    version, _ = rule_in_force(today)
    due = CompetencyLevel.objects.due(today, version).order_by("person_id")
    return _rewrite_many(list(due.values_list("person_id", flat=True).distinct()), today).changed


def rebuild_levels(*, on: datetime.date | None = None) -> Rebuilt:
    """Compute every cached level from evidence alone. People are taken in small batches."""
    people = set(Evidence.objects.values_list("person_id", flat=True).distinct())
    people |= set(CompetencyLevel.objects.values_list("person_id", flat=True).distinct())
    return _rewrite_many(sorted(people), on or timezone.localdate())


@transaction.atomic
def adopt_rule(*, document: dict[str, Any], active_from: datetime.date) -> LevelRule:
    """Add the next version of the level rule; levels follow by ``refresh_ageing``.

    Raises:
        BadRule: the document cannot be followed.
    """
    validate_rule(document)
    newest = LevelRule.objects.order_by("-version").first()
    return LevelRule.objects.create(
        version=newest.version + 1 if newest else 1, document=document, active_from=active_from
    )


def _lock(people: Sequence[int]) -> None:
    """One writer a person: two attempts ending at once must not each miss the other's rows."""
    rows = Person.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def _canonical(competencies: Iterable[Competency]) -> dict[uuid.UUID, Competency]:
    """Translation key → the Ukrainian row. One query."""
    keys = {competency.translation_key for competency in competencies}
    rows = {
        row.translation_key: row
        for row in Competency.objects.canonical().filter(translation_key__in=keys)
    }
    if missing := keys - rows.keys():
        raise InvalidEvidence(f"no Ukrainian row for competencies {sorted(map(str, missing))}")
    return rows


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


def _rewrite_many(people: Sequence[int], on: datetime.date) -> Rebuilt:
    total = changed = 0
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        batch = people[start : start + PEOPLE_AT_ONCE]
        with transaction.atomic():
            _lock(batch)
            rows, rows_changed = _rewrite(batch, None, on)
        total, changed = total + rows, changed + rows_changed
    logger.info("levels.rebuilt", extra={"people": len(people), "changed": changed})
    return Rebuilt(people=len(people), levels=total, changed=changed)


def _rewrite(
    people: Sequence[int], competencies: set[int] | None, on: datetime.date
) -> tuple[int, int]:
    """Make the cache say what the evidence says; returns rows there are and levels changed."""
    version, rule = rule_in_force(on)
    results = level_results(people, competencies, on, rule=rule)
    before = levels_of(people, competencies)
    CompetencyLevel.objects.bulk_create(
        [
            CompetencyLevel(
                person_id=person_id,
                competency_id=competency_id,
                level=result.level,
                holds_until=result.holds_until,
                rises_on=result.rises_on,
                rule_version=version,
                computed_on=on,
            )
            for (person_id, competency_id), result in results.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "competency"],
        update_fields=["level", "holds_until", "rises_on", "rule_version", "computed_on"],
    )
    if stale := [row.pk for pair, row in before.items() if pair not in results]:
        CompetencyLevel.objects.filter(pk__in=stale).delete()
    return len(results), len(stale) + sum(_has_changed(before, *entry) for entry in results.items())


def _has_changed(before: dict[PairKey, CompetencyLevel], pair: PairKey, result: Any) -> bool:
    return pair not in before or before[pair].level != result.level
