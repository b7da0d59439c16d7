"""Sign-in as allauth does it, with this organisation's rules."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from training.people import known_device
from training.people.models import Person
from training.people.passwords import has_context_word, is_predictable
from training.people.refusals import mail_unavailable, too_many_requests
from training.people.security_log import log_throttle

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One text for a wrong password, an unknown address and a deactivated account.
        "email_password_mismatch": _("The e-mail or the password is not right. Please try again."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "incorrect_code": _("This code is not right. Look for the newest one and try again."),
        "incorrect_password": _("The password is not right. Please try again."),
        "enter_current_password": _("The current password is not right."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
    }

    # --- Who comes in ---------------------------------------------------------------------------
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by administrators, by import or by invitation."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            log_throttle(request, action="sign_in", account=str(credentials.get("email", "")))
            raise ImmediateHttpResponse(too_many_requests(request)) from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failed tries are counted by: the account, or the account on a device it knows."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        device = known_device.read(request)
        if device and device.knows(str(credentials.get("email", ""))):
            return f"{key}:{device.name}"
        return key

    def forget_failed_tries(self, request: HttpRequest, person: Person) -> None:
        """After a new password the person may sign in at once, from any device."""
        key = super()._get_login_attempts_cache_key(request, email=person.email)
        ratelimit.clear(request, app="allauth.account", action="login_failed", key=key)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Go on in the person's language; remember the device as theirs."""
        with translation.override(user.language):
            response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        known_device.remember(request, response, user.email)
        return response

    # --- Where to -------------------------------------------------------------------------------
    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this very site."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("people:account")

    # --- Passwords ------------------------------------------------------------------------------
    def clean_password(self, password: str, user: Person | None = None) -> str:
        """At least 12 characters, neither common nor predictable nor the name of this service."""
        password = super().clean_password(password, user)
        if has_context_word(password):
            raise ValidationError(
                _("The password contains the name of this service, which is easy to guess."),
                code="password_context",
            )
        if is_predictable(password):
            raise ValidationError(
                _("The password is a run or a repetition, which is easy to guess."),
                code="password_predictable",
            )
        return password

    # --- Mail -----------------------------------------------------------------------------------
    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person it goes to; of the page, when there is no such person."""
        user = context.get("user")
        language = getattr(user, "language", None) or translation.get_language()
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, context)
        except OSError as error:  # also smtplib's errors; told by kind, they may quote the address
            logger.error("mail.failed", extra={"kind": type(error).__name__})
            raise ImmediateHttpResponse(mail_unavailable(self.request)) from error

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """The link leads to the configured address, whatever host the request named."""
        with translation.override(user.language):
            path = reverse(
                "account_reset_password_from_key",
                kwargs={"uidb36": context["uid"], "key": context["key"]},
            )
        url = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
        super().send_password_reset_mail(user, email, {**context, "password_reset_url": url})
