import time
from fractions import Fraction
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.quizzes import disclosure, http, packets
from assessments.quizzes.calibration import Calibration, calibration
from assessments.quizzes.exceptions import (
    AttemptClosed,
    BankTooSmall,
    InvalidResponse,
    NoAttemptsLeft,
    NoPauseLeft,
    NotOpen,
    TooEarly,
)
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.marking.results import marking_of
from assessments.quizzes.models import Attempt
from assessments.quizzes.practice import answer_practice
from assessments.quizzes.queries import (
    ShownItem,
    disputes_of,
    lessons_of,
    practice_version,
    quiz_page,
    shown_items,
)
from assessments.quizzes.reports.corrections import review_documents
from assessments.quizzes.services.attempts import (
    close_overdue,
    pause_attempt,
    quarantine,
    resume_attempt,
    save_answers,
    submit_attempt,
)
from assessments.quizzes.services.starting import start_attempt
from modules.http import answer_instead
from modules.queries import page_url, step_after
from training.people.http import PersonRequest


def _language() -> str:
    return translation.get_language() or "uk"


@require_POST
def start(request: PersonRequest, key: UUID) -> HttpResponse:
    page = quiz_page(key, _language())
    if page is None:
        raise Http404
    if answer := answer_instead(page, request):
        return answer
    try:
        attempt = start_attempt(person=request.user, page=page)
    except NoAttemptsLeft:
        messages.info(request, _("You have used all attempts. Your trainer can open one more."))
    except TooEarly as refusal:
        at = date_format(localtime(refusal.opens_at), "SHORT_DATETIME_FORMAT")
        messages.info(request, _("The next attempt opens on %(at)s.") % {"at": at})
    except NotOpen as refusal:
        messages.info(request, _not_open(refusal))
    except BankTooSmall:
        messages.info(request, _("This quiz is being prepared. Please try again later."))
    else:
        return redirect("quizzes:take", attempt.pk)
    return redirect(page_url(page))


def _not_open(refusal: NotOpen) -> str:
    if refusal.opens_at is None:
        return _("This quiz has closed.")
    at = date_format(localtime(refusal.opens_at), "SHORT_DATETIME_FORMAT")
    return _("This quiz opens on %(at)s.") % {"at": at}


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """One question a page. With scripts, all questions are in the page and survive the network."""
    attempt = get_object_or_404(request.user.attempts, pk=attempt_id)
    if attempt.is_open and not attempt.accepts(timezone.now()):
        close_overdue(person=request.user)
        return redirect("quizzes:result", attempt.pk)
    if not attempt.is_open:
        return redirect("quizzes:result", attempt.pk)
    if request.method == "POST":
        return _save_form(request, attempt)
    items = shown_items(attempt)
    at = _position(request.GET.get("q"), items, attempt)
    context = {
        "attempt": attempt,
        "items": items,
        "current": at,
        "item": next((item for item in items if item.position == at), None),
        "answered": sum(item.is_complete for item in items),
        "missing": [item for item in items if not item.is_complete],
        "saved_at": attempt.saved_at,
        "shows_at_once": bool(attempt.shows(timezone.now())),
    }
    return render(request, "quizzes/take.html", context)


def _position(asked: str | None, items: list[Any], attempt: Attempt) -> int | str:
    """The question to show: the one asked for, else the first without an answer."""
    if asked == "check":
        return "check"
    if asked is None:
        return next((item.position for item in items if not item.is_complete), "check")
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= len(items):
        raise BadRequest("q")
    return int(asked)


