"""Reading the ledger: what is done, which levels hold today, and a person's whole profile."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from wagtail.models import Page

from assessments.evidence import wording
from assessments.evidence.models import (
    CompetencyLevel,
    Completion,
    Evidence,
    EvidenceKind,
    LevelRule,
)
from assessments.evidence.rules import (
    START_RULE,
    EvidenceItem,
    LevelResult,
    Rule,
    evaluate,
    validate_rule,
)
from modules.models import Competency
from training.people.models import Person

FALLBACK_LANGUAGE = settings.LANGUAGE_CODE
START_RULE_VERSION = 1

PairKey = tuple[int, int]
"""(person id, id of the Ukrainian competency row)"""


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence as its owner sees it."""

    evidence: Evidence
    kind: str
    source_title: str  # of the page it came from; empty where that is gone
    result: str
    performed_on: datetime.date
    counts: bool
    counts_until: datetime.date | None
    standing: str


@dataclass(frozen=True)
class ProfileRow:
    """One competency of a person. ``competency`` is in the reader's language where there is one."""

    competency: Competency
    level: int
    target: int
    result: LevelResult
    explanation: wording.Explanation
    evidence: tuple[EvidenceRow, ...]  # newest first

    @property
    def gap(self) -> int:
        return max(self.target - self.level, 0)


