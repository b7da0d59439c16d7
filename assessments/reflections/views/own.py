"""My self-assessments: the list, beginning one, deleting one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.reflections.exceptions import NothingToAsk, PartOfTheProgramme
from assessments.reflections.http import only, private_page
from assessments.reflections.models import SelfAssessment
from assessments.reflections.queries.asking import step_page
from assessments.reflections.queries.own import own_list
from assessments.reflections.services.assessing import (
    delete_assessment,
    start_on_demand,
    start_step,
)
from modules.http import answer_instead
from modules.queries import FALLBACK_LANGUAGE, page_url
from training.people.http import PersonRequest


@private_page
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    rows = own_list(request.user)
    draft = next(
        (row for row in rows if not row.assessment.step_key and not row.assessment.finished_at),
        None,
    )
    return render(request, "reflections/self_assessments.html", {"rows": rows, "draft": draft})


@private_page
@require_POST
def start(request: PersonRequest) -> HttpResponse:
    """Begin one on one’s own wish, or go on with the one that is open."""
    only(request)
    try:
        assessment = start_on_demand(person=request.user)
    except NothingToAsk:
        messages.info(request, _("The self-assessment is being prepared. Please try again later."))
        return redirect("reflections:self_assessments")
    return redirect("reflections:answer", assessment.key)


@private_page
@require_POST
def start_of_step(request: PersonRequest, key: UUID) -> HttpResponse:
    """Begin the self-assessment of a step, go on with it, or see its result."""
    only(request)
    page = step_page(key, translation.get_language() or FALLBACK_LANGUAGE)
    if page is None:
        raise Http404
    if answer := answer_instead(page, request):
        return answer
    try:
        assessment = start_step(person=request.user, page=page)
    except NothingToAsk:
        messages.info(request, _("The self-assessment is being prepared. Please try again later."))
        return redirect(page_url(page))
    return redirect("reflections:answer", assessment.key)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest, key: UUID) -> HttpResponse:
    """Ask, then delete one made on one’s own wish."""
    assessment = get_object_or_404(SelfAssessment.objects.of(request.user), key=key)
    try:
        if assessment.step_key:
            raise PartOfTheProgramme(str(key))
        if request.method != "POST":
            context = {"assessment": assessment}
            return render(request, "reflections/delete_self_assessment.html", context)
        only(request)
        delete_assessment(person=request.user, key=key)
    except PartOfTheProgramme:
        text = _("A self-assessment of the programme stays: what comes later is compared with it.")
        messages.info(request, text)
    except SelfAssessment.DoesNotExist as error:  # another tab was quicker
        raise Http404 from error
    else:
        messages.success(request, _("The self-assessment is deleted."))
    return redirect("reflections:self_assessments")
