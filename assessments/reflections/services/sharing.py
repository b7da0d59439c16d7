"""Showing one competency of one self-assessment to one person, and taking it back."""

import uuid

from django.db import transaction
from django.utils import timezone

from assessments.reflections.exceptions import NotFinished, NotInCircle, NotRated
from assessments.reflections.models import SelfAssessment, Share
from assessments.reflections.queries.circle import is_in_circle
from assessments.reflections.queries.results import is_rated
from training.people.models import Person


@transaction.atomic
def share(*, person: Person, key: uuid.UUID, competency: str, recipient_id: int) -> Share:
    """Show the competency to a colleague. Safe to repeat and to race.

    Raises:
        SelfAssessment.DoesNotExist: not theirs.
        NotFinished: it is a draft.
        NotRated: nothing was said of this competency.
        NotInCircle: not somebody who leads or trains where ``person`` works.
    """
    assessment = _locked(person, key)
    if assessment.finished_at is None:
        raise NotFinished(str(key))
    if not is_rated(assessment, competency):
        raise NotRated(competency)
    if not is_in_circle(person, recipient_id):
        raise NotInCircle(str(recipient_id))
    shared, _is_new = Share.objects.get_or_create(
        assessment=assessment, competency=competency, recipient_id=recipient_id
    )
    return shared


@transaction.atomic
def withdraw(*, person: Person, key: uuid.UUID, share_id: int) -> None:
    """Take it back: the row is deleted, and nothing happens where there is none.

    Raises:
        SelfAssessment.DoesNotExist: not theirs.
    """
    _locked(person, key).shares.filter(pk=share_id).delete()


def note_opened(shared: Share) -> None:
    """Keep when it was opened first; a share withdrawn meanwhile stays withdrawn."""
    Share.objects.filter(pk=shared.pk, opened_at=None).update(opened_at=timezone.now())


def _locked(person: Person, key: uuid.UUID) -> SelfAssessment:
    return SelfAssessment.objects.of(person).select_for_update(of=("self",)).get(key=key)
