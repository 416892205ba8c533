"""One deed on many guides, in the history of each."""

from typing import TYPE_CHECKING

from wagtail.log_actions import LogContext, get_active_log_context

if TYPE_CHECKING:
    from accounts.models import User


def apart(user: "User | None" = None) -> LogContext:
    """A context for what is logged of one guide among several that one request changes.

    Wagtail's history shows one entry of an action for each context, of whatever page: without this the last guide's.
    """
    return LogContext(user=user or get_active_log_context().user)
