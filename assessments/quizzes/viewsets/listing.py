"""One list of the questions of all kinds."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import IndexView

from assessments.quizzes.models import Question
from assessments.quizzes.models.questions import QuestionQuerySet
from assessments.quizzes.usage import use_counts
from assessments.quizzes.viewsets.addresses import kind_url


def state_in_words(question: Question) -> str:
    """Published, draft, both; the time to come of a schedule is read by the query of the list."""
    if question.live and question.has_unpublished_changes:
        words = gettext("published + draft")
    else:
        words = gettext("published") if question.live else gettext("draft")
    return f"{words} + {gettext('scheduled')}" if question.is_scheduled else words


class UseColumn(Column):
    """How many pages use the question; counted for all rows at once."""

    def get_value(self, instance: Question) -> Any:
        return instance.use_count


COLUMNS = [
    Column(
        "prompt",
        label=capfirst(_("question")),
        accessor=lambda question: Truncator(question.prompt).chars(90),
        sort_key="prompt",
    ),
    Column(
        "kind",
        label=capfirst(_("kind")),
        accessor=lambda question: capfirst(
            str(question.get_real_instance_class()._meta.verbose_name)
        ),
        sort_key="polymorphic_ctype",
    ),
    Column(
        "competency",
        label=capfirst(_("competency")),
        accessor="competency.code",
        sort_key="competency",
    ),
    Column(
        "difficulty",
        label=capfirst(_("difficulty")),
        accessor="get_difficulty_display",
        sort_key="difficulty",
    ),
    StatusTagColumn(
        "state",
        label=capfirst(_("state")),
        accessor=state_in_words,
        primary=lambda question: question.live,
        sort_key="live",
    ),
    UseColumn("use_count", label=capfirst(_("used in"))),
]


class QuestionIndex(IndexView):
    """Rows are of the base, in one query, and lead to the form of their real kind."""

    def get_base_queryset(self) -> QuestionQuerySet:
        planned = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Question),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        )
        rows = super().get_base_queryset().non_polymorphic().select_related("competency")
        return rows.annotate(is_scheduled=Exists(planned))

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        rows = list(object_list)
        counts = use_counts(rows)
        for question in rows:
            question.use_count = counts[question.pk]
        return super().get_table(rows, **kwargs)

    def get_list_buttons(self, instance: Question) -> list[Any]:
        """Ours alone: others' buttons ask the database for every row. They are in the form."""
        buttons: list[Any] = super(IndexView, self).get_list_buttons(instance)
        return buttons

    def get_edit_url(self, instance: Question) -> str | None:
        return kind_url(instance, "edit") if super().get_edit_url(instance) else None

    def get_copy_url(self, instance: Question) -> str | None:
        return kind_url(instance, "copy") if super().get_copy_url(instance) else None

    def get_delete_url(self, instance: Question) -> str | None:
        return kind_url(instance, "delete") if super().get_delete_url(instance) else None
