import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from assessments.quizzes.blocks.text import GapsBlock, SelectGapsBlock
from assessments.quizzes.decimals import decimal_text
from assessments.quizzes.models.questions.base import Question, fields_across_languages
from assessments.quizzes.models.questions.streams import as_items, as_rows, decimal_of, items_of
from assessments.quizzes.models.questions.text import (
    number_items,
    number_rows,
    percents,
    text_items,
    text_rows,
)
from assessments.quizzes.rules import Path

TEXT_HELP = _("Write [[1]], [[2]] where the gaps are; describe gap 1, gap 2 below.")
_WRITTEN = re.compile(r"\[\[([1-9][0-9]{0,2})\]\]")
_PUBLISHED = re.compile(r"\[\[g([1-9][0-9]{0,2})\]\]")


def _gap(block: Any) -> dict[str, Any]:
    """A gap of the document; its id follows from its number."""
    value = block.value
    gap = {
        "id": f"g{value['number'] or 0}",
        "type": block.block_type,
        "weight": decimal_text(value["weight"] if value["weight"] is not None else 1),
    }
    if block.block_type == "select":
        rows = as_rows(items_of(value["choices"]), "text", "fraction", "feedback")
        return {**gap, "choices": percents(rows)}
    answers = items_of(value["answers"])
    if block.block_type == "number":
        return {**gap, "answers": number_rows(answers)}
    return {**gap, "case": bool(value["case"]), "answers": text_rows(answers)}


def _block(gap: Mapping[str, Any]) -> dict[str, Any]:
    number = int(str(gap["id"]).removeprefix("g"))
    value: dict[str, Any] = {"number": number, "weight": decimal_of(gap.get("weight"), "1")}
    if gap["type"] == "select":
        value["choices"] = as_items(gap["choices"], "text", "fraction", "feedback")
    elif gap["type"] == "number":
        value["answers"] = number_items(gap["answers"])
    else:
        value |= {"case": bool(gap.get("case")), "answers": text_items(gap["answers"])}
    return {"type": gap["type"], "value": value, "id": f"gap-{number}"}


class GapQuestion(Question):
    """A text with gaps; what they may be is up to the subclass."""

    html_fields = (*Question.html_fields, "text")
    text = models.TextField(_("text with gaps"), help_text=TEXT_HELP)

    class Meta:
        abstract = True

    def own_document(self) -> dict[str, Any]:
        return {
            "text": _WRITTEN.sub(r"[[g\1]]", self.text),
            "options": [_gap(block) for block in self.gaps],
        }

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "text": _PUBLISHED.sub(r"[[\1]]", document["text"]),
            "gaps": [_block(gap) for gap in document["options"]],
        }

    def form_path(self, path: Path) -> Path:
        if path[0] != "options":
            return path
        renamed = {"text": "accepted"} if "answers" in path else {}
        return ("gaps", *(renamed.get(str(step), step) for step in path[1:]))


class GapSelectQuestion(GapQuestion):
    kind = "gap_select"
    gaps = StreamField(SelectGapsBlock(), verbose_name=_("gaps"))
    panels = [
        *Question.head_panels,
        FieldPanel("text"),
        FieldPanel("gaps"),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("text", "gaps")

    class Meta:
        verbose_name = _("gaps to choose for")
        verbose_name_plural = _("gaps to choose for")


class GapTextQuestion(GapQuestion):
    kind = "gap_text"
    gaps = StreamField(GapsBlock(), verbose_name=_("gaps"))
    panels = GapSelectQuestion.panels
    translatable_fields = GapSelectQuestion.translatable_fields

    class Meta:
        verbose_name = _("gaps to fill in")
        verbose_name_plural = _("gaps to fill in")
