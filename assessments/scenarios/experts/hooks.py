"""The way to the panels from the menu of reports: on every page, so it asks no database."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments.scenarios.experts.rating_views import LIST


@hooks.register("register_reports_menu_item")
def rating_item() -> MenuItem:
    return MenuItem(
        _("Role-plays to rate"),
        reverse(LIST),
        name="scenario-rating",
        icon_name="group",
        order=725,
    )
