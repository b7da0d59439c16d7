import datetime
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.evidence.models import AppendOnlyModel, AppendOnlyQuerySet
from assessments.quizzes import disclosure
from assessments.quizzes.models.versions import QuestionVersion, documents
from training.people.models import Person
from training.people.scope import seen_by

GRACE_SECONDS = 60  # where the rules of an attempt say nothing


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> Self:
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)

    def overdue(self, now: datetime.datetime) -> Self:
        """Open attempts past their deadline; grace or a pause may still hold one: ``accepts``."""
        return self.open().filter(deadline_at__lt=now)

    def visible_to(self, viewer: Person) -> Self:
        """Own attempts and those of people in the viewer's scope today."""
        return self.filter(seen_by(viewer))


class Attempt(models.Model):
    """One going through a quiz, pinned to what was published when it started.

    ``answers`` is a projection of the log: ``{"3": {"value": …, "client": "…", "seq": 7,
    "seen": {"client": 7}, "at": "…"}}``, rewritten in the transaction that adds log rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attempts")
    quiz_key = models.UUIDField(_("quiz"), db_index=True)
    rules = models.JSONField()
    seed = models.BigIntegerField()
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    rev = models.PositiveIntegerField(default=0)
    submit_key = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    is_passed = models.BooleanField(null=True)
    is_pending = models.BooleanField(_("waits for a marker"), default=False)
    checked = models.JSONField(default=list, help_text="positions whose answer was shown at once")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "quiz_key"],
                condition=Q(finished_at=None),
                name="attempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gte=0, percent__lte=100),
                name="attempt_percent_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, percent=None)
                | Q(finished_at__isnull=False, percent__isnull=False),
                name="attempt_finished_is_graded",
            ),
            models.CheckConstraint(
                condition=Q(is_pending=False) | Q(finished_at__isnull=False, is_passed=None),
                name="attempt_pending_is_undecided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rules.get('title', '')} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def pass_mark(self) -> int:
        return int(self.rules["pass_mark"])

    @property
    def grace(self) -> datetime.timedelta:
        return datetime.timedelta(seconds=self.rules.get("grace_seconds", GRACE_SECONDS))

    @property
    def closes_at(self) -> datetime.datetime | None:
        """When the quiz closes, as it was set when this attempt started."""
        closes_at = self.rules.get("closes_at")
        return datetime.datetime.fromisoformat(closes_at) if closes_at else None

    def shows(self, now: datetime.datetime) -> disclosure.Parts:
        """Which ``disclosure.PARTS`` of its questions the person may see at ``now``."""
        moment = disclosure.moment(finished_at=self.finished_at, closes_at=self.closes_at, now=now)
        return disclosure.plan(self.rules)[moment]

    @property
    def saved_at(self) -> datetime.datetime | None:
        """When the newest answer that counts was received."""
        times = [current["at"] for current in self.answers.values()]
        return datetime.datetime.fromisoformat(max(times)) if times else None

    def accepts(self, now: datetime.datetime) -> bool:
        """Whether an answer received at ``now`` still counts."""
        if not self.is_open:
            return False
        deadline = self.deadline_counting_pause(now)
        return deadline is None or now <= deadline + self.grace

    def pause_left(self) -> datetime.timedelta:
        """What is left of the allowed pause, not counting one that runs now. At least 0."""
        allowed = datetime.timedelta(minutes=self.rules["pause_minutes"])
        return max(allowed - datetime.timedelta(seconds=self.paused_seconds), datetime.timedelta())

    def running_pause(self, now: datetime.datetime) -> datetime.timedelta:
        """How much of the pause that runs now stops the clock."""
        if self.paused_at is None:
            return datetime.timedelta()
        return min(now - self.paused_at, self.pause_left())

    def deadline_counting_pause(self, now: datetime.datetime) -> datetime.datetime | None:
        return self.deadline_at and self.deadline_at + self.running_pause(now)


class AttemptItemQuerySet(models.QuerySet["AttemptItem"]):
    def with_documents(self) -> list["AttemptItem"]:
        """The items with what was asked at hand. One query, two with new versions."""
        items: list[AttemptItem] = list(self)
        documents.of(item.version_id for item in items)
        return items


class AttemptItem(models.Model):
    """A question of an attempt: the version asked, and the options in the order shown."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    options = models.JSONField(help_text="[[token, option id], …] in the order shown")
    share = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)
    corrected_by = models.ForeignKey(
        "quizzes.CorrectionCase",
        null=True,
        blank=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the last correction that entered the share",
    )
    is_void = models.BooleanField(default=False, help_text="left out of the result")

    objects = AttemptItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="attemptitem_position_once"
            ),
            models.UniqueConstraint(fields=["attempt", "version"], name="attemptitem_version_once"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=-1, share__lte=1),
                name="attemptitem_share_at_most_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}"

    @property
    def key(self) -> str:
        """How packets name this question."""
        return str(self.position)

    @property
    def document(self) -> dict[str, Any]:
        """What was asked. No query once ``documents`` has met the version."""
        return documents.of([self.version_id])[self.version_id]


class AnswerLog(AppendOnlyModel):
    """What was received, as it was received. Rows are only ever added."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="log")
    client = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    question = models.CharField(max_length=12)
    value = models.JSONField(null=True)
    received_at = models.DateTimeField()
    late = models.BooleanField(default=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "client", "seq", "question"], name="answerlog_packet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client}:{self.seq} {self.question}"


class QuarantinedPacket(models.Model):
    """A packet that could not be processed, whole, with the reason; nothing received is dropped."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="quarantine")
    body = models.JSONField()
    reason = models.TextField()
    received_at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("packet in quarantine")
        verbose_name_plural = _("packets in quarantine")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.received_at:%Y-%m-%d %H:%M:%S}"
