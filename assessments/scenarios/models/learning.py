"""What stays with the learner after a talk: own words, cards to come back to, remarks."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.scenarios.models.runs import Run, RunStep
from assessments.scenarios.models.scenarios import ScenarioVersion
from training.people.models import Person

LONGEST_WORDS = 3000


class RunReflectionQuerySet(models.QuerySet["RunReflection"]):
    def of(self, person: Person) -> Self:
        """Reflections ``person`` wrote: the only ones they can ever reach."""
        return self.filter(run__person=person)


class RunReflection(models.Model):
    """What a person says about an own talk before and after seeing the result. Private.

    Reached from its owner's request and from nowhere else (security.md §1, class V).
    ``ratings`` is the own view of each competency, code → 0–4.
    """

    wagtail_reference_index_ignore = True

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="+")
    differently = models.TextField(_("otherwise"), blank=True, max_length=LONGEST_WORDS)
    ratings = models.JSONField(default=dict, blank=True)
    next_time = models.TextField(_("next time"), blank=True, max_length=LONGEST_WORDS)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RunReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reflection on a talk")
        verbose_name_plural = _("reflections on talks")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.run_id)  # never its words: this goes to logs


class ReviewCardQuerySet(models.QuerySet["ReviewCard"]):
    def due(self, person: Person, now: Any = None) -> Self:
        return self.filter(
            step__run__person=person, finished_at=None, due_at__lte=now or timezone.now()
        )


class ReviewCard(models.Model):
    """A missed decision that comes back after 2, 7 and 21 days. Practice: never evidence.

    ``round`` counts the answers given; ``answers`` holds ``{"at", "choice", "is_best"}`` of each.
    """

    step = models.OneToOneField(RunStep, on_delete=models.PROTECT, related_name="review_card")
    round = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("due"), db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=list)

    objects = ReviewCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("review card")
        verbose_name_plural = _("review cards")
        ordering = ["due_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.step_id} · {self.due_at:%Y-%m-%d}"


class ScenarioRemarkQuerySet(models.QuerySet["ScenarioRemark"]):
    def open(self) -> Self:
        return self.filter(answered_at=None)


class ScenarioRemark(models.Model):
    """A person says that something in a role-play is wrong or outdated; an author answers, once.

    ``node`` is empty when the remark is about the whole talk.
    """

    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="remarks")
    node = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what is wrong"), max_length=2000)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ScenarioRemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on a role-play")
        verbose_name_plural = _("remarks on role-plays")
        ordering = ["answered_at", "-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="scenarioremark_answered_with_words",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
