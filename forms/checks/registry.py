"""All checks by their code: what finds a fault, whether it blocks publishing, and what mends it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise

from ..definition import Definition
from .draft import Draft
from .problem import Problem
from .spot import Spot

Find = Callable[[Draft], Iterator[Problem]]


@dataclass(frozen=True)
class Fix:
    """A change that takes a fault away: what it does, in words, and the change of the builder's value in place."""

    label: str | Promise
    change: Callable[[Spot], None]


@dataclass(frozen=True)
class Check:
    """One kind of fault."""

    code: str
    find: Find
    blocking: bool = True
    fix: Fix | None = None

    def found(self, draft: Draft) -> Iterator[Problem]:
        """The faults of this kind, each under the check's code."""
        for problem in self.find(draft):
            yield replace(problem, code=self.code, blocking=self.blocking, fixable=problem.fixable and bool(self.fix))


CHECKS: dict[str, Check] = {}


def check(code: str, *, blocking: bool = True, fix: Fix | None = None) -> Callable[[Find], Find]:
    """Register what finds a fault. `blocking`: publishing waits until it is gone."""

    def register(find: Find) -> Find:
        CHECKS[code] = Check(code, find, blocking, fix)
        return find

    return register


def problems(definition: Definition, published: Mapping[str, str] | None = None) -> list[Problem]:
    """Every fault of a definition, in the order of the form; `published` is the type each key was published with."""
    draft = Draft(definition, published or {})
    found = [problem for one in CHECKS.values() for problem in one.found(draft)]
    return sorted(found, key=lambda problem: (problem.step, problem.block, problem.inner))


def errors(definition: Definition, published: Mapping[str, str] | None = None) -> list[Problem]:
    """The faults that block publishing."""
    return [problem for problem in problems(definition, published) if problem.blocking]


LOST = ("title", "type-unknown", "group-nested", "rule-depth")
"""Faults of what the builder cannot hold: it would lose them together with what they are faults of."""


def lost(definition: Definition) -> list[Problem]:
    """The faults of a definition from elsewhere that nobody could see in the builder any more."""
    draft = Draft(definition, {})
    return [problem for code in LOST for problem in CHECKS[code].found(draft)]
