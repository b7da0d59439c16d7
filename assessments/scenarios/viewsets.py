"""Role-plays in the editor's library: the list, the main form, and the way to the storyboard."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments.scenarios.listing import COLUMNS, ScenarioIndex, storyboard_url
from assessments.scenarios.models import Scenario
from assessments.scenarios.publishing_views import (
    ScenarioCreateView,
    ScenarioEditView,
    ScenarioWorkflowActionView,
)


class NewScenarioView(ScenarioCreateView):
    """A name first; the draft saved, its author goes on to a pattern or to the storyboard."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False  # the way on leads through the button

    def get_success_url(self) -> str:
        if self.action != "create":
            return str(super().get_success_url())
        try:
            return reverse("scenario_admin:begin", args=[self.object.pk])
        except NoReverseMatch:
            return storyboard_url(self.object)


class ScenarioMainView(ScenarioEditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        button = HeaderButton(_("Storyboard"), url=storyboard_url(self.object), icon_name="comment")
        return [button, *super().header_buttons]


class CheckPanel(HelpPanel):
    """What the checker says; its template holds the tick, so the form adds no second one."""

    def get_form_options(self) -> dict[str, Any]:
        return {**super().get_form_options(), "fields": ["accepted"]}


class ScenarioViewSet(SnippetViewSet):
    model = Scenario
    icon = "comment"
    menu_label = _("Role-plays")
    menu_order = 270
    add_to_admin_menu = True
    list_display = COLUMNS
    search_fields = ["title", "code"]
    index_view_class = ScenarioIndex
    add_view_class = NewScenarioView
    edit_view_class = ScenarioMainView
    workflow_action_view_class = ScenarioWorkflowActionView
    edit_handler = ObjectList(
        [
            HelpPanel(template="scenarios/admin/storyboard.html", heading=_("Storyboard")),
            # The editor's own field for slugs would make "s05" of "S05".
            FieldPanel("code", required_on_save=True, widget=forms.TextInput),
            FieldPanel("title", required_on_save=True),
            CheckPanel(
                template="scenarios/admin/findings.html", heading=_("What the checker says")
            ),
            FieldPanel("review_due"),
            FieldPanel("editors_note"),
            MultiFieldPanel(
                [FieldPanel("graph")],
                heading=_("The draft as data, for moving it elsewhere"),
                classname="collapsed",
            ),
        ]
    )
