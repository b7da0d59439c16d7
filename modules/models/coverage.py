"""What the material has to carry: principles of the service, and who carries which.

A principle names indicators of competencies, a lesson names the indicators it teaches; both point
to the Ukrainian row of a competency, as results do. Source: domain/competencies.md, “Coverage”.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from modules.models.competencies import Competency, Indicator
from modules.models.steps import LessonPage


class PrincipleSource(models.TextChoices):
    HANDBOOK = "handbook", _("handbook, chapter 1.3.1")
    ROUND_TABLE = "round_table", _("news of the round table")


class Principle(RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel):
    """How the service wants to be met by people; its indicators say by which acts.

    One row a language. Which indicators carry it is the same in all of them.
    """

    code = models.SlugField(_("code"), max_length=20, help_text=_("Such as P7b."))
    source = models.CharField(
        _("source"),
        max_length=20,
        choices=PrincipleSource.choices,
        default=PrincipleSource.HANDBOOK,
    )
    title = models.CharField(_("title"), max_length=250)
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("The smallest first.")
    )

    translatable_fields = [
        TranslatableField("title"),
        *[
            SynchronizedField(name, overridable=False)
            for name in ("code", "source", "sort_order", "indicators")
        ],
    ]
    panels = [
        FieldRowPanel([FieldPanel("code", widget=forms.TextInput), FieldPanel("sort_order")]),
        FieldPanel("source"),
        FieldPanel("title"),
        InlinePanel("indicators", heading=_("Carried by"), label=_("Indicator")),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("code"),
        index.AutocompleteField("code"),
        index.FilterField("source"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("principle")
        verbose_name_plural = _("principles")
        ordering = ["sort_order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="principle_code_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class NamedIndicator(Orderable):
    """A row that names an indicator by its code, as questions and role-plays do."""

    competency = models.ForeignKey(
        Competency,
        verbose_name=_("competency"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"locale__language_code": "uk"},
    )
    indicator = models.CharField(_("indicator"), max_length=20, help_text=_("Such as FL-02.3."))

    panels = [FieldPanel("competency", widget=forms.Select), FieldPanel("indicator")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.indicator or str(self.competency)

    @property
    def key(self) -> tuple[int, str]:
        """What makes the row different from its neighbours: competency and code."""
        return self.competency_id, self.indicator

    def clean(self) -> None:
        """The code has to be one of the competency. One query."""
        super().clean()
        if not self.indicator or self.competency_id is None:
            return
        own = Indicator.objects.filter(competency=self.competency_id, code=self.indicator)
        if not own.exists():
            raise ValidationError(
                {
                    "indicator": ValidationError(
                        _("%(competency)s has no indicator %(code)s."),
                        params={"competency": self.competency.code, "code": self.indicator},
                    )
                }
            )


class PrincipleIndicator(NamedIndicator):
    """An act by which a principle is kept; without a code, all acts of the competency."""

    principle = ParentalKey(Principle, on_delete=models.CASCADE, related_name="indicators")
    indicator = models.CharField(
        _("indicator"),
        max_length=20,
        blank=True,
        help_text=_("Such as FL-02.3. Empty: the whole competency."),
    )

    class Meta(NamedIndicator.Meta):
        verbose_name = _("indicator of a principle")
        verbose_name_plural = _("indicators of a principle")
        constraints = [
            models.UniqueConstraint(
                fields=["principle", "competency", "indicator"], name="principleindicator_once"
            )
        ]


class LessonIndicator(NamedIndicator):
    """An act that a lesson teaches."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="covers")

    class Meta(NamedIndicator.Meta):
        verbose_name = _("indicator of a lesson")
        verbose_name_plural = _("indicators of a lesson")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "competency", "indicator"], name="lessonindicator_once"
            )
        ]
