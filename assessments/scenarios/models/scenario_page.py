from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from assessments.scenarios.models.runs import FeedbackMode, RunMode
from assessments.scenarios.models.scenarios import Scenario
from modules.models import StepPage


class ScenarioPage(StepPage):
    """Places a role-play in a module and says whether it counts."""

    kind_label = _("Role-play")

    intro = models.TextField(_("purpose"), blank=True)
    scenario = models.ForeignKey(
        Scenario, verbose_name=_("role-play"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    mode = models.CharField(
        _("mode"),
        max_length=10,
        default=RunMode.ASSESSED,
        choices=[
            (RunMode.PRACTICE, RunMode.PRACTICE.label),
            (RunMode.ASSESSED, RunMode.ASSESSED.label),
        ],
    )

    feedback_mode = models.CharField(
        _("explanations"),
        max_length=10,
        default=FeedbackMode.AT_END,
        choices=FeedbackMode.choices,
        help_text=_("Practice only: an assessed talk is always explained after its end."),
    )
    alternative = models.ForeignKey(
        Scenario,
        verbose_name=_("equal alternative"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Offered beside the warning to those who would rather not play this talk."),
    )

    template = "scenarios/scenario_page.html"
    content_panels = [
        *Page.content_panels,
        *StepPage.step_panels,
        FieldPanel("intro"),
        FieldPanel("scenario"),
        FieldPanel("mode"),
        FieldPanel("feedback_mode"),
        FieldPanel("alternative"),
    ]

    # The role-play in the language of the page is found when it is played (``latest_in``).
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("scenario", "alternative")
    ]

    class Meta:
        verbose_name = _("role-play in a module")
