"""What those who use a form need of it: upper apps register here, forms know none of them.

    @uses.register
    def compared(form: Form, roles: set[str]) -> Iterable[str]: ...

    @uses.register_users
    def items(form: Form) -> Iterable[Use]: ...

The first say what would be lost: each gets the form and what of the applicant its draft asks for (name, phone, id_number, credit_code ...), and says in a
sentence each what would not go on once the draft is published. It warns; it never stands in the way. The second name
what is filled in with the form.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from . import definition
from .fields.registry import TYPES
from .models import Form


@dataclass(frozen=True)
class Use:
    """What is filled in with a form: its name, where it is edited, and whether people can apply for it online now."""

    title: str
    url: str
    online: bool


Look = Callable[[Form, set[str]], Iterable[str]]
Users = Callable[[Form], Iterable[Use]]
_looks: list[Look] = []
_users: list[Users] = []


def register(look: Look) -> Look:
    """Add somebody who needs something of forms; once, from the app's `ready()`."""
    if look not in _looks:
        _looks.append(look)
    return look


def lost(form: Form) -> list[str]:
    """What would not go on if the draft were published."""
    fields = (place.spec for place in definition.places(definition.of(form)) if place.inner < 0)
    roles = {role for spec in fields if (role := TYPES[spec.type].role)}
    return [words for look in _looks for words in look(form, roles)]


def register_users(users: Users) -> Users:
    """Add somebody whose pages are filled in with forms; once, from the app's `ready()`."""
    if users not in _users:
        _users.append(users)
    return users


def of(form: Form) -> list[Use]:
    """What is filled in with a form."""
    return [use for users in _users for use in users(form)]
