"""The page of the editor about coverage, and its file. For those who write questions."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from assessments.quizzes.models import Question
from modules.spreadsheets import csv_bytes, xlsx_bytes
from training.dashboards.coverage.carrying import Coverage, Filters, Material, coverage
from training.dashboards.coverage.filters import filter_lists, filters_from
from training.dashboards.coverage.links import Links
from training.dashboards.coverage.material import material
from training.dashboards.coverage.page import group_parts, principle_parts, talk_parts
from training.dashboards.coverage.tables import table
from training.dashboards.coverage.wording import summary

logger = logging.getLogger(__name__)

EXPORTS = {
    "csv": (csv_bytes, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

View = Callable[..., HttpResponse]


def may_see_coverage(user: Any) -> bool:
    """Whoever may change questions: trainers, editors, those who review, administrators.

    The menu has asked the same of the same person already, so this costs no query there.
    """
    return bool(policy_registry.get_by_type(Question).user_has_permission(user, "change"))


def for_authors(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_coverage(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_authors
def page(request: HttpRequest) -> HttpResponse:
    """Principles, what carries each, what is missing. Eleven queries of its own at most."""
    found, filters, covered = _asked(request)
    links = Links(request.user)
    title = _("Coverage of the principles")
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return render(
        request,
        "dashboards/coverage/coverage.html",
        {
            "header_title": title,
            "page_title": title,
            "header_icon": "list-ul",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": title},
            ],
            "filters": filters,
            "is_filtered": bool(filters.only_missing or filters.source or filters.competency),
            "choices": filter_lists(filters, found.competencies.values()),
            "exports": [
                (name.upper(), f"{reverse('coverage:export', args=[name])}{query}")
                for name in EXPORTS
            ],
            "has_principles": bool(found.principles),
            "new_principle": "" if found.principles else links.new_principle(),
            "summary": summary(covered) if covered.counted else "",
            "principles": principle_parts(covered, links),
            "unnamed": group_parts(covered.unnamed, links),
            "talks": talk_parts(covered, found, links),
        },
    )


@require_safe
@for_authors
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """The same filters as on the page, as CSV or XLSX."""
    if ending not in EXPORTS:
        raise Http404
    _found, _filters, covered = _asked(request)
    rows = list(table(covered))
    write, content_type = EXPORTS[ending]
    logger.info("coverage.exported", extra={"rows": len(rows) - 1, "user": request.user.pk})
    return HttpResponse(
        write(rows),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="coverage.{ending}"'},
    )


def _asked(request: HttpRequest) -> tuple[Material, Filters, Coverage]:
    """Raises ``BadRequest`` for what no list offers."""
    found = material()
    filters = filters_from(request.GET.dict(), found.competencies)
    return found, filters, coverage(found, filters)
