"""The editor's views of questions: a list over all kinds that leads to the form of each kind."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from assessments.quizzes.models import QUESTION_MODELS, Question
from assessments.quizzes.models.questions import QuestionQuerySet


def kind_url(question: Question, action: str) -> str:
    """Address of ``action`` in the editor of the question's own kind."""
    return reverse(type(question).snippet_viewset.get_url_name(action), args=[question.pk])


class QuestionIndex(IndexView):
    """Rows lead to the real kind, never to a form of the base."""

    def get_base_queryset(self) -> QuestionQuerySet:
        return (
            super()
            .get_base_queryset()
            .annotate(usage_count=ReferenceIndex.usage_count_subquery(Question))
        )

    def get_edit_url(self, instance: Question) -> str | None:
        return kind_url(instance, "edit") if super().get_edit_url(instance) else None

    def get_copy_url(self, instance: Question) -> str | None:
        return kind_url(instance, "copy") if super().get_copy_url(instance) else None

    def get_delete_url(self, instance: Question) -> str | None:
        return kind_url(instance, "delete") if super().get_delete_url(instance) else None


class ChooseKindView(WagtailAdminTemplateMixin, TemplateView):
    """“Add a question” asks first how it is to be asked."""

    template_name = "quizzes/admin/choose_kind.html"
    page_title = _("Add a question")
    header_icon = "help"
    model: Any = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [
            {
                "label": model._meta.verbose_name,
                "url": reverse(model.snippet_viewset.get_url_name("add")),
            }
            for model in QUESTION_MODELS
        ]
        return {**super().get_context_data(**kwargs), "kinds": kinds}


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
    list_display = [
        "code",
        "prompt",
        Column("kind", label=_("kind"), accessor=lambda question: question.kind_name()),
        "difficulty",
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_filter = ["bank", "use", "difficulty", "competency", "live"]
    list_per_page = 50
    ordering = ["code"]

    edit_view_class = to_kind("edit")
    copy_view_class = to_kind("copy")
    delete_view_class = to_kind("delete")
    history_view_class = to_kind("history")
    usage_view_class = to_kind("usage")


class KindViewSet(SnippetViewSet):
    """The editor of one kind."""

    icon = "help"
    list_display = ["code", "prompt", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_filter = ["bank", "use", "difficulty"]

    def get_permissions_to_register(self) -> Any:
        """Rights are given once, over all questions."""
        return super().get_permissions_to_register().none()


KIND_VIEWSETS = tuple(
    type(f"{model.__name__}ViewSet", (KindViewSet,), {"model": model}) for model in QUESTION_MODELS
)
