"""How often one may knock: counters that are exact across processes and hosts.

They live in the database, or in the shared cache when `CACHE_URL` is set.
"""

import ipaddress
import logging
import math
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from .errors import Refused
from .upkeep import RateCounter

logger = logging.getLogger(__name__)
Response = TypeVar("Response", bound=HttpResponseBase)

TOO_MANY = "too-many"
IPV6_NETWORK = 64
"""One subscriber holds a /64 of IPv6 addresses (RFC 6177): counted as one."""


def check(scope: str, key: str, limit: int, window: timedelta) -> None:
    """Count one attempt of `key` in `scope`; refuse (429, `too-many`) when there were `limit` in this window.

    Windows are fixed and begin at multiples of their length. Call it before the verb's transaction, not inside:
    a rollback would forget the attempt. `extra["retry_after"]` of the refusal is in seconds.
    """
    now = timezone.now()
    start = _window_start(now, window)
    hashed = salted_hmac("accounts.ratelimit", f"{scope}\n{key}").hexdigest()[:40]
    if _count(scope, hashed, start, window, limit) > limit:
        raise _refusal(start + window - now)


def client_key(request: HttpRequest) -> str:
    """The network address that asks, as a key for `check`: behind proxies, the one that the first of ours saw."""
    address = request.META.get("REMOTE_ADDR", "")
    hops = settings.HALL_TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops > 0 and forwarded:
        address = forwarded[-hops] if len(forwarded) >= hops else forwarded[0]
    return _network(address)


def say_when(response: Response, refusal: Refused | None) -> Response:
    """The page that shows a refusal, with Retry-After (seconds) where waiting is what helps."""
    if refusal is not None and "retry_after" in refusal.extra:
        response["Retry-After"] = str(refusal.extra["retry_after"])
    return response


def forget(now: datetime) -> int:
    """Delete the counters whose window is over; how many."""
    return RateCounter.objects.filter(expires_at__lte=now).delete()[0]


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
    return str(parsed)


def _window_start(now: datetime, window: timedelta) -> datetime:
    length = window.total_seconds()
    return datetime.fromtimestamp(math.floor(now.timestamp() / length) * length, UTC)


def _count(scope: str, hashed: str, start: datetime, window: timedelta, limit: int) -> int:
    """The number of this attempt within its window, from 1. Beyond the limit nothing is written any more."""
    if settings.CACHE_URL:
        try:
            return _count_in_cache(f"rate:{scope}:{hashed}:{start.timestamp():.0f}", window)
        except Exception:
            logger.exception("The shared cache does not answer; counting in the database")
    return _count_in_database(scope, hashed, start, window, limit)


def _count_in_cache(name: str, window: timedelta) -> int:
    cache.add(name, 0, timeout=math.ceil(window.total_seconds()) + 1)
    return cache.incr(name)


def _count_in_database(scope: str, hashed: str, start: datetime, window: timedelta, limit: int) -> int:
    rows = RateCounter.objects.filter(scope=scope, key_hash=hashed, window_start=start)
    seen = rows.values_list("count", flat=True).first()
    if seen is not None and seen >= limit:
        return seen + 1
    with transaction.atomic():
        if not rows.update(count=F("count") + 1):
            fresh = RateCounter(scope=scope, key_hash=hashed, window_start=start, expires_at=start + window)
            RateCounter.objects.bulk_create([fresh], ignore_conflicts=True)
            rows.update(count=F("count") + 1)
        return rows.values_list("count", flat=True).get()


def _refusal(wait: timedelta) -> Refused:
    seconds = max(1, math.ceil(wait.total_seconds()))
    if seconds < 60:
        message = _("操作太频繁，请在 %(count)d 秒后再试。") % {"count": seconds}
    else:
        message = _("操作太频繁，请在 %(count)d 分钟后再试。") % {"count": math.ceil(seconds / 60)}
    return Refused(message, code=TOO_MANY, status=429, extra={"retry_after": seconds})
