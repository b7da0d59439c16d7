from collections.abc import Mapping
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField

from assessments.quizzes.blocks.text import (
    AcceptedNumbersBlock,
    AcceptedTextsBlock,
    RubricBlock,
    UnitsBlock,
)
from assessments.quizzes.decimals import decimal_text, number_text
from assessments.quizzes.models.questions.base import Question, fields_across_languages
from assessments.quizzes.models.questions.streams import (
    Rows,
    as_blocks,
    as_items,
    as_rows,
    ident,
    percent_text,
)
from assessments.quizzes.rules import Path

NUMBER_FIELDS = ("value", "tolerance", "tolerance_kind", "fraction", "feedback")


def percents(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "fraction": percent_text(row["fraction"])} for row in rows]


def text_rows(stream: Any) -> list[dict[str, Any]]:
    return percents(as_rows(stream, "fraction", "feedback", text="accepted"))


def number_rows(stream: Any) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "value": number_text(row["value"]),
            "tolerance": number_text(row["tolerance"] or "0"),
            "tolerance_kind": row["tolerance_kind"] or "nominal",
        }
        for row in percents(as_rows(stream, *NUMBER_FIELDS))
    ]


def text_items(answers: Rows) -> list[dict[str, Any]]:
    return as_items(answers, "fraction", "feedback", accepted="text")


def number_items(answers: Rows) -> list[dict[str, Any]]:
    return as_items(answers, *NUMBER_FIELDS)


class ShortTextQuestion(Question):
    kind = "short"
    answers = StreamField(AcceptedTextsBlock(), verbose_name=_("accepted answers"))
    case = models.BooleanField(_("capitals matter"), default=False)
    panels = [
        *Question.head_panels,
        FieldPanel("answers"),
        FieldPanel("case"),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("answers", same=["case"])

    class Meta:
        verbose_name = _("short text")
        verbose_name_plural = _("short texts")

    def own_document(self) -> dict[str, Any]:
        return {"answers": text_rows(self.answers), "case": bool(self.case)}

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        answers = document["answers"]
        return {
            "answers": as_blocks("answer", answers, "fraction", "feedback", accepted="text"),
            "case": bool(document.get("case")),
        }

    def form_path(self, path: Path) -> Path:
        return tuple("accepted" if step == "text" and len(path) > 1 else step for step in path)


class UnitMode(models.TextChoices):
    NONE = "none", _("no unit")
    OPTIONAL = "optional", _("a unit may be written")
    REQUIRED = "required", _("a unit has to be written")


class NumberQuestion(Question):
    kind = "number"
    answers = StreamField(AcceptedNumbersBlock(), verbose_name=_("accepted numbers"))
    unit = models.CharField(
        pgettext_lazy("of measure", "unit"),
        max_length=10,
        choices=UnitMode.choices,
        default=UnitMode.NONE,
    )
    units = StreamField(UnitsBlock(), verbose_name=_("units"), blank=True)
    unit_penalty = models.DecimalField(
        _("lost for a wrong or missing unit, %"),
        max_digits=8,
        decimal_places=5,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    panels = [
        *Question.head_panels,
        FieldPanel("answers"),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("unit_penalty")]),
        FieldPanel("units"),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("answers", "units", same=["unit", "unit_penalty"])

    class Meta:
        verbose_name = pgettext_lazy("kind of question", "number")
        verbose_name_plural = pgettext_lazy("kind of question", "numbers")

    def own_document(self) -> dict[str, Any]:
        units = as_rows(self.units, "text", "factor")
        return {
            "answers": number_rows(self.answers),
            "unit": self.unit,
            "units": [{**row, "factor": number_text(row["factor"])} for row in units],
            "unit_penalty": decimal_text(self.unit_penalty or 0),
        }

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "answers": as_blocks("answer", document["answers"], *NUMBER_FIELDS),
            "unit": document.get("unit", UnitMode.NONE),
            "units": as_blocks("unit", document.get("units") or (), "text", "factor"),
            "unit_penalty": document.get("unit_penalty", "0"),
        }


class Markers(models.IntegerChoices):
    ONE = 1, _("one person")
    TWO = 2, _("two people, apart from each other")


class LongAnswerQuestion(Question):
    kind = "long"
    html_fields = (*Question.html_fields, "sample", "marking_notes")
    rubric = StreamField(RubricBlock(), verbose_name=_("rubric"))
    least_words = models.PositiveSmallIntegerField(
        _("least words"), default=0, help_text=_("0: no limit.")
    )
    most_words = models.PositiveSmallIntegerField(
        _("most words"), default=0, help_text=_("0: no limit.")
    )
    markers = models.PositiveSmallIntegerField(
        _("marked by"), choices=Markers.choices, default=Markers.ONE
    )
    sample = models.TextField(
        _("sample answer"), blank=True, help_text=_("For those who mark; shown in the review.")
    )
    marking_notes = models.TextField(
        _("notes for those who mark"), blank=True, help_text=_("Learners never see them.")
    )
    panels = [
        *Question.head_panels,
        FieldPanel("rubric"),
        FieldRowPanel([FieldPanel("least_words"), FieldPanel("most_words"), FieldPanel("markers")]),
        FieldPanel("sample"),
        FieldPanel("marking_notes"),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages(
        "rubric", "sample", "marking_notes", same=["least_words", "most_words", "markers"]
    )

    class Meta:
        verbose_name = _("long answer")
        verbose_name_plural = _("long answers")

    def own_document(self) -> dict[str, Any]:
        return {
            "rubric": [
                {
                    "id": str(block.id),
                    "text": block.value["text"],
                    "points": percent_text(block.value["points"]),
                    "levels": [
                        {"points": percent_text(level["points"]), "text": level["text"]}
                        for level in block.value["levels"]
                    ],
                }
                for block in self.rubric
            ],
            "least_words": self.least_words or 0,
            "most_words": self.most_words or 0,
            "markers": self.markers,
            "sample": self.sample,
            "marking_notes": self.marking_notes,
        }

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "rubric": [
                {
                    "type": "criterion",
                    "id": ident(row),
                    "value": {
                        "text": row["text"],
                        "points": row["points"],
                        "levels": as_items(row.get("levels") or (), "points", "text"),
                    },
                }
                for row in document["rubric"]
            ],
            "least_words": document.get("least_words", 0),
            "most_words": document.get("most_words", 0),
            "markers": document.get("markers", Markers.ONE),
            "sample": document.get("sample", ""),
            "marking_notes": document.get("marking_notes", ""),
        }
