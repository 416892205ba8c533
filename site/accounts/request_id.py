"""The id under which everything one request or one job does is found again in the history."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[uuid.UUID | None] = ContextVar("request_id", default=None)


def current() -> uuid.UUID:
    """The id of the request or job under way; outside of both, one that lasts for this thread of work."""
    value = _current.get()
    if value is None:
        value = uuid.uuid4()
        _current.set(value)
    return value


@contextmanager
def use(value: uuid.UUID) -> Iterator[uuid.UUID]:
    """Run a block under the given id."""
    token = _current.set(value)
    try:
        yield value
    finally:
        _current.reset(token)
