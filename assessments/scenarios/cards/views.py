"""Review cards: one due card at a time, the answer explained at once."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.scenarios.cards import queries
from assessments.scenarios.debrief_forms import CardForm
from assessments.scenarios.exceptions import StepOutOfTurn, UnknownToken
from assessments.scenarios.models import ReviewCard
from assessments.scenarios.services.cards import answer_card
from training.people.http import PersonRequest


@require_safe
def due(request: PersonRequest) -> HttpResponse:
    """The card that has waited longest; without one, when the next is due."""
    card = queries.next_due(request.user)
    if card is None:
        return render(request, "scenarios/no_card.html", {"next": queries.next_day(request.user)})
    return _front(request, card, 200)


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: PersonRequest, card_id: int) -> HttpResponse:
    """``POST`` answers the card and leads to its back; ``GET`` shows the last answer."""
    rows = ReviewCard.objects.select_related("step__run")
    found = get_object_or_404(rows, pk=card_id, step__run__person=request.user)
    if request.method == "POST":
        return _answer(request, found)
    if not found.answers:
        return redirect("scenarios:cards")
    left = queries.due_count(request.user)
    return render(request, "scenarios/card_back.html", {"back": queries.back(found), "left": left})


def _answer(request: PersonRequest, card: ReviewCard) -> HttpResponse:
    form = CardForm(request.POST)
    if "choice" not in request.POST and not card.finished_at:
        return _front(request, card, 400, error=_("Choose what you say or do."))
    if not form.is_valid():
        raise BadRequest(next(iter(form.errors)))
    try:
        answer_card(
            card_id=card.pk,
            person=request.user,
            round_number=form.cleaned_data["round"],
            token=form.cleaned_data["choice"],
        )
    except ReviewCard.DoesNotExist as error:
        raise Http404 from error
    except UnknownToken as error:
        raise BadRequest("choice") from error
    except StepOutOfTurn:
        messages.info(request, _("You have answered this card already."))
    return redirect("scenarios:card", card.pk)


def _front(
    request: PersonRequest, card: ReviewCard, status: int, *, error: str = ""
) -> HttpResponse:
    context = {
        "front": queries.front(card),
        "left": queries.due_count(request.user),
        "error": error,
    }
    return render(request, "scenarios/card_front.html", context, status=status)
