"""“Add a question” asks first how it is to be asked."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from assessments.quizzes.models import MODEL_OF_KIND
from assessments.quizzes.viewsets.addresses import LIST

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Choice"), ("one", "many", "true_false", "kprim")),
    (_("Order and pairs"), ("matching", "categorise", "order")),
    (_("Text and number"), ("gap_select", "gap_text", "short", "number")),
    (_("Long answer"), ("long",)),
    (
        _("Situational judgement"),
        ("judgement", "judgement_choose", "judgement_rank", "judgement_rate"),
    ),
)

WORDS: Mapping[str, tuple[Any, Any]] = {
    "one": (
        _("Several answers, one of them right."),
        _("“A client falls silent. What do you do first?”"),
    ),
    "many": (
        _("Several answers are right; a wrong pick takes points away."),
        _("“What shows people that you listen?”"),
    ),
    "true_false": (
        _("One statement, true or false."),
        _("“A pause of five seconds means a refusal.”"),
    ),
    "kprim": (
        _("Usually four statements, each true or false; guessing helps little."),
        _("“What is true of paraphrasing?”"),
    ),
    "matching": (
        _("Something that belongs to each left side; there may be more right sides than left."),
        _("“Which technique is behind each of these lines?”"),
    ),
    "categorise": (
        _("Items to put into categories."),
        _("“Which lines open a conversation, and which close it?”"),
    ),
    "order": (
        _("Items to put in order; near misses may earn part."),
        _("“Put the steps of a first meeting in order.”"),
    ),
    "gap_select": (
        _("A text with gaps, each with choices of its own."),
        _("“First [[1]], and only then [[2]].”"),
    ),
    "gap_text": (
        _("A text with gaps to fill with words, numbers or choices."),
        _("“A first meeting takes [[1]] minutes.”"),
    ),
    "short": (
        _("A word or a few, compared with accepted answers."),
        _("“What is saying it again in your own words called?”"),
    ),
    "number": (
        _("A number, with a tolerance and a unit if you wish."),
        _("“How many minutes does a first meeting take?”"),
    ),
    "long": (
        _("Several sentences, marked by one or two people with a rubric."),
        _("“Write what you answer to a man who shouts at the desk.”"),
    ),
    "judgement": (
        _("A situation and at least four reactions: which is best, which is worst?"),
        _("“A woman begins to cry while she tells you about her husband.”"),
    ),
    "judgement_choose": (
        _("A situation and reactions of different quality: which helps most?"),
        _("“A client asks you to keep something from the lawyer.”"),
    ),
    "judgement_rank": (
        _("A situation and reactions to put from the best to the worst."),
        _("“Two people at once say that they were first in the queue.”"),
    ),
    "judgement_rate": (
        _("A situation and reactions to rate from 0 to 4, compared with experts."),
        _("“How far does each of these help a person who stays silent?”"),
    ),
}


class ChooseKindView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "quizzes/admin/choose_kind.html"
    page_title = _("Add a question")
    header_icon = "help"
    model: Any = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _("Questions")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        locale = self.request.GET.get("locale", "")
        return {
            **super().get_context_data(**kwargs),
            "groups": [
                (heading, [_kind(name, locale) for name in names]) for heading, names in GROUPS
            ],
        }


def _kind(name: str, locale: str) -> dict[str, Any]:
    model = MODEL_OF_KIND[name]
    sentence, example = WORDS[name]
    url = reverse(model.snippet_viewset.get_url_name("add"))
    return {
        "label": model._meta.verbose_name,
        "sentence": sentence,
        "example": example,
        "url": f"{url}?locale={locale}" if locale.isalpha() else url,
    }
