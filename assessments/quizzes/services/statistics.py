"""Keeping the running sums: noted with the submit, folded afterwards, recounted after corrections.

Source: docs/decisions/0005-sums-are-folded-after-the-submit.md.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.quizzes.grading import counts, points_of
from assessments.quizzes.models import Attempt, AttemptItem, QuestionVersion
from assessments.quizzes.models.statistics import CountedAttempt, ItemSums, QuizSums
from assessments.quizzes.statistics.options import picked
from assessments.quizzes.statistics.sums import (
    Contribution,
    Mark,
    Sums,
    bump,
    contribution,
)
from training.people.models import OrgUnit, Posting, UnitType

CHUNK = 50
CENTRES = (
    UnitType.COORDINATION_CENTRE,
    UnitType.INTERREGIONAL_CENTRE,
    UnitType.CONTACT_CENTRE,
)

ItemKey = tuple[uuid.UUID, int, str, str]


def attempt_finished(*, attempt: Attempt, seconds: Mapping[str, int] | None = None) -> None:
    """Note that ``attempt`` is to be counted. One insert, in the transaction that closes it.

    ``seconds``: position of an item, as text → time spent on it, where known. Safe to repeat.
    """
    _note([attempt], seconds)


def attempts_corrected(attempts: Iterable[Attempt]) -> None:
    """Count these attempts again: shares or results of theirs have changed.

    Belongs in the transaction that changes them; what they had added is taken back exactly.
    """
    changed = list(attempts)
    _note(changed)
    CountedAttempt.objects.filter(attempt__in=changed).update(is_due=True)


@transaction.atomic
def forget_and_recount(quiz_key: uuid.UUID) -> int:
    """Drop the sums of a quiz and note all its finished attempts anew. Returns how many.

    ``fold_finished`` then counts them. What people who have been erased had added is lost.
    """
    QuizSums.objects.get_or_create(quiz_key=quiz_key)
    QuizSums.objects.select_for_update(of=("self",)).get(quiz_key=quiz_key)
    ItemSums.objects.filter(quiz_key=quiz_key).delete()
    QuizSums.objects.filter(quiz_key=quiz_key).update(
        n=0, passed=0, totals={}, percents={}, lengths={}
    )
    note_missed(quiz_key)
    noted = CountedAttempt.objects.filter(quiz_key=quiz_key)
    return noted.update(contribution={}, is_due=True)


def note_missed(quiz_key: uuid.UUID | None = None) -> int:
    """Note finished attempts that nobody noted, such as those older than the sums."""
    missed = Attempt.objects.finished().filter(counted=None).only("pk", "quiz_key")
    if quiz_key is not None:
        missed = missed.filter(quiz_key=quiz_key)
    attempts = list(missed)
    _note(attempts)
    return len(attempts)


def _note(attempts: Iterable[Attempt], seconds: Mapping[str, int] | None = None) -> None:
    CountedAttempt.objects.bulk_create(
        [
            CountedAttempt(attempt=attempt, quiz_key=attempt.quiz_key, seconds=dict(seconds or {}))
            for attempt in attempts
        ],
        ignore_conflicts=True,
    )


def fold_finished(quiz_key: uuid.UUID | None = None) -> int:
    """Bring the sums up to the attempts noted, in short transactions. Returns how many.

    Safe to repeat, to break off and to race: an attempt and what it added change together.
    """
    due = CountedAttempt.objects.due()
    if quiz_key is not None:
        due = due.filter(quiz_key=quiz_key)
    folded = 0
    for key in due.order_by("quiz_key").values_list("quiz_key", flat=True).distinct():
        while chunk := _fold_chunk(key):
            folded += chunk
    return folded


@transaction.atomic
def _fold_chunk(quiz_key: uuid.UUID) -> int:
    QuizSums.objects.get_or_create(quiz_key=quiz_key)
    quiz = QuizSums.objects.select_for_update(of=("self",)).get(quiz_key=quiz_key)
    rows = list(
        CountedAttempt.objects.select_for_update(of=("self",), skip_locked=True)
        .due()
        .filter(quiz_key=quiz_key)
        .order_by("pk")[:CHUNK]
    )
    fresh = _contributions(quiz_key, rows)
    changes: list[tuple[Contribution, int]] = []
    for row in rows:
        new = fresh.get(row.attempt_id)
        body = _jsonable(new)
        if body != row.contribution:
            if row.contribution:
                changes.append((Contribution.from_json(row.contribution), -1))
            if new:
                changes.append((new, 1))
            row.contribution = body
        row.is_due = False
    if changes:
        _apply(quiz, changes)
    CountedAttempt.objects.bulk_update(rows, ["contribution", "is_due"])
    return len(rows)


def _jsonable(new: Contribution | None) -> dict[str, Any]:
    if new is None:
        return {}
    body = new.as_json()
    return {
        **body,
        "items": [{**item, "picked": list(item["picked"])} for item in body["items"]],
    }


def _apply(quiz: QuizSums, changes: list[tuple[Contribution, int]]) -> None:
    """Add and take back contributions: one read and two writes, whatever their number."""
    for change, times in changes:
        quiz.n += times
        quiz.passed += times * int(change.is_passed)
        bump(quiz.totals, "t", times * change.total)
        bump(quiz.totals, "tt", times * change.total**2)
        bump(quiz.percents, str(change.percent), times)
        bump(quiz.lengths, str(len(change.items)), times)
    quiz.save()
    versions = {item.version for change, _times in changes for item in change.items}
    sums: defaultdict[ItemKey, Sums] = defaultdict(Sums)
    for row in ItemSums.objects.filter(quiz_key=quiz.quiz_key, version__in=versions):
        sums[(row.quiz_key, row.version_id, row.slot, row.centre)] = row.sums
    touched: set[ItemKey] = set()
    for change, times in changes:
        for item in change.items:
            key = (quiz.quiz_key, item.version, item.slot, change.centre)
            sums[key].count(item, times)
            touched.add(key)
    ItemSums.objects.bulk_create(
        [ItemSums.of(key, sums[key]) for key in sorted(touched, key=str)],
        update_conflicts=True,
        unique_fields=["quiz_key", "version", "slot", "centre"],
        update_fields=["n", "data"],
    )
    if any(not sums[key].n for key in touched):
        ItemSums.objects.filter(quiz_key=quiz.quiz_key, n=0).delete()


def _contributions(
    quiz_key: uuid.UUID, rows: list[CountedAttempt]
) -> dict[uuid.UUID, Contribution]:
    """What each attempt adds now: the first finished one of a person, once it is all marked."""
    seconds = {row.attempt_id: row.seconds for row in rows}
    attempts = {
        attempt.pk: attempt
        for attempt in Attempt.objects.finished().filter(pk__in=seconds, is_pending=False)
    }
    people = {attempt.person_id for attempt in attempts.values()}
    first: dict[int, uuid.UUID] = {}
    for person, pk in (
        Attempt.objects.finished()
        .filter(quiz_key=quiz_key, person__in=people)
        .order_by("finished_at", "started_at", "pk")
        .values_list("person", "pk")
    ):
        first.setdefault(person, pk)
    counted = {pk: attempt for pk, attempt in attempts.items() if first[attempt.person_id] == pk}
    centres = _centres(counted.values())
    marks = _marks(counted, seconds)
    return {
        pk: contribution(
            marks[pk],
            percent=attempt.percent or Decimal(0),
            is_passed=bool(attempt.is_passed),
            centre=centres.get(pk, ""),
        )
        for pk, attempt in counted.items()
    }


def _marks(
    attempts: Mapping[uuid.UUID, Attempt], seconds: Mapping[uuid.UUID, Mapping[str, int]]
) -> dict[uuid.UUID, list[Mark]]:
    """Marked items by attempt. Items that nobody has marked are left out. Two queries."""
    items = list(
        AttemptItem.objects.filter(
            attempt__in=attempts, share__isnull=False, is_void=False
        ).order_by("position")
    )
    versions = QuestionVersion.objects.in_bulk({item.version_id for item in items})
    marks: dict[uuid.UUID, list[Mark]] = {pk: [] for pk in attempts}
    for item in items:
        attempt, document = attempts[item.attempt_id], versions[item.version_id].document
        value = attempt.answers.get(item.key, {}).get("value")
        marks[attempt.pk].append(
            Mark(
                version=item.version_id,
                share=item.share or Decimal(0),
                points=points_of(document) if counts(document) else Fraction(0),
                slot=str(attempt.rules.get("slots", {}).get(item.key, ""))[:80],
                picked=tuple(picked(document, value, item.options)),
                seconds=seconds[attempt.pk].get(item.key),
            )
        )
    return marks


def _centres(attempts: Iterable[Attempt]) -> dict[uuid.UUID, str]:
    """Code of the centre each person worked for on the day they finished. Two queries."""
    closed = [(attempt, attempt.finished_at) for attempt in attempts]
    people = {attempt.person_id for attempt, _at in closed}
    postings: defaultdict[int, list[Posting]] = defaultdict(list)
    for posting in Posting.objects.filter(person__in=people).select_related("unit"):
        postings[posting.person_id].append(posting)
    centres = OrgUnit.objects.filter(type__in=CENTRES).values_list("path", "code")
    by_path = sorted(centres, key=lambda centre: -len(centre[0]))  # the nearest one first
    found = {}
    for attempt, at in closed:
        path = _path_on(postings[attempt.person_id], at)
        found[attempt.pk] = next((code for above, code in by_path if path.startswith(above)), "")
    return found


def _path_on(postings: Iterable[Posting], at: datetime.datetime | None) -> str:
    day = timezone.localdate(at)
    return next(
        (
            posting.unit.path
            for posting in postings
            if posting.date_from <= day and (posting.date_to is None or day <= posting.date_to)
        ),
        "",
    )
