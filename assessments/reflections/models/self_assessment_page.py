from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from modules.models import Competency, StepPage


class Moment(models.TextChoices):
    """When a self-assessment is made, seen from the programme."""

    BEFORE = "before", _("Before the programme")
    AFTER = "after", _("After the programme")
    ON_DEMAND = "on_demand", _("On one’s own wish")


class SelfAssessmentPage(StepPage):
    """Places a self-assessment in a module. Finishing it is a step done; what was said is not told.

    Asks the published statements of its competencies, or all of them when none is named.
    """

    kind_label = _("Self-assessment")

    intro = models.TextField(_("purpose"), blank=True)
    moment = models.CharField(
        _("moment"),
        max_length=10,
        choices=[choice for choice in Moment.choices if choice[0] != Moment.ON_DEMAND],
        default=Moment.BEFORE,
    )

    template = "reflections/self_assessment_page.html"
    content_panels = [
        *Page.content_panels,
        *StepPage.step_panels,
        FieldPanel("intro"),
        FieldPanel("moment"),
        InlinePanel("asked", label=_("Competency asked about")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("self-assessment in a module")


class AskedCompetency(Orderable):
    """A competency whose statements the page asks. ``competency`` is the Ukrainian row."""

    page = ParentalKey(SelfAssessmentPage, on_delete=models.CASCADE, related_name="asked")
    competency = models.ForeignKey(
        Competency,
        verbose_name=_("competency"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"locale__language_code": "uk"},
    )

    panels = [FieldPanel("competency")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "competency"], name="askedcompetency_once")
        ]
