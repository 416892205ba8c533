"""How many visitors, without knowing any: a mark made with a key that is thrown away.

The mark of a visitor is a keyed hash of the network address and of the very words searched: the same visitor's other
searches have other marks, so that nobody's searches can be put together. The key is new every `PERIOD` and the old
one is deleted; from then on no mark can be compared with any address. One address counts as one visitor, however many
browsers, people or programs are behind it: too few are counted rather than too many.
"""

import datetime as dt
import hashlib
import hmac
import secrets

from django.http import HttpRequest
from django.utils import timezone

from accounts.ratelimit import client_key

from .models import VisitorKey

PERIOD = 28
"""Days for which one key serves. Visitors are counted within a period, never across: a mark tells nothing beyond."""
_EPOCH = dt.date(2024, 1, 1)


def period(day: dt.date) -> int:
    """The number of the period a day lies in."""
    return (day - _EPOCH).days // PERIOD


def first_day(day: dt.date) -> dt.date:
    """The first day of the period a day lies in."""
    return _EPOCH + dt.timedelta(days=period(day) * PERIOD)


def mark(request: HttpRequest, words: str) -> str:
    """The visitor's mark for these words, 16 characters; the same within a period only."""
    key = _key(timezone.localdate())
    message = f"{client_key(request)}\n{words}".encode()
    return hmac.new(bytes.fromhex(key), message, hashlib.sha256).hexdigest()[:16]


def _key(day: dt.date) -> str:
    row, _ = VisitorKey.objects.get_or_create(period=period(day), defaults={"secret": secrets.token_hex(32)})
    return row.secret


def forget(today: dt.date) -> int:
    """Delete the keys of periods that are over; how many."""
    return VisitorKey.objects.filter(period__lt=period(today)).delete()[0]
