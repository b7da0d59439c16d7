"""Where the editor leads to the coverage page: below the reports."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from training.dashboards.coverage.views import may_see_coverage


class CoverageMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_coverage(request.user)


@hooks.register("register_admin_urls")
def coverage_urls() -> list[Any]:
    return [path("coverage/", include("training.dashboards.coverage.urls"))]


@hooks.register("register_reports_menu_item")
def coverage_item() -> MenuItem:
    return CoverageMenuItem(
        _("Coverage of the principles"),
        reverse("coverage:page"),
        name="coverage",
        icon_name="list-ul",
        order=690,
    )
