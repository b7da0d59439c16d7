"""Where the editor leads to role-plays, and what the audit log calls the steps of a draft."""

from typing import Any

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from assessments.scenarios.analytics import hooks as analytics_hooks  # noqa: F401  registers itself
from assessments.scenarios.experts import hooks as experts_hooks  # noqa: F401  registers itself
from assessments.scenarios.remarks import hooks as remarks_hooks  # noqa: F401  registers itself
from assessments.scenarios.services.drafts import SAVED
from assessments.scenarios.services.publishing import ACCEPTED
from assessments.scenarios.viewsets import ScenarioViewSet

register_snippet(ScenarioViewSet)


@hooks.register("register_admin_urls")
def scenario_urls() -> list[Any]:
    return [path("scenarios/", include("assessments.scenarios.admin_urls"))]


@hooks.register("register_log_actions")
def draft_actions(actions: LogActionRegistry) -> None:
    actions.register_action(SAVED, _("Write in the storyboard"), _("Draft saved in the storyboard"))
    actions.register_action(ACCEPTED, _("Read the warnings"), _("Warnings read before publishing"))
