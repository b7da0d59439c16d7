import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.quizzes import panels


class ExpertVote(models.Model):
    """How one expert answers a question of judgement, asked apart from the others.

    ``question_key`` is the question in every language: what the ids of reactions mean is the same.
    """

    question_key = models.UUIDField(db_index=True, editable=False)
    name = models.CharField(_("expert"), max_length=150)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    key = models.JSONField(default=dict)
    given_at = models.DateTimeField(_("given"), auto_now=True)

    class Meta:
        verbose_name = _("expert's key")
        verbose_name_plural = _("experts' keys")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_key", "name"], name="expertvote_once_a_question"
            )
        ]

    def __str__(self) -> str:
        return self.name


def votes_on(question_key: uuid.UUID) -> list[panels.Vote]:
    """What the experts say. One query."""
    rows = ExpertVote.objects.filter(question_key=question_key).order_by("pk")
    return list(rows.values_list("key", flat=True))
