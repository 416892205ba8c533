"""The block that a problem is at, in the builder's value: where a fix makes its change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from .. import calculations
from ..definition import Definition
from ..fields.spec import RULES
from ..sentences import leaves
from .problem import Problem
from .ruled import VALUE

Path = tuple[int, ...]
KEEPING = ("value-reversed",)
"""The checks of calculations whose fix takes no term away: it fits where there is one term alone."""


@dataclass(frozen=True)
class Spot:
    """A problem within the body of a form. Changes are made in place; the caller saves.

    A problem of a condition must be `addressed` first.
    """

    body: Any
    problem: Problem

    @property
    def step(self) -> Any:
        """The step's value."""
        return self.body[self.problem.step].value

    @property
    def stream(self) -> Any:
        """The stream that the block stands in: a group's, a step's, or the body itself for a step."""
        if self.problem.block < 0:
            return self.body
        inner = self.problem.inner >= 0
        return self.step["blocks"][self.problem.block].value["blocks"] if inner else self.step["blocks"]

    @property
    def position(self) -> int:
        """Where in the stream it stands."""
        return [number for number in self.problem.place if number >= 0][-1]

    @property
    def value(self) -> Any:
        """The value of the block, or of the step."""
        return self.stream[self.position].value

    @property
    def condition(self) -> tuple[Any, int]:
        """(stream, position) of the condition that the problem's attribute leads to."""
        name, *path = self.problem.attribute.split(".")
        *outer, last = map(int, path)
        stream = self.value[name]["conditions"]
        for number in outer:
            stream = stream[number].value["conditions"]
        return stream, last

    def remove(self) -> None:
        """Take the block away."""
        del self.stream[self.position]


def addressed(body: Any, definition: Definition, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems with each condition's path as the builder has it.

    A definition says "one of" where the builder has a group of one such group, and nothing for an empty group.
    """
    for problem in problems:
        name, *path = problem.attribute.split(".")
        if name not in RULES or not path:
            yield problem
            continue
        node, rule = _raw(definition, problem)[name], Spot(body, problem).value[name]
        if name == VALUE:
            order = calculations.order(rule)
            fixable = problem.fixable and (len(order) > 1 or problem.code in KEEPING)
            yield replace(problem, attribute=f"{name}.{order[int(path[0])]}", fixable=fixable)
            continue
        built = list(conditions(rule))
        found = dict(zip(leaves(node), built, strict=False)).get(tuple(map(int, path)), ())
        yield replace(problem, attribute=".".join([name, *map(str, found)]), fixable=problem.fixable and bool(found))


def _raw(definition: Definition, problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {"blocks": definition["steps"]}
    for number in problem.place:
        found = found["blocks"][number] if number >= 0 else found
    return found


def conditions(rule: Any, path: Path = ()) -> Iterator[Path]:
    """The path of each condition in a rule of the builder, in order."""
    for number, child in enumerate(rule["conditions"]):
        if child.block_type == "group":
            yield from conditions(child.value, (*path, number))
        else:
            yield (*path, number)
