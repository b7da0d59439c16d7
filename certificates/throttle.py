"""At most so many look-ups a minute from one address.

Counted in the database: exact when many come at once, and nothing needs a cache. The address is
kept as a keyed digest, for a minute.
"""

import datetime
import ipaddress
import math
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from certificates.models import LookUp

MOST = 20
WINDOW = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Allowance:
    """``wait_seconds`` is 0 when the look-up may go on."""

    wait_seconds: int

    @property
    def is_spent(self) -> bool:
        return self.wait_seconds > 0


def take(request: HttpRequest) -> Allowance:
    """Count one look-up from the caller's address, unless it has had its share. ≤ 4 queries.

    Many at once never get more than ``MOST`` through: each counts again after its row is in.
    """
    address = salted_hmac("certificates.lookup", network(client_address(request))).hexdigest()
    now = timezone.now()
    if wait := _wait(address, MOST - 1, now):
        return Allowance(wait)
    LookUp.objects.filter(at__lte=now - WINDOW).delete()
    LookUp.objects.create(address=address, at=now)
    return Allowance(_wait(address, MOST, now))


def client_address(request: HttpRequest) -> str:
    """Who asks: the peer, or what the outermost of our own proxies saw (``TRUSTED_PROXIES``).

    What lies further left in ``X-Forwarded-For`` was written by the caller and counts for nothing.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.TRUSTED_PROXIES <= len(hops) and hops[-settings.TRUSTED_PROXIES]:
        return hops[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def network(address: str) -> str:
    """The /64 of an IPv6 address, since one caller has all of it; others as they are."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _wait(address: str, most: int, now: datetime.datetime) -> int:
    """Seconds until the oldest of more than ``most`` look-ups is a minute old; else 0."""
    recent = LookUp.objects.filter(address=address, at__gt=now - WINDOW)
    seen = recent.aggregate(count=Count("pk"), oldest=Min("at"))
    if seen["count"] <= most:
        return 0
    return max(1, math.ceil((seen["oldest"] + WINDOW - now).total_seconds()))
