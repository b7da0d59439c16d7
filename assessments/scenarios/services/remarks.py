"""Saying that something in a role-play is wrong, and answering it, once."""

from django.db import transaction
from django.utils import timezone

from assessments.scenarios.exceptions import AlreadyAnswered, TooManyRemarks
from assessments.scenarios.models import Run, ScenarioRemark
from training.people.models import Person

MOST_OPEN = 20
"""Open remarks of one person on one version; nobody needs more, and a script gets no further."""


@transaction.atomic
def make_remark(*, run: Run, node: str, text: str) -> ScenarioRemark:
    """Keep a remark on the version of ``run``; the same words twice are one remark.

    Raises ``TooManyRemarks``.
    """
    Run.objects.select_for_update(of=("self",)).get(pk=run.pk)  # a second click waits
    own = ScenarioRemark.objects.open().filter(version=run.version_id, person=run.person_id)
    if same := own.filter(node=node, text=text).first():
        return same
    if own.count() >= MOST_OPEN:
        raise TooManyRemarks(str(run.version_id))
    return ScenarioRemark.objects.create(
        version_id=run.version_id, node=node, person_id=run.person_id, text=text
    )


@transaction.atomic
def answer_remark(*, remark_id: int, answer: str, answered_by: Person) -> ScenarioRemark:
    """Raises ``AlreadyAnswered`` when somebody was quicker, ``ScenarioRemark.DoesNotExist``."""
    remark = ScenarioRemark.objects.select_for_update(of=("self",)).get(pk=remark_id)
    if remark.answered_at is not None:
        raise AlreadyAnswered(remark.pk)
    remark.answer = answer
    remark.answered_at = timezone.now()
    remark.answered_by = answered_by
    remark.save(update_fields=["answer", "answered_at", "answered_by"])
    return remark
