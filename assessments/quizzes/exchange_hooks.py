"""Where the editor leads to the exchange of questions: addresses, menu items, log entries."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from assessments.quizzes import exchange_views as views

urlpatterns = [
    path("import/", views.upload, name="upload"),
    path("import/<str:token>/", views.check, name="check"),
    path("export/", views.exports, name="exports"),
    path("export/<slug:code>/<slug:name>/", views.export, name="export"),
]


class ExchangeMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_import(request.user)


@hooks.register("register_admin_urls")
def exchange_urls() -> list[Any]:
    return [
        path("question-files/", include((urlpatterns, "question_exchange"), "question_exchange"))
    ]


@hooks.register("register_log_actions")
def exchange_actions(actions: LogActionRegistry) -> None:
    actions.register_action("quizzes.import", _("Import questions"), _("Questions imported"))
    actions.register_action("quizzes.export", _("Export questions"), _("Questions exported"))


def menu_items() -> list[MenuItem]:
    """For the menu of questions."""
    return [
        ExchangeMenuItem(
            _("Import questions"),
            reverse("question_exchange:upload"),
            name="import-questions",
            icon_name="upload",
            order=80,
        ),
        ExchangeMenuItem(
            _("Export questions"),
            reverse("question_exchange:exports"),
            name="export-questions",
            icon_name="download",
            order=81,
        ),
    ]
