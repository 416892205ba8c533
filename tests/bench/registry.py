"""What is measured: each module of this folder registers its measures, each a request told as a function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client


@dataclass(frozen=True)
class Measure:
    """One kind of request: `prepare` makes what it needs (once) and gives the function that sends it (many times)."""

    name: str
    prepare: Callable[[Client], Callable[[], Any]]


MEASURES: list[Measure] = []


def measure(name: str) -> Callable[[Callable[[Client], Callable[[], Any]]], Callable[[Client], Callable[[], Any]]]:
    """Register a measure: the decorated function gets a Client and returns what sends one request and its response."""

    def register(prepare: Callable[[Client], Callable[[], Any]]) -> Callable[[Client], Callable[[], Any]]:
        MEASURES.append(Measure(name, prepare))
        return prepare

    return register
