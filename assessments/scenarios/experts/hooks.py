"""The way to the panels from the editor's menu, for those who were asked."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments.scenarios.experts.rating_views import LIST
from assessments.scenarios.models import ExpertPanel


class RatingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """One query."""
        return ExpertPanel.objects.filter(experts=request.user.pk, closed_at=None).exists()


@hooks.register("register_admin_menu_item")
def rating_item() -> MenuItem:
    return RatingMenuItem(
        _("Role-plays to rate"),
        reverse(LIST),
        name="scenario-rating",
        icon_name="group",
        order=275,
    )
