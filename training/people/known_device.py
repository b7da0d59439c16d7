"""A browser that has signed somebody in before keeps its own count of failed tries.

A stranger who guesses at an account exhausts the count of unknown devices; the person's own
computer is not locked out by that. The cookie holds a random name of the device and digests of the
accounts that signed in on it, signed by the site; it opens nothing.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "people.known_device"
LIFETIME = 180 * 24 * 60 * 60  # seconds
MOST_ACCOUNTS = 8


@dataclass(frozen=True)
class KnownDevice:
    name: str
    accounts: tuple[str, ...]

    def knows(self, email: str) -> bool:
        return _digest(email) in self.accounts


def cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def read(request: HttpRequest) -> KnownDevice | None:
    """The device the request comes from; ``None`` for a new, forged or outdated cookie."""
    try:
        value = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return KnownDevice(value["device"], tuple(value["accounts"]))


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Add the account to the device of ``request``; the oldest falls out beyond the limit."""
    device = read(request)
    name = device.name if device else secrets.token_urlsafe(12)
    others = [known for known in (device.accounts if device else ()) if known != _digest(email)]
    accounts = [*others, _digest(email)][-MOST_ACCOUNTS:]
    response.set_cookie(
        cookie_name(),
        signing.dumps({"device": name, "accounts": accounts}, salt=SALT),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _digest(email: str) -> str:
    return salted_hmac(SALT, email.strip().casefold()).hexdigest()[:16]
