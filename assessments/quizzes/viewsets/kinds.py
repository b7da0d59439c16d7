"""The editor of each kind, and the one viewset that stands for all of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail import hooks
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, SnippetViewSet

from assessments.quizzes.models import (
    QUESTION_MODELS,
    Question,
    QuestionNotReady,
    ReactionsQuestion,
)
from assessments.quizzes.viewsets.about import ExpertsView, UsageView, VersionsView
from assessments.quizzes.viewsets.addresses import LIST, kind_url
from assessments.quizzes.viewsets.choosing import ChooseKindView
from assessments.quizzes.viewsets.filters import QuestionFilterSet
from assessments.quizzes.viewsets.listing import COLUMNS, QuestionIndex


class WithRemarks:
    """After saving, says what the author should know; a refusal to publish loses nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        request: HttpRequest = self.request  # type: ignore[attr-defined]  # mixed into views
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # likewise
        except QuestionNotReady as refusal:
            for fault in refusal.faults:
                messages.error(request, fault.text(gettext))
            return redirect(kind_url(form.instance, "edit"))
        if not self.expects_json_response:  # type: ignore[attr-defined]  # likewise
            for fault in form.instance.warnings():
                messages.warning(request, fault.text(gettext))
        return response


class KindCreateView(WithRemarks, CreateView):
    pass


class KindCopyView(WithRemarks, CopyView):
    pass


class KindEditView(WithRemarks, EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        pages = [(_("Versions"), "versions", "history"), (_("Usage"), "usage", "link")]
        if isinstance(self.object, ReactionsQuestion):
            pages.append((_("Expert panel"), "experts", "group"))
        others = [
            button
            for hook in hooks.get_hooks("register_snippet_listing_buttons")
            for button in hook(self.object, self.request.user, self.request.path)
        ]
        return [
            *super().header_more_buttons,
            *others,  # such as “Translate”, which the list leaves out
            *(
                Button(label, url=kind_url(self.object, name), icon_name=icon, priority=priority)
                for priority, (label, name, icon) in enumerate(pages, start=40)
            ),
        ]


class KindViewSet(SnippetViewSet):
    """The editor of one kind."""

    icon = "help"
    list_display = ["code", "prompt", LiveStatusTagColumn(), UpdatedAtColumn()]
    add_view_class = KindCreateView
    copy_view_class = KindCopyView
    edit_view_class = KindEditView
    usage_view_class = UsageView

    def get_permissions_to_register(self) -> Any:
        """Rights are given once, over all questions."""
        return super().get_permissions_to_register().none()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """From everywhere the way back leads to the list of all kinds."""
        return super().get_common_view_kwargs(**{"index_url_name": LIST, **kwargs})

    def get_usage_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_usage_view_kwargs(**{"template_name": UsageView.template_name, **kwargs})

    @property
    def versions_view(self) -> Any:
        return self.construct_view(VersionsView)

    @property
    def experts_view(self) -> Any:
        return self.construct_view(ExpertsView)

    def get_urlpatterns(self) -> list[Any]:
        patterns = [
            *super().get_urlpatterns(),
            path("versions/<str:pk>/", self.versions_view, name="versions"),
        ]
        if issubclass(self.model, ReactionsQuestion):
            patterns.append(path("experts/<str:pk>/", self.experts_view, name="experts"))
        return patterns


KIND_VIEWSETS = tuple(
    type(f"{model.__name__}ViewSet", (KindViewSet,), {"model": model}) for model in QUESTION_MODELS
)


def to_kind(action: str) -> type[View]:
    """A view that sends ``action`` on a question to the editor of its kind."""

    class ToKind(View):
        template_name = "quizzes/admin/choose_kind.html"  # the viewset asks for one

        def get(self, request: HttpRequest, pk: str, **kwargs: Any) -> HttpResponse:
            return redirect(kind_url(get_object_or_404(Question, pk=pk), action))

    return ToKind


class QuestionViewSet(SnippetViewSet):
    """All questions in one list; stands for the kinds in menus, choosers and group rights."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    index_view_class = QuestionIndex
    add_view_class = ChooseKindView
    create_template_name = "quizzes/admin/choose_kind.html"
    list_display = ["code", *COLUMNS, UpdatedAtColumn()]
    filterset_class = QuestionFilterSet
    list_per_page = 50
    ordering = ["code"]

    edit_view_class = to_kind("edit")
    copy_view_class = to_kind("copy")
    delete_view_class = to_kind("delete")
    history_view_class = to_kind("history")
    usage_view_class = to_kind("usage")
