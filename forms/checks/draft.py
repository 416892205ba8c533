"""A draft as the checks look at it: what each asks for is worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..definition import Definition, Place, groups, places
from ..plan import Step, steps_of
from .problem import Problem
from .ruled import VALUE, Dangling, Ruled, dangling, everything, ruled


@dataclass(frozen=True)
class Draft:
    """A definition, and the type that each of its keys was ever published with."""

    definition: Definition
    published: Mapping[str, str]

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """The steps as they are written."""
        found: list[dict[str, Any]] = self.definition.get("steps", [])
        return found

    @cached_property
    def plan(self) -> list[Step]:
        """The steps in the order in which they are asked, with what each part hangs on."""
        return steps_of(self.definition)

    @cached_property
    def places(self) -> list[Place]:
        """Every field, those in rows too."""
        return list(places(self.definition))

    @cached_property
    def groups(self) -> list[tuple[int, int, dict[str, Any]]]:
        """(step, block, the group) of each repeating group."""
        return list(groups(self.definition))

    @cached_property
    def rules(self) -> list[Ruled]:
        """Every condition where it stands."""
        return [rule for rule in ruled(self.plan) if rule.name != VALUE]

    @cached_property
    def calculations(self) -> list[Ruled]:
        """Every calculation where it stands."""
        return [rule for rule in ruled(self.plan) if rule.name == VALUE]

    @cached_property
    def dangling(self) -> list[Dangling]:
        """What conditions ask for that is not asked before them."""
        return list(dangling(self.rules, everything(self.plan)))

    @cached_property
    def dangling_terms(self) -> list[Dangling]:
        """What calculations ask for that is not asked before them."""
        return list(dangling(self.calculations, everything(self.plan)))


def at(place: Place, attribute: str, message: str) -> Problem:
    """A problem of a field, in one of its inputs."""
    spec = place.spec
    return Problem(message, place.step, place.block, attribute, spec.key, spec.label, place.inner)


def at_step(number: int, message: str, attribute: str = "title") -> Problem:
    """A problem of a step."""
    return Problem(message, number, attribute=attribute)


def at_block(step: int, block: int, raw: Mapping[str, Any], attribute: str, message: str) -> Problem:
    """A problem of a heading, a text or a group."""
    return Problem(message, step, block, attribute, raw.get("key", ""), raw.get("label") or raw.get("title", ""))
