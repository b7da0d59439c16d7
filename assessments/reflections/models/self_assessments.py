"""One person's view of their own work, on one day.

Reached from its owner's request, and item by item from the request of whom the owner shares it
with; from nowhere else. So there is no reverse accessor on ``Person``, no permission to grant, no
screen in the editor and no report. It is never evidence. Source: security.md §1, class V.
"""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.reflections.models.self_assessment_page import Moment
from training.people.models import Person


class Frequency(models.IntegerChoices):
    """How often somebody did what a statement says. “No occasion” is no number: it is ``None``."""

    NEVER = 0, _("never")
    SOMETIMES = 1, _("sometimes")
    MOSTLY = 2, _("mostly")
    ALWAYS = 3, _("always")


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    def of(self, person: Person) -> Self:
        """What ``person`` said of themselves."""
        return self.filter(person=person)

    def open(self) -> Self:
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)


class SelfAssessment(models.Model):
    """Begun once, answered in any order, finished once; then it does not change any more.

    ``statements`` are the sentences as they were at the start:
    ``[{"code", "competency": "FL-02", "text": {"uk": …, "en": …}}]``, in the order of asking.
    ``step_key`` names the step of a module by its translation key; none when it is made on one's
    own wish.
    """

    wagtail_reference_index_ignore = True

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    step_key = models.UUIDField(_("step"), null=True)
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    statements: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(_("statements"))
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "step_key"],
                condition=Q(finished_at=None, step_key__isnull=False),
                name="selfassessment_one_open_a_step",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(finished_at=None, step_key=None),
                name="selfassessment_one_open_on_demand",
            ),
        ]
        indexes = [models.Index(fields=["person", "finished_at"], name="selfassessment_of_person")]

    def __str__(self) -> str:
        return str(self.key)  # never whose or what: this goes to logs


class SelfAnswer(models.Model):
    """The answer to one statement, the last one given. ``score`` is empty for “no occasion”."""

    wagtail_reference_index_ignore = True

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="answers")
    statement = models.CharField(_("statement"), max_length=40)
    score = models.PositiveSmallIntegerField(_("score"), choices=Frequency.choices, null=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("answer of a self-assessment")
        verbose_name_plural = _("answers of a self-assessment")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "statement"], name="selfanswer_one_a_statement"
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=Frequency.ALWAYS), name="selfanswer_score"
            ),
        ]

    def __str__(self) -> str:
        return self.statement


class Share(models.Model):
    """One competency of one finished self-assessment, shown to one person.

    Withdrawing deletes the row: nothing of it is kept.
    """

    wagtail_reference_index_ignore = True

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="shares")
    competency = models.CharField(_("competency"), max_length=16)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shown to"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    shared_at = models.DateTimeField(_("shared at"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened at"), null=True)

    class Meta:
        verbose_name = _("shared item of a self-assessment")
        verbose_name_plural = _("shared items of a self-assessment")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "competency", "recipient"], name="share_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
