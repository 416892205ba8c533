"""What is measured: each function of `measures/` says how one kind of request is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class Unmeasurable(Exception):
    """Something has no figure. The bench then gives no figures at all, and says what is wrong."""


@dataclass(frozen=True)
class Ask:
    """A request as it is sent, many times. `body` is made anew for each, before the clock runs.

    `status` and `contains` (in the body, or for a redirect in its address) are what a right answer has. `fresh`: no
    two answers lead to the same place, as no two posts may make the same case.
    """

    path: str
    contains: str
    body: Callable[[], bytes] | None = None
    headers: Callable[[], dict[str, str]] = field(default=dict)
    status: int = 200
    fresh: bool = False

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"


Prepare = Callable[[Any, Any], Ask]
"""Gets the hall (`city.Hall`: what there is to ask for) and the client of the running server."""


@dataclass(frozen=True)
class Measure:
    """One kind of request."""

    name: str
    prepare: Prepare


MEASURES: list[Measure] = []


def measure(name: str) -> Callable[[Prepare], Prepare]:
    """Register a measure."""

    def register(prepare: Prepare) -> Prepare:
        MEASURES.append(Measure(name, prepare))
        return prepare

    return register
