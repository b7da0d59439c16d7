from allauth.account.utils import get_next_redirect_url
from allauth.account.views import login as allauth_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from training.people.http import PersonRequest
from training.people.queries import is_privileged, posting_of
from training.people.security_log import log_refusal


@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    """Sign-in. The editor also sends people here who are signed in but may not enter it: 403.

    Without this they would be sent to and fro for ever.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        wish = get_next_redirect_url(request) or ""
        if wish.startswith(reverse("wagtailadmin_home")):
            log_refusal(request, reason="editor")
            raise PermissionDenied
    return allauth_login(request)


@require_safe
def account(request: PersonRequest) -> HttpResponse:
    """What the system knows about the person, and what they may change themselves."""
    return render(
        request,
        "people/account.html",
        {
            "person": request.user,
            "posting": posting_of(request.user),
            "has_second_factor": is_mfa_enabled(request.user),
            "needs_second_factor": is_privileged(request.user),
        },
    )


@require_safe
def email(request: PersonRequest) -> HttpResponse:
    """The e-mail is the name one signs in by; administrators change it, not their owners."""
    return redirect("people:account")


@login_not_required
def gone(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A page of the sign-in library that this organisation does not use."""
    raise Http404
