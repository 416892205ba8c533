"""Query codes: with the number, they open a case to whoever holds the receipt."""

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings
from django.utils.crypto import constant_time_compare

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another when read aloud or written by hand."""
CODE_LENGTH = 8


def normalise_code(text: str) -> str:
    """The code as compared: upper case, without spaces and dashes, full-width letters as an input method writes them too."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isascii() and char.isalnum())


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
