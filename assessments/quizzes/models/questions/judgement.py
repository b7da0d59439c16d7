"""Situational judgement: four ways to ask how good reactions to a client are."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from assessments.quizzes import panels
from assessments.quizzes.blocks.judgement import (
    JudgementOptionsBlock,
    QualitiesBlock,
    RanksBlock,
    RatingsBlock,
)
from assessments.quizzes.describing import panel_in_words
from assessments.quizzes.models.experts import votes_on
from assessments.quizzes.models.questions.base import Question, fields_across_languages
from assessments.quizzes.models.questions.form_panels import EXPERTS_PANEL
from assessments.quizzes.models.questions.streams import as_blocks, as_rows
from assessments.quizzes.rules import Path

SCALE = [0, 4]


class ReactionsQuestion(Question):
    """Reactions, and what an expert panel makes of them."""

    key_field: str

    class Meta:
        abstract = True

    def reactions(self) -> list[dict[str, Any]]:
        return as_rows(self.options, "text", self.key_field, "feedback")

    def own_document(self) -> dict[str, Any]:
        return {"options": self.reactions(), **self.panel_document()}

    def panel_document(self) -> dict[str, Any]:
        """``{"panel": …}`` with a panel, nothing without one."""
        return {"panel": self.panel.document()} if self.panel else {}

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        options = document["options"]
        return {"options": as_blocks("option", options, "text", cls.key_field, "feedback")}

    def panel_words(self) -> list[str]:
        """What the experts make of it, for the form."""
        return panel_in_words(self.panel, self.document())

    @cached_property
    def votes(self) -> list[panels.Vote]:
        return votes_on(self.translation_key)

    @cached_property
    def panel(self) -> panels.Panel | None:
        return panels.panel_of(self.kind, self.votes, [str(block.id) for block in self.options])


class JudgementQuestion(ReactionsQuestion):
    kind = "judgement"
    key_field = "key"
    options = StreamField(JudgementOptionsBlock(), verbose_name=_("reactions"))
    panels = [
        *Question.head_panels,
        FieldPanel("options"),
        EXPERTS_PANEL,
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("options")

    class Meta:
        verbose_name = _("best and worst reaction")
        verbose_name_plural = _("best and worst reactions")

    def reactions(self) -> list[dict[str, Any]]:
        return [{**row, "key": row["key"] or ""} for row in super().reactions()]


class ChooseMarking(models.TextChoices):
    RUBRIC = "rubric", _("by quality")
    CONSENSUS = "consensus", _("by consensus: how many experts call it best")


class JudgementChooseQuestion(ReactionsQuestion):
    kind = "judgement_choose"
    key_field = "quality"
    options = StreamField(QualitiesBlock(), verbose_name=_("reactions"))
    marking = models.CharField(
        _("marking"), max_length=20, choices=ChooseMarking.choices, default=ChooseMarking.RUBRIC
    )
    panels = [
        *Question.head_panels,
        FieldPanel("options"),
        FieldPanel("marking"),
        EXPERTS_PANEL,
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("options", same=["marking"])

    class Meta:
        verbose_name = _("the most helpful reaction")
        verbose_name_plural = _("the most helpful reactions")

    def own_document(self) -> dict[str, Any]:
        return {**super().own_document(), "marking": self.marking}

    def reactions(self) -> list[dict[str, Any]]:
        """By consensus, a panel is counted; without one, what the author says of it counts."""
        if self.marking != ChooseMarking.CONSENSUS:
            return super().reactions()
        rows = as_rows(self.options, "text", "experts", "feedback")
        if not self.votes:
            return [{**row, "experts": row["experts"] or 0} for row in rows]
        ids = [row["id"] for row in rows]
        whole = [vote for vote in self.votes if panels.is_complete(self.kind, vote, ids)]
        counts = panels.calls(whole, ids)
        return [{**row, "experts": counts[row["id"]]} for row in rows]

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        fields = ("text", "quality", "experts", "feedback")
        return {
            "options": as_blocks("option", document["options"], *fields),
            "marking": document.get("marking", ChooseMarking.RUBRIC),
        }


class JudgementRankQuestion(ReactionsQuestion):
    kind = "judgement_rank"
    key_field = "rank"
    options = StreamField(RanksBlock(), verbose_name=_("reactions"))
    panels = JudgementQuestion.panels
    translatable_fields = fields_across_languages("options")

    class Meta:
        verbose_name = _("reactions from best to worst")
        verbose_name_plural = _("reactions from best to worst")


class RateMarking(models.TextChoices):
    PROFILE = "profile", _("by the profile (recommended)")
    MODE = "mode", _("by equal ratings")


class JudgementRateQuestion(ReactionsQuestion):
    kind = "judgement_rate"
    key_field = "rating"
    options = StreamField(RatingsBlock(), verbose_name=_("reactions"))
    marking = models.CharField(
        _("marking"), max_length=20, choices=RateMarking.choices, default=RateMarking.PROFILE
    )
    anchor_0 = models.CharField(_("word for 0"), max_length=40, blank=True)
    anchor_1 = models.CharField(_("word for 1"), max_length=40, blank=True)
    anchor_2 = models.CharField(_("word for 2"), max_length=40, blank=True)
    anchor_3 = models.CharField(_("word for 3"), max_length=40, blank=True)
    anchor_4 = models.CharField(_("word for 4"), max_length=40, blank=True)
    ANCHORS = ("anchor_0", "anchor_1", "anchor_2", "anchor_3", "anchor_4")
    panels = [
        *Question.head_panels,
        FieldPanel("options"),
        FieldPanel("marking"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("anchor_0"), FieldPanel("anchor_1")]),
                FieldRowPanel([FieldPanel("anchor_2"), FieldPanel("anchor_3")]),
                FieldPanel("anchor_4"),
            ],
            heading=_("Words for the points of the scale"),
            help_text=_("Empty: harmful, rather harmful, acceptable, helpful, very helpful."),
        ),
        EXPERTS_PANEL,
        *Question.tail_panels,
    ]
    translatable_fields = fields_across_languages("options", *ANCHORS, same=["marking"])

    class Meta:
        verbose_name = _("rating each reaction")
        verbose_name_plural = _("rating each reaction")

    def own_document(self) -> dict[str, Any]:
        with translation.override(self.locale.language_code):
            usual = (
                gettext("harmful"),
                gettext("rather harmful"),
                gettext("acceptable"),
                gettext("helpful"),
                gettext("very helpful"),
            )
        words = (getattr(self, name) for name in self.ANCHORS)
        return {
            **super().own_document(),
            "scale": list(SCALE),
            "anchors": [word or default for word, default in zip(words, usual, strict=True)],
            "marking": self.marking,
        }

    @classmethod
    def own_values(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        anchors = document.get("anchors") or [""] * len(cls.ANCHORS)
        return {
            **super().own_values(document),
            **dict(zip(cls.ANCHORS, anchors, strict=True)),
            "marking": document.get("marking", RateMarking.PROFILE),
        }

    def form_path(self, path: Path) -> Path:
        return ("anchor_0",) if path[0] == "anchors" else path
