import hashlib
import json
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.evidence.models import AppendOnlyModel, AppendOnlyQuerySet
from assessments.quizzes.models.questions import Question


def document_hash(document: dict[str, Any]) -> str:
    """sha256 of the canonical JSON form."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class QuestionVersionQuerySet(AppendOnlyQuerySet):
    def latest_of(self, questions: Any) -> Self:
        """The newest version of each of ``questions``, in one query."""
        newest = (
            self.model.objects.filter(question=models.OuterRef("question"))
            .order_by("-number")
            .values("number")[:1]
        )
        return self.filter(question__in=questions, number=models.Subquery(newest))


class QuestionVersion(AppendOnlyModel):
    """A question as it was published. Never updated, never deleted."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    schema_version = models.PositiveSmallIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="questionversion_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document.get('code', '')} v{self.number}"
