from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from assessments.quizzes.models.questions import Question, QuestionBank, Use
from modules.models import StepPage


class Feedback(models.TextChoices):
    """When right answers and explanations are shown."""

    AFTER_SUBMIT = "after_submit", _("after submitting")
    NEVER = "never", _("never")


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
    feedback = models.CharField(
        _("right answers and explanations"),
        max_length=12,
        choices=Feedback.choices,
        default=Feedback.AFTER_SUBMIT,
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
                FieldRowPanel(
                    [
                        FieldPanel("pass_mark"),
                        FieldPanel("attempts_allowed"),
                        FieldPanel("wait_minutes"),
                    ]
                ),
                FieldRowPanel([FieldPanel("time_limit_minutes"), FieldPanel("pause_minutes")]),
                FieldPanel("feedback"),
            ],
            heading=_("Rules"),
        ),
    ]

    class Meta:
        verbose_name = _("quiz")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__lte=100), name="quizpage_pass_mark_percent"
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.bank is None:
            return
        published = (
            Question.objects.non_polymorphic()
            .filter(bank=self.bank, use=Use.QUIZ, live=True)
            .values("translation_key")
            .distinct()
            .count()
        )
        if published < self.draw:
            raise ValidationError(
                {
                    "draw": _(
                        "The bank has %(published)d published questions; the quiz draws %(draw)d."
                    )
                    % {"published": published, "draw": self.draw}
                }
            )

    def rules(self) -> dict[str, Any]:
        """What an attempt pins when it starts."""
        return {
            "title": self.title,
            "pass_mark": self.pass_mark,
            "feedback": self.feedback,
            "time_limit_minutes": self.time_limit_minutes,
            "pause_minutes": self.pause_minutes,
            "revision": self.live_revision_id,
        }
