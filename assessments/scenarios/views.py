"""Playing: the door, the talk, a pause, the way out. What comes after is in ``debrief_views``."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.scenarios import queries
from assessments.scenarios.exceptions import (
    NotPublished,
    NoWayOut,
    StepOutOfTurn,
    UnknownToken,
)
from assessments.scenarios.forms import StepForm
from assessments.scenarios.models import Run
from assessments.scenarios.offers import words_behind
from assessments.scenarios.services.runs import Wish, leave_run, start_run, take_step
from modules.http import answer_instead
from modules.queries import live_page, page_url
from training.people.http import PersonRequest


@require_POST
def start(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    page = queries.scenario_page(key, translation.get_language() or "uk")
    if page is None:
        raise Http404
    if answer := answer_instead(page, request):
        return answer
    try:
        wish = Wish(request.POST.get("wish", Wish.GO_ON))
    except ValueError as error:
        raise BadRequest("wish") from error
    try:
        run = start_run(person=request.user, page=page, wish=wish)
    except NotPublished:
        messages.info(request, _("This role-play is being prepared. Please try again later."))
        return redirect(page_url(page))
    return redirect("scenarios:play", run.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def play(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """One decision a page; a plain form takes the step."""
    if request.method == "POST":
        return _take(request, run_id)
    return _standing(request, get_object_or_404(request.user.runs, pk=run_id), 200)


def _take(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """Leads to the step after the one taken. The run is read once: where it is locked."""
    form = StepForm(request.POST)
    if "choice" not in request.POST:
        run = get_object_or_404(request.user.runs, pk=run_id)
        if run.is_running:
            return _page(request, run, 400, error=_("Choose what you say or do."))
    if not form.is_valid():
        raise BadRequest(next(iter(form.errors)))
    try:
        take_step(
            run_id=run_id,
            person=request.user,
            index=form.cleaned_data["index"],
            token=form.cleaned_data["choice"],
            request_id=form.cleaned_data["request_id"],
        )
    except Run.DoesNotExist as error:
        raise Http404 from error
    except UnknownToken as error:
        raise BadRequest("choice") from error
    except StepOutOfTurn:
        return _moved_on(request, request.user.runs.get(pk=run_id), form)
    return redirect("scenarios:play", run_id)


def _moved_on(request: PersonRequest, run: Run, form: StepForm) -> HttpResponse:
    """Where the talk stands now, with the words that came too late."""
    words = words_behind(run, form.cleaned_data["index"], form.cleaned_data["choice"])
    if not run.is_running:
        messages.info(request, _("The talk is already over."))
    return _standing(request, run, 409, late=words)


def _standing(request: PersonRequest, run: Run, status: int, late: str = "") -> HttpResponse:
    """Where the talk stands; when it is over, the way to what came of it."""
    if not run.is_running:
        return redirect("scenarios:debrief", run.pk)
    return _page(request, run, status, late=late)


def _page(
    request: PersonRequest, run: Run, status: int, *, error: str = "", late: str = ""
) -> HttpResponse:
    """One decision. ``late``: words sent to a step that the talk has left behind."""
    document = run.document
    context = {
        "run": run,
        "scene": queries.scene(run),
        "client": document["client"],
        "place": document["place"],
        "role": document["role"],
        "title": document["title"],
        "page": live_page(run.step_key, translation.get_language() or "uk"),
        "request_id": uuid.uuid4(),
        "error": error,
        "has_moved_on": status == 409,
        "late": late,
        "is_coached": queries.is_coached(run),
    }
    return render(request, "scenarios/play.html", context, status=status)


@require_safe
def pause(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """A quiet page: the talk waits. Nothing changes, so leaving it in a hurry loses nothing."""
    run = get_object_or_404(request.user.runs, pk=run_id)
    context = {"run": run, "title": run.document["title"]}
    return render(request, "scenarios/pause.html", context)


@require_POST
def leave(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """The way out of a talk that goes round in circles, and of a branch."""
    try:
        run = leave_run(run_id=run_id, person=request.user)
    except Run.DoesNotExist as error:
        raise Http404 from error
    except NoWayOut:
        messages.info(request, _("The talk can be paused. It waits for you."))
        return redirect("scenarios:play", run_id)
    if not run.ending:
        messages.info(request, _("You left the talk before its end. Nothing of it is counted."))
    return redirect("scenarios:debrief", run.pk)
