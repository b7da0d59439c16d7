from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.quizzes import http
from assessments.quizzes.marking import rewriting
from assessments.quizzes.marking.exceptions import (
    MarkingClosed,
    MarkingConflict,
    MarkingIncomplete,
)
from assessments.quizzes.marking.forms import DecisionForm, MarkingForm, RewriteForm
from assessments.quizzes.marking.pages import (
    MarkingPage,
    given,
    item_for,
    marking_page,
    new_tab,
    place_in_queue,
)
from assessments.quizzes.marking.queue import MARK, SHOWS, Queue, rows
from assessments.quizzes.marking.reports import agreement_report
from assessments.quizzes.marking.scope import marker_scope
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.attempts import AttemptItemQuerySet
from assessments.quizzes.rubric import rubric_of
from assessments.quizzes.services.marking import (
    decide,
    return_answer,
    rewrite_answer,
    save_draft,
    submit_marking,
)
from training.people.http import PersonRequest

ANSWERS_A_PAGE = 25
SAVE, SUBMIT, RETURN, DECIDE = ACTIONS = ("save", "submit", "return", "decide")


def _queue(request: PersonRequest) -> Queue:
    """The reader's queue; somebody who marks nobody's answers finds no such page."""
    scope = marker_scope(request.user)
    if not scope.leads:
        raise Http404
    return Queue(scope, timezone.now())


def _item(queue: Queue, item_id: int) -> AttemptItem:
    try:
        return item_for(queue, item_id)
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error


