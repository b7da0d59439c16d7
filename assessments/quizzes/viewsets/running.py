"""The editor's screens around running quizzes: extensions, disputes, studies of pass marks."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet

from assessments.quizzes.models import Dispute, PassMarkStudy, QuizExtension, QuizPage
from assessments.quizzes.running_forms import (
    DisputeForm,
    ExtensionForm,
    PassMarkForm,
    people_of,
)


class AddOnly(ModelPermissionPolicy):
    """A record is added, and then stands as it is."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return super().user_has_any_permission(user, set(actions) - {"change", "delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("change", "delete") and super().user_has_permission(user, action)


class AnswerOnly(ModelPermissionPolicy):
    """A dispute comes from a learner; the editor answers it and neither makes nor removes one."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return super().user_has_any_permission(user, set(actions) - {"add", "delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class _Record(SnippetViewSet):
    copy_view_enabled = False
    inspect_view_enabled = True


def with_quiz_title(rows: QuerySet[Any]) -> QuerySet[Any]:
    pages = QuizPage.objects.filter(
        translation_key=OuterRef("quiz_key"), locale__language_code=settings.LANGUAGE_CODE
    )
    return rows.annotate(quiz_title=Subquery(pages.values("title")[:1]))


QUIZ = Column("quiz_title", label=capfirst(_("quiz")))


class ExtensionViewSet(_Record):
    model = QuizExtension
    icon = "time"
    menu_label = _("Extensions")
    list_display = [
        "person",
        QUIZ,
        "extra_minutes",
        "extra_attempts",
        "granted_at",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("person"),
            FieldPanel("quiz_key"),
            FieldPanel("extra_minutes"),
            FieldPanel("extra_attempts"),
            FieldPanel("reason"),
        ],
        base_form_class=ExtensionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuizExtension]:
        """Of people the viewer trains or leads; of everybody for who manages the whole system."""
        rows = with_quiz_title(QuizExtension.objects.select_related("person"))
        viewer: Any = request.user  # signed in: the editor asks for it
        return rows if viewer.is_superuser else rows.filter(person__in=people_of(viewer))


def _question(dispute: Dispute) -> str:
    document = dispute.item.version.document
    return f"{document['code']} · {document['prompt'][:80]}"


def _state(dispute: Dispute) -> str:
    return gettext("answered") if dispute.answered_at else gettext("waits for an answer")


class DisputeViewSet(SnippetViewSet):
    """What learners say is wrong, without their names; who keeps the bank answers."""

    model = Dispute
    icon = "warning"
    menu_label = _("Disputed questions")
    copy_view_enabled = False
    list_display = [
        "text",
        Column("question", label=capfirst(_("question")), accessor=_question),
        Column("state", label=capfirst(_("state")), accessor=_state),
        "opened_at",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("text", read_only=True),
            HelpPanel(template="quizzes/admin/disputed_question.html"),
            FieldPanel("answer"),
        ],
        base_form_class=DisputeForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispute]:
        return Dispute.objects.select_related("item__version")


class RecordView(InspectView):
    """Judges and the rows of their table stand one below the other, as they were typed."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return linebreaksbr(value) if isinstance(value, str) else value


class PassMarkViewSet(_Record):
    model = PassMarkStudy
    icon = "form"
    menu_label = _("Studies of pass marks")
    list_display = [
        QUIZ,
        Column(
            "method", label=capfirst(_("method")), accessor=lambda row: row.get_method_display()
        ),
        "decided_mark",
        "decided_on",
    ]
    inspect_view_class = RecordView
    inspect_template_name = "quizzes/admin/pass_mark.html"
    inspect_view_fields = ["method", "judges", "judgements", "decided_mark", "decided_on", "note"]
    edit_handler = ObjectList(
        [
            FieldPanel("quiz_key"),
            FieldPanel("method"),
            FieldPanel("judges"),
            FieldPanel("judgements"),
            FieldPanel("decided_mark"),
            FieldPanel("decided_on"),
            FieldPanel("note"),
        ],
        base_form_class=PassMarkForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PassMarkStudy]:
        return with_quiz_title(PassMarkStudy.objects.all())


RUNNING_VIEWSETS = (ExtensionViewSet, DisputeViewSet, PassMarkViewSet)
