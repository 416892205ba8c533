"""What was found in place of papers while nothing is kept yet: it travels with the page or the program, signed.

A counter's page and a program of the API have no draft. What they carry speaks of one item and holds as long as an
answer does; whether it still speaks of this applicant is asked anew by `Spared.holds`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

from items.models import ItemPage

from ..spared import LASTS

SALT = "applications.spared"


@dataclass(frozen=True)
class Carried:
    """What was found, by the input of the material, as a draft keeps it; and the number of the earlier case."""

    found: dict[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.found or self.source)


def sign(item: ItemPage, carried: Carried) -> str:
    """For the page or the program to bring back; empty where there is nothing to carry."""
    if carried.is_empty:
        return ""
    return signing.dumps({"item": item.pk, "found": carried.found, "source": carried.source}, salt=SALT)


def opened(item: ItemPage, token: str) -> Carried | None:
    """What a token carries; None for another item, after its time, or where it was not signed here."""
    try:
        held = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return Carried(held["found"], held["source"]) if held["item"] == item.pk else None


def together(parts: Iterable[Carried]) -> Carried:
    """Several as one: the later wins."""
    whole = Carried()
    for part in parts:
        whole = Carried({**whole.found, **part.found}, part.source or whole.source)
    return whole
