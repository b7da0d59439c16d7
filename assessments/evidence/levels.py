"""The cache of levels: rewritten in the transaction that changes evidence, and as time passes."""

import datetime
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.evidence.exceptions import InvalidEvidence
from assessments.evidence.models import CompetencyLevel, Evidence, LevelRule
from assessments.evidence.queries import PairKey, level_results, levels_of, rule_in_force
from assessments.evidence.rules import validate_rule
from modules.models import Competency
from training.people.models import Person

logger = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 50  # keeps a rebuild from holding the database for long


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: people gone through, rows there are now, rows whose level changed."""

    people: int
    levels: int
    changed: int


@transaction.atomic
def refresh_levels(
    *,
    person: Person,
    competencies: Iterable[Competency] | None = None,
    on: datetime.date | None = None,
) -> None:
    """Compute the cached levels of ``person`` anew; all of them, or those of ``competencies``."""
    lock_people([person.pk])
    chosen = (
        None if competencies is None else {row.pk for row in canonical_rows(competencies).values()}
    )
    rewrite_levels([person.pk], chosen, on or timezone.localdate())


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


def lock_people(people: Sequence[int]) -> None:
    """One writer a person: two attempts ending at once must not each miss the other's rows."""
    rows = Person.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def canonical_rows(competencies: Iterable[Competency]) -> dict[uuid.UUID, Competency]:
    """Translation key → the Ukrainian row. One query."""
    keys = {competency.translation_key for competency in competencies}
    rows = {
        row.translation_key: row
        for row in Competency.objects.canonical().filter(translation_key__in=keys)
    }
    if missing := keys - rows.keys():
        raise InvalidEvidence(f"no Ukrainian row for competencies {sorted(map(str, missing))}")
    return rows


def _rewrite_many(people: Sequence[int], on: datetime.date) -> Rebuilt:
    total = changed = 0
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        batch = people[start : start + PEOPLE_AT_ONCE]
        with transaction.atomic():
            lock_people(batch)
            rows, rows_changed = rewrite_levels(batch, None, on)
        total, changed = total + rows, changed + rows_changed
    logger.info("levels.rebuilt", extra={"people": len(people), "changed": changed})
    return Rebuilt(people=len(people), levels=total, changed=changed)


def rewrite_levels(
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
