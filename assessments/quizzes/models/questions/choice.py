from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField

from assessments.quizzes.blocks.choice import OptionsBlock, StatementsBlock
from assessments.quizzes.models.questions.base import Question, fields_across_languages
from assessments.quizzes.models.questions.streams import as_blocks, as_rows, percent_text
from assessments.quizzes.rules import Path


def _options(stream: Any) -> list[dict[str, Any]]:
    """With one fraction given, the others get theirs: all or nothing by their mark."""
    rows = as_rows(stream, "text", "right", "feedback", fraction="fraction")
    is_weighted = any(row["fraction"] is not None for row in rows)
    for row in rows:
        fraction = row.pop("fraction")
        if is_weighted:
            row["fraction"] = percent_text(fraction)
    return rows


class SingleChoiceQuestion(Question):
    kind = "one"
    options = StreamField(OptionsBlock(), verbose_name=_("options"))
    panels = [*Question.head_panels, FieldPanel("options"), *Question.tail_panels]
    translatable_fields = fields_across_languages("options")

    class Meta:
        verbose_name = _("one of many")
        verbose_name_plural = _("one of many")

    def own_document(self) -> dict[str, Any]:
        return {"options": _options(self.options)}

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        options = document["options"]
        return {"options": as_blocks("option", options, "text", "right", "fraction", "feedback")}


class ManyMarking(models.TextChoices):
    BALANCE = "balance", _("right picks minus wrong picks")
    ALL_OR_NOTHING = "all_or_nothing", _("all or nothing")


class SeveralChoiceQuestion(Question):
    kind = "many"
    options = StreamField(OptionsBlock(), verbose_name=_("options"))
    marking = models.CharField(
        _("marking"), max_length=20, choices=ManyMarking.choices, default=ManyMarking.BALANCE
    )
    panels = [
        *Question.head_panels,
        FieldPanel("options"),
        FieldPanel("marking"),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("options", same=["marking"])

    class Meta:
        verbose_name = _("several of many")
        verbose_name_plural = _("several of many")

    def own_document(self) -> dict[str, Any]:
        return {"options": _options(self.options), "marking": self.marking}

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **SingleChoiceQuestion.own_values(document),
            "marking": document.get("marking", ManyMarking.BALANCE),
        }


class TrueFalseQuestion(Question):
    kind = "true_false"
    html_fields = (*Question.html_fields, "feedback_true", "feedback_false")
    answer = models.BooleanField(_("the statement is true"), default=True)
    feedback_true = models.TextField(_("feedback to “true”"), blank=True)
    feedback_false = models.TextField(_("feedback to “false”"), blank=True)
    panels = [
        *Question.head_panels,
        FieldPanel("answer"),
        FieldPanel("feedback_true"),
        FieldPanel("feedback_false"),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages(
        "feedback_true", "feedback_false", same=["answer"]
    )

    class Meta:
        verbose_name = _("true or false")
        verbose_name_plural = _("true or false")

    def own_document(self) -> dict[str, Any]:
        """Options without words: the template says “true” and “false” in the reader's language."""
        feedback = {True: self.feedback_true, False: self.feedback_false}
        return {
            "options": [
                {
                    "id": "true" if value else "false",
                    "text": "",
                    "right": bool(self.answer) == value,
                    "feedback": feedback[value],
                }
                for value in (True, False)
            ]
        }

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """An importer may leave ids out: the first option is “true”."""
        true, false = document["options"]
        return {
            "answer": bool(true["right"]),
            "feedback_true": true.get("feedback", ""),
            "feedback_false": false.get("feedback", ""),
        }


class KprimMarking(models.TextChoices):
    KPRIM = "kprim", _("all right: full; one wrong: half")
    EACH = "each", _("each statement on its own")
    ALL_OR_NOTHING = "all_or_nothing", _("all or nothing")


class KprimQuestion(Question):
    kind = "kprim"
    statements = StreamField(StatementsBlock(), verbose_name=_("statements"))
    marking = models.CharField(
        _("marking"), max_length=20, choices=KprimMarking.choices, default=KprimMarking.KPRIM
    )
    label_true = models.CharField(
        _("word for true"), max_length=40, blank=True, help_text=_("Empty: “True”.")
    )
    label_false = models.CharField(
        _("word for false"), max_length=40, blank=True, help_text=_("Empty: “False”.")
    )
    panels = [
        *Question.head_panels,
        FieldPanel("statements"),
        FieldRowPanel([FieldPanel("marking"), FieldPanel("label_true"), FieldPanel("label_false")]),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages(
        "statements", "label_true", "label_false", same=["marking"]
    )

    class Meta:
        verbose_name = _("true or false for each of several")
        verbose_name_plural = _("true or false for each of several")

    def own_document(self) -> dict[str, Any]:
        with translation.override(self.locale.language_code):
            labels = [self.label_true or gettext("True"), self.label_false or gettext("False")]
        return {
            "options": as_rows(self.statements, "text", "right", "feedback"),
            "marking": self.marking,
            "labels": labels,
        }

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        label_true, label_false = document.get("labels") or ("", "")
        return {
            "statements": as_blocks("statement", document["options"], "text", "right", "feedback"),
            "marking": document.get("marking", KprimMarking.KPRIM),
            "label_true": label_true,
            "label_false": label_false,
        }

    def form_path(self, path: Path) -> Path:
        if path[0] == "labels":
            return ("label_false",)
        return ("statements", *path[1:]) if path[0] == "options" else path
