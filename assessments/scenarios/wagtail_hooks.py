from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments.scenarios.models import Scenario


@register_snippet
class ScenarioViewSet(SnippetViewSet):
    model = Scenario
    icon = "comment"
    menu_label = _("Role-plays")
    menu_order = 270
    add_to_admin_menu = True
    list_display = ["code", "title", LiveStatusTagColumn(), UpdatedAtColumn()]
    search_fields = ["title", "code"]
