"""Running sums of quizzes and their questions, over the first finished attempt of each person.

Only sums are kept, so they outlive the attempts. How they are kept:
docs/decisions/0005-sums-are-folded-after-the-submit.md.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.models.attempts import Attempt
from assessments.quizzes.models.versions import QuestionVersion
from assessments.quizzes.statistics.sums import Sums


class CountedAttemptQuerySet(models.QuerySet["CountedAttempt"]):
    def due(self) -> Self:
        return self.filter(is_due=True)


class CountedAttempt(models.Model):
    """What a finished attempt has added to the sums, so that it can be taken back exactly.

    ``contribution`` is ``{}`` or a ``statistics.sums.Contribution``. ``is_due``: the sums do not
    yet say what the attempt says. ``seconds``: position of an item → time spent on it, if known.
    """

    attempt = models.OneToOneField(
        Attempt, primary_key=True, on_delete=models.CASCADE, related_name="counted"
    )
    quiz_key = models.UUIDField()
    is_due = models.BooleanField(default=True)
    contribution = models.JSONField(default=dict)
    seconds = models.JSONField(default=dict)

    objects = CountedAttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["quiz_key"], condition=Q(is_due=True), name="countedattempt_due")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}"


class QuizSums(models.Model):
    """Sums of one quiz. Its row is the lock of whoever folds attempts of the quiz.

    ``totals``: ``{"t": …, "tt": …}``, sum and squares of the shares of the form, in ``UNIT``;
    in JSON because they outgrow 64 bits. ``percents``: ``{"8333": people}``, in hundredths of a
    per cent. ``lengths``: ``{"12": people}``, by the number of items.
    """

    quiz_key = models.UUIDField(primary_key=True)
    n = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=dict)
    percents = models.JSONField(default=dict)
    lengths = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.quiz_key}"


class ItemSums(models.Model):
    """Sums of one version of a question in one quiz, for people of one centre.

    Versions that differ in wording alone are joined when read. ``slot`` is the group of the draw,
    "" for a question that is always asked. ``centre`` is the code of the centre a person worked for
    on the day, "" for none.
    """

    quiz_key = models.UUIDField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="sums")
    slot = models.CharField(max_length=80, blank=True)
    centre = models.CharField(max_length=40, blank=True)
    n = models.PositiveIntegerField(_("answers"))
    data = models.JSONField(help_text="statistics.sums.Sums")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quiz_key", "version", "slot", "centre"], name="itemsums_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.n}"

    @property
    def sums(self) -> Sums:
        return Sums.from_json(self.data)

    @classmethod
    def of(cls, key: tuple[Any, ...], sums: Sums) -> Self:
        """A row for ``(quiz_key, version id, slot, centre)``, not yet saved."""
        quiz_key, version, slot, centre = key
        return cls(
            quiz_key=quiz_key,
            version_id=version,
            slot=slot,
            centre=centre,
            n=sums.n,
            data=sums.as_json(),
        )
