"""People's marks of long answers. Source: docs/marking.md."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.evidence.models import AppendOnlyModel, AppendOnlyQuerySet
from assessments.quizzes.models.attempts import AttemptItem
from training.people.models import Person

LEASE = datetime.timedelta(hours=1)
"""A draft keeps its place in the queue for so long after it was last saved."""
REWRITE_WITHIN = datetime.timedelta(days=7)
"""So long a returned answer waits for its author; after that it may be marked as it is."""
MARKED_WITHIN = datetime.timedelta(days=7)
"""What learners are promised."""

LONGEST_COMMENT = 5_000  # characters; notes too
LONGEST_REASON = 2_000


class MarkingState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for correction")


class MarkingQuerySet(models.QuerySet["Marking"]):
    def current(self) -> Self:
        """Of the text as it is now; a rewritten answer is marked anew."""
        return self.filter(is_current=True)

    def submitted(self) -> Self:
        return self.filter(state=MarkingState.SUBMITTED)

    def leased(self, now: datetime.datetime) -> Self:
        """Drafts that somebody seems to be working on."""
        return self.filter(state=MarkingState.DRAFT, saved_at__gt=now - LEASE)


class Marking(models.Model):
    """What one person gave one answer, by its rubric.

    ``points``: ``{criterion id: "1.5"}``, whole only when submitted. ``rev`` counts what was saved,
    ``tab`` names the window that saved last: another window has to know the newest ``rev``.
    ``is_current`` is false once the answer was rewritten. ``note`` is for colleagues only.
    """

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="markings")
    marker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="markings")
    points = models.JSONField(default=dict)
    comment = models.TextField(_("comment to the learner"), blank=True)
    note = models.TextField(_("note for colleagues"), blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=MarkingState.choices, default=MarkingState.DRAFT
    )
    is_current = models.BooleanField(default=True)
    rev = models.PositiveIntegerField(default=0)
    tab = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = MarkingQuerySet.as_manager()

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "marker"],
                condition=Q(is_current=True),
                name="marking_once_a_marker",
            ),
            models.CheckConstraint(
                condition=Q(state=MarkingState.SUBMITTED, submitted_at__isnull=False)
                | (~Q(state=MarkingState.SUBMITTED) & Q(submitted_at=None)),
                name="marking_submitted_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.state}"


class Return(AppendOnlyModel):
    """An answer given back to its author, with the reason."""

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="returns")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("return for correction")
        verbose_name_plural = _("returns for correction")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def until(self) -> datetime.datetime:
        """So long nobody marks the answer as it is."""
        return self.at + REWRITE_WITHIN


class RevisedAnswer(AppendOnlyModel):
    """The text an author wrote after a return. The answer of the attempt stays in its log."""

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="revised")
    returned = models.OneToOneField(Return, on_delete=models.PROTECT, related_name="rewriting")
    text = models.TextField(_("answer"))
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("rewritten answer")
        verbose_name_plural = _("rewritten answers")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d %H:%M}"


class Decision(AppendOnlyModel):
    """Marks of a third person, where two differ too much. They count instead of the two."""

    item = models.OneToOneField(AttemptItem, on_delete=models.PROTECT, related_name="decision")
    moderator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField()
    comment = models.TextField(_("comment to the learner"), blank=True)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on marks")
        verbose_name_plural = _("decisions on marks")

    def __str__(self) -> str:
        return f"{self.item_id}"
