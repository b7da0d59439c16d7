"""Question banks in the editor: one list of all kinds, a page to choose a kind, a form per kind."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from assessments.quizzes import (
    correction_hooks,  # noqa: F401  registers its pages
    statistics_hooks,  # noqa: F401  it registers itself
)
from assessments.quizzes.exchange_hooks import menu_items
from assessments.quizzes.models import (
    Dispute,
    PassMarkStudy,
    Question,
    QuestionBank,
    QuestionFile,
    QuizExtension,
)
from assessments.quizzes.viewsets import KIND_VIEWSETS, QuestionViewSet
from assessments.quizzes.viewsets.pictures import QuestionFileViewSet
from assessments.quizzes.viewsets.running import RUNNING_VIEWSETS, AddOnly, AnswerOnly

register_permission_policy(Question)
for record in (QuizExtension, PassMarkStudy, QuestionFile):
    register_permission_policy(record, AddOnly(record))
register_permission_policy(Dispute, AnswerOnly(Dispute))


@hooks.register("register_log_actions")
def quiz_actions(actions: LogActionRegistry) -> None:
    actions.register_action("quizzes.extend", _("Grant an extension"), _("Extension granted"))


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("quizzes/admin.css"))


@hooks.register("register_reports_menu_item")
def marking_item() -> MenuItem:
    return MenuItem(_("Long answers to mark"), reverse("marking:queue"), icon_name="edit")


class QuestionBankViewSet(SnippetViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    menu_label = _("Banks")
    list_display = ["code", "name"]


@register_snippet
class RunningGroup(SnippetViewSetGroup):
    items = RUNNING_VIEWSETS
    menu_icon = "form"
    menu_label = _("Running quizzes")
    menu_order = 262


@register_snippet
class QuizzesGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, QuestionBankViewSet, QuestionFileViewSet, *KIND_VIEWSETS)
    menu_icon = "help"
    menu_label = _("Questions")
    menu_order = 260

    def get_submenu_items(self) -> list[MenuItem]:
        """Kinds are reached through the list of questions, not through the menu."""
        return [
            viewset.get_menu_item(order)
            for order, viewset in enumerate(self.registerables, start=1)
            if viewset.model in (Question, QuestionBank, QuestionFile)
        ] + menu_items()