def completed_steps(person: Person, keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the steps ``person`` has done, in any version. 1 query."""
    return set(
        Completion.objects.filter(person=person, step_key__in=keys).values_list(
            "step_key", flat=True
        )
    )


def completions_of(
    people_ids: Iterable[int], keys: Iterable[uuid.UUID]
) -> dict[int, set[uuid.UUID]]:
    """Person → steps done; everybody asked about has an entry. 1 query."""
    done: dict[int, set[uuid.UUID]] = {person_id: set() for person_id in people_ids}
    rows = Completion.objects.filter(person__in=done.keys(), step_key__in=keys)
    for person_id, key in rows.values_list("person_id", "step_key"):
        done[person_id].add(key)
    return done


def levels_of(
    people_ids: Iterable[int], competency_ids: Iterable[int] | None = None
) -> dict[PairKey, CompetencyLevel]:
    """Cached levels; no entry means nothing measured. ``None``: all competencies. 1 query.

    ``competency_ids`` are those of Ukrainian rows.
    """
    rows = CompetencyLevel.objects.filter(person__in=people_ids)
    if competency_ids is not None:
        rows = rows.filter(competency__in=competency_ids)
    return {(row.person_id, row.competency_id): row for row in rows}


def rule_in_force(on: datetime.date) -> tuple[int, Rule]:
    """Version and rule active on ``on``; before the first stored one, the start rule. 1 query."""
    stored = LevelRule.objects.in_force(on)
    if stored is None:
        return START_RULE_VERSION, validate_rule(START_RULE)
    return stored.version, validate_rule(stored.document)


def level_results(
    people_ids: Collection[int],
    competency_ids: Collection[int] | None,
    on: datetime.date,
    *,
    rule: Rule,
) -> dict[PairKey, LevelResult]:
    """Levels computed from evidence; an entry for each pair with evidence by ``on``. 1 query."""
    rows = Evidence.objects.in_force().filter(person__in=people_ids)
    if competency_ids is not None:
        rows = rows.filter(competency__in=competency_ids)
    items: dict[PairKey, list[EvidenceItem]] = defaultdict(list)
    critical: dict[PairKey, bool] = {}
    for row in rows.annotate(in_critical=F("competency__is_critical")):
        pair = (row.person_id, row.competency_id)
        items[pair].append(row.as_item())
        critical[pair] = row.in_critical
    return {pair: evaluate(items[pair], rule, on, is_critical=critical[pair]) for pair in items}


def levels_if(
    people_ids: Collection[int],
    competency_ids: Collection[int],
    on: datetime.date,
    *,
    instead: Mapping[int, EvidenceItem | None],
    added: Mapping[PairKey, Sequence[EvidenceItem]],
    rule: Rule,
) -> dict[PairKey, tuple[int, int]]:
    """Levels now and as they would be, for every pair asked about. Nothing is written. 2 queries.

    ``instead``: id of a piece of evidence → what would stand in its place; ``None``: nothing.
    ``added``: new pieces by person and competency.
    """
    now: dict[PairKey, list[EvidenceItem]] = defaultdict(list)
    then: dict[PairKey, list[EvidenceItem]] = defaultdict(list)
    critical = dict(
        Competency.objects.filter(pk__in=competency_ids).values_list("pk", "is_critical")
    )
    rows = Evidence.objects.in_force().filter(person__in=people_ids, competency__in=competency_ids)
    for row in rows:
        pair, item = (row.person_id, row.competency_id), row.as_item()
        now[pair].append(item)
        replaced = instead.get(row.pk, item)
        if replaced is not None:
            then[pair].append(replaced)
    for pair, items in added.items():
        then[pair] += items
    pairs = {(person, competency) for person in people_ids for competency in competency_ids}
    return {
        pair: (
            evaluate(now[pair], rule, on, is_critical=critical[pair[1]]).level,
            evaluate(then[pair], rule, on, is_critical=critical[pair[1]]).level,
        )
        for pair in pairs
    }


def competency_level(
    person: Person, competency: Competency, on: datetime.date | None = None
) -> LevelResult:
    """The level from evidence, without the cache. ``competency`` in any language. 2 queries."""
    on = on or timezone.localdate()
    _version, rule = rule_in_force(on)
    rows = Evidence.objects.in_force().filter(
        person=person, competency__translation_key=competency.translation_key
    )
    return evaluate([row.as_item() for row in rows], rule, on, is_critical=competency.is_critical)


def open_critical_errors(people_ids: Iterable[int], on: datetime.date | None = None) -> set[int]:
    """People with a critical error in a critical competency that they have not made good. 1 query.

    It is made good by a later attempt at the same source, of the same kind, with no such error.
    """
    last_day = on or timezone.localdate()
    in_force = Evidence.objects.in_force().filter(person__in=people_ids)
    errors = in_force.filter(is_critical_error=True, competency__is_critical=True)
    rows = in_force.filter(
        person__in=errors.values("person"), source_key__in=errors.values("source_key")
    ).annotate(in_critical=F("competency__is_critical"))
    attempts: dict[tuple[Any, ...], dict[uuid.UUID, list[Any]]] = defaultdict(dict)
    for row in rows:
        if row.performed_on <= last_day:
            runs = attempts[row.person_id, row.kind, row.source_key]
            attempt = runs.setdefault(row.source_ref, [row.performed_at, False])
            attempt[0] = max(attempt[0], row.performed_at)
            attempt[1] |= row.is_critical_error and row.in_critical
    # Among attempts of the same moment the one with the error is taken for the last.
    return {
        person_id for (person_id, _kind, _source), runs in attempts.items() if max(runs.values())[1]
    }


def has_open_critical_error(person: Person, on: datetime.date | None = None) -> bool:
    """As ``open_critical_errors`` for one person. 1 query."""
    return bool(open_critical_errors([person.pk], on))


def profile(
    person: Person, on: datetime.date | None = None, code: str | None = None
) -> list[ProfileRow]:
    """Every competency with level, reasons and evidence, in the active language, by code.

    ``code``: that competency only. Competencies no longer published stay while there is evidence.
    4 queries: rule, competencies, evidence, titles of sources.
    """
    on = on or timezone.localdate()
    _version, rule = rule_in_force(on)
    shown = _competencies(code)
    ledger: dict[int, list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.filter(person=person, competency__in=[row.pk for row, _ in shown])
    for row in rows.select_related("recorded_by").order_by("-performed_at", "-pk"):
        ledger[row.competency_id].append(row)
    titles = _source_titles({row.source_key for rows in ledger.values() for row in rows})
    return [
        _profile_row(canonical, translated, ledger[canonical.pk], rule, on, titles)
        for canonical, translated in shown
        if canonical.live or ledger[canonical.pk]
    ]


def _profile_row(
    canonical: Competency,
    translated: Competency,
    ledger: Sequence[Evidence],
    rule: Rule,
    on: datetime.date,
    titles: Mapping[uuid.UUID, str],
) -> ProfileRow:
    items = {row.pk: row.as_item() for row in ledger if not row.is_voided}
    result = evaluate(items.values(), rule, on, is_critical=canonical.is_critical)
    evidence = []
    for row in ledger:
        standing = None if row.is_voided else result.standing(items[row.pk])
        evidence.append(
            EvidenceRow(
                evidence=row,
                kind=str(EvidenceKind(row.kind).label),
                source_title=titles.get(row.source_key, ""),
                result=wording.result_words(row),
                performed_on=row.performed_on,
                counts=standing is not None and standing.counts,
                counts_until=standing.until if standing else None,
                standing=wording.standing_words(standing) if standing else wording.void_words(row),
            )
        )
    return ProfileRow(
        competency=translated,
        level=result.level,
        target=canonical.target,
        result=result,
        explanation=wording.explain(result),
        evidence=tuple(evidence),
    )


def _competencies(code: str | None) -> list[tuple[Competency, Competency]]:
    """(Ukrainian row, row to show) by code. One query."""
    language = translation.get_language() or FALLBACK_LANGUAGE
    rows = Competency.objects.filter(locale__language_code__in={FALLBACK_LANGUAGE, language})
    if code is not None:
        rows = rows.filter(code=code)
    canonical: dict[uuid.UUID, Competency] = {}
    translated: dict[uuid.UUID, Competency] = {}
    for row in rows.select_related("locale").order_by("code"):
        if row.locale.language_code == FALLBACK_LANGUAGE:
            canonical[row.translation_key] = row
        elif row.live:
            translated[row.translation_key] = row
    return [(row, translated.get(key, row)) for key, row in canonical.items()]


def _source_titles(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Titles of the live pages with these translation keys, in the active language. One query."""
    language = translation.get_language() or FALLBACK_LANGUAGE
    rows = Page.objects.live().filter(
        translation_key__in=keys, locale__language_code__in={FALLBACK_LANGUAGE, language}
    )
    titles: dict[uuid.UUID, str] = {}
    for key, title, code in rows.values_list("translation_key", "title", "locale__language_code"):
        if key not in titles or code == language:
            titles[key] = title
    return titles
