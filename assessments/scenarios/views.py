import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.scenarios import queries
from assessments.scenarios.exceptions import NotPublished, StepOutOfTurn, UnknownToken
from assessments.scenarios.forms import StepForm
from assessments.scenarios.models import Run
from assessments.scenarios.services.runs import start_run, take_step
from modules.http import answer_instead
from modules.queries import module_of, module_steps, page_url
from training.people.http import PersonRequest


@require_POST
def start(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    page = queries.scenario_page(key, translation.get_language() or "uk")
    if page is None:
        raise Http404
    if answer := answer_instead(page, request):
        return answer
    try:
        run = start_run(person=request.user, page=page)
    except NotPublished:
        messages.info(request, _("This role-play is being prepared. Please try again later."))
        return redirect(page_url(page))
    return redirect("scenarios:play", run.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def play(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """One decision a page; a plain form takes the step."""
    run = get_object_or_404(request.user.runs, pk=run_id)
    status = 200
    if request.method == "POST":
        form = StepForm(request.POST)
        if "choice" not in request.POST and run.is_running:
            return _page(request, run, 400, error=_("Choose what you say or do."))
        if not form.is_valid():
            raise BadRequest(next(iter(form.errors)))
        try:
            run = take_step(
                run_id=run.pk,
                person=request.user,
                index=form.cleaned_data["index"],
                token=form.cleaned_data["choice"],
                request_id=form.cleaned_data["request_id"],
            )
        except UnknownToken as error:
            raise BadRequest("choice") from error
        except StepOutOfTurn:
            messages.info(request, _("The talk has already moved on. This is where it stands now."))
            run = request.user.runs.get(pk=run_id)
            status = 409
        else:
            return redirect("scenarios:play", run.pk)
    if not run.is_running:
        return redirect("scenarios:debrief", run.pk)
    return _page(request, run, status)


def _page(request: PersonRequest, run: Run, status: int, error: str = "") -> HttpResponse:
    document = run.document
    context = {
        "run": run,
        "scene": queries.scene(run),
        "client": document["client"],
        "place": document["place"],
        "role": document["role"],
        "title": document["title"],
        "page": queries.scenario_page(run.step_key, translation.get_language() or "uk"),
        "request_id": uuid.uuid4(),
        "error": error,
    }
    return render(request, "scenarios/play.html", context, status=status)


@require_safe
def debrief(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    run = get_object_or_404(request.user.runs.select_related("version"), pk=run_id)
    if run.is_running:
        return redirect("scenarios:play", run.pk)
    page = queries.scenario_page(run.step_key, translation.get_language() or "uk")
    context = {
        "run": run,
        "title": run.document["title"],
        "debrief": queries.debrief(run),
        "page": page,
        "next_step": _next_step(page) if page else None,
    }
    return render(request, "scenarios/debrief.html", context)


def _next_step(page: queries.ScenarioPage) -> object:
    steps = module_steps(module_of(page))
    after = [step.key for step in steps].index(page.translation_key) + 1
    return steps[after] if after < len(steps) else None
