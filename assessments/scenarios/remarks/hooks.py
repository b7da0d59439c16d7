"""The way to the remarks from the editor's menu of reports."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments.scenarios.remarks.admin_views import LIST, may_answer


class RemarksMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_answer(request.user)


@hooks.register("register_reports_menu_item")
def remarks_item() -> MenuItem:
    return RemarksMenuItem(
        _("Remarks on role-plays"),
        reverse(LIST),
        name="scenario-remarks",
        icon_name="comment",
        order=720,
    )
