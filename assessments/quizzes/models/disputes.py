from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.models.attempts import AttemptItem

LONGEST_DISPUTE = 2000


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> "DisputeQuerySet":
        return self.filter(answered_at=None)


class Dispute(models.Model):
    """A person says that a question or its key is wrong; who keeps the bank answers, once."""

    item = models.OneToOneField(AttemptItem, on_delete=models.PROTECT, related_name="dispute")
    text = models.TextField(_("what is wrong"), max_length=LONGEST_DISPUTE)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True, max_length=LONGEST_DISPUTE)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("disputed question")
        verbose_name_plural = _("disputed questions")
        ordering = ["answered_at", "-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="dispute_answered_with_words",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
