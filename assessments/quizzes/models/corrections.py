"""Corrections of questions after people have answered. How they work: docs/corrections.md."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.evidence.models import AppendOnlyModel, AppendOnlyQuerySet
from assessments.quizzes.corrections import policies
from assessments.quizzes.models.attempts import Attempt
from assessments.quizzes.models.questions import Question
from assessments.quizzes.models.versions import QuestionVersion
from training.people.models import Person


class Policy(models.TextChoices):
    STRICT = policies.STRICT, _("the new key counts, for better or worse")
    NOBODY_LOSES = policies.NOBODY_LOSES, _("the new key counts where it gives more")
    BOTH_KEYS = policies.BOTH_KEYS, _("the old and the new key both count as right")
    FULL_MARKS = policies.FULL_MARKS, _("everybody gets all points of the question")
    VOID = policies.VOID, _("the question is left out of the result")
    RESTORE = policies.RESTORE, _("an earlier correction is taken back")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("correction", "draft")
    COMPUTED = "computed", pgettext_lazy("correction", "computed, waits for approval")
    APPROVED = "approved", pgettext_lazy("correction", "approved")
    APPLYING = "applying", pgettext_lazy("correction", "being applied")
    APPLIED = "applied", pgettext_lazy("correction", "applied")
    CLOSED = "closed", pgettext_lazy("correction", "closed")
    CANCELLED = "cancelled", pgettext_lazy("correction", "cancelled")


PREPARED = (State.DRAFT, State.COMPUTED)
UNFINISHED = (*PREPARED, State.APPROVED, State.APPLYING)
IN_FORCE = (State.APPLYING, State.APPLIED, State.CLOSED)


class CorrectionCaseQuerySet(models.QuerySet["CorrectionCase"]):
    def in_force(self) -> Self:
        """Cases whose keys count, in the order in which they were approved."""
        return self.filter(state__in=IN_FORCE).order_by("approved_at", "pk")

    def left_by_workers(self, now: datetime.datetime, lease: datetime.timedelta) -> Self:
        """Approved or half applied, and nobody has worked on them for ``lease``."""
        return self.filter(
            Q(worked_at=None) | Q(worked_at__lt=now - lease),
            state__in=(State.APPROVED, State.APPLYING),
        )


class CorrectionCase(models.Model):
    """A mended key, and what it means for everybody who was asked the question before.

    ``world`` says what the results were when ``counts`` were computed; ``cursor`` names the last
    attempt that is done, ``"<person> <attempt>"``.
    """

    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    from_versions = models.ManyToManyField(
        QuestionVersion, verbose_name=_("versions with the mistake"), related_name="corrections"
    )
    to_version = models.ForeignKey(
        QuestionVersion,
        verbose_name=_("mended version"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    policy = models.CharField(_("what counts"), max_length=12, choices=Policy.choices)
    reason = models.TextField(_("reason"), help_text=_("Read by the people concerned."))
    explanation = models.TextField(
        _("corrected explanation"),
        blank=True,
        help_text=_("Empty: that of the mended version."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("opened by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    opened_at = models.DateTimeField(_("opened"))
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    world = models.CharField(max_length=64, blank=True)
    cursor = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(_("attempts done"), default=0)
    undoes = models.ForeignKey(
        "self",
        verbose_name=_("takes back"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone_by",
    )

    objects = CorrectionCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(state__in=UNFINISHED),
                name="correctioncase_one_a_question",
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                condition=~Q(state=State.CANCELLED),
                name="correctioncase_undone_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correctioncase_has_reason"),
            models.CheckConstraint(
                condition=Q(policy=Policy.RESTORE, undoes__isnull=False)
                | (~Q(policy=Policy.RESTORE) & Q(undoes=None)),
                name="correctioncase_restores_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(policy__in=sorted(policies.NEED_KEY)) | Q(to_version__isnull=False),
                name="correctioncase_has_key",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*PREPARED, State.CANCELLED))
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="correctioncase_approved_wholly",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.get_policy_display()}"

    @property
    def takes_passes(self) -> bool:
        """Whether somebody would lose a pass, by the last preview."""
        return bool(self.counts.get("passes_lost"))

    @property
    def shown_explanation(self) -> str:
        """What the people concerned are told to take away."""
        document: dict[str, Any] = self.to_version.document if self.to_version else {}
        return self.explanation or str(document.get("explanation") or "")


class CorrectionEffectQuerySet(AppendOnlyQuerySet):
    def planned(self) -> Self:
        """What a preview foresees."""
        return self.filter(applied_at=None)

    def applied(self) -> Self:
        return self.exclude(applied_at=None)

    def forget_plans(self) -> None:
        """A preview is no history: it makes room for the next one, or for what was done.

        In one query: nothing points to these rows, and nothing listens for their end.
        """
        self.planned()._raw_delete(self.db)

    def visible_to(self, people: Any) -> Self:
        """Effects on ``people``, a queryset such as ``scope(viewer).people()``."""
        return self.filter(attempt__person__in=people)


class CorrectionEffect(AppendOnlyModel):
    """What a case changes, or changed, at one question of one attempt; old and new side by side.

    A share of ``None`` is an item left out of the result. ``levels``: ``{"FL-02": [1, 2]}``.
    ``certificates``: numbers of valid ones that rest on what was lost. ``voided``: evidence that
    the correction took out of account.
    """

    case = models.ForeignKey(CorrectionCase, on_delete=models.PROTECT, related_name="effects")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="corrections")
    position = models.PositiveSmallIntegerField()
    old_share = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    new_share = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    old_percent = models.DecimalField(max_digits=5, decimal_places=2)
    new_percent = models.DecimalField(max_digits=5, decimal_places=2)
    old_passed = models.BooleanField()
    new_passed = models.BooleanField()
    levels = models.JSONField(default=dict)
    certificates = models.JSONField(default=list)
    voided = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

    objects = CorrectionEffectQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "attempt", "position"],
                condition=Q(applied_at__isnull=False),
                name="correctioneffect_once",
            ),
            # A preview that is still being written must not stand in the way of what was done.
            models.UniqueConstraint(
                fields=["case", "attempt", "position"],
                condition=Q(applied_at=None),
                name="correctioneffect_planned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_percent} → {self.new_percent}"


class CorrectionNoticeQuerySet(models.QuerySet["CorrectionNotice"]):
    def unread_by(self, person: Person) -> Self:
        return self.filter(person=person, read_at=None)


class CorrectionNotice(models.Model):
    """A person is told of a correction, once.

    ``data``: ``{"question": "…", "reason": "…", "explanation": "…", "attempts": [{"attempt":
    uuid, "title": "…", "percent": ["60.00", "80.00"], "passed": [false, true]}]}``.
    """

    case = models.ForeignKey(CorrectionCase, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="correction_notices"
    )
    data = models.JSONField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="correctionnotice_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.created_at:%Y-%m-%d}"


class CorrectionReviewQuerySet(models.QuerySet["CorrectionReview"]):
    def open(self) -> Self:
        return self.filter(done_at=None)


class CorrectionReview(models.Model):
    """A pass or a level was lost; a person decides what that means. Nothing was taken back.

    ``certificates``: numbers, as data: certificates are above this app. ``levels``: those lost,
    ``{"FL-02": [2, 1]}``.
    """

    case = models.ForeignKey(CorrectionCase, on_delete=models.PROTECT, related_name="reviews")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_pass_lost = models.BooleanField(_("pass lost"))
    levels = models.JSONField(default=dict)
    certificates = models.JSONField(default=list)
    created_at = models.DateTimeField(_("since"))
    done_at = models.DateTimeField(_("decided"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.TextField(_("decision"), blank=True)

    objects = CorrectionReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate to review")
        verbose_name_plural = _("certificates to review")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "attempt"], name="correctionreview_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, decision="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(decision="")),
                name="correctionreview_done_wholly",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.attempt_id}"
