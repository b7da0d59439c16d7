from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from modules.models import Competency, Norm, Principle


class CompetencyViewSet(SnippetViewSet):
    model = Competency
    icon = "clipboard-list"
    menu_label = _("Competencies")
    list_display = ["code", "name", "is_critical", UpdatedAtColumn()]
    list_filter = ["is_critical"]
    ordering = ["code"]
    list_per_page = 50


class PrincipleViewSet(SnippetViewSet):
    model = Principle
    icon = "list-ul"
    menu_label = _("Principles")
    list_display = ["code", "title", "source", UpdatedAtColumn()]
    list_filter = ["source"]
    ordering = ["sort_order", "code"]
    list_per_page = 50


class NormViewSet(SnippetViewSet):
    model = Norm
    icon = "bookmark"
    menu_label = _("Sources of law")
    list_display = ["code", "act", "edition", "next_check"]
    ordering = ["next_check"]
    list_per_page = 50


@register_snippet
class FrameworkGroup(SnippetViewSetGroup):
    items = (CompetencyViewSet, PrincipleViewSet, NormViewSet)
    menu_icon = "clipboard-list"
    menu_label = _("Framework")
    menu_order = 250
