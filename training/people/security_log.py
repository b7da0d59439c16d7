"""What happened at the doors: sign-in, failure, second factor, refusal.

Logger ``security``. Ids and keyed digests only: never an e-mail, a name, an address or a code.
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger("security")


def digest(text: str) -> str:
    """The same short string for the same text on this site; tells nothing to anybody else."""
    return salted_hmac("people.security_log", text.strip().casefold()).hexdigest()[:12]


def log_refusal(request: HttpRequest, *, reason: str, **ids: int | str | None) -> None:
    """One line for one refused access. ``ids`` name the target: ``attempt_id=…``, never a name."""
    logger.warning("refusal", extra={**_who(request), "reason": reason, **ids})


def log_throttle(request: HttpRequest, *, action: str, account: str = "") -> None:
    """Too often. ``account`` is what was typed; only its digest is written."""
    logger.warning(
        "throttle",
        extra={**_who(request), "action": action, "account": digest(account) if account else None},
    )


def _who(request: HttpRequest | None) -> dict[str, Any]:
    if request is None:  # a command
        return {}
    user = getattr(request, "user", None)
    match = request.resolver_match
    return {
        "request_id": getattr(request, "request_id", None),
        "person_id": getattr(user, "pk", None),
        "route": match.route if match else None,
        "source": digest(request.META.get("REMOTE_ADDR", "")),
    }


def _log(event: str, request: HttpRequest | None, user: Any, **ids: int | str | None) -> None:
    person_id = getattr(user, "pk", None)
    logger.info(event, extra={**_who(request), "person_id": person_id, **ids})


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _log("sign_in", request, user)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        _log("sign_out", request, user)


@receiver(user_login_failed)
def sign_in_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or "")
    logger.warning("sign_in_failed", extra={**_who(request), "account": digest(typed)})


@receiver(account.password_changed)
@receiver(account.password_set)
def password_changed(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _log("password_changed", request, user)


@receiver(account.password_reset)
def password_reset(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _log("password_reset", request, user)


@receiver(mfa.authenticator_added)
def second_factor_added(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _log("second_factor_added", request, user, kind=authenticator.type)


@receiver(mfa.authenticator_removed)
def second_factor_removed(
    request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any
) -> None:
    _log("second_factor_removed", request, user, kind=authenticator.type)


@receiver(mfa.authenticator_reset)
def recovery_codes_renewed(
    request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any
) -> None:
    _log("second_factor_renewed", request, user, kind=authenticator.type)


@receiver(mfa.authenticator_used)
def second_factor_used(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _log("second_factor_used", request, user, kind=authenticator.type)


@receiver(mfa.authentication_failed)
def second_factor_failed(
    request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any
) -> None:
    logger.warning(
        "second_factor_failed",
        extra={**_who(request), "person_id": user.pk, "kind": authenticator.type},
    )
