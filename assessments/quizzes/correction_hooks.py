"""Where the editor leads to corrections, and what the audit log calls their steps."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from assessments.quizzes import correction_views as views
from assessments.quizzes.services.corrections.opening import may_correct

urlpatterns = [
    path("", views.cases, name="list"),
    path("new/<int:question_id>/", views.new, name="new"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<int:pk>/", views.decide, name="decide"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/act/", views.act, name="act"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]


class CorrectionsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_correct(request.user)  # type: ignore[arg-type]  # the editor asks to sign in


@hooks.register("register_admin_urls")
def correction_urls() -> list[Any]:
    return [path("corrections/", include((urlpatterns, "quiz_corrections"), "quiz_corrections"))]


@hooks.register("register_reports_menu_item")
def corrections_item() -> MenuItem:
    return CorrectionsMenuItem(
        _("Corrections"),
        reverse("quiz_corrections:list"),
        name="quiz-corrections",
        icon_name="edit",
        order=720,
    )


@hooks.register("register_log_actions")
def correction_actions(actions: LogActionRegistry) -> None:
    for action, label, message in (
        ("open", _("Open a correction"), _("Correction opened")),
        ("compute", _("Preview a correction"), _("Preview of a correction computed")),
        ("approve", _("Approve a correction"), _("Correction approved")),
        ("apply", _("Apply a correction"), _("Correction begun")),
        ("chunk", _("Correct results"), _("Results corrected")),
        ("applied", _("Finish a correction"), _("Correction applied")),
        ("cancel", _("Cancel a correction"), _("Correction cancelled")),
        ("close", _("Close a correction"), _("Correction closed")),
        ("review", _("Decide on a certificate"), _("Certificate reviewed")),
    ):
        actions.register_action(f"quizzes.correction.{action}", label, message)
