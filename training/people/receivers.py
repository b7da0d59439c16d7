"""What follows from an event of the sign-in library."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_reset
from allauth.mfa.signals import authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest

from training.people.middleware import SESSION_KEY


@receiver(password_reset)
def let_in_after_reset(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    get_adapter(request).forget_failed_tries(request, user)


@receiver(authenticator_removed)
def ask_for_second_factor_again(request: HttpRequest, **kwargs: Any) -> None:
    request.session.pop(SESSION_KEY, None)
