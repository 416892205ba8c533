"""What the staff's pages say about cases."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.choices import flatten_choices
from django.utils.safestring import SafeString

from .. import columns
from ..files import PDF, SHOWN_IN_PLACE
from ..models import Attachment, Case

register = template.Library()

register.filter("state_tag", columns.state_tag)
register.filter("stamp", columns.stamp)


@register.simple_tag
def due_tag(case: Case, clock: columns.Clock) -> SafeString | str:
    """When the case is due and how that stands."""
    return columns.due_tag(case, clock)


@register.filter
def shown_as(attachment: Attachment) -> str:
    """How the page shows a file in place: `image`, `page`, or empty for a download."""
    if attachment.content_type.startswith("image/") and attachment.content_type in SHOWN_IN_PLACE:
        return "image"
    return "page" if attachment.content_type in (PDF, "text/plain") else ""


@register.filter
def typed(form: Any) -> list[tuple[str, str]]:
    """What a person typed into a form that can no longer be sent: label and text, to copy."""
    found = []
    for field in form:
        value = field.value()
        if isinstance(value, str) and value.strip():
            found.append((str(field.label), _in_words(field.field, value)))
    return found


def _in_words(field: Any, value: str) -> str:
    """What was chosen, as the list of choices says it."""
    choices: Iterable[tuple[Any, Any]] = flatten_choices(getattr(field, "choices", ()))
    names = {str(key): str(name) for key, name in choices}
    return names.get(value, value)
