"""Pages of the editor about corrections, for those who may publish questions; one for learners."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.quizzes.correction_forms import PLAIN, CorrectionForm, DecisionForm, ReasonForm
from assessments.quizzes.corrections.exceptions import (
    AnotherCaseOpen,
    BadVersions,
    CorrectionRefused,
    MarkedByPeople,
    NotAllowed,
    NotTheLast,
    ReasonMissing,
    ReviewsOpen,
    SecondPersonNeeded,
    StalePreview,
    WrongState,
)
from assessments.quizzes.models import CorrectionCase, CorrectionNotice, CorrectionReview, Question
from assessments.quizzes.models.corrections import PREPARED, State
from assessments.quizzes.reports.corrections import (
    listed_cases,
    named_effects,
    open_reviews,
    waiting_attempts,
)
from assessments.quizzes.services.corrections.notices import read_notice
from assessments.quizzes.services.corrections.opening import (
    approve_case,
    cancel_case,
    close_case,
    decide_review,
    may_correct,
    open_case,
    undo_case,
)
from assessments.quizzes.services.corrections.tasks import compute_in_background
from training.people.http import PersonRequest

View = Callable[..., HttpResponse]
CODE = re.compile(r"[\w-]{1,40}")


def for_correctors(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_correct(request.user):  # type: ignore[arg-type]  # the editor asks to sign in
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_correctors
def cases(request: HttpRequest) -> HttpResponse:
    """Every case, newest first; ``?code=M2-07`` leads to a new one. Two queries of its own."""
    if code := request.GET.get("code", "").strip():
        found = Question.objects.non_polymorphic().filter(code=code).order_by("pk")
        if CODE.fullmatch(code) and (question := found.first()):
            return redirect("quiz_corrections:new", question.pk)
        messages.error(request, _("There is no question with this code."))
    rows, listed = listed_cases(_number(request))
    context = {"rows": rows, "listed": listed, "code": code}
    return _page(request, "list", _("Corrections"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_correctors
def new(request: PersonRequest, question_id: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.non_polymorphic(), pk=question_id)
    form = CorrectionForm(question.pk, request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            case = open_case(
                by=request.user,
                from_versions=list(data["from_versions"]),
                to_version=data["to_version"],
                policy=data["policy"],
                reason=data["reason"],
                explanation=data["explanation"],
            )
        except CorrectionRefused as refusal:
            form.add_error(None, words_for(refusal))
        else:
            compute_in_background.enqueue(case.pk)
            return redirect("quiz_corrections:case", case.pk)
    context = {"form": form, "question": question}
    return _page(request, "new", _("Correct a question"), context, is_below=True)


@require_safe
@for_correctors
def case(request: PersonRequest, pk: int) -> HttpResponse:
    """Counts first, then names. A constant number of queries."""
    found = get_object_or_404(
        CorrectionCase.objects.select_related("opened_by", "approved_by", "to_version", "undoes"),
        pk=pk,
    )
    question = Question.objects.non_polymorphic().get(pk=found.question_id)
    counts = found.counts
    context = {
        "case": found,
        "question": question,
        # The keys are members of Policy, which are equal to the stored text.
        "policy": PLAIN.get(found.policy, found.get_policy_display()),  # type: ignore[call-overload]  # any key may miss
        "from_versions": list(found.from_versions.order_by("number")),
        "counts": _counted(counts),
        "effects": named_effects(found, request.user, _number(request)),
        "waiting": waiting_attempts(found) if found.state in PREPARED else 0,
        "total": counts.get("attempts", 0),
        "needs_another": found.takes_passes and found.opened_by_id == request.user.pk,
        "is_prepared": found.state in PREPARED,
        "is_computed": found.state == State.COMPUTED,
        "is_running": found.state in (State.APPROVED, State.APPLYING),
        "is_applied": found.state in (State.APPLIED, State.CLOSED),
        "is_closed": found.state == State.CLOSED,
        "open_reviews": found.reviews.open().count(),
        "undone_by": found.undone_by.exclude(state=State.CANCELLED).first(),
    }
    title = _("Correction of %(code)s") % {"code": question.code}
    return _page(request, "case", title, context, is_below=True)


ACTS: dict[str, Callable[..., CorrectionCase]] = {
    "approve": approve_case,
    "cancel": cancel_case,
    "close": close_case,
}


@require_POST
@for_correctors
def act(request: PersonRequest, pk: int) -> HttpResponse:
    """``action``: ``compute``, ``approve``, ``cancel`` or ``close``."""
    found = get_object_or_404(CorrectionCase, pk=pk)
    action = request.POST.get("action", "")
    if action == "compute":
        _compute(request, found)
    elif action in ACTS:
        try:
            ACTS[action](case=found, by=request.user)
        except StalePreview as refusal:
            messages.warning(request, words_for(refusal))
            _compute(request, found)
        except CorrectionRefused as refusal:
            messages.error(request, words_for(refusal))
    else:
        raise BadRequest("action")
    return redirect("quiz_corrections:case", pk)


def _compute(request: HttpRequest, found: CorrectionCase) -> None:
    if found.state not in PREPARED:
        messages.error(request, words_for(WrongState()))
        return
    compute_in_background.enqueue(found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_correctors
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CorrectionCase, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opened = undo_case(case=found, by=request.user, **form.cleaned_data)
        except CorrectionRefused as refusal:
            form.add_error(None, words_for(refusal))
        else:
            compute_in_background.enqueue(opened.pk)
            return redirect("quiz_corrections:case", opened.pk)
    context = {"form": form, "case": found}
    return _page(request, "undo", _("Take a correction back"), context, is_below=True)


@require_safe
@for_correctors
def reviews(request: PersonRequest) -> HttpResponse:
    """Certificates and passes a person has to decide on. Five queries of its own."""
    rows, listed = open_reviews(request.user, _number(request))
    context = {"rows": rows, "listed": listed, "form": DecisionForm(auto_id=False)}
    return _page(request, "reviews", _("Certificates to review"), context, is_below=True)


@require_POST
@for_correctors
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(CorrectionReview, pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decide_review(review=review, by=request.user, decision=form.cleaned_data["decision"])
        except CorrectionRefused as refusal:
            messages.error(request, words_for(refusal))
    else:
        messages.error(request, _("Write down what was decided, in at most 2000 characters."))
    return redirect("quiz_corrections:reviews")


@require_POST
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """The reader has seen the notice; back to the page it stood on."""
    notice = CorrectionNotice.objects.filter(person=request.user, pk=pk).first()
    if notice is None:
        raise Http404
    read_notice(notice=notice, person=request.user)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("dashboards:learn")
    return redirect(back)


def words_for(refusal: CorrectionRefused) -> str:
    return str(REFUSALS[type(refusal)])


REFUSALS = {
    NotAllowed: gettext_lazy("Only people who may publish questions can do this."),
    ReasonMissing: gettext_lazy("A reason is needed; the people concerned read it."),
    AnotherCaseOpen: gettext_lazy(
        "Another correction of this question is not finished. Finish or cancel it first."
    ),
    BadVersions: gettext_lazy(
        "Choose older versions of this question with the mistake, and a newer one of the "
        "same kind that is mended."
    ),
    MarkedByPeople: gettext_lazy(
        "People mark such answers, there is no key. Give full points or leave it out."
    ),
    WrongState: gettext_lazy("The correction has gone on meanwhile; this is how it stands now."),
    StalePreview: gettext_lazy(
        "Results have changed since the preview. It is made anew: look once more."
    ),
    SecondPersonNeeded: gettext_lazy(
        "Somebody loses a pass here, so another person has to approve."
    ),
    NotTheLast: gettext_lazy(
        "A later correction of this question builds on this one. Undo that first."
    ),
    ReviewsOpen: gettext_lazy("Certificates are still to be decided on."),
}


def _counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What a preview counts, with words, in the order of reading."""
    names = {
        "attempts": _("attempts with this question"),
        "changed": _("results that change"),
        "scores_up": _("scores up"),
        "scores_down": _("scores down"),
        "passes_gained": _("passes gained"),
        "passes_lost": _("passes lost"),
        "levels_gained": _("levels gained"),
        "levels_lost": _("levels lost"),
        "certificates_to_issue": _("certificates to issue"),
        "certificates_to_review": _("certificates to review"),
    }
    return [(words, counts[name]) for name, words in names.items() if name in counts]


def _number(request: HttpRequest) -> str:
    return request.GET.get("p", "1")


def _page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, is_below: bool = False
) -> HttpResponse:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if is_below:
        trail.append({"url": reverse("quiz_corrections:list"), "label": _("Corrections")})
    trail.append({"url": "", "label": title})
    return render(
        request,
        f"quizzes/admin/correction_{name}.html",
        {
            **context,
            "header_title": title,
            "page_title": title,
            "header_icon": "edit",
            "breadcrumbs_items": trail,
        },
    )
