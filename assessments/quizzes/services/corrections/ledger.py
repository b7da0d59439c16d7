"""From changed marks to the ledger: which evidence is replaced, and what levels follow."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone

from assessments.evidence.models import Evidence, EvidenceKind
from assessments.evidence.queries import PairKey, levels_if, rule_in_force
from assessments.evidence.rules import EvidenceItem
from assessments.evidence.services import NewEvidence, Replacement
from assessments.quizzes.models import Attempt, CorrectionEffect
from assessments.quizzes.services.corrections.reading import Chunk
from assessments.quizzes.services.results import ANOTHER_COUNTS
from modules.models import Competency

Levels = dict[int, dict[str, tuple[int, int]]]
"""Person → code of the competency → level before and after, where they differ."""

History = Mapping[str, list[Evidence]]
"""Code of the competency → evidence of one attempt, oldest first, voided rows included."""


@dataclass(frozen=True)
class LedgerPlan:
    """What of the evidence changes; ``competencies``: id → code of all that are touched."""

    replacements: tuple[Replacement, ...]
    competencies: Mapping[int, str]

    @property
    def people(self) -> list[int]:
        return sorted({change.person.pk for change in self.replacements})

    def voided(self, person_id: int) -> list[int]:
        """Evidence of a person that is taken out of account."""
        return [
            change.old.pk
            for change in self.replacements
            if change.old and change.person.pk == person_id
        ]


@dataclass(frozen=True)
class _Wanted:
    """The evidence an attempt should have. ``codes``: where to look; ``None``: at all it has."""

    attempt: Attempt
    marks: Mapping[str, tuple[Decimal, int]]
    codes: Collection[str] | None
    may_add: bool = True


def plan(chunk: Chunk) -> LedgerPlan:
    """The evidence that follows from the marks after the case, against what is there. 3 queries.

    Evidence that a person has voided stays voided.
    """
    touched = [outcome for outcome in chunk.outcomes if outcome.is_changed]
    if not touched:
        return LedgerPlan((), {})
    people = {outcome.attempt.person_id: outcome.attempt.person for outcome in touched}
    rows = _evidence(people, {outcome.attempt.quiz_key for outcome in touched})
    forgiven = _voided_by_corrections(people)
    canonical = {one.code: one for one in Competency.objects.canonical()}
    changes: list[Replacement] = []
    codes: set[str] = set()
    for wanted in _wanted(chunk):
        history = rows.get(wanted.attempt.pk, {})
        for code in sorted((history if wanted.codes is None else wanted.codes) & canonical.keys()):
            old = next((row for row in history.get(code, ()) if not row.is_voided), None)
            if old is None and not (wanted.may_add and _may_return(history.get(code), forgiven)):
                continue
            marks = wanted.marks.get(code)
            new = _new(wanted.attempt, canonical[code], marks, old) if marks else None
            if _differ(old, new):
                changes.append(Replacement(people[wanted.attempt.person_id], old, new))
                codes.add(code)
    return LedgerPlan(tuple(changes), {canonical[code].pk: code for code in sorted(codes)})


def _wanted(chunk: Chunk) -> Iterator[_Wanted]:
    """Attempts whose evidence may change: affected, counting only now, counting no more."""
    outcomes = {outcome.attempt.pk: outcome for outcome in chunk.outcomes if outcome.is_changed}
    pairs = {(one.attempt.person_id, one.attempt.quiz_key) for one in outcomes.values()}
    for pair in sorted(pairs, key=str):
        before, after = chunk.before[pair].counted, chunk.after[pair].counted
        for attempt in chunk.after[pair].decided:
            marks = chunk.competencies(attempt.pk) or {}
            if attempt.pk in after - before:
                yield _Wanted(attempt, marks, marks.keys())
            elif attempt.pk in before - after:
                yield _Wanted(attempt, {}, None)
            elif attempt.pk in outcomes:
                codes = outcomes[attempt.pk].asked_about
                yield _Wanted(attempt, marks, codes, may_add=attempt.pk in after)


def _evidence(people: Iterable[int], quizzes: Iterable[uuid.UUID]) -> dict[uuid.UUID, History]:
    found: dict[uuid.UUID, dict[str, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
    rows = Evidence.objects.filter(
        person__in=list(people), kind=EvidenceKind.QUIZ, source_key__in=list(quizzes)
    )
    for row in rows.select_related("competency", "recorded_by").order_by("pk"):
        found[row.source_ref][row.competency.code].append(row)
    return {attempt: dict(history) for attempt, history in found.items()}


def _voided_by_corrections(people: Iterable[int]) -> set[int]:
    rows = CorrectionEffect.objects.applied().filter(attempt__person__in=list(people))
    return {pk for voided in rows.values_list("voided", flat=True) for pk in voided}


def _may_return(history: list[Evidence] | None, forgiven: set[int]) -> bool:
    """Whether a row may be added where none is in force: nobody has voided it on purpose."""
    return not history or history[-1].pk in forgiven or history[-1].void_reason == ANOTHER_COUNTS


def _new(
    attempt: Attempt, competency: Competency, marks: tuple[Decimal, int], old: Evidence | None
) -> NewEvidence:
    share, count = marks
    return NewEvidence(
        competency=competency,
        kind=EvidenceKind.QUIZ,
        share=share,
        count=count,
        source_key=attempt.quiz_key,
        source_ref=attempt.pk,
        source_version=str(attempt.rules.get("revision") or ""),
        performed_at=old.performed_at if old else attempt.finished_at or timezone.now(),
    )


def _differ(old: Evidence | None, new: NewEvidence | None) -> bool:
    if old is None or new is None:
        return old is not new
    return (old.share, old.count) != (new.share, new.count)


def foreseen_levels(ledger: LedgerPlan) -> Levels:
    """Levels before and after, without writing anything. 3 queries, none for an empty plan."""
    if not ledger.replacements:
        return {}
    instead: dict[int, EvidenceItem | None] = {}
    added: dict[PairKey, list[EvidenceItem]] = defaultdict(list)
    ids = {code: pk for pk, code in ledger.competencies.items()}
    for change in ledger.replacements:
        item = _item(change)
        if change.old is not None:
            instead[change.old.pk] = item
        elif item is not None and change.new is not None:
            added[change.person.pk, ids[change.new.competency.code]].append(item)
    today = timezone.localdate()
    _version, rule = rule_in_force(today)
    found = levels_if(
        ledger.people, list(ledger.competencies), today, instead=instead, added=added, rule=rule
    )
    return differing(found, ledger.competencies)


def differing(found: Mapping[PairKey, tuple[int, int]], codes: Mapping[int, str]) -> Levels:
    levels: Levels = {}
    for (person_id, competency_id), (before, after) in found.items():
        if before != after:
            levels.setdefault(person_id, {})[codes[competency_id]] = (before, after)
    return levels


def _item(change: Replacement) -> EvidenceItem | None:
    if change.new is None:
        return None
    if change.old is not None:
        return replace(change.old.as_item(), share=change.new.share, count=change.new.count)
    return EvidenceItem(
        kind=change.new.kind,
        performed_on=timezone.localdate(change.new.performed_at),
        source=change.new.source_key,
        ref=change.new.source_ref,
        share=change.new.share,
        count=change.new.count,
    )
