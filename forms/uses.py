"""What those who use a form need of it: upper apps register here, forms know none of them.

    @uses.register
    def compared(form: Form, roles: set[str]) -> Iterable[str]: ...

Each gets the form and what of the applicant its draft asks for (name, phone, id_number, credit_code ...), and says in a
sentence each what would not go on once the draft is published. It warns; it never stands in the way.
"""

from collections.abc import Callable, Iterable

from . import definition
from .fields.registry import TYPES
from .models import Form

Look = Callable[[Form, set[str]], Iterable[str]]
_looks: list[Look] = []


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
