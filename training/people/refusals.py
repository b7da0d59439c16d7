"""Answers at the door when it cannot be opened just now."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_AFTER = 300  # seconds


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429 with ``Retry-After``. Also fit to be the project's ``handler429``."""
    return _refuse(request, 429, _("Too many requests"), "people/too_many_requests.html")


def mail_unavailable(request: HttpRequest) -> HttpResponse:
    """503: the letter could not be handed over. The same for known and unknown addresses."""
    return _refuse(request, 503, _("Mail does not work just now"), "people/mail_unavailable.html")


def _refuse(request: HttpRequest, status: int, error: str, template: str) -> HttpResponse:
    response: HttpResponse
    if request.headers.get("Accept", "").startswith("application/json"):
        response = JsonResponse({"error": error}, status=status)
    else:
        html = render_to_string(template, {"minutes": RETRY_AFTER // 60}, request=request)
        response = HttpResponse(html, status=status)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
