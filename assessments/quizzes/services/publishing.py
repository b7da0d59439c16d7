"""Publishing a question makes an immutable version of it."""

from typing import Any

from django.db import transaction

from assessments.quizzes.differences import NONE, Difference, difference
from assessments.quizzes.models import Question, QuestionVersion, document_hash
from training.people.models import Person

FIRST = Difference("", ())
"""The first version differs from nothing."""


@transaction.atomic
def publish_version(*, question: Question, published_by: Person | None = None) -> QuestionVersion:
    """Return the version of ``question`` as it stands; a new one only when its content changed.

    A document that says the same in another schema is no change. A new version names how it
    differs from the one before it: ``level`` and ``parts`` (``differences``).
    """
    document = question.document()
    Question.objects.non_polymorphic().select_for_update(of=("self",)).get(pk=question.pk)
    newest: QuestionVersion | None = question.versions.order_by("-number").first()
    change = difference(newest.document, document) if newest else FIRST
    if newest and change.level == NONE:
        return newest
    return QuestionVersion.objects.create(
        question_id=question.pk,
        number=newest.number + 1 if newest else 1,
        schema_version=document["schema_version"],
        document=document,
        sha256=document_hash(document),
        published_by=published_by,
        level=change.level,
        parts=list(change.parts),
    )


def question_published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Receiver of Wagtail's ``published``, which is sent for every kind of snippet and page."""
    if isinstance(instance, Question):
        publish_version(question=instance, published_by=revision.user if revision else None)
