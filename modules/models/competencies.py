from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import (
    DraftStateMixin,
    Orderable,
    RevisionMixin,
    TranslatableMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField


class Level(models.IntegerChoices):
    """Common anchors of every competency. Source: domain/competencies.md."""

    NO_EVIDENCE = 0, _("Not confirmed")
    AWARE = 1, _("Aware")
    GUIDED = 2, _("Guided")
    INDEPENDENT = 3, _("Independent")
    MENTOR = 4, _("Mentor")


class CompetencyQuerySet(models.QuerySet["Competency"]):
    def canonical(self) -> Self:
        """One row a competency: the Ukrainian one, to which all results are tied."""
        return self.filter(locale__language_code="uk").order_by("code")


class Competency(
    DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel
):
    """What a frontliner can do. Results hang on it, so they survive moved pages and new quizzes.

    One row a language; the identity is ``translation_key``, and results point to the Ukrainian row.
    """

    code = models.CharField(_("code"), max_length=16, help_text=_("Such as FL-02."))
    key = models.SlugField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    definition = models.TextField(_("definition"), blank=True)
    is_critical = models.BooleanField(
        _("critical"),
        default=False,
        help_text=_("A critical error here blocks the certificate until it is replayed."),
    )
    target = models.PositiveSmallIntegerField(
        _("target level"),
        choices=Level.choices,
        default=Level.GUIDED,
        help_text=_("Expected at the end of onboarding."),
    )

    objects = CompetencyQuerySet.as_manager()

    translatable_fields = [
        TranslatableField("name"),
        TranslatableField("definition"),
        TranslatableField("indicators"),
        TranslatableField("descriptors"),
        SynchronizedField("code", overridable=False),
        SynchronizedField("key", overridable=False),
        SynchronizedField("is_critical", overridable=False),
        SynchronizedField("target", overridable=False),
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("key"),
                FieldPanel("is_critical"),
                FieldPanel("target"),
            ],
            heading=_("Identity"),
        ),
        FieldPanel("name"),
        FieldPanel("definition"),
        InlinePanel("indicators", label=_("Indicator")),
        InlinePanel("descriptors", label=_("Level"), max_num=4),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("code"),
        index.AutocompleteField("code"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="competency_code_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Indicator(TranslatableMixin, Orderable):
    """An observable act by which the competency is recognised."""

    competency = ParentalKey(Competency, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(_("code"), max_length=20)
    text = models.CharField(_("text"), max_length=250)

    translatable_fields = [
        TranslatableField("text"),
        SynchronizedField("code", overridable=False),
    ]
    panels = [FieldPanel("code"), FieldPanel("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class LevelDescriptor(TranslatableMixin, Orderable):
    """What a level of this competency looks like at the desk."""

    competency = ParentalKey(Competency, on_delete=models.CASCADE, related_name="descriptors")
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, validators=[MaxValueValidator(Level.MENTOR)]
    )
    text = models.CharField(_("text"), max_length=300)

    translatable_fields = [
        TranslatableField("text"),
        SynchronizedField("level", overridable=False),
    ]
    panels = [FieldPanel("level"), FieldPanel("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("level descriptor")
        verbose_name_plural = _("level descriptors")
        constraints = [
            models.CheckConstraint(
                condition=Q(level__lte=Level.MENTOR), name="leveldescriptor_level_0_to_4"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.text}"
