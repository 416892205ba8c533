"""Links of a form's page to what others know of the form: upper apps register here, forms know none of them.

    @links.register
    def submissions(form: Form, user: User) -> Link | None: ...

None for who may not follow it: nobody is offered a link that turns them away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .models import Form


@dataclass(frozen=True)
class Link:
    """A button in the page's header."""

    label: str | Promise
    url: str
    icon: str


Offer = Callable[[Form, Any], Link | None]
_offers: list[Offer] = []


def register(offer: Offer) -> Offer:
    """Add a link; once, from the app's `ready()`."""
    if offer not in _offers:
        _offers.append(offer)
    return offer


def of(form: Form, user: Any) -> list[Link]:
    """The links that a user may follow."""
    return [link for offer in _offers if (link := offer(form, user))]
