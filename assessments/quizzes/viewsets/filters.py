"""What the list of questions may be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from assessments.quizzes.models import (
    QUESTION_MODELS,
    Difficulty,
    Question,
    QuestionBank,
    Use,
)
from assessments.quizzes.tags import tag_list
from modules.models import Competency, Norm

STATES = [
    ("live", _("published")),
    ("changed", _("published, with a newer draft")),
    ("draft", _("never published or taken back")),
]


def kind_choices() -> list[tuple[str, str]]:
    types = ContentType.objects.get_for_models(*QUESTION_MODELS)
    return [
        (str(types[model].pk), capfirst(str(model._meta.verbose_name))) for model in QUESTION_MODELS
    ]


def indicator_choices() -> list[tuple[str, str]]:
    used = Question.objects.non_polymorphic().exclude(indicator="").order_by("indicator")
    return [(code, code) for code in used.values_list("indicator", flat=True).distinct()]


def tag_choices() -> list[tuple[str, str]]:
    lines = Question.objects.non_polymorphic().exclude(tags="").values_list("tags", flat=True)
    tags = {tag for line in lines.distinct() for tag in tag_list(line)}
    return [(tag, tag) for tag in sorted(tags, key=str.casefold)]


def competencies(request: Any) -> QuerySet[Competency]:
    return Competency.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("code")


class _Chosen(django_filters.MultipleChoiceFilter):
    def __init__(self, **own: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **own)


class QuestionFilterSet(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(
        queryset=QuestionBank.objects.all(), label=_("bank"), empty_label=_("All")
    )
    competency = django_filters.ModelChoiceFilter(
        queryset=competencies, label=_("competency"), empty_label=_("All")
    )
    indicator = django_filters.ChoiceFilter(
        choices=indicator_choices, label=_("indicator"), empty_label=_("All")
    )
    kind = _Chosen(field_name="polymorphic_ctype_id", choices=kind_choices, label=_("kind"))
    difficulty = _Chosen(choices=Difficulty.choices, label=_("difficulty"))
    state = django_filters.ChoiceFilter(
        choices=STATES,
        label=_("state"),
        empty_label=_("All"),
        method="in_state",
        widget=forms.RadioSelect,
    )
    use = django_filters.ChoiceFilter(
        choices=Use.choices, label=_("use"), empty_label=_("All"), widget=forms.RadioSelect
    )
    norm = django_filters.ModelChoiceFilter(
        queryset=Norm.objects.all(), label=_("source of law"), empty_label=_("All")
    )
    tag = django_filters.ChoiceFilter(
        choices=tag_choices, label=_("tag"), empty_label=_("All"), method="with_tag"
    )

    class Meta:
        model = Question
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "draft":
            return rows.filter(live=False)
        return rows.filter(live=True, has_unpublished_changes=value == "changed")

    def with_tag(self, rows: Any, name: str, value: str) -> Any:
        first, last = Q(tags__startswith=f"{value}, "), Q(tags__endswith=f", {value}")
        return rows.filter(Q(tags=value) | first | last | Q(tags__contains=f", {value}, "))
