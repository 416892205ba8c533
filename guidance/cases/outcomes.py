"""What a program is told of how a case ended: each kind of case says it itself."""

from collections.abc import Callable
from typing import Any

from .models import Case

Told = Callable[[Case], dict[str, Any] | None]
_TOLD: dict[str, Told] = {}


def register(kind: str) -> Callable[[Told], Told]:
    """Let an app above say what came of its kind of case, as plain facts; None where nothing has yet."""

    def keep(told: Told) -> Told:
        _TOLD[kind] = told
        return told

    return keep


def of(case: Case) -> dict[str, Any] | None:
    """What came of a case."""
    told = _TOLD.get(case.kind)
    return told(case) if told else None
