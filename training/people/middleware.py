"""Roles above learner work with a second factor only."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from training.people.queries import is_privileged
from training.people.security_log import log_refusal

GetResponse = Callable[[HttpRequest], HttpResponse]

SESSION_KEY = "has_second_factor"
# Setting it up, proving who one is before that, and the way out.
OPEN_VIEWS = frozenset(
    {
        "account_logout",
        "wagtailadmin_logout",
        "people:reauthenticate",
        "people:reauthenticate_by_code",
        "people:activate_totp",
        "health",
        "ready",
    }
)


class SecondFactor:
    """Sends holders of a role, and whoever may enter the editor, to set up their second factor.

    Costs a learner the one query of ``is_privileged`` (none when the person was loaded with their
    roles), others nothing once their session is known to have it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if request.session.get(SESSION_KEY) or _view_name(request) in OPEN_VIEWS:
            return None
        if not is_privileged(request.user):
            return None
        if is_mfa_enabled(request.user):
            request.session[SESSION_KEY] = True
            return None
        log_refusal(request, reason="second_factor_missing")
        if _is_script(request):
            text = _("Set up the second step of signing in first.")
            return JsonResponse({"error": "second_factor", "text": text}, status=403)
        return redirect("mfa_activate_totp")


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _is_script(request: HttpRequest) -> bool:
    return (
        request.content_type == "application/json"
        or request.headers.get("Accept", "").startswith("application/json")
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )
