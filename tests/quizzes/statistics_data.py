"""Finished attempts with given shares, without going through the protocol."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from assessments.quizzes.models import Attempt, AttemptItem
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question


def question_versions(count, *kind, **fields):
    """Newest versions of ``count`` new questions of one kind, in order."""
    return [question(*kind, **fields).versions.get() for _ in range(count)]


def option_ids(version):
    return [option["id"] for option in version.document["options"]]


def finished_attempt(versions, shares, *, quiz_key, person=None, at=None, rules=None, picks=None):
    """``shares``: by item, ``None`` = not marked. ``picks``: place of the chosen option by item."""
    at = at or timezone.now()
    shares = [None if share is None else Decimal(share) for share in shares[: len(versions)]]
    mean = sum(share or 0 for share in shares) / Decimal(len(shares))
    answers = {
        str(position): {"value": f"т{pick}"}
        for position, pick in enumerate(picks or [], start=1)
        if pick is not None
    }
    attempt = Attempt.objects.create(
        person=person or PersonFactory(),
        quiz_key=quiz_key,
        rules={"title": "Тест", "pass_mark": 80, "feedback": "never", **(rules or {})},
        seed=1,
        started_at=at - datetime.timedelta(minutes=5),
        finished_at=at,
        percent=(100 * mean).quantize(Decimal("0.01"), ROUND_HALF_UP),
        is_passed=100 * mean >= 80,
        answers=answers,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version=version,
            options=[[f"т{place}", one] for place, one in enumerate(option_ids(version))],
            share=share,
        )
        for position, (version, share) in enumerate(zip(versions, shares, strict=True), start=1)
    )
    return attempt
