import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from polymorphic.managers import PolymorphicManager
from polymorphic.models import PolymorphicModel
from polymorphic.query import PolymorphicQuerySet
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from assessments.quizzes import cleaning, rules
from assessments.quizzes.decimals import decimal_text
from assessments.quizzes.describing import described
from assessments.quizzes.exceptions import QuizError
from assessments.quizzes.forms import QuestionForm
from assessments.quizzes.models.banks import QuestionBank, QuestionFile
from assessments.quizzes.models.questions.form_panels import HEAD_PANELS, TAIL_PANELS
from assessments.quizzes.tags import tag_line
from modules.models import Competency, Norm

DOCUMENT_SCHEMA = 2
LEAST_POINTS = MinValueValidator(0.001, message=_("Points have to be more than 0."))


class QuestionNotReady(QuizError, PermissionDenied):
    """A draft may not be published; ``faults`` say why. The editor answers it as a refusal."""

    def __init__(self, faults: Sequence[rules.Fault]) -> None:
        super().__init__("; ".join(fault.text(gettext) for fault in faults))
        self.faults = faults


class Use(models.TextChoices):
    QUIZ = "quiz", _("quiz")
    PRACTICE = "practice", _("knowledge check in a lesson")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("easy")
    MEDIUM = 2, _("medium")
    HARD = 3, _("hard")


class Format(models.TextChoices):
    """How every text of a question is written."""

    PLAIN = "plain", _("plain text")
    HTML = "html", "HTML"


class QuestionQuerySet(PolymorphicQuerySet):
    def live(self) -> Self:
        return self.filter(live=True)


