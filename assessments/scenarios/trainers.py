"""Pages about one role-play for those who may change it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import may_author
from assessments.scenarios.storyboard.access import refused

View = Callable[..., HttpResponseBase]


def for_trainers(view: View) -> View:
    """Gives the view the role-play in place of the address's ``pk``; 404 and 403 as everywhere."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        scenario = get_object_or_404(Scenario.objects.select_related("locale"), pk=pk)
        if not may_author(request.user, scenario):
            return refused(request)
        return view(request, scenario, *args, **kwargs)

    return opened


def frame(scenario: Scenario, title: str, icon: str) -> dict[str, Any]:
    """What every such page carries."""
    library = reverse(scenario.snippet_viewset.get_url_name("list"))
    board = reverse("scenario_admin:storyboard", args=[scenario.pk])
    return {
        "scenario": scenario,
        "page_title": f"{title}: {scenario.title}",
        "header_title": f"{title}: {scenario.title}",
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": library, "label": _("Role-plays")},
            {"url": board, "label": scenario.title},
            {"url": "", "label": title},
        ],
    }
