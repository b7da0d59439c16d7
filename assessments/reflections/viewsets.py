"""Statements of the self-assessment in the editor: what is asked, never what was answered."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments.reflections.models import Statement


class StatementViewSet(SnippetViewSet):
    model = Statement
    icon = "list-ul"
    menu_label = _("Self-assessment")
    menu_order = 265
    add_to_admin_menu = True
    list_display = ["code", "text", "competency", UpdatedAtColumn()]
    list_filter = ["competency"]
    ordering = ["competency__code", "sort_order", "code"]
    list_per_page = 50
