"""Case numbers and query codes: what a citizen keeps to find a case again."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .models import NumberCounter

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another when read aloud or written by hand."""
CODE_LENGTH = 8


def next_number(now: datetime) -> str:
    """The next number of the day, `YYYYMMDD-NNNNN`; call it in the transaction that writes the case."""
    day = timezone.localtime(now).date()
    NumberCounter.objects.get_or_create(day=day)
    counter = NumberCounter.objects.select_for_update().get(day=day)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{day:%Y%m%d}-{counter.last:05d}"


def normalise_number(text: str) -> str:
    """The number as stored, whatever spaces, dashes or full-width digits a person typed."""
    digits = "".join(str(int(char)) for char in text if char.isdigit())
    return f"{digits[:8]}-{digits[8:]}" if len(digits) > 8 else digits


def normalise_code(text: str) -> str:
    """The code as compared: upper case, without spaces and dashes."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


def new_salt() -> str:
    """What a case stores instead of its code."""
    return secrets.token_hex(16)


def code_for(salt: str, key: str | None = None) -> str:
    """The query code of a case: derived with the hall's secret key, so that a copy of the database reveals no code."""
    digest = hmac.new((key or settings.SECRET_KEY).encode(), f"query-code:{salt}".encode(), hashlib.sha256).digest()
    value = int.from_bytes(digest, "big")
    letters = []
    for _position in range(CODE_LENGTH):
        value, rest = divmod(value, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def matches(salt: str, given: str) -> bool:
    """Whether a code opens the case; also under the keys that the hall used before (SECRET_KEY_FALLBACKS)."""
    typed = normalise_code(given)
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    compared = [constant_time_compare(code_for(salt, key), typed) for key in keys]
    return any(compared)