def _save_form(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    """A plain form: keep the answer, then go where the pressed button leads."""
    items = {item.key: item for item in attempt.items.with_documents()}
    question = request.POST.get("question", "")
    if question not in items:
        raise BadRequest("question")
    item = items[question]
    document = item.document
    value = kind_of(document).from_form(document, request.POST, f"q{question}", item.options)
    answers = {question: value, **_beside(request, attempt, question)}
    packet = packets.Save(client="form", seq=time.time_ns() // 1000, answers=answers)
    try:
        save_answers(attempt_id=attempt.pk, person=request.user, packet=packet)
    except InvalidResponse as error:
        raise BadRequest(error.field) from error
    except AttemptClosed:
        messages.info(request, _("This attempt is already finished."))
        return redirect("quizzes:result", attempt.pk)
    target = request.POST.get("go", "")
    if target != "check" and target not in items:
        target = "check"
    return redirect(f"{reverse('quizzes:take', args=[attempt.pk])}?q={target}")


def _beside(request: PersonRequest, attempt: Attempt, question: str) -> dict[str, Any]:
    """The flag, and how sure the person is where that is asked; what has changed of them."""
    sent: dict[str, Any] = {f"{question}.flag": f"q{question}-flag" in request.POST or None}
    if attempt.rules.get("asks_confidence"):
        sent[f"{question}.sure"] = request.POST.get(f"q{question}-sure") or None
    return {
        key: value
        for key, value in sent.items()
        if value != attempt.answers.get(key, {}).get("value")
    }


@login_not_required  # the decorator below answers 401 instead of a page
@require_POST
@http.signed_in_or_401
def save(request: PersonRequest, attempt_id: UUID) -> JsonResponse:
    """``{client, seq, answers}`` → ``{acked, rev, state, server_time, deadline}``."""
    try:
        data = packets.parse(request.body)
        ack = save_answers(
            attempt_id=attempt_id, person=request.user, packet=packets.read_save(data)
        )
    except InvalidResponse as error:
        return http.bad_request(error)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except AttemptClosed:
        return JsonResponse(_closed(request, attempt_id), status=409)
    except (KeyError, TypeError, ValueError) as error:
        # Ours to mend, never the person's to lose.
        quarantine(attempt_id=attempt_id, person=request.user, body=data, reason=repr(error))
        return JsonResponse({"state": "quarantined", "acked": data.get("seq")}, status=202)
    return JsonResponse(
        {
            "acked": ack.acked,
            "rev": ack.rev,
            "state": ack.state,
            "server_time": ack.server_time,
            "deadline": ack.deadline,
        }
    )


@login_not_required  # as above for scripts; a form is sent to sign in
@require_POST
def submit(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """``{key, answers}`` or a plain form; the same key always gets the same answer."""
    if http.wants_json(request):
        return _submit_json(request, attempt_id)
    if not request.user.is_authenticated:
        return redirect("account_login")
    packet = packets.Submit(key=f"form-{attempt_id}", answers={})
    try:
        submit_attempt(attempt_id=attempt_id, person=request.user, packet=packet)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except AttemptClosed:
        messages.info(request, _("This attempt is already finished."))
    return redirect("quizzes:result", attempt_id)


@http.signed_in_or_401
def _submit_json(request: PersonRequest, attempt_id: UUID) -> JsonResponse:
    try:
        data = packets.parse(request.body)
        packet = packets.read_submit(data)
        attempt = submit_attempt(attempt_id=attempt_id, person=request.user, packet=packet)
    except InvalidResponse as error:
        return http.bad_request(error)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except AttemptClosed:
        return JsonResponse(_closed(request, attempt_id), status=409)
    except (KeyError, TypeError, ValueError) as error:
        quarantine(attempt_id=attempt_id, person=request.user, body=data, reason=repr(error))
        return JsonResponse({"state": "quarantined"}, status=202)
    return JsonResponse(http.finished_body(attempt))


def _closed(request: PersonRequest, attempt_id: UUID) -> dict[str, Any]:
    attempt = request.user.attempts.get(pk=attempt_id)
    if attempt.is_open:  # past its deadline, not yet closed by the minute's job
        return {"state": "overdue", "result": reverse("quizzes:result", args=[attempt.pk])}
    return http.finished_body(attempt)


@require_POST
def pause(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Stop or start the clock (``action`` = ``pause`` or ``resume``)."""
    act = {"pause": pause_attempt, "resume": resume_attempt}.get(request.POST.get("action", ""))
    if act is None:
        raise BadRequest("action")
    try:
        act(attempt_id=attempt_id, person=request.user)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except AttemptClosed:
        messages.info(request, _("This attempt is already finished."))
    except NoPauseLeft:
        messages.info(request, _("There is no pause left in this attempt."))
    return redirect("quizzes:take", attempt_id)


@require_GET
def result(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    attempt = get_object_or_404(request.user.attempts, pk=attempt_id)
    if attempt.is_open:
        return redirect("quizzes:take", attempt.pk)
    page = quiz_page(attempt.quiz_key, _language())
    now = timezone.now()
    rows = attempt.items.with_documents()
    items, parts = shown_items(attempt, now, review_documents(rows)), attempt.shows(now)
    counted = [item for item in items if not item.is_void]
    context = {
        "attempt": attempt,
        "items": items,
        "page": page,
        "parts": parts,
        "full": sum(item.share == 1 for item in counted) if disclosure.MARKS in parts else None,
        "counted": counted,
        "is_corrected": any(row.corrected_by_id is not None for row in rows),
        "calibration": _calibration(items) if disclosure.MARKS in parts else None,
        "marking": marking_of(attempt.items.all()),
        "disputes": disputes_of(items),
        "lessons": lessons_of(items),
        "typed_dispute": request.session.pop("typed_dispute", None),
        "may_practise": disclosure.RIGHT in parts and any(item.share != 1 for item in items),
        "next_step": SimpleLazyObject(partial(step_after, page)) if page else None,
    }
    return render(request, "quizzes/result.html", context)


def _calibration(items: list[ShownItem]) -> Calibration | None:
    return calibration(
        (item.sure, Fraction(item.share)) for item in items if item.share is not None
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonRequest, code: str) -> HttpResponse:
    """A knowledge check of a lesson: instant feedback, nothing stored, nothing counted."""
    version = practice_version(code, _language())
    if version is None:
        raise Http404
    back = request.POST.get("back") or request.GET.get("back") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    data = request.POST if request.method == "POST" else None
    try:
        shown = answer_practice(version, person=request.user, data=data)
    except InvalidResponse as error:
        raise BadRequest(error.field) from error
    template = "quizzes/_check.html" if request.headers.get("X-Fragment") else "quizzes/check.html"
    return render(request, template, {"check": shown, "back": back})