def editors() -> models.Q:
    """People who may change questions."""
    may_change = models.Q(
        groups__permissions__codename="change_question",
        groups__permissions__content_type__app_label="quizzes",
    )
    return models.Q(is_active=True) & (models.Q(is_superuser=True) | may_change)


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
    """One prompt; each subclass is one way of asking, with a behaviour in ``kinds``.

    Editing changes a draft. Publishing makes an immutable ``QuestionVersion``; only versions are
    asked, shown and graded. A subclass says what of the document is its own (``own_document``),
    the way back (``own_values``), and where in its form a place of the document stands.
    """

    kind: ClassVar[str] = ""
    html_fields: ClassVar[tuple[str, ...]] = ("prompt", "explanation")

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
    format = models.CharField(
        _("texts are"), max_length=5, choices=Format.choices, default=Format.PLAIN
    )
    points = models.DecimalField(
        pgettext_lazy("of a question", "points"),
        max_digits=7,
        decimal_places=3,
        default=1,
        validators=[LEAST_POINTS],
    )
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
    siblings = models.SlugField(
        _("siblings"),
        max_length=40,
        blank=True,
        help_text=_("A name for questions of which one attempt gets at most one."),
    )
    lesson = models.UUIDField(
        _("lesson to reread"), null=True, blank=True, help_text=_("Offered in the review.")
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
    tags = models.CharField(
        _("tags"), max_length=500, blank=True, help_text=_("Separated by commas.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person responsible"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        limit_choices_to=editors,
        related_name="+",
        help_text=_("Is asked when answers show that something is wrong with the question."),
    )
    editors_note = models.TextField(
        _("to verify"), blank=True, help_text=_("For editors only; learners never see it.")
    )
    identifier = models.CharField(max_length=255, blank=True, default="", editable=False)
    category = models.CharField(max_length=500, blank=True, default="", editable=False)
    extras = models.JSONField(default=dict, blank=True, editable=False)

    # polymorphic declares a class variable, the plugin looks for a manager
    objects = PolymorphicManager.from_queryset(QuestionQuerySet)()  # type: ignore[misc]  # untyped library

    base_form_class = QuestionForm
    head_panels = HEAD_PANELS
    tail_panels = TAIL_PANELS
    # Keys and explanations never enter the search index.
    search_fields = [
        index.SearchField("prompt"),
        index.AutocompleteField("prompt"),
        index.AutocompleteField("code"),
        *(
            index.FilterField(name)
            for name in (
                "bank_id",
                "use",
                "difficulty",
                "competency_id",
                "indicator",
                "norm_id",
                "tags",
                "live",
                "has_unpublished_changes",
                "locale_id",
                "polymorphic_ctype_id",
            )
        ),
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
            models.CheckConstraint(condition=models.Q(points__gt=0), name="question_points_gt_0"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.prompt[:80]}"

    def kind_name(self) -> str:
        return str(self._meta.verbose_name)

    kind_name.short_description = _("kind")  # type: ignore[attr-defined]  # Django's own idiom

    # --- The document ---------------------------------------------------------------------------
    def document(self) -> dict[str, Any]:
        """The question as published. Format: ``docs/question-documents.md``.

        One query for the files where the texts show any, one for the panel of a judgement.
        """
        document = {
            "schema_version": DOCUMENT_SCHEMA,
            "kind": self.kind,
            "code": self.code,
            "prompt": self.prompt,
            "format": str(self.format),
            "points": decimal_text(self.points or 0),
            "options": [],
            "explanation": self.explanation,
            "competency": self.competency.code if self.competency else "",
            "indicator": self.indicator,
            "difficulty": self.difficulty,
            "siblings": self.siblings,
            "norm": self._norm_in_words(),
            "source": self.source,
            "lesson": str(self.lesson) if self.lesson else "",
            "files": [],
            **self.own_document(),
        }
        if self.format == Format.HTML:
            document = cleaning.clean_document(document)
            document["files"] = self._files(cleaning.file_names(document))
        return document

    def _norm_in_words(self) -> str:
        """In the language of the question where the source of law is told in it."""
        norm = self.norm
        if norm is not None and norm.locale_id != self.locale_id:
            norm = norm.get_translation_or_none(self.locale) or norm
        return str(norm) if norm else ""

    def own_document(self) -> dict[str, Any]:
        """What of the document belongs to the kind."""
        raise NotImplementedError

    @classmethod
    def values_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """The way back: field values that give ``document`` again. Ids are kept, missing ones made.

        Bank, competency, norm and use are not in a document, or only in words.
        """
        lesson = document.get("lesson")
        common = {
            "prompt": document.get("prompt", ""),
            "format": document.get("format", Format.PLAIN),
            "points": document.get("points", "1"),
            "explanation": document.get("explanation", ""),
            "indicator": document.get("indicator", ""),
            "difficulty": document.get("difficulty", Difficulty.MEDIUM),
            "siblings": document.get("siblings", ""),
            "source": document.get("source", ""),
            "lesson": uuid.UUID(lesson) if lesson else None,
        }
        return common | cls.own_values(document)

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def form_path(self, path: rules.Path) -> rules.Path:
        """Where in the form of this kind a place of the document stands."""
        return path

    def _files(self, names: Iterable[str]) -> list[dict[str, str]]:
        if not names:
            return []
        rows = QuestionFile.objects.filter(bank_id=self.bank_id, name__in=names).order_by("name")
        return [{"name": row.name, "sha256": row.sha256} for row in rows]

    # --- Publishing -----------------------------------------------------------------------------
    def faults(self) -> list[rules.Fault]:
        """What keeps this question from being published."""
        document = self.document()
        return [*rules.faults(document), *self._missing_files(document)]

    def _missing_files(self, document: Mapping[str, Any]) -> list[rules.Fault]:
        known = {file["name"] for file in document["files"]}
        if self.format != Format.HTML:
            return []
        return [
            rules.Fault((key,), rules.NO_SUCH_FILE, {"name": name})
            for key, value in document.items()
            for name in cleaning.file_names(value)
            if name not in known
        ]

    def warnings(self) -> list[rules.Fault]:
        """What the author should know before publishing."""
        return rules.warnings(self.document())

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Every way to publish ends here: a form, a workflow, a schedule, a loader.

        Raises:
            QuestionNotReady: the draft has no right answer or breaks another rule.
        """
        if faults := revision.as_object().faults():
            raise QuestionNotReady(faults)
        return super().publish(revision, *args, **kwargs)

    def tidy(self) -> None:
        """What is stored is what would be shown: clean HTML, tags in one form."""
        self.tags = tag_line(self.tags.split(","))
        if self.format != Format.HTML:
            return
        for field in self._meta.get_fields():
            if isinstance(field, StreamField):
                self._tidy_stream(field)
            elif field.name in self.html_fields:
                setattr(self, field.name, cleaning.clean_html(getattr(self, field.name)))

    def _tidy_stream(self, field: StreamField) -> None:
        raw = getattr(self, field.name).get_prep_value()
        cleaned = cleaning.clean_blocks(raw)
        if cleaned != raw:
            setattr(self, field.name, json.dumps(cleaned, default=str))

    # --- Preview --------------------------------------------------------------------------------
    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "quizzes/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        document = self.document()
        return {
            **super().get_preview_context(request, mode_name),
            "document": document,
            "rows": described(document),
            "faults": [fault.text(gettext) for fault in self.faults()],
            "warnings": [fault.text(gettext) for fault in rules.warnings(document)],
        }


SYNCHRONISED = (
    *("bank", "code", "use", "competency", "indicator", "difficulty", "norm", "points", "format"),
    *("siblings", "lesson", "tags", "owner", "identifier", "category", "extras"),
)


def fields_across_languages(*texts: str, same: Iterable[str] = ()) -> list[Any]:
    """``texts`` are translated; ``same`` and what all kinds share are as in the original."""
    return [
        *(TranslatableField(name) for name in ("prompt", "explanation", *texts)),
        *(SynchronizedField(name, overridable=False) for name in (*same, *SYNCHRONISED)),
    ]
