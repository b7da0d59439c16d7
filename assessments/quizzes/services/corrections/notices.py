"""People are told of a correction once, when it has been applied."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.quizzes.models import (
    AttemptItem,
    CorrectionCase,
    CorrectionEffect,
    CorrectionNotice,
)
from assessments.quizzes.wording import without_markup, words
from training.people.models import Person

PEOPLE_AT_ONCE = 200


def tell_people(case: CorrectionCase) -> int:
    """A notice to everybody whose result the case has changed and who has none; how many.

    In short transactions; safe to repeat and to race.
    """
    told = CorrectionNotice.objects.filter(case=case).values("person")
    people = list(
        case.effects.applied()
        .exclude(attempt__person__in=told)
        .order_by("attempt__person_id")
        .values_list("attempt__person_id", flat=True)
        .distinct()
    )
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        _tell(case, people[start : start + PEOPLE_AT_ONCE])
    return len(people)


@transaction.atomic
def read_notice(*, notice: CorrectionNotice, person: Person) -> None:
    """The person has read it. Safe to repeat. Raises ``CorrectionNotice.DoesNotExist``."""
    own = CorrectionNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk, person=person)
    if own.read_at is None:
        own.read_at = timezone.now()
        own.save(update_fields=["read_at"])


def _tell(case: CorrectionCase, people: Sequence[int]) -> None:
    rows: dict[int, list[CorrectionEffect]] = defaultdict(list)
    effects = case.effects.applied().filter(attempt__person__in=people)
    for effect in effects.select_related("attempt").order_by("pk"):
        rows[effect.attempt.person_id].append(effect)
    items = {
        (item.attempt_id, item.position): item
        for item in AttemptItem.objects.filter(
            attempt__person__in=people, version__in=case.from_versions.all()
        ).with_documents()
    }
    explanation = plain_explanation(case)
    now = timezone.now()
    CorrectionNotice.objects.bulk_create(
        [
            CorrectionNotice(
                case=case,
                person_id=person_id,
                created_at=now,
                data={
                    "question": _question(items, found),
                    "reason": case.reason,
                    "explanation": explanation,
                    "attempts": [_result(effect) for effect in _once_an_attempt(found)],
                },
            )
            for person_id, found in rows.items()
        ],
        ignore_conflicts=True,
    )


def plain_explanation(case: CorrectionCase) -> str:
    """What to take away, without markup."""
    if case.explanation or case.to_version is None:
        return case.explanation
    document = case.to_version.document
    return without_markup(words(document, document.get("explanation") or ""))


def _question(items: dict[Any, AttemptItem], found: Sequence[CorrectionEffect]) -> str:
    item = items.get((found[0].attempt_id, found[0].position))
    return without_markup(words(item.document, item.document["prompt"])) if item else ""


def _once_an_attempt(found: Sequence[CorrectionEffect]) -> list[CorrectionEffect]:
    return list({effect.attempt_id: effect for effect in found}.values())


def _result(effect: CorrectionEffect) -> dict[str, Any]:
    return {
        "attempt": str(effect.attempt_id),
        "title": effect.attempt.rules.get("title", ""),
        "percent": [str(effect.old_percent), str(effect.new_percent)],
        "passed": [effect.old_passed, effect.new_passed],
    }
