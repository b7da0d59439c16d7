"""Programmes in the editor."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from training.programmes.models import Programme


class DeleteProgrammeView(DeleteView):
    """A programme somebody has been enrolled in stays; it can be made inactive."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("People are or were enrolled in this programme. Make it inactive instead."),
            )
            return redirect(self.edit_url_name, self.object.pk)


class ProgrammeViewSet(SnippetViewSet):
    model = Programme
    icon = "list-ol"
    menu_label = gettext_lazy("Programmes")
    menu_order = 240
    add_to_admin_menu = True
    list_display = ["code", "title", "is_active", UpdatedAtColumn()]
    list_filter = ["is_active"]
    list_per_page = 50
    ordering = ["code"]
    delete_view_class = DeleteProgrammeView
