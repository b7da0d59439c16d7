"""Where the editor leads to statistics: reports and the menu of a quiz page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from assessments.quizzes import statistics_views as views
from assessments.quizzes.models import QuizPage

urlpatterns = [
    path("", views.quizzes, name="quizzes"),
    path("help/", views.help_requests, name="help_requests"),
    path("<uuid:key>/", views.quiz, name="quiz"),
    path("<uuid:key>/<slug:ending>/", views.export, name="export"),
]


class StatisticsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_see_statistics(request.user)


@hooks.register("register_admin_urls")
def statistics_urls() -> list[Any]:
    return [path("quiz-statistics/", include((urlpatterns, "quiz_statistics"), "quiz_statistics"))]


@hooks.register("register_reports_menu_item")
def statistics_item() -> MenuItem:
    return StatisticsMenuItem(
        _("Quiz statistics"),
        reverse("quiz_statistics:quizzes"),
        name="quiz-statistics",
        icon_name="table",
        order=700,
    )


@hooks.register("register_reports_menu_item")
def help_item() -> MenuItem:
    return StatisticsMenuItem(
        _("Questions that ask for help"),
        reverse("quiz_statistics:help_requests"),
        name="help-requests",
        icon_name="help",
        order=710,
    )


@hooks.register("register_page_header_buttons")
def quiz_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    if page.cached_content_type.model_class() is not QuizPage:
        return []
    if not views.may_see_statistics(user):
        return []
    return [
        Button(
            _("Statistics"),
            reverse("quiz_statistics:quiz", args=[page.translation_key]),
            icon_name="table",
            priority=60,
        )
    ]
