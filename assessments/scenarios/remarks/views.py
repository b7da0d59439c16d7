"""«This is wrong or outdated»: a form after the talk, and the list of own remarks."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.scenarios.debrief_forms import RemarkForm
from assessments.scenarios.exceptions import TooManyRemarks
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Run
from assessments.scenarios.remarks.queries import node_title, remarks_of
from assessments.scenarios.services.remarks import make_remark
from training.people.http import PersonRequest

LONGEST_NUMBER = 4


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: PersonRequest, run_id: uuid.UUID) -> HttpResponse:
    """About one scene met in an own finished talk (``?step=`` its number), or about all of it."""
    ended = request.user.runs.finished().exclude(ending="")
    run = get_object_or_404(ended.select_related("version"), pk=run_id)
    node = _met(request, run)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            make_remark(run=run, node=node, text=form.cleaned_data["text"])
        except TooManyRemarks:
            form.add_error("text", _("Please wait for the answers to your earlier remarks."))
        else:
            messages.success(request, _("Thank you. The authors will read it and answer you."))
            return redirect("scenarios:debrief", run.pk)
    context = {
        "run": run,
        "form": form,
        "title": run.document["title"],
        "words": _words(run.document, node),
    }
    status = 400 if form.errors else 200
    return render(request, "scenarios/remark.html", context, status=status)


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """Own remarks and their answers. One query."""
    rows = [
        {"remark": one, "scene": node_title(one), "title": one.version.document["title"]}
        for one in remarks_of(request.user)
    ]
    return render(request, "scenarios/remarks.html", {"rows": rows})


def _met(request: PersonRequest, run: Run) -> str:
    """The scene of the step the address names, counted from 1; empty without one."""
    number = request.GET.get("step", "")
    if not number:
        return ""
    if not number.isascii() or not number.isdigit() or len(number) > LONGEST_NUMBER:
        raise BadRequest("step")
    return get_object_or_404(run.steps, index=int(number) - 1).node


def _words(document: Document, node: str) -> str:
    """What was said in the scene, so that the remark is about the right one."""
    found = document["nodes"].get(node)
    return found["text"] if found is not None and found["kind"] == "scene" else ""
