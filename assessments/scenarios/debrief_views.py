"""After a talk: what the learner thinks of it first, then what came of it, then other ways."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe
from wagtail.models import Page

from assessments.scenarios import debriefing, other_ways, queries, reading_on
from assessments.scenarios.debrief_forms import RATINGS, BeforeForm, NextTimeForm
from assessments.scenarios.models import Run, RunReflection, RunStep, ScenarioPage
from assessments.scenarios.paper.answers import pdf_answer
from assessments.scenarios.paths import way_on_map
from assessments.scenarios.remarks.queries import remarks_of
from assessments.scenarios.services.branches import start_branch
from assessments.scenarios.services.reflections import (
    keep_before,
    keep_next_time,
    reflection_on,
)
from modules.queries import live_page, page_url
from training.people.http import PersonRequest


@require_safe
def debrief(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Asks before it tells: nothing of the result is shown until the question is answered or
    skipped. A branch is told at once, beside the talk it comes from.
    """
    run = _own(request, run_id)
    if answer := _instead(request, run):
        return answer
    if run.origin_id is not None:
        return _branch_page(request, run)
    if reflection_on(run) is None:
        return _ask(request, run, _before_form(run))
    return _tell(request, run)


@require_GET
def debrief_pdf(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """The page after the question as a file. Where the page would ask, or tell of a branch, it
    leads there.
    """
    run = _own(request, run_id)
    if answer := _instead(request, run):
        return answer
    reflection = reflection_on(run)
    if reflection is None or run.origin_id is not None:
        return redirect("scenarios:debrief", run.pk)
    page = queries.scenario_page(run.step_key, _language())
    context = {
        **_told(run, reflection, page),
        "language": _language(),
        "site": settings.BASE_URL.rstrip("/"),
    }
    name = f"{slugify(run.document['code'])}-{run.finished_at:%Y-%m-%d}.pdf"
    return pdf_answer(request, name, render_to_string("scenarios/paper/debrief.html", context))


@sensitive_post_parameters()
@require_POST
def before(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Keeps the own words, or that they were skipped, and leads to the result."""
    run = _own(request, run_id)
    if (answer := _instead(request, run)) or run.origin_id is not None:
        return answer or redirect("scenarios:debrief", run.pk)
    if "skip" in request.POST:
        keep_before(run=run)
        return redirect("scenarios:debrief", run.pk)
    form = _before_form(run, request.POST)
    if not form.is_valid():
        return _ask(request, run, form, 400)
    keep_before(run=run, differently=form.cleaned_data["differently"], ratings=form.ratings())
    return redirect("scenarios:debrief", run.pk)


@sensitive_post_parameters()
@require_POST
def next_time(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    run = _own(request, run_id)
    if (answer := _instead(request, run)) or run.origin_id is not None:
        return answer or redirect("scenarios:debrief", run.pk)
    form = NextTimeForm(request.POST)
    if not form.is_valid():
        return _tell(request, run, form, 400)
    keep_next_time(run=run, next_time=form.cleaned_data["next_time"])
    messages.success(request, _("Saved. Only you can read it."))
    return redirect("scenarios:debrief", run.pk)


@require_POST
def branch(request: PersonRequest, step_id: int) -> HttpResponse:
    """Another way from a step of an own finished talk; practice, the first result stays."""
    try:
        run = start_branch(person=request.user, step_id=step_id)
    except RunStep.DoesNotExist as error:
        raise Http404 from error
    return redirect("scenarios:play", run.pk)


def _own(request: PersonRequest, run_id: uuid.UUID) -> Run:
    rows = request.user.runs.select_related("version__scenario", "origin__run__version")
    return get_object_or_404(rows, pk=run_id)


def _instead(request: PersonRequest, run: Run) -> HttpResponse | None:
    """A talk that goes on is played; one that was left has nothing to tell."""
    if run.is_running:
        return redirect("scenarios:play", run.pk)
    if run.ending:
        return None
    if run.origin is not None:
        return redirect("scenarios:debrief", run.origin.run_id)
    page = live_page(run.step_key, _language())
    return redirect(page_url(page) if page else "dashboards:learn")


def _ask(request: PersonRequest, run: Run, form: BeforeForm, status: int = 200) -> HttpResponse:
    """The ending and the client's state; no result. Two queries of its own."""
    steps = queries.whole_talk(run)
    context = {
        **_frame(run, live_page(run.step_key, _language())),
        "form": form,
        "ending": debriefing.ending_of(run.document, steps),
        "courses": debriefing.course_of(run.document, steps),
        "meters": debriefing.meters(
            run.document, steps[-1].after, shown=debriefing.SHOWN, numbers=True
        ),
    }
    return render(request, "scenarios/before.html", context, status=status)


def _tell(
    request: PersonRequest, run: Run, form: NextTimeForm | None = None, status: int = 200
) -> HttpResponse:
    reflection = reflection_on(run)
    page = queries.scenario_page(run.step_key, _language())
    told = _told(run, reflection, page)
    context = {
        **told,
        "form": form or NextTimeForm(initial=_written(reflection)),
        "next_step": reading_on.following(page),
        "way": way_on_map(run, told["debrief"].steps),
        "branches": other_ways.branches_of(run),
        "cards": other_ways.cards_of(run),
        "remarks": remarks_of(request.user, run.version),
    }
    return render(request, "scenarios/debrief.html", context, status=status)


def _told(run: Run, reflection: RunReflection | None, page: ScenarioPage | None) -> dict[str, Any]:
    """What screen and paper tell alike."""
    return {
        **_frame(run, page),
        "debrief": debriefing.debrief(run, reflection),
        "reflection": reflection,
        "rating_words": dict(RATINGS),
        "reading": reading_on.reading(page),
        "review_due": run.version.scenario.review_due,
    }


def _branch_page(request: PersonRequest, run: Run) -> HttpResponse:
    """The other way, told step by step, beside the talk it comes from."""
    context = {
        **_frame(run, None),
        "debrief": debriefing.debrief(run, None),
        "comparison": other_ways.beside_the_first(run),
    }
    return render(request, "scenarios/branch.html", context)


def _before_form(run: Run, data: object = None) -> BeforeForm:
    names = debriefing.competency_names(run.document)
    return BeforeForm(data, competencies=names)


def _frame(run: Run, page: Page | None) -> dict[str, object]:
    document = run.document
    return {
        "run": run,
        "title": document["title"],
        "client": document["client"],
        "page": page,
    }


def _written(reflection: object) -> dict[str, str]:
    return {"next_time": getattr(reflection, "next_time", "")}


def _language() -> str:
    return translation.get_language() or "uk"