@require_safe
def marking_queue(request: PersonRequest) -> HttpResponse:
    queue = _queue(request)
    show = request.GET.get("show", MARK)
    if show not in SHOWS:
        raise BadRequest("show")
    counts = queue.counts()
    paginator = Paginator(queue.show(show), ANSWERS_A_PAGE)
    paginator.count = counts[show]  # known already
    page = paginator.get_page(request.GET.get("page"))
    here = cast(AttemptItemQuerySet, page.object_list)
    context = {"counts": counts, "show": show, "page": page, "rows": rows(here)}
    return render(request, "quizzes/marking/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: PersonRequest, item_id: int) -> HttpResponse:
    """One answer beside its rubric. ``action``: save, submit, return or decide."""
    queue = _queue(request)
    item = _item(queue, item_id)
    if request.method != "POST":
        return _page(request, queue, marking_page(item, queue))
    action = request.POST.get("action", "")
    if action not in ACTIONS:
        raise BadRequest("action")
    form = _form(item, action, request.POST)
    if not form.is_valid():
        return _page(request, queue, marking_page(item, queue, form), status=400)
    try:
        _do(request, item, action, form)
    except MarkingConflict as conflict:
        return _conflict(request, queue, item, conflict)
    except MarkingClosed as refusal:
        return _closed(request, queue, item, refusal)
    except MarkingIncomplete as error:  # the form has checked: somebody else's rubric
        raise BadRequest("points") from error
    if action == SAVE:
        messages.success(request, _("The draft is saved."))
        return redirect("marking:mark", item.pk)
    return _onward(request, queue, item, action)


def _form(item: AttemptItem, action: str, data: Any) -> MarkingForm | DecisionForm:
    criteria = rubric_of(item.document)
    if action == DECIDE:
        return DecisionForm(criteria, data)
    return MarkingForm(criteria, data, is_draft=action != SUBMIT, with_reason=action == RETURN)


def _do(
    request: PersonRequest, item: AttemptItem, action: str, form: MarkingForm | DecisionForm
) -> None:
    if isinstance(form, DecisionForm):
        decide(
            moderator=request.user,
            item_id=item.pk,
            points=form.points(),
            reason=form.cleaned_data["reason"],
            comment=form.cleaned_data["comment"],
        )
    elif action == SAVE:
        save_draft(marker=request.user, item_id=item.pk, sheet=form.sheet())
    elif action == SUBMIT:
        submit_marking(marker=request.user, item_id=item.pk, sheet=form.sheet())
    else:
        return_answer(
            marker=request.user,
            item_id=item.pk,
            sheet=form.sheet(),
            reason=form.cleaned_data["reason"],
        )


def _onward(request: PersonRequest, queue: Queue, item: AttemptItem, action: str) -> HttpResponse:
    """To the next answer that waits, else to the queue."""
    left = queue.show(MARK).count()
    done = {
        SUBMIT: _("Marks handed in."),
        RETURN: _("Returned to the learner for correction."),
        DECIDE: _("Decision recorded."),
    }[action]
    rest = ngettext("%(left)d answer left to mark.", "%(left)d answers left to mark.", left)
    messages.success(request, f"{done} {rest % {'left': left}}")
    following = queue.next_after(item)
    return redirect("marking:mark", following) if following else redirect("marking:queue")


def _page(
    request: PersonRequest, queue: Queue, page: MarkingPage, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"page": page, **place_in_queue(page.item, queue), **extra}
    return render(request, "quizzes/marking/mark.html", context, status=status)


def _conflict(
    request: PersonRequest, queue: Queue, item: AttemptItem, conflict: MarkingConflict
) -> HttpResponse:
    """Both versions: what another window saved, and in the form what this one sent."""
    criteria = rubric_of(item.document)
    data = request.POST.copy()
    data["rev"], data["tab"] = str(conflict.saved.rev), new_tab()
    form = MarkingForm(criteria, data, is_draft=True)
    page = marking_page(_item(queue, item.pk), queue, form)
    return _page(request, queue, page, 409, conflict=given(criteria, conflict.saved))


def _closed(
    request: PersonRequest, queue: Queue, item: AttemptItem, refusal: MarkingClosed
) -> HttpResponse:
    """Why it was refused, the answer as it is now, and what was typed."""
    item = _item(queue, item.pk)
    typed = [request.POST.get(name, "").strip() for name in ("comment", "note", "reason")]
    page = marking_page(item, queue)
    typed = [text for text in typed if text]
    return _page(request, queue, page, 409, refusal=refusal.reason, typed=typed)


@login_not_required  # the decorator below answers 401 instead of a page
@require_POST
@http.signed_in_or_401
def save(request: PersonRequest, item_id: int) -> JsonResponse:
    """A draft from the page's script: form fields in, ``{"rev", "saved_at"}`` out."""
    item = _item(_queue(request), item_id)
    form = MarkingForm(rubric_of(item.document), request.POST, is_draft=True)
    if not form.is_valid():
        return JsonResponse({"error": "invalid", "fields": form.errors}, status=400)
    try:
        marking = save_draft(marker=request.user, item_id=item.pk, sheet=form.sheet())
    except MarkingConflict as conflict:
        saved = conflict.saved
        both = {
            "saved": {"points": saved.points, "comment": saved.comment, "note": saved.note},
            "sent": {
                "points": form.points(),
                "comment": form.cleaned_data["comment"],
                "note": form.cleaned_data["note"],
            },
        }
        return JsonResponse({"error": "conflict", "rev": saved.rev, **both}, status=409)
    except MarkingClosed as refusal:
        return JsonResponse({"error": "closed", "reason": refusal.reason}, status=409)
    return JsonResponse({"rev": marking.rev, "saved_at": marking.saved_at})


@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """The author of a returned answer writes it again."""
    try:
        page = rewriting.page_of(request.user, attempt_id, position)
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error
    status = 200
    form = RewriteForm(initial={"text": page.text.text})
    if request.method == "POST":
        form = RewriteForm(request.POST)
        if form.is_valid():
            try:
                rewrite_answer(
                    person=request.user,
                    attempt_id=attempt_id,
                    position=position,
                    text=form.cleaned_data["text"],
                )
            except MarkingClosed:
                status = 409
            else:
                messages.success(request, _("Your new answer is with the markers."))
                return redirect("quizzes:result", attempt_id)
        else:
            status = 400
    elif page.returned is None:
        return redirect("quizzes:result", attempt_id)
    context = {"page": page, "form": form, "is_refused": status == 409}
    return render(request, "quizzes/marking/rewrite.html", context, status=status)


@require_safe
def marking_agreement(request: PersonRequest) -> HttpResponse:
    """For those who manage questions: how well markers agree."""
    if not request.user.has_perm("quizzes.change_question"):
        raise PermissionDenied
    return render(request, "quizzes/marking/agreement.html", {"report": agreement_report()})
