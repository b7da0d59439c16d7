from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField

from assessments.quizzes.blocks.pairs import (
    CategoriesBlock,
    DistractorsBlock,
    ItemsBlock,
    PairsBlock,
)
from assessments.quizzes.models.questions.base import Question, fields_across_languages
from assessments.quizzes.models.questions.streams import (
    as_blocks,
    as_items,
    as_rows,
    ident,
    items_of,
)
from assessments.quizzes.rules import Path


class MatchingQuestion(Question):
    """Pairs. Right sides that read the same are one choice; its id is that of the first pair."""

    kind = "matching"
    pairs = StreamField(PairsBlock(), verbose_name=_("pairs"))
    distractors = StreamField(
        DistractorsBlock(),
        verbose_name=_("right sides that belong to nothing"),
        blank=True,
    )
    panels = [
        *Question.head_panels,
        FieldPanel("pairs"),
        FieldPanel("distractors"),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("pairs", "distractors")

    class Meta:
        verbose_name = _("matching")
        verbose_name_plural = _("matching")

    def own_document(self) -> dict[str, Any]:
        options, choices = [], self._right_sides()
        for row in as_rows(self.pairs, "feedback", text="left", right="right"):
            right = row.pop("right")
            options.append({**row, "match": choices[_same(right)]["id"]})
        distractors = as_rows(self.distractors, "text")
        return {"options": options, "choices": [*choices.values(), *distractors]}

    def _right_sides(self) -> dict[str, dict[str, Any]]:
        choices: dict[str, dict[str, Any]] = {}
        for row in as_rows(self.pairs, text="right"):
            choice = {"id": f"{RIGHT}{row['id']}", "text": row["text"]}
            choices.setdefault(_same(row["text"]), choice)
        return choices

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        texts = {choice["id"]: choice["text"] for choice in document["choices"]}
        used = {option["match"] for option in document["options"]}
        pairs = [
            {**option, "right": texts.get(option["match"], "")} for option in document["options"]
        ]
        spare = [choice for choice in document["choices"] if choice["id"] not in used]
        return {
            "pairs": as_blocks("pair", pairs, "right", "feedback", left="text"),
            "distractors": as_blocks("distractor", spare, "text"),
        }

    def form_path(self, path: Path) -> Path:
        if path[0] == "choices":
            place = int(path[1]) - len(self._right_sides()) if len(path) > 1 else -1
            return ("distractors", place, *path[2:]) if place >= 0 else ("pairs",)
        if path[0] == "options":
            renamed = {"text": "left", "match": "right"}
            return ("pairs", *(renamed.get(str(step), step) for step in path[1:]))
        return path


RIGHT = "r-"
"""Begins the id of a right side, which has the rest in common with its pair."""


def _same(text: str) -> str:
    return " ".join(text.split())


class CategoriseQuestion(Question):
    kind = "categorise"
    categories = StreamField(CategoriesBlock(), verbose_name=_("categories"))
    panels = [*Question.head_panels, FieldPanel("categories"), *Question.tail_panels]
    translatable_fields = fields_across_languages("categories")

    class Meta:
        verbose_name = _("sorting into categories")
        verbose_name_plural = _("sorting into categories")

    def own_document(self) -> dict[str, Any]:
        options = [
            {**row, "match": str(category.id)}
            for category in self.categories
            for row in as_rows(items_of(category.value["members"]), "text", "feedback")
        ]
        return {"options": options, "choices": as_rows(self.categories, "text")}

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "categories": [
                {
                    "type": "category",
                    "id": ident(choice),
                    "value": {
                        "text": choice["text"],
                        "members": as_items(
                            [o for o in document["options"] if o["match"] == choice["id"]],
                            "text",
                            "feedback",
                        ),
                    },
                }
                for choice in document["choices"]
            ]
        }

    def form_path(self, path: Path) -> Path:
        if path[0] == "choices":
            return ("categories", *path[1:])
        if path[0] != "options":
            return path
        places = [
            (place, item)
            for place, category in enumerate(self.categories)
            for item in range(len(category.value["members"]))
        ]
        if len(path) == 1:
            return ("categories",)
        place, item = places[int(path[1])]
        return ("categories", place, "members", item, *path[2:])


class OrderMarking(models.TextChoices):
    """Source: docs/grading.md."""

    ABSOLUTE = "absolute", _("each item at its place")
    DISTANCE = "distance", _("how far each item is from its place")
    NEXT_EXCLUDE_LAST = "next_exclude_last", _("followed by the right item, the last left out")
    NEXT_INCLUDE_LAST = "next_include_last", _("followed by the right item, the last included")
    ONE_NEIGHBOUR = "one_neighbour", _("the right neighbours on either side")
    ALL_NEIGHBOURS = "all_neighbours", _("on the right side of all others")
    LONGEST_ORDERED = "longest_ordered", _("the longest row in order")
    LONGEST_CONTIGUOUS = "longest_contiguous", _("the longest row without a gap")
    ALL_OR_NOTHING = "all_or_nothing", _("all or nothing")


class Direction(models.TextChoices):
    VERTICAL = "vertical", _("one below the other")
    HORIZONTAL = "horizontal", _("in a line")


class OrderQuestion(Question):
    kind = "order"
    items = StreamField(
        ItemsBlock(), verbose_name=_("items"), help_text=_("In the right order; shown in another.")
    )
    marking = models.CharField(
        _("marking"), max_length=20, choices=OrderMarking.choices, default=OrderMarking.ABSOLUTE
    )
    direction = models.CharField(
        _("shown"), max_length=10, choices=Direction.choices, default=Direction.VERTICAL
    )
    panels = [
        *Question.head_panels,
        FieldPanel("items"),
        FieldRowPanel([FieldPanel("marking"), FieldPanel("direction")]),
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("items", same=["marking", "direction"])

    class Meta:
        verbose_name = _("putting in order")
        verbose_name_plural = _("putting in order")

    def own_document(self) -> dict[str, Any]:
        return {
            "options": as_rows(self.items, "text", "feedback"),
            "marking": self.marking,
            "direction": self.direction,
        }

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "items": as_blocks("item", document["options"], "text", "feedback"),
            "marking": document.get("marking", OrderMarking.ABSOLUTE),
            "direction": document.get("direction", Direction.VERTICAL),
        }

    def form_path(self, path: Path) -> Path:
        return ("items", *path[1:]) if path[0] == "options" else path
