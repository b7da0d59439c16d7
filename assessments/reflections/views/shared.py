"""What colleagues have shown the reader: their items, one by one, while they wish."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.reflections.http import private_page
from assessments.reflections.queries.shared import shared_item, shared_with
from assessments.reflections.services.sharing import note_opened
from training.people.http import PersonRequest


@private_page
@require_safe
def shared(request: PersonRequest) -> HttpResponse:
    return render(request, "reflections/shared.html", {"rows": shared_with(request.user)})


@private_page
@require_safe
def item(request: PersonRequest, key: UUID, competency: str) -> HttpResponse:
    """404 as soon as it is withdrawn, or the reader no longer leads or trains its owner.

    The first look is noted, and the page says so: its owner sees when it was opened.
    """
    found = shared_item(request.user, key, competency)
    if found is None:
        raise Http404
    if request.method == "GET":
        note_opened(found.share)
    return render(request, "reflections/shared_item.html", {"item": found})
