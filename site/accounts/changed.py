"""Who wants to know that a bureau changed: upper apps register, `Bureau.save` calls, inside its transaction."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Bureau

Listener = Callable[["Bureau"], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> Listener:
    """Be told of each bureau that is saved; from an app's `ready()`. Registering twice tells once."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def announce(bureau: "Bureau") -> None:
    """Tell every listener."""
    for listener in tuple(_listeners):
        listener(bureau)
