"""Answers to requests that cannot be met: plain pages with an error number, never a trace."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _answer(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": title}, status=status)
    number = getattr(request, "request_id", "")
    html = render_to_string(
        "errors/error.html",
        {"status": status, "error_title": title, "error_text": text, "number": number},
        request=request if status < 500 else None,
    )
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request, 400, _("The request could not be understood"), _("Go back and try again.")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request,
        403,
        _("This is not open to you"),
        _("If you need it, ask your manager or trainer."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request,
        404,
        _("There is no such page"),
        _("The address may be mistyped, or the page has been moved."),
    )


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(
        request,
        403,
        _("The page had been open for too long"),
        _("Nothing was changed. Reload the page and try again."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(
        request,
        500,
        _("Something broke on our side"),
        _("Your saved answers are safe. Try again in a few minutes."),
    )
