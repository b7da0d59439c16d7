"""After an answer: its review at once, a question disputed, own errors practised."""

import time
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.quizzes import packets
from assessments.quizzes.exceptions import (
    AttemptClosed,
    CannotDispute,
    InvalidResponse,
    NotShownAtOnce,
)
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.models import LONGEST_DISPUTE, Attempt, AttemptItem
from assessments.quizzes.practice import answer_practice
from assessments.quizzes.queries import missed_versions, quiz_page
from assessments.quizzes.services.attempts import check_answer
from assessments.quizzes.services.disputes import open_dispute
from training.people.http import PersonRequest


@require_POST
def show_answer(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Take the answer as final and show its review, where the quiz shows at once."""
    attempt = get_object_or_404(request.user.attempts, pk=attempt_id)
    question = request.POST.get("question", "")
    item = _item(attempt, question)
    value = kind_of(item.document).from_form(
        item.document, request.POST, f"q{question}", item.options
    )
    answers = {question: value}
    if sure := request.POST.get(f"q{question}-sure"):
        answers[f"{question}.sure"] = sure
    packet = packets.Save(client="form", seq=time.time_ns() // 1000, answers=answers)
    try:
        check_answer(
            attempt_id=attempt_id, person=request.user, packet=packet, position=item.position
        )
    except InvalidResponse as error:
        raise BadRequest(error.field) from error
    except NotShownAtOnce:
        messages.info(request, _("This quiz shows answers only after it is submitted."))
    except AttemptClosed:
        messages.info(request, _("This attempt is already finished."))
        return redirect("quizzes:result", attempt.pk)
    return redirect(f"{reverse('quizzes:take', args=[attempt.pk])}?q={item.position}")


def _item(attempt: Attempt, question: str) -> AttemptItem:
    if not question.isascii() or not question.isdigit():
        raise BadRequest("question")
    item = attempt.items.filter(position=int(question[:6])).first()
    if item is None:
        raise BadRequest("question")
    return item


@require_POST
def dispute(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """What the person holds to be wrong, to who keeps the bank."""
    items = AttemptItem.objects.filter(attempt__person=request.user, attempt=attempt_id)
    item = get_object_or_404(items.select_related("attempt"), position=position)
    text = request.POST.get("text", "")
    try:
        open_dispute(item=item, text=text)
    except CannotDispute as refusal:
        messages.error(request, refusal.message)
        typed = {"disputed": position, "text": text[:LONGEST_DISPUTE]}
        request.session["typed_dispute"] = typed
    else:
        messages.success(request, _("Thank you. Whoever keeps these questions will answer here."))
    return redirect(f"{reverse('quizzes:result', args=[attempt_id])}#question-{position}")


@require_http_methods(["GET", "HEAD", "POST"])
def practise(request: PersonRequest, key: UUID) -> HttpResponse:
    """Questions of a quiz that went wrong, again and again; nothing is stored, nothing counts."""
    language = translation.get_language() or "uk"
    page = quiz_page(key, language)
    if page is None:
        raise Http404
    versions = missed_versions(request.user, key)
    at = _place(request.GET.get("n"), len(versions))
    check = None
    if versions:
        data = request.POST if request.method == "POST" else None
        try:
            check = answer_practice(versions[at - 1], person=request.user, data=data)
        except InvalidResponse as error:
            raise BadRequest(error.field) from error
    context = {
        "page": page,
        "check": check,
        "number": at,
        "total": len(versions),
        "after": at + 1 if at < len(versions) else None,
    }
    return render(request, "quizzes/practise.html", context)


def _place(asked: str | None, total: int) -> int:
    if asked is None:
        return 1
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= max(total, 1):
        raise BadRequest("n")
    return int(asked)
