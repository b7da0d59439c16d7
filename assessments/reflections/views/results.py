"""The result for its owner, and whom the owner shows what of it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.reflections.exceptions import NotInCircle, NotRated
from assessments.reflections.forms import ShareForm
from assessments.reflections.http import only, private_page
from assessments.reflections.models import SelfAssessment
from assessments.reflections.queries.circle import circle_of
from assessments.reflections.queries.results import Result, result_of
from assessments.reflections.queries.shared import shares_of
from assessments.reflections.services import sharing
from training.people.http import PersonRequest


@private_page
@require_safe
def result(request: PersonRequest, key: UUID) -> HttpResponse:
    assessment = _own(request, key)
    if assessment.finished_at is None:
        return redirect("reflections:answer", key)
    found = result_of(assessment)
    return _page(request, found, _share_form(request, found))


@private_page
@require_POST
def share(request: PersonRequest, key: UUID) -> HttpResponse:
    assessment = _own(request, key)
    if assessment.finished_at is None:
        return redirect("reflections:answer", key)
    only(request, "competency", "recipient")
    found = result_of(assessment)
    form = _share_form(request, found)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        shared = sharing.share(
            person=request.user,
            key=key,
            competency=form.cleaned_data["competency"],
            recipient_id=int(form.cleaned_data["recipient"]),
        )
    except NotInCircle:  # between the two looks
        form.add_error("recipient", form.fields["recipient"].error_messages["invalid_choice"])
        return _page(request, found, form, status=400)
    except (NotRated, SelfAssessment.DoesNotExist) as error:
        raise Http404 from error
    text = _("%(name)s can now see %(code)s. Tell them to open the page “Shared with me”.")
    messages.success(
        request, text % {"name": shared.recipient.full_name, "code": shared.competency}
    )
    return redirect("reflections:result", key)


@private_page
@require_POST
def withdraw(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take an item back; nothing of it is kept. Also when it is gone already."""
    assessment = _own(request, key)
    only(request, "share")
    share_id = request.POST.get("share", "")
    if not (share_id.isascii() and share_id.isdigit() and len(share_id) < 19):
        raise BadRequest("share")
    try:
        sharing.withdraw(person=request.user, key=key, share_id=int(share_id))
    except SelfAssessment.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("It is withdrawn: nobody sees it any more."))
    return redirect("reflections:result", assessment.key)


def _own(request: PersonRequest, key: UUID) -> SelfAssessment:
    return get_object_or_404(SelfAssessment.objects.of(request.user), key=key)


def _share_form(request: PersonRequest, found: Result) -> ShareForm:
    data = request.POST if request.method == "POST" else None
    return ShareForm(data, lines=found.rated, circle=circle_of(request.user))


def _page(
    request: PersonRequest, found: Result, form: ShareForm, status: int = 200
) -> HttpResponse:
    context = {
        "result": found,
        "form": form,
        "shares": shares_of(found.assessment),
    }
    return render(request, "reflections/self_assessment_result.html", context, status=status)
