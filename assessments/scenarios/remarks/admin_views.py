"""Remarks of learners for the authors of role-plays: a list, and one answer each."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.permissions import policy_registry

from assessments.scenarios.debrief_forms import LONGEST_REMARK, WordsField
from assessments.scenarios.exceptions import AlreadyAnswered
from assessments.scenarios.models import Scenario, ScenarioRemark
from assessments.scenarios.remarks.queries import node_title, remarks_to_answer
from assessments.scenarios.services.remarks import answer_remark
from training.people.http import PersonRequest

REMARKS_A_PAGE = 50
LIST = "scenario_admin:remarks"
LIST_OF_ONE = "scenario_admin:remarks_of"

View = Callable[..., HttpResponse]


class AnswerForm(forms.Form):
    answer = WordsField(
        longest=LONGEST_REMARK,
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("The person who made the remark reads it after the talk."),
    )


def may_answer(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Scenario).user_has_permission(user, "change"))


def for_authors(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_answer(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_authors
def remarks(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Open remarks, or answered ones; of all role-plays, or of one. Two queries of its own."""
    scenario = get_object_or_404(Scenario, pk=pk) if pk is not None else None
    is_answered = request.GET.get("shown") == "answered"
    rows = remarks_to_answer(scenario_id=pk, answered=is_answered)
    listed = Paginator(rows, REMARKS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "listed": listed,
        "rows": [{"remark": one, "scene": node_title(one)} for one in listed],
        "is_answered": is_answered,
        "scenario": scenario,
    }
    return _screen(request, "remarks", _("Remarks on role-plays"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def answer(request: PersonRequest, remark_id: int) -> HttpResponse:
    """The remark with its scene, and the form of the one answer."""
    rows = ScenarioRemark.objects.select_related("version__scenario", "answered_by")
    remark = get_object_or_404(rows, pk=remark_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_remark(
                remark_id=remark.pk,
                answer=form.cleaned_data["answer"],
                answered_by=request.user,
            )
        except AlreadyAnswered:
            remark.refresh_from_db()
            form.add_error(None, _("Somebody has answered meanwhile. Their answer stands below."))
        else:
            messages.success(request, _("The answer is saved; the person sees it after the talk."))
            return redirect(LIST)
    node = remark.version.document["nodes"].get(remark.node, {})
    context = {
        "remark": remark,
        "scene": node_title(remark),
        "words": node.get("text", ""),
        "form": form,
    }
    status = 400 if form.errors else 200
    title = _("Remark on “%(title)s”") % {"title": remark.version.scenario.title}
    above = {"url": reverse(LIST), "label": _("Remarks on role-plays")}
    return _screen(request, "remark", title, context, status=status, above=above)


def _screen(
    request: HttpRequest,
    name: str,
    title: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    above: dict[str, str] | None = None,
) -> HttpResponse:
    here = {"url": "", "label": title}
    frame = {
        "page_title": title,
        "header_icon": "comment",
        "header_title": title,
        "breadcrumbs_items": [above, here] if above else [here],
    }
    template = f"scenarios/remarks/{name}.html"
    return render(request, template, {**frame, **context}, status=status)
