"""Questions that ask for help: tasks that open and close by the figures alone."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.quizzes.models import Question, QuestionVersion
from assessments.quizzes.models.help_requests import HelpRequest
from assessments.quizzes.models.statistics import ItemSums
from assessments.quizzes.reports.help import reasons_for_help
from assessments.quizzes.reports.quizzes import Family, families
from assessments.quizzes.services.statistics import fold_finished, note_missed
from assessments.quizzes.statistics.sums import Sums, merged
from assessments.quizzes.statistics.verdicts import ENOUGH_ATTEMPTS

QUESTIONS_AT_ONCE = 100

ByLanguage = Mapping[str, Sums]


def file_help_requests(now: datetime.datetime | None = None) -> int:
    """Open a task for each question that asks for help, close those that no longer do.

    Looks at the first finished attempts in all quizzes together. A version asks once for each
    reason, a new wording of it not again. Returns how many tasks were opened. For each night;
    running it twice is harmless.
    """
    now = now or timezone.now()
    note_missed()
    fold_finished()
    keys = list(
        Question.objects.non_polymorphic()
        .filter(versions__sums__isnull=False)
        .order_by("translation_key")
        .values_list("translation_key", flat=True)
        .distinct()
    )
    return sum(
        _review(keys[start : start + QUESTIONS_AT_ONCE], now)
        for start in range(0, len(keys), QUESTIONS_AT_ONCE)
    )


@transaction.atomic
def _review(keys: list[uuid.UUID], now: datetime.datetime) -> int:
    """File and close for questions with these keys, in all their languages."""
    rows = list(ItemSums.objects.filter(version__question__translation_key__in=keys))
    current = [family for family in families(rows, by_slot=False) if family.is_current]
    languages: defaultdict[uuid.UUID, dict[str, Sums]] = defaultdict(dict)
    for family in current:
        languages[family.translation_key][family.language] = family.sums
    opened = _file(current, languages, now)
    _close(current, _sums_by_number(rows), languages, now)
    return opened


def _file(
    current: list[Family], languages: Mapping[uuid.UUID, ByLanguage], now: datetime.datetime
) -> int:
    asked = {
        (question, number, reason)
        for question, number, reason in HelpRequest.objects.filter(
            question__in=[family.question for family in current]
        ).values_list("question", "version__number", "reason")
    }
    owners = _owners(current)
    new = [
        HelpRequest(
            question_id=family.question,
            version_id=family.newest,
            reason=reason,
            evidence=evidence,
            owner_id=owners[family.question],
            opened_at=now,
        )
        for family in current
        if family.question in owners
        for reason, evidence in reasons_for_help(
            family.sums, family.document, languages[family.translation_key]
        ).items()
        if not any((family.question, number, reason) in asked for number in family.versions)
    ]
    HelpRequest.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _owners(current: Iterable[Family]) -> dict[int, int | None]:
    """Published question → its owner, or who published the version."""
    newest = {family.question: family.newest for family in current}
    publishers = dict(
        QuestionVersion.objects.filter(pk__in=newest.values()).values_list("pk", "published_by")
    )
    owners = (
        Question.objects.non_polymorphic()
        .filter(pk__in=newest, live=True)
        .values_list("pk", "owner")
    )
    return {question: owner or publishers[newest[question]] for question, owner in owners}


def _close(
    current: list[Family],
    by_number: Mapping[int, Mapping[int, Sums]],
    languages: Mapping[uuid.UUID, ByLanguage],
    now: datetime.datetime,
) -> None:
    """A task ends when thirty answers to later versions are free of its reason.

    It also ends when a later version has a task of its own for the same reason.
    """
    newest = {family.question: family for family in current}
    requests = HelpRequest.objects.open().filter(question__in=newest).select_related("version")
    open_ = list(requests)
    latest: dict[tuple[int, str], int] = {}
    for request in open_:
        key = (request.question_id, request.reason)
        latest[key] = max(latest.get(key, 0), request.version.number)
    done = [
        request.pk
        for request in open_
        if request.version.number < latest[(request.question_id, request.reason)]
        or _is_clear(request, newest[request.question_id], by_number, languages)
    ]
    HelpRequest.objects.filter(pk__in=done).update(closed_at=now)


def _is_clear(
    request: HelpRequest,
    family: Family,
    by_number: Mapping[int, Mapping[int, Sums]],
    languages: Mapping[uuid.UUID, ByLanguage],
) -> bool:
    later = merged(
        sums
        for number, sums in by_number[request.question_id].items()
        if number > request.version.number and number in family.versions
    )
    if later.n < ENOUGH_ATTEMPTS:
        return False
    others = {**languages[family.translation_key], family.language: later}
    return request.reason not in reasons_for_help(later, family.document, others)


def _sums_by_number(rows: Iterable[ItemSums]) -> dict[int, dict[int, Sums]]:
    """Question → number of the version → sums. One query."""
    kept = list(rows)
    numbered: dict[int, Any] = {
        pk: (question, number)
        for pk, question, number in QuestionVersion.objects.filter(
            pk__in={row.version_id for row in kept}
        ).values_list("pk", "question", "number")
    }
    parts: defaultdict[int, defaultdict[int, list[Sums]]] = defaultdict(lambda: defaultdict(list))
    for row in kept:
        question, number = numbered[row.version_id]
        parts[question][number].append(row.sums)
    return {
        question: {number: merged(sums) for number, sums in numbers.items()}
        for question, numbers in parts.items()
    }
