import random
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.models import Orderable, Page
from wagtail_localize.fields import SynchronizedField

from assessments.quizzes import disclosure
from assessments.quizzes.draw import CannotDraw, Cell, Shortfall, draw
from assessments.quizzes.models.banks import QuestionBank
from assessments.quizzes.models.questions import MODEL_OF_KIND, Difficulty, Question
from assessments.quizzes.models.versions import QuestionVersion
from assessments.quizzes.quiz_form import QuizPageForm
from modules.models import Competency, StepPage


def kind_choices() -> list[tuple[str, Any]]:
    return [(name, model._meta.verbose_name) for name, model in MODEL_OF_KIND.items()]


class Feedback(models.TextChoices):
    """When right answers and explanations are shown."""

    AT_ONCE = "at_once", _("at once, question by question")
    AFTER_SUBMIT = "after_submit", _("after submitting")
    AFTER_CLOSE = "after_close", _("after the quiz closes")
    NEVER = "never", _("never")
    OWN = "own", _("as set below, moment by moment")


class Counting(models.TextChoices):
    """Which of several attempts stands."""

    BEST = "best", _("the best")
    FIRST = "first", _("the first")
    LAST = "last", _("the last")
    MEAN = "mean", _("the mean of all")


class PartsField(models.JSONField):
    """A list of ``disclosure.PARTS``, edited as boxes to tick."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        labels = {
            disclosure.ANSWER: _("own answer"),
            disclosure.MARKS: _("marks of each question"),
            disclosure.RIGHT: _("right answer"),
            disclosure.FEEDBACK: _("explanations"),
        }
        return forms.MultipleChoiceField(
            label=kwargs.get("label", self.verbose_name),
            required=False,
            choices=[(part, labels[part]) for part in disclosure.PARTS],
            widget=forms.CheckboxSelectMultiple,
        )


class QuizPage(StepPage):
    """Places a bank in a module and holds the rules; an attempt copies the rules when it starts."""

    kind_label = _("Quiz")

    intro = models.TextField(_("purpose"), blank=True)
    bank = models.ForeignKey(
        QuestionBank, verbose_name=_("bank"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    draw = models.PositiveSmallIntegerField(
        _("questions in an attempt"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    shuffle = models.BooleanField(_("shuffle questions and options"), default=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark, %"), default=80, validators=[MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, help_text=_("Empty: as many as needed.")
    )
    wait_minutes = models.PositiveIntegerField(_("minutes between attempts"), default=0)
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit, minutes"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    pause_minutes = models.PositiveSmallIntegerField(
        _("minutes of pause"),
        default=120,
        help_text=_("With a time limit: for alerts and power cuts, together."),
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("seconds of grace"),
        default=60,
        validators=[MaxValueValidator(600)],
        help_text=_("For answers already on their way when the time is up."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    counting = models.CharField(
        _("which attempt counts"), max_length=5, choices=Counting.choices, default=Counting.BEST
    )
    feedback = models.CharField(
        _("right answers and explanations"),
        max_length=12,
        choices=Feedback.choices,
        default=Feedback.AFTER_SUBMIT,
    )
    show_during = PartsField(_("while answering"), default=list, blank=True)
    show_just_after = PartsField(_("in the first quarter of an hour"), default=list, blank=True)
    show_later = PartsField(_("later, while the quiz is open"), default=list, blank=True)
    show_after_close = PartsField(_("after it closes"), default=list, blank=True)
    asks_confidence = models.BooleanField(
        _("ask how sure the person is"),
        default=False,
        help_text=_("It does not change the result; the review compares the two."),
    )

    template = "quizzes/quiz_page.html"
    content_panels = [
        *Page.content_panels,
        *StepPage.step_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldPanel("bank"),
                FieldRowPanel([FieldPanel("draw"), FieldPanel("shuffle")]),
                InlinePanel("cells", heading=_("Blueprint"), label=_("cell")),
                MultipleChooserPanel(
                    "fixed_questions",
                    chooser_field_name="question",
                    heading=_("Always asked"),
                    label=_("question"),
                ),
            ],
            heading=_("Questions"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("counting")]),
                FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("wait_minutes")]),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel(
                    [
                        FieldPanel("time_limit_minutes"),
                        FieldPanel("pause_minutes"),
                        FieldPanel("grace_seconds"),
                    ]
                ),
                FieldPanel("asks_confidence"),
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("feedback"),
                FieldRowPanel([FieldPanel("show_during"), FieldPanel("show_just_after")]),
                FieldRowPanel([FieldPanel("show_later"), FieldPanel("show_after_close")]),
            ],
            heading=_("What is shown when"),
        ),
    ]

    override_translatable_fields = [SynchronizedField("bank", overridable=False)]

    class Meta:
        verbose_name = _("quiz")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__lte=100), name="quizpage_pass_mark_percent"
            )
        ]

    base_form_class = QuizPageForm

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": _("A quiz closes after it opens.")})

    def blueprint(self) -> list[Cell]:
        """What an attempt draws: the cells, or so many questions of the bank."""
        cells = [row.cell() for row in self.cells.all()]
        return cells or [Cell(count=self.draw)]

    def shortfalls(
        self, cells: Sequence[Cell], fixed: Sequence[Question] = ()
    ) -> tuple[Shortfall, ...]:
        """The cells that the published questions of the bank cannot fill. Up to three queries."""
        if self.bank_id is None:
            return ()
        candidates, asked = QuestionVersion.objects.candidates(
            self.bank_id,
            self.locale.language_code,
            [question.translation_key for question in fixed],
        )
        order = random.Random(1)  # noqa: S311  whether it works does not depend on the order
        try:
            draw(candidates, cells, order, asked)
        except CannotDraw as refusal:
            return refusal.shortfalls
        return ()

    @property
    def total(self) -> int:
        """Questions in an attempt. Up to two queries."""
        return len(self.fixed_questions.all()) + sum(cell.count for cell in self.blueprint())

    def rules(self) -> dict[str, Any]:
        """What an attempt pins when it starts."""
        return {
            "title": self.title,
            "pass_mark": self.pass_mark,
            "counting": self.counting,
            "feedback": self.feedback,
            "disclosure": {
                moment: getattr(self, f"show_{moment}") for moment in disclosure.MOMENTS
            },
            "asks_confidence": self.asks_confidence,
            "closes_at": self.closes_at.isoformat() if self.closes_at else None,
            "time_limit_minutes": self.time_limit_minutes,
            "pause_minutes": self.pause_minutes,
            "grace_seconds": self.grace_seconds,
            "revision": self.live_revision_id,
        }


class QuizCell(Orderable):
    """A cell of the blueprint: so many questions of what is named; what is empty is open."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="cells")
    count = models.PositiveSmallIntegerField(
        _("questions"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    competency = models.ForeignKey(
        Competency,
        verbose_name=_("competency"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    indicator = models.CharField(_("indicator"), max_length=20, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), null=True, blank=True, choices=Difficulty.choices
    )
    kind = models.CharField(_("kind"), max_length=20, blank=True, choices=kind_choices)

    panels = [
        FieldRowPanel([FieldPanel("count"), FieldPanel("competency"), FieldPanel("indicator")]),
        FieldRowPanel([FieldPanel("difficulty"), FieldPanel("kind")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("cell of a blueprint")
        verbose_name_plural = _("cells of a blueprint")

    def __str__(self) -> str:
        return f"{self.count}"

    def cell(self) -> Cell:
        return Cell(
            count=self.count,
            competency=self.competency.code if self.competency else "",
            indicator=self.indicator,
            difficulty=self.difficulty or 0,
            kind=self.kind,
        )


class FixedQuestion(Orderable):
    """A question every attempt asks."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="+"
    )

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("question always asked")
        verbose_name_plural = _("questions always asked")
        constraints = [
            models.UniqueConstraint(fields=["page", "question"], name="fixedquestion_once")
        ]

    def __str__(self) -> str:
        return str(self.question_id)
