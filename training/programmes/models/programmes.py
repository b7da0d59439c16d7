from typing import Self

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from modules.blocks import PointsBlock
from modules.models import Competency, Level, ModulePage

CANONICAL = {"locale__language_code": settings.LANGUAGE_CODE}


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def canonical(self) -> Self:
        """One row a programme: the Ukrainian one, to which enrolments are tied."""
        return self.filter(**CANONICAL).order_by("code")

    def active(self) -> Self:
        return self.filter(is_active=True)


class Programme(RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel):
    """A way through modules to a certificate.

    Its structure and conditions are those of the Ukrainian row; a translation brings the words.
    """

    code = models.SlugField(_("code"), max_length=40, help_text=_("Such as ONBOARDING."))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    due_days = models.PositiveSmallIntegerField(
        _("days to finish"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Counted from the day of enrolment."),
    )
    hours = models.PositiveSmallIntegerField(
        _("hours on the certificate"), default=1, validators=[MinValueValidator(1)]
    )
    validity_months = models.PositiveSmallIntegerField(
        _("certificate holds, months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: it does not end."),
    )
    renewal_days = models.PositiveSmallIntegerField(
        _("renewal opens, days before the end"),
        default=60,
        help_text=_("From then on a new round may be assigned."),
    )
    certificate_title = models.CharField(_("title of the certificate"), max_length=200, blank=True)
    outcomes = StreamField(PointsBlock(), verbose_name=_("what the person can do"), blank=True)
    in_order = models.BooleanField(
        _("stages in order"),
        default=False,
        help_text=_("A stage opens when the modules of earlier stages are finished."),
    )
    no_open_critical_error = models.BooleanField(
        _("no open critical error"),
        default=True,
        help_text=_("A critical error blocks the certificate until it is made good."),
    )
    is_active = models.BooleanField(_("people may be enrolled"), default=True)

    objects = ProgrammeQuerySet.as_manager()

    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("summary"),
        TranslatableField("certificate_title"),
        TranslatableField("outcomes"),
        TranslatableField("stages"),
        *[
            SynchronizedField(name, overridable=False)
            for name in (
                "code",
                "due_days",
                "hours",
                "validity_months",
                "renewal_days",
                "in_order",
                "no_open_critical_error",
                "is_active",
            )
        ],
    ]
    panels = [
        FieldRowPanel([FieldPanel("code", widget=forms.TextInput), FieldPanel("is_active")]),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [InlinePanel("stages", label=_("Stage")), FieldPanel("in_order")], heading=_("Way")
        ),
        MultiFieldPanel(
            [
                InlinePanel("targets", label=_("Target level")),
                FieldPanel("no_open_critical_error"),
                FieldPanel("due_days"),
            ],
            heading=_("Conditions"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("certificate_title"),
                FieldRowPanel([FieldPanel("hours"), FieldPanel("validity_months")]),
                FieldPanel("renewal_days"),
            ],
            heading=_("Certificate"),
        ),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.AutocompleteField("code"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="programme_code_a_language"),
            models.CheckConstraint(
                condition=models.Q(due_days__gte=1), name="programme_due_days_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(validity_months=None) | models.Q(validity_months__gte=1),
                name="programme_validity_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"


class Stage(TranslatableMixin, Orderable, ClusterableModel):
    """Modules that belong together on the way."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="stages")
    title = models.CharField(_("title"), max_length=150)

    translatable_fields = [
        TranslatableField("title"),
        SynchronizedField("modules", overridable=False),
    ]
    panels = [FieldPanel("title"), InlinePanel("modules", label=_("Module"), min_num=1)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    def __str__(self) -> str:
        return self.title


class StageModule(Orderable):
    """A module of a stage: its Ukrainian page, so that a programme is one in all languages."""

    stage = ParentalKey(Stage, on_delete=models.CASCADE, related_name="modules")
    module = models.ForeignKey(
        ModulePage,
        verbose_name=_("module"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=CANONICAL,
    )

    panels = [PageChooserPanel("module", "modules.ModulePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("module of a stage")
        verbose_name_plural = _("modules of a stage")
        constraints = [models.UniqueConstraint(fields=["stage", "module"], name="stagemodule_once")]

    def __str__(self) -> str:
        return str(self.module)


class TargetLevel(models.Model):
    """The level a programme wants to see confirmed before it certifies."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="targets")
    competency = models.ForeignKey(
        Competency,
        verbose_name=_("competency"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=CANONICAL,
    )
    level = models.PositiveSmallIntegerField(
        _("level"),
        choices=[choice for choice in Level.choices if choice[0]],
        validators=[MinValueValidator(Level.AWARE), MaxValueValidator(Level.MENTOR)],
    )

    panels = [FieldPanel("competency"), FieldPanel("level")]

    class Meta:
        verbose_name = _("target level")
        verbose_name_plural = _("target levels")
        constraints = [
            models.UniqueConstraint(fields=["programme", "competency"], name="targetlevel_once"),
            models.CheckConstraint(
                condition=models.Q(level__gte=Level.AWARE, level__lte=Level.MENTOR),
                name="targetlevel_level_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency}: {self.get_level_display()}"
