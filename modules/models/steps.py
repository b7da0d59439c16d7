from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from modules.blocks import LessonBlock, PointsBlock
from modules.forms import ModulePageForm
from modules.models.competencies import Competency


class ModulePage(Page):
    """One module: what it teaches, and its steps below it in tree order."""

    is_public = False

    code = models.SlugField(_("code"), max_length=20, help_text=_("Such as M2."))
    intro = models.TextField(_("aim"), blank=True)
    earns = models.TextField(_("what finishing it gives"), blank=True)
    warning = models.TextField(_("content warning"), blank=True)
    next_review = models.DateField(_("next review"), null=True, blank=True)

    base_form_class = ModulePageForm
    parent_page_types = ["modules.ModuleIndexPage"]
    template = "modules/module_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("code", widget=forms.TextInput),
        FieldPanel("intro"),
        InlinePanel("taught", label=_("Competency taught"), min_num=1),
        InlinePanel("prerequisites", label=_("Module to finish first")),
        FieldPanel("earns"),
        FieldPanel("warning"),
        FieldPanel("next_review"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    override_translatable_fields = [SynchronizedField("code", overridable=False)]

    class Meta:
        verbose_name = _("module")

    def taught_competencies(self) -> list[Competency]:
        """In the language of this page where they are told in it. One query; a preview shows what
        is not saved yet.
        """
        return self._in_own_language(Competency, [row.competency_id for row in self.taught.all()])

    def modules_before(self) -> list["ModulePage"]:
        """Modules to finish first, likewise. Two queries at most."""
        return self._in_own_language(
            ModulePage, [row.module_id for row in self.prerequisites.all()]
        )

    def _in_own_language(self, model: type[TranslatableMixin], originals: list[int]) -> list[Any]:
        if not originals:
            return []
        manager = model._default_manager
        keys = manager.filter(pk__in=originals).values("translation_key")
        own = models.Q(translation_key__in=keys, locale=self.locale_id)
        chosen: dict[Any, Any] = {}
        for row in manager.filter(models.Q(pk__in=originals) | own):
            if row.translation_key not in chosen or row.locale_id == self.locale_id:
                chosen[row.translation_key] = row
        return list(chosen.values())

    def prerequisite_circle(self, before: Iterable[int]) -> list["ModulePage"]:
        """The way back to this module if it waited for the modules ``before``; else empty."""
        if self.pk is None:
            return []
        waiting = _waiting(ModulePrerequisite.objects.exclude(page=self.pk))
        waiting[self.pk] = list(before)
        trail: list[int] = []

        def leads_back(module: int) -> bool:
            for following in waiting.get(module, ()):
                if following == self.pk:
                    return True
                if following not in trail:
                    trail.append(following)
                    if leads_back(following):
                        return True
                    trail.pop()
            return False

        if not leads_back(self.pk):
            return []
        pages = ModulePage.objects.in_bulk(trail)
        return [self, *(pages[key] for key in trail), self]


def _waiting(rows: models.QuerySet["ModulePrerequisite"]) -> dict[int, list[int]]:
    """Module → the modules it waits for."""
    waiting: dict[int, list[int]] = {}
    for page, module in rows.values_list("page_id", "module_id"):
        waiting.setdefault(page, []).append(module)
    return waiting


class ModuleCompetency(Orderable):
    page = ParentalKey(ModulePage, on_delete=models.CASCADE, related_name="taught")
    competency = models.ForeignKey(
        Competency, verbose_name=_("competency"), on_delete=models.PROTECT, related_name="taught_by"
    )

    panels = [FieldPanel("competency")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "competency"], name="modulecompetency_once")
        ]


class ModulePrerequisite(Orderable):
    page = ParentalKey(ModulePage, on_delete=models.CASCADE, related_name="prerequisites")
    module = models.ForeignKey(
        ModulePage, verbose_name=_("module"), on_delete=models.CASCADE, related_name="opens"
    )

    panels = [PageChooserPanel("module", "modules.ModulePage")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "module"], name="moduleprerequisite_once")
        ]


class StepPage(Page):
    """One step of a module. Each kind of step lives in the app that knows what doing it means."""

    is_public = False
    kind_label: Any = ""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    required = models.BooleanField(_("required"), default=True)
    objectives = StreamField(PointsBlock(), verbose_name=_("objectives"), blank=True)

    parent_page_types = ["modules.ModulePage"]
    subpage_types: list[str] = []
    step_panels = [
        MultiFieldPanel(
            [FieldPanel("minutes"), FieldPanel("required")], heading=_("In the module")
        ),
        FieldPanel("objectives"),
    ]

    class Meta:
        abstract = True


class LessonPage(StepPage):
    """Something to read, watch and think over. Finishing it is the reader's own word."""

    kind_label = _("Lesson")

    body = StreamField(LessonBlock(), verbose_name=_("body"), blank=True)
    sources = StreamField(PointsBlock(), verbose_name=_("sources"), blank=True)
    editors_note = models.TextField(
        _("to verify"), blank=True, help_text=_("For editors only; learners never see it.")
    )

    template = "modules/lesson_page.html"
    content_panels = [
        *Page.content_panels,
        *StepPage.step_panels,
        FieldPanel("body"),
        FieldPanel("sources"),
        InlinePanel("covers", heading=_("Indicators it teaches"), label=_("Indicator")),
        FieldPanel("editors_note"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    override_translatable_fields = [
        SynchronizedField("editors_note", overridable=False),
        SynchronizedField("covers", overridable=False),
    ]

    class Meta:
        verbose_name = _("lesson")
