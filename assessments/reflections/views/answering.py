"""Answering and finishing. With a script each answer is saved by itself; the form works alone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.reflections.exceptions import (
    AllEqual,
    AlreadyFinished,
    NothingAnswered,
    UnknownStatement,
)
from assessments.reflections.forms import AnswersForm
from assessments.reflections.http import BadAnswer, only, private_page, read_packet
from assessments.reflections.models import SelfAssessment
from assessments.reflections.queries.asking import groups_of
from assessments.reflections.services.assessing import finish as finish_assessment
from assessments.reflections.services.assessing import save_answers
from assessments.reflections.wording import day_of
from training.people.http import PersonRequest


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, key: UUID) -> HttpResponse:
    """Every statement in one page, so that moving on needs no network. ``POST`` keeps a draft.

    ``draft`` names the group to come back to; ``finish`` saves and finishes.
    """
    assessment = _own(request, key)
    if assessment.finished_at and request.method != "POST":
        return redirect("reflections:result", key)
    groups = groups_of(assessment)
    if request.method != "POST":
        return _form_page(request, assessment, AnswersForm(groups=groups))
    only(request, "draft", "finish", *(item.code for group in groups for item in group.items))
    form = AnswersForm(request.POST, groups=groups)
    if assessment.finished_at:
        return _finished_already(request, assessment, form)
    if not form.is_valid():
        return _form_page(request, assessment, form, status=400)
    try:
        save_answers(person=request.user, key=key, answers=form.answers())
    except AlreadyFinished:
        return _finished_already(request, assessment, form)
    except SelfAssessment.DoesNotExist as error:  # deleted in another tab
        raise Http404 from error
    if "finish" in request.POST:
        return _finish(request, key)
    messages.success(request, _("The draft is saved. Go on whenever you like."))
    here = reverse("reflections:answer", args=[key])
    place = request.POST.get("draft", "")
    is_group = place in {group.code for group in groups}
    return redirect(f"{here}#{place}" if is_group else here)


@private_page
@require_POST
def save(request: PersonRequest, key: UUID) -> JsonResponse:
    """``{client, seq, answers}`` → ``{acked, server_time}``; 400 has the field, 409 the result."""
    _own(request, key)  # what is wrong with a packet is told to the owner alone
    try:
        seq, answers = read_packet(request.body)
        save_answers(person=request.user, key=key, answers=answers)
    except BadAnswer as error:
        return JsonResponse({"error": "invalid", "field": error.field}, status=400)
    except UnknownStatement as error:
        return JsonResponse({"error": "invalid", "field": error.code}, status=400)
    except SelfAssessment.DoesNotExist as error:
        raise Http404 from error
    except AlreadyFinished:
        result = reverse("reflections:result", args=[key])
        return JsonResponse({"state": "finished", "result": result}, status=409)
    return JsonResponse({"acked": seq, "server_time": timezone.now()})


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: PersonRequest, key: UUID) -> HttpResponse:
    """The gentle question where every answer is the same; ``POST`` says: yes, that is so."""
    assessment = _own(request, key)
    if assessment.finished_at:
        return redirect("reflections:result", key)
    if request.method == "POST":
        only(request)
        return _finish(request, key, is_sure=True)
    return render(request, "reflections/all_equal.html", {"assessment": assessment})


def _own(request: PersonRequest, key: UUID) -> SelfAssessment:
    return get_object_or_404(SelfAssessment.objects.of(request.user), key=key)


def _form_page(
    request: PersonRequest, assessment: SelfAssessment, form: AnswersForm, status: int = 200
) -> HttpResponse:
    given = [item for group in form.groups for item in group.items if item.is_answered]
    context = {
        "assessment": assessment,
        "form": form,
        "answered": len(given),
        "asked": len(assessment.statements),
    }
    return render(request, "reflections/self_assessment.html", context, status=status)


def _finish(request: PersonRequest, key: UUID, *, is_sure: bool = False) -> HttpResponse:
    try:
        finish_assessment(person=request.user, key=key, is_sure=is_sure)
    except NothingAnswered:
        messages.info(request, _("There is no answer yet. One is enough to finish."))
        return redirect("reflections:answer", key)
    except AllEqual:
        return redirect("reflections:finish", key)
    except SelfAssessment.DoesNotExist as error:
        raise Http404 from error
    return redirect("reflections:result", key)


def _finished_already(
    request: PersonRequest, assessment: SelfAssessment, form: AnswersForm
) -> HttpResponse:
    """The result; with a word where what was sent is not what is kept (a second click is)."""
    assessment.refresh_from_db()
    kept = dict(assessment.answers.values_list("statement", "score"))
    if not form.is_valid() or form.answers().items() - kept.items():
        text = _(
            "This self-assessment was finished on %(day)s, so what you have just chosen was not "
            "saved. Here is its result; you may begin a new one at any time."
        )
        messages.info(request, text % {"day": day_of(assessment)})
    return redirect("reflections:result", assessment.key)
