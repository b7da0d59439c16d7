"""Pages about one question: its versions, where it is used, what the experts make of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from assessments.quizzes.describing import described, panel_in_words, part_in_words
from assessments.quizzes.models import ExpertVote, Question, QuestionVersion, ReactionsQuestion
from assessments.quizzes.services.corrections.opening import may_correct
from assessments.quizzes.usage import uses_of
from assessments.quizzes.viewsets.addresses import LIST, kind_url
from assessments.quizzes.viewsets.expert_form import ExpertVoteForm, key_in_words


class AboutQuestion(
    PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Base of the pages: for whoever may change questions, below the form in the breadcrumbs."""

    permission_required = "change"
    header_icon = "help"
    object: Question

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _("Questions")},
            {"url": kind_url(self.object, "edit"), "label": str(self.object)},
            {"url": "", "label": self.page_title, "sublabel": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "object": self.object}


# --- Versions -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """A text of a question before and after."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


class VersionsView(AboutQuestion):
    template_name = "quizzes/admin/versions.html"
    page_title = gettext_lazy("Versions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """``?version=3`` shows the third beside the second."""
        versions = list(self.object.versions.select_related("published_by").order_by("-number"))
        shown = self._shown(versions)
        return {
            **super().get_context_data(**kwargs),
            "versions": [(version, _parts(version)) for version in versions],
            "shown": shown,
            "lines": side_by_side(versions, shown) if shown else [],
            # The editor asks to sign in.
            "may_correct": may_correct(self.request.user),  # type: ignore[arg-type]  # see above
        }

    def _shown(self, versions: list[QuestionVersion]) -> QuestionVersion | None:
        asked = self.request.GET.get("version")
        if asked is None:
            return versions[0] if versions else None
        found = next((one for one in versions if str(one.number) == asked), None)
        if found is None:
            raise Http404
        return found


def _parts(version: QuestionVersion) -> list[str]:
    return [part_in_words(part) for part in version.parts]


def side_by_side(versions: list[QuestionVersion], shown: QuestionVersion) -> list[Line]:
    """The texts of a version and of the one before it, by what they belong to."""
    before_it = next((one for one in versions if one.number == shown.number - 1), None)
    before = _texts(before_it.document) if before_it else {}
    after = _texts(shown.document)
    return [
        Line(
            label=(after.get(name) or before[name])[0],
            before=before.get(name, ("", ""))[1],
            after=after.get(name, ("", ""))[1],
        )
        for name in dict.fromkeys([*after, *before])
    ]


def _texts(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """What belongs together by name: the label and the text."""
    measures = (
        document[key]
        for key in ("competency", "indicator", "difficulty", "siblings")
        if document.get(key)
    )
    texts = {
        "prompt": (_("question"), document["prompt"]),
        "text": (_("text with gaps"), document.get("text", "")),
        **{f"row {name}": texts for name, texts in _rows(document)},
        "marking": (_("marking"), str(document.get("marking", ""))),
        "points": (pgettext("of a question", "points"), document.get("points", "1")),
        "explanation": (_("what to take away"), document["explanation"]),
        "measures": (_("What it measures"), " · ".join(map(str, measures))),
        "norm": (_("source of law"), document["norm"]),
        "source": (_("source"), document["source"]),
    }
    return {name: (label, text) for name, (label, text) in texts.items() if text}


def _rows(document: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for number, row in enumerate(described(document), start=1):
        said = " — ".join(part for part in (row.text, row.key, row.feedback) if part)
        yield row.id, (_("answer %(number)d") % {"number": number}, said)


# --- Use ----------------------------------------------------------------------------------------
class UsageView(AboutQuestion):
    template_name = "quizzes/admin/usage.html"
    page_title = gettext_lazy("Usage")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "uses": uses_of(self.object)}


# --- Experts ------------------------------------------------------------------------------------
class ExpertsView(AboutQuestion):
    """Keys of the experts; each gives one without seeing the others' in the form."""

    template_name = "quizzes/admin/experts.html"
    page_title = gettext_lazy("Expert panel")

    @cached_property
    def question(self) -> ReactionsQuestion:
        """As the editor sees it: experts judge the draft."""
        draft = self.object.get_latest_revision_as_object()
        if not isinstance(draft, ReactionsQuestion):
            raise Http404
        return draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question
        document = question.document()
        votes = ExpertVote.objects.filter(question_key=question.translation_key)
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or ExpertVoteForm(question=question),
            "votes": [
                (vote, key_in_words(document, vote.key)) for vote in votes.select_related("person")
            ],
            "words": panel_in_words(question.panel, document),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self._remove(request.POST["remove"])
        form = ExpertVoteForm(request.POST, question=self.question)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        messages.success(
            request, _("The key is kept. It counts once the question is published again.")
        )
        return redirect(request.path)

    def _remove(self, key: str) -> HttpResponse:
        votes = ExpertVote.objects.filter(question_key=self.question.translation_key)
        if key.isdecimal() and votes.filter(pk=int(key)).delete()[0]:
            messages.success(self.request, _("The key is removed."))
        return redirect(self.request.path)
