"""Long numbers (identity, phone, card) in texts: an index keeps keyed hashes and last fours of them, never the whole.

A hash is made with the hall's SECRET_KEY: after that changes, `search_index rebuild` makes them anew.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.crypto import salted_hmac

from accounts.masks import MAIL, mask_mail

from .analysis import normal

SHORTEST = 11
"""Digits from which a number is hidden: a mobile phone has eleven."""
_LONG = re.compile(rf"\d(?:[ .\-_–—]?\d){{{SHORTEST - 1},}}(?:[ .\-_–—]?x)?")
_GAP = re.compile(r"[ .\-_–—]")
_COUNTRY = re.compile(r"^(?:00)?86(?=1[3-9]\d{9}$)")
TAIL = 4


def spelled(number: str) -> str:
    """One spelling of a number: digits and letters only, lower case, without +86."""
    return _COUNTRY.sub("", "".join(char for char in normal(number) if char.isalnum()))


@lru_cache(maxsize=10_000)
def whole(number: str) -> str:
    """The token that stands for a whole number, as `spelled`."""
    return f"h_{salted_hmac('search.numbers', number, algorithm='sha256').hexdigest()[:24]}"


def tail(number: str) -> str:
    """The token that stands for the last four of a number."""
    return f"t_{number[-TAIL:]}"


def tokens(number: str) -> list[str]:
    """What an index keeps of a number; nothing of an empty one."""
    plain = spelled(number)
    return [whole(plain), tail(plain)] if plain else []


def numbers_in(text: str) -> Iterator[str]:
    """The long numbers of a normalised text, as `spelled`; those side by side each by itself, and together."""
    for found in _LONG.finditer(text):
        yield spelled(found.group())
        pieces = [spelled(piece) for piece in _GAP.split(found.group())]
        yield from (piece for piece in pieces if len(pieces) > 1 and len(piece) >= SHORTEST)


def without(text: str) -> str:
    """A normalised text with a blank for each long number."""
    return _LONG.sub(" ", text)


def hidden(text: str, known: Iterable[str] = ()) -> tuple[str, list[str]]:
    """A text, normalised, in which only the last four of long numbers can be read; and the tokens that stand for them.

    `known` are numbers that belong to the matter, of any shape (a passport's), hidden wherever they stand.
    """
    plain = normal(text)
    for number in map(normal, known):
        if len(number) > TAIL:
            plain = plain.replace(number, _stars(number))
    found = [token for number in numbers_in(plain) for token in tokens(number)]
    plain = _LONG.sub(lambda match: _stars(spelled(match.group())), plain)
    return MAIL.sub(lambda match: mask_mail(match.group()), plain), found


def _stars(number: str) -> str:
    return f"****{number[-TAIL:]}"
