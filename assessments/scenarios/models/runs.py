import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.evidence.models import AppendOnlyModel, AppendOnlyQuerySet
from assessments.scenarios.engine import State
from assessments.scenarios.grammar import Document
from assessments.scenarios.models.scenarios import ScenarioVersion, published_document
from training.people.models import Person
from training.people.scope import seen_by


class RunMode(models.TextChoices):
    PRACTICE = "practice", _("practice")
    ASSESSED = "assessed", _("assessed")


class FeedbackMode(models.TextChoices):
    AT_END = "at_end", _("after the talk")
    COACH = "coach", _("hints on the way, an explanation after each reply")


class RunQuerySet(models.QuerySet["Run"]):
    def running(self) -> Self:
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)

    def visible_to(self, viewer: Person) -> Self:
        """Own runs and those of people in the viewer's scope today."""
        return self.filter(seen_by(viewer))


class Run(models.Model):
    """One talk: a person, a version, and the state after the steps taken so far.

    ``state`` is the engine's (``State.to_json``) and equals the replay of the steps from
    ``initial`` (null: from the start of the talk). ``index`` is the number of steps taken, so the
    next one carries it. A run with an ``origin`` tries another way from that step of an earlier
    run: practice, whatever the mode of the earlier one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="runs")
    step_key = models.UUIDField(_("step"), db_index=True)
    scenario_key = models.UUIDField(_("role-play"), db_index=True)
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="runs")
    mode = models.CharField(_("mode"), max_length=10, choices=RunMode.choices)
    feedback_mode = models.CharField(
        _("explanations"), max_length=10, choices=FeedbackMode.choices, default=FeedbackMode.AT_END
    )
    origin = models.ForeignKey(
        "RunStep", null=True, blank=True, on_delete=models.PROTECT, related_name="branches"
    )
    initial = models.JSONField(null=True, blank=True)
    state = models.JSONField()
    index = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(_("level of the ending"), null=True, blank=True)
    achievement = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    critical_errors = models.PositiveSmallIntegerField(default=0)
    is_passed = models.BooleanField(null=True)
    is_counted = models.BooleanField(_("counts as evidence"), default=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a role-play")
        verbose_name_plural = _("runs of role-plays")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "step_key"],
                condition=Q(finished_at=None, origin=None),
                name="run_one_open",
            ),
            models.UniqueConstraint(
                fields=["origin"],
                condition=Q(finished_at=None, origin__isnull=False),
                name="run_one_open_branch",
            ),
            models.CheckConstraint(
                condition=Q(origin=None, initial=None)
                | Q(origin__isnull=False, initial__isnull=False, mode="practice", is_counted=False),
                name="run_branch_is_practice",
            ),
            models.CheckConstraint(
                condition=Q(achievement=None) | Q(achievement__gte=0, achievement__lte=100),
                name="run_achievement_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.finished_at is None

    @property
    def document(self) -> Document:
        """What is played; of the whole version only this is needed to take a step."""
        return published_document(self.version_id)

    @property
    def engine_state(self) -> State:
        return State.from_json(self.state)

    @property
    def initial_state(self) -> State | None:
        """Where a branch began; None for the start of the talk."""
        return State.from_json(self.initial) if self.initial else None


class RunStep(AppendOnlyModel):
    """One decision as it was taken: what was shown, what was chosen, what came of it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    index = models.PositiveIntegerField()
    node = models.CharField(max_length=40)
    shown = models.JSONField(help_text="ids of the choices in the order shown")
    choice = models.CharField(max_length=40)
    before = models.JSONField()
    after = models.JSONField()
    earned = models.PositiveIntegerField()
    offered = models.PositiveIntegerField()
    request_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["run", "index"], name="runstep_index_once"),
            models.UniqueConstraint(fields=["run", "request_id"], name="runstep_request_once"),
        ]

    def __str__(self) -> str:
        return f"{self.index}: {self.node} → {self.choice}"
