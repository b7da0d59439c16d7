"""Question banks in the editor: one list of all kinds, a page to choose a kind, a form per kind."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from assessments.quizzes.models import Question, QuestionBank
from assessments.quizzes.viewsets import KIND_VIEWSETS, QuestionViewSet

register_permission_policy(Question)


class QuestionBankViewSet(SnippetViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    menu_label = _("Banks")
    list_display = ["code", "name"]


@register_snippet
class QuizzesGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, QuestionBankViewSet, *KIND_VIEWSETS)
    menu_icon = "help"
    menu_label = _("Questions")
    menu_order = 260

    def get_submenu_items(self) -> list[MenuItem]:
        """Kinds are reached through the list of questions, not through the menu."""
        return [
            viewset.get_menu_item(order)
            for order, viewset in enumerate(self.registerables, start=1)
            if viewset.model in (Question, QuestionBank)
        ]
