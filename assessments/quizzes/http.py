"""JSON answers of the attempt protocol."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.models import Attempt

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json"


def signed_in_or_401(view: View) -> View:
    """A page sends a stranger to sign in; a script is told 401 and keeps its answers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"error": "signed_out", "text": _("Please sign in.")}, status=401)
        return view(request, *args, **kwargs)

    return guarded


def bad_request(error: InvalidResponse) -> JsonResponse:
    return JsonResponse(
        {"error": "invalid", "field": error.field, "reason": error.reason}, status=400
    )


def finished_body(attempt: Attempt) -> dict[str, Any]:
    """What submit answers, the same for every repeat of its key."""
    return {
        "state": "finished",
        "percent": str(attempt.percent),
        "passed": attempt.is_passed,
        "finished_at": attempt.finished_at,
        "result": reverse("quizzes:result", args=[attempt.pk]),
    }
