"""The order in which a form asks: its parts, each with the conditions it hangs on, and which of them are shown."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import rules
from .fields.registry import TYPES
from .fields.spec import Spec

GROUP = "group"
"""The type of a block that repeats: its answers are a list of objects by key."""
MOST_ROWS = 50
"""Rows a group may have at most."""


@dataclass(frozen=True)
class Part:
    """A block of a step or of a group's row. `show`: all must hold, the step's and the heading's conditions first."""

    kind: str
    name: str
    block: Mapping[str, Any]
    show: tuple[rules.Node, ...] = ()
    spec: Spec | None = None
    group: "Group | None" = None

    @property
    def asks(self) -> bool:
        """Whether it has an answer: a field or a group."""
        return self.spec is not None or self.group is not None


@dataclass(frozen=True)
class Group:
    """A repeating group as its definition has it."""

    key: str
    label: str
    parts: tuple[Part, ...]
    help: str = ""
    row_title: str = ""
    least: int = 0
    most: int = MOST_ROWS

    @cached_property
    def fields(self) -> dict[str, Spec]:
        """The fields of a row, by key."""
        return {part.spec.key: part.spec for part in self.parts if part.spec}

    def title_of(self, number: int) -> str:
        """What the row of that number, from 1, is called."""
        return f"{self.row_title or self.label} {number}"


@dataclass(frozen=True)
class Step:
    """A step: itself as a part, and the parts in it."""

    part: Part
    parts: tuple[Part, ...]


@dataclass
class Asked:
    """What a walk through the parts found: the names of those hidden, and the answers as rules see them."""

    hidden: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)


Visit = Callable[[Part, rules.Scope], Any]
"""Takes the answer of a part that is shown, and returns it as rules see it."""


def steps_of(definition: Mapping[str, Any]) -> list[Step]:
    """The plan of a definition."""
    found = []
    for number, step in enumerate(definition.get("steps", [])):
        show = _rules_of(step)
        parts = tuple(_parts(step.get("blocks", []), f"block-{number}", show))
        found.append(Step(Part("step", f"step-{number}", step, show), parts))
    return found


def group_of(block: Mapping[str, Any]) -> Group:
    """A group from its block."""
    parts = tuple(_parts(block.get("blocks", []), "block", ()))
    words = {name: block.get(name, "") for name in ("label", "help", "row_title")}
    least, most = int(block.get("min") or 0), int(block.get("max") or MOST_ROWS)
    return Group(block.get("key", ""), parts=parts, least=least, most=most, **words)


def _rules_of(block: Mapping[str, Any]) -> tuple[rules.Node, ...]:
    return (block["show"],) if block.get("show") else ()


def _parts(blocks: Iterable[Mapping[str, Any]], prefix: str, outer: tuple[rules.Node, ...]) -> Iterator[Part]:
    """A heading's condition covers what follows it, up to the next heading."""
    heading: tuple[rules.Node, ...] = ()
    for at, block in enumerate(blocks):
        own, kind = _rules_of(block), block["type"]
        if kind == "section":
            heading = own
        show = (*outer, *heading) if kind == "section" else (*outer, *heading, *own)
        if kind == GROUP:
            yield Part(GROUP, block.get("key", ""), block, show, group=group_of(block))
        elif kind in TYPES:
            yield Part("field", block.get("key", ""), block, show, spec=Spec.read(block))
        else:
            yield Part(kind, f"{prefix}-{at}", block, show)


def walk(
    parts: Iterable[Part],
    visit: Visit,
    outer: Mapping[str, Any] | None = None,
    today: datetime.date | None = None,
) -> Asked:
    """Visit what is shown, in order, so that each condition knows the answers before it; what is hidden is null.

    `outer`: the form's answers, where the parts are those of a row. `today`: the day on which they are checked, if not now.
    """
    asked = Asked()
    scope = rules.Scope(asked.values, today=today) if outer is None else rules.Scope(outer, asked.values, today)
    for part in parts:
        if part.show and not all(rules.holds(node, scope) for node in part.show):
            asked.hidden.add(part.name)
        elif part.asks:
            asked.values[part.name] = visit(part, scope)
    return asked


def asked_of(
    parts: Iterable[Part],
    answers: Mapping[str, Any],
    outer: Mapping[str, Any] | None = None,
    today: datetime.date | None = None,
) -> Asked:
    """The walk for kept answers."""
    return walk(parts, lambda part, scope: value_of(part, answers.get(part.name), scope), outer, today)


def value_of(part: Part, answer: Any, scope: rules.Scope) -> Any:
    """A kept answer as rules see it; a group's as a list of such answers. What is computed and not kept is computed."""
    if part.group:
        return [asked_of(part.group.parts, row, scope.fields, scope.today).values for row in answer or []]
    if answer is None and part.spec and TYPES[part.spec.type].computes:
        return computed_of(part.spec, scope)
    return None if answer is None or part.spec is None else TYPES[part.spec.type].rule_value(part.spec, answer)


def computed_of(spec: Spec, scope: rules.Scope) -> str | None:
    """What a field that computes comes to."""
    return rules.computed(dict(spec.value), scope, int(spec.get("places", 0) or 0)) if spec.value else None
