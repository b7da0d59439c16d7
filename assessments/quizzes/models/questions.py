from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from polymorphic.managers import PolymorphicManager
from polymorphic.models import PolymorphicModel
from polymorphic.query import PolymorphicQuerySet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from assessments.quizzes.blocks import (
    JudgementOptionsBlock,
    SeveralOptionsBlock,
    SingleOptionsBlock,
)
from assessments.quizzes.kinds import BestAndWorst, Kind, OneOfMany, SeveralOfMany, TrueFalse
from modules.models import Competency, Norm

DOCUMENT_SCHEMA = 1


class Use(models.TextChoices):
    QUIZ = "quiz", _("quiz")
    PRACTICE = "practice", _("knowledge check in a lesson")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("easy")
    MEDIUM = 2, _("medium")
    HARD = 3, _("hard")


class QuestionBank(index.Indexed, models.Model):
    """A shelf of questions, from which quizzes draw."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)

    search_fields = [index.AutocompleteField("name"), index.AutocompleteField("code")]
    panels = [FieldPanel("code"), FieldPanel("name")]

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class QuestionQuerySet(PolymorphicQuerySet):
    def live(self) -> Self:
        return self.filter(live=True)


class Question(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    PolymorphicModel,
    ClusterableModel,
):
    """One prompt; each subclass is one way of asking, with a behaviour in ``kinds.py``.

    Editing changes a draft. Publishing makes an immutable ``QuestionVersion``; only versions are
    asked, shown and graded.
    """

    kind: ClassVar[type[Kind]]

    bank = models.ForeignKey(
        QuestionBank,
        verbose_name=_("bank"),
        null=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    code = models.SlugField(_("code"), max_length=40, help_text=_("Such as M2-07."))
    use = models.CharField(_("use"), max_length=10, choices=Use.choices, default=Use.QUIZ)
    prompt = models.TextField(_("question"))
    explanation = models.TextField(
        _("what to take away"), blank=True, help_text=_("Shown in the review.")
    )
    competency = models.ForeignKey(
        Competency,
        verbose_name=_("competency"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    indicator = models.CharField(
        _("indicator"), max_length=20, blank=True, help_text=_("Such as FL-02.3.")
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    norm = models.ForeignKey(
        Norm,
        verbose_name=_("source of law"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    editors_note = models.TextField(
        _("to verify"), blank=True, help_text=_("For editors only; learners never see it.")
    )

    # polymorphic declares a class variable, the plugin looks for a manager
    objects = PolymorphicManager.from_queryset(QuestionQuerySet)()  # type: ignore[misc]

    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("bank", "code", "use", "competency", "indicator", "difficulty", "norm")
    ]
    head_panels = [
        FieldRowPanel([FieldPanel("bank"), FieldPanel("code"), FieldPanel("use")]),
        FieldPanel("prompt"),
    ]
    tail_panels = [
        FieldPanel("explanation"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("competency"), FieldPanel("indicator"), FieldPanel("difficulty")]
                ),
                FieldPanel("norm"),
                FieldPanel("source"),
                FieldPanel("editors_note"),
            ],
            heading=_("What it measures"),
        ),
    ]
    # Keys and explanations never enter the search index.
    search_fields = [
        index.SearchField("prompt"),
        index.AutocompleteField("prompt"),
        index.AutocompleteField("code"),
        index.FilterField("bank_id"),
        index.FilterField("use"),
        index.FilterField("difficulty"),
        index.FilterField("locale_id"),
        index.FilterField("polymorphic_ctype_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="question_code_a_language"),
            models.CheckConstraint(
                condition=models.Q(difficulty__gte=1, difficulty__lte=3),
                name="question_difficulty_1_to_3",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.prompt[:80]}"

    def kind_name(self) -> str:
        return str(self._meta.verbose_name)

    kind_name.short_description = _("kind")  # type: ignore[attr-defined]  # Django's own idiom

    def document(self) -> dict[str, Any]:
        """The question as published: JSON with everything that asking and grading needs.

        ``{"schema_version", "kind", "code", "prompt", "options": [{"id", "text", "feedback", …}],
        "explanation", "competency", "indicator", "difficulty", "norm", "source"}``
        """
        return {
            "schema_version": DOCUMENT_SCHEMA,
            "kind": self.kind.name,
            "code": self.code,
            "prompt": self.prompt,
            "options": self.option_documents(),
            "explanation": self.explanation,
            "competency": self.competency.code if self.competency else "",
            "indicator": self.indicator,
            "difficulty": self.difficulty,
            "norm": str(self.norm) if self.norm else "",
            "source": self.source,
        }

    def option_documents(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "quizzes/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        document = self.document()
        options = [[option["id"], option["id"]] for option in document["options"]]
        return {
            **super().get_preview_context(request, mode_name),
            "document": document,
            "options": options,
            "template": self.kind.template_name,
        }


def _options(stream: Any, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"id": str(child.id), **{field: child.value[field] for field in fields}} for child in stream
    ]


class SingleChoiceQuestion(Question):
    kind = OneOfMany
    options = StreamField(SingleOptionsBlock(), verbose_name=_("options"))
    panels = [*Question.head_panels, FieldPanel("options"), *Question.tail_panels]
    translatable_fields = [
        TranslatableField("prompt"),
        TranslatableField("explanation"),
        TranslatableField("options"),
        *Question.override_translatable_fields,
    ]

    class Meta:
        verbose_name = _("one of many")
        verbose_name_plural = _("one of many")

    def option_documents(self) -> list[dict[str, Any]]:
        return _options(self.options, ("text", "right", "feedback"))


class SeveralChoiceQuestion(Question):
    kind = SeveralOfMany
    options = StreamField(SeveralOptionsBlock(), verbose_name=_("options"))
    panels = [*Question.head_panels, FieldPanel("options"), *Question.tail_panels]
    translatable_fields = SingleChoiceQuestion.translatable_fields

    class Meta:
        verbose_name = _("several of many")
        verbose_name_plural = _("several of many")

    def option_documents(self) -> list[dict[str, Any]]:
        return _options(self.options, ("text", "right", "feedback"))


class TrueFalseQuestion(Question):
    kind = TrueFalse
    answer = models.BooleanField(_("the statement is true"), default=True)
    feedback_true = models.TextField(_("feedback to “true”"))
    feedback_false = models.TextField(_("feedback to “false”"))
    panels = [
        *Question.head_panels,
        FieldPanel("answer"),
        FieldPanel("feedback_true"),
        FieldPanel("feedback_false"),
        *Question.tail_panels,
    ]
    translatable_fields = [
        TranslatableField("prompt"),
        TranslatableField("explanation"),
        TranslatableField("feedback_true"),
        TranslatableField("feedback_false"),
        SynchronizedField("answer", overridable=False),
        *Question.override_translatable_fields,
    ]

    class Meta:
        verbose_name = _("true or false")
        verbose_name_plural = _("true or false")

    def option_documents(self) -> list[dict[str, Any]]:
        """Options without words: the template says “true” and “false” in the reader's language."""
        return [
            {"id": "true", "text": "", "right": self.answer, "feedback": self.feedback_true},
            {"id": "false", "text": "", "right": not self.answer, "feedback": self.feedback_false},
        ]


class JudgementQuestion(Question):
    kind = BestAndWorst
    options = StreamField(JudgementOptionsBlock(), verbose_name=_("reactions"))
    panels = [*Question.head_panels, FieldPanel("options"), *Question.tail_panels]
    translatable_fields = SingleChoiceQuestion.translatable_fields

    class Meta:
        verbose_name = _("situational judgement")
        verbose_name_plural = _("situational judgement")

    def option_documents(self) -> list[dict[str, Any]]:
        return [
            {**option, "key": option["key"] or ""}
            for option in _options(self.options, ("text", "key", "feedback"))
        ]


QUESTION_MODELS: tuple[type[Question], ...] = (
    SingleChoiceQuestion,
    SeveralChoiceQuestion,
    TrueFalseQuestion,
    JudgementQuestion,
)
