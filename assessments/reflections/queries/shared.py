"""What was shared: as its owner sees it, and as the one it was shown to does."""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from assessments.reflections import scoring
from assessments.reflections.models import SelfAssessment, Share
from assessments.reflections.queries.asking import Asked, asked
from assessments.reflections.queries.circle import owners_open_to
from assessments.reflections.queries.competencies import competencies_by_code
from training.people.models import Person


@dataclass(frozen=True)
class SharedRow:
    """An item in the list of the one it was shown to."""

    share: Share
    owner: str
    name: str  # of the competency


@dataclass(frozen=True)
class SharedItem:
    """One competency of one self-assessment: its statements, the answers, the score."""

    share: Share
    owner: str
    finished_at: datetime.datetime | None
    code: str
    name: str
    items: list[Asked]
    score: Decimal | None


def shares_of(assessment: SelfAssessment) -> list[Share]:
    """Whom its owner showed what, the latest first. One query."""
    return list(assessment.shares.select_related("recipient").order_by("-shared_at", "-pk"))


def shared_with(viewer: Person) -> list[SharedRow]:
    """What ``viewer`` may still see, the latest first. Four queries, one where there is nothing."""
    shares = _open_to(viewer, list(_shares(viewer).order_by("-shared_at", "-pk")))
    names = competencies_by_code({share.competency for share in shares}) if shares else {}
    return [
        SharedRow(
            share=share,
            owner=share.assessment.person.full_name,
            name=names[share.competency].name if share.competency in names else "",
        )
        for share in shares
    ]


def shared_item(viewer: Person, key: uuid.UUID, code: str) -> SharedItem | None:
    """One item, or ``None``: never shared, withdrawn, or ``viewer`` left the circle. Five queries.

    Of the answers only those to the statements of this competency are read.
    """
    shares = _open_to(viewer, list(_shares(viewer).filter(assessment__key=key, competency=code)))
    if not shares:
        return None
    (share,) = shares
    rows = [row for row in share.assessment.statements if row["competency"] == code]
    answers = share.assessment.answers.filter(statement__in=[row["code"] for row in rows])
    given = dict(answers.values_list("statement", "score"))
    names = competencies_by_code([code])
    return SharedItem(
        share=share,
        owner=share.assessment.person.full_name,
        finished_at=share.assessment.finished_at,
        code=code,
        name=names[code].name if code in names else "",
        items=[asked(row, given) for row in rows],
        score=scoring.score(given.values()),
    )


def _shares(viewer: Person) -> QuerySet[Share]:
    rows = Share.objects.filter(recipient=viewer, assessment__finished_at__isnull=False)
    return rows.select_related("assessment__person")


def _open_to(viewer: Person, shares: list[Share]) -> list[Share]:
    """Those of ``shares`` whose owners’ circle holds ``viewer`` today."""
    owners = {share.assessment.person.pk: share.assessment.person for share in shares}
    seen = owners_open_to(viewer, owners.values()) if owners else set()
    return [share for share in shares if share.assessment.person_id in seen]
