"""The list of role-plays in the editor: what each is, how far it is, what waits."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import (
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
    UpdatedAtColumn,
)
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.snippets import IndexView

from assessments.scenarios.checker import quick_findings
from assessments.scenarios.findings import ERROR, WARNING
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of


def storyboard_url(scenario: Scenario) -> str:
    return reverse("scenario_admin:storyboard", args=[scenario.pk])


def state(scenario: Scenario) -> str:
    """Published, draft, both; and what waits: a review or a day."""
    if scenario.live and scenario.has_unpublished_changes:
        words = _("published + draft")
    else:
        words = _("published") if scenario.live else _("draft")
    waits = [words]
    if scenario.is_scheduled:
        waits.append(_("scheduled"))
    if scenario.is_in_review:
        waits.append(_("in review"))
    return " + ".join(waits)


def scenes(scenario: Scenario) -> str:
    """How many scenes the newest draft has; a dash where the draft fits no format."""
    nodes: object = draft_of(scenario).document["nodes"]
    if not isinstance(nodes, dict):
        return "–"
    return str(
        sum(isinstance(node, dict) and node.get("kind") == "scene" for node in nodes.values())
    )


def minutes(scenario: Scenario) -> Any:
    return draft_of(scenario).document["minutes"]


def findings(scenario: Scenario) -> str:
    """Errors and warnings that a look at the newest draft shows, in words."""
    levels = [finding.level for finding in quick_findings(draft_of(scenario).document)]
    return ", ".join(_counted(levels.count(ERROR), levels.count(WARNING))) or _("none")


def _counted(errors: int, warnings: int) -> Iterator[str]:
    if errors:
        yield ngettext("%(count)d error", "%(count)d errors", errors) % {"count": errors}
    if warnings:
        words = ngettext("%(count)d warning", "%(count)d warnings", warnings)
        yield words % {"count": warnings}


class ScenarioIndex(IndexView):
    """Drafts come with their rows, so the number of queries does not grow with the list."""

    def get_base_queryset(self) -> QuerySet[Scenario]:
        own = {
            "base_content_type": ContentType.objects.get_for_model(Scenario),
            "object_id": Cast(OuterRef("pk"), CharField()),
        }
        planned = Revision.objects.filter(**own, approved_go_live_at__isnull=False)
        reviewed = WorkflowState.objects.filter(**own, status=WorkflowState.STATUS_IN_PROGRESS)
        found: QuerySet[Scenario] = (
            super()
            .get_base_queryset()
            .select_related("latest_revision")
            .annotate(is_scheduled=Exists(planned), is_in_review=Exists(reviewed))
        )
        return found

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Beside “add”: bring one from a file, for those who may add."""
        buttons: list[Any] = list(super().header_buttons)
        if self.add_url:
            url = reverse("scenario_admin:import")
            buttons.append(HeaderButton(_("Import a file"), url=url, icon_name="upload"))
        return buttons

    def get_list_buttons(self, instance: Scenario) -> list[Any]:
        """Ours alone: others' buttons ask the database for every row. They are in the form."""
        buttons: list[Any] = super(IndexView, self).get_list_buttons(instance)
        return buttons


COLUMNS = [
    "code",
    "title",
    TitleColumn(
        "storyboard",
        label=gettext_lazy("Storyboard"),
        accessor=lambda scenario: _("Open %(code)s") % {"code": scenario.code},
        get_url=storyboard_url,
    ),
    StatusTagColumn(
        "state",
        label=gettext_lazy("State"),
        accessor=state,
        primary=lambda scenario: scenario.live,
        sort_key="live",
    ),
    Column("scenes", label=gettext_lazy("Scenes"), accessor=scenes),
    Column("findings", label=gettext_lazy("Findings"), accessor=findings),
    Column("minutes", label=gettext_lazy("Minutes"), accessor=minutes),
    DateColumn("review_due", label=gettext_lazy("Check due"), sort_key="review_due"),
    UpdatedAtColumn(),
]
