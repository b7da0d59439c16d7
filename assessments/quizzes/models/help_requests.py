from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.models.questions import Question
from assessments.quizzes.models.versions import QuestionVersion


class HelpReason(models.TextChoices):
    SEPARATES_LITTLE = "separates_little", _("hardly separates")
    TOO_EASY = "too_easy", _("too easy")
    TOO_HARD = "too_hard", _("too hard")
    BETTER_OPTION = "better_option", _("the best choose a wrong option")
    TOO_QUICK = "too_quick", _("answered faster than it can be read")
    LANGUAGES_DIFFER = "languages_differ", _("the languages differ")


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class HelpRequest(models.Model):
    """A question whose answers say that something is wrong with it; a task for its owner.

    Opened and closed by the nightly job alone. ``evidence``: the figures at the time, such as
    ``{"n": 41, "facility": 0.98}``; in words by ``reports.help``.
    """

    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        on_delete=models.PROTECT,
        related_name="help_requests",
    )
    version = models.ForeignKey(
        QuestionVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=20, choices=HelpReason.choices)
    evidence = models.JSONField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("question that asks for help")
        verbose_name_plural = _("questions that ask for help")
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "reason"], name="helprequest_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="helprequest_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_reason_display()}"
