"""Who wants to know that the table of days changed: upper apps register, the verbs that edit it call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Change:
    """The days from `first` to `last` of an area (empty: everywhere) may be worked or not other than before."""

    first: date
    last: date
    area: str
    reason: str


Listener = Callable[[Change], int]
"""Moves what is open and reaches these days, logs it, and says how many it moved. Runs in the verb's transaction."""

_listeners: list[Listener] = []


def register(listener: Listener) -> Listener:
    """Be told of each change; from an app's `ready()`. Usable as a decorator; registering twice tells once."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def announce(changes: Iterable[Change]) -> int:
    """Tell every listener; the number of due dates moved."""
    return sum(listener(change) for change in changes for listener in tuple(_listeners))
