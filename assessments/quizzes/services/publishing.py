"""Publishing a question makes an immutable version of it."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.quizzes.models import Question, QuestionVersion, document_hash
from assessments.quizzes.models.questions import DOCUMENT_SCHEMA
from training.people.models import Person


@transaction.atomic
def publish_version(*, question: Question, published_by: Person | None = None) -> QuestionVersion:
    """Return the version of ``question`` as it stands; a new one only when something changed."""
    document = question.document()
    sha256 = document_hash(document)
    Question.objects.non_polymorphic().select_for_update(of=("self",)).get(pk=question.pk)
    newest = question.versions.order_by("-number").first()
    if newest is not None and newest.sha256 == sha256:
        return newest
    number = (question.versions.aggregate(Max("number"))["number__max"] or 0) + 1
    return QuestionVersion.objects.create(
        question_id=question.pk,
        number=number,
        schema_version=DOCUMENT_SCHEMA,
        document=document,
        sha256=sha256,
        published_by=published_by,
    )


def question_published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Receiver of Wagtail's ``published``, which is sent for every kind of snippet and page."""
    if isinstance(instance, Question):
        publish_version(question=instance, published_by=revision.user if revision else None)
