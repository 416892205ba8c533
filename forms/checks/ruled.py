"""The rules of a draft where they stand, and what they ask for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from .. import calculations, rules
from ..fields.registry import TYPES
from ..fields.spec import Spec
from ..plan import GROUP, Part, Step
from ..possible import never
from ..sentences import path_of
from ..spans import Asked, Before, of_group
from .problem import Problem

Scope = tuple[str, str]
Place = tuple[int, int, int]
VALUE = "value"
"""The rule that computes: a number, where the others are conditions."""


@dataclass(frozen=True)
class Ruled:
    """A rule where it stands: its block, what is asked before it, and what it hangs on altogether.

    `before`: the fields and groups with all that they hang on as their `show`. `outer`: what the group of a row hangs on.
    """

    step: int
    block: int
    inner: int
    name: str
    node: rules.Node
    part: Part
    before: Mapping[Scope, Spec | None]
    group: str = ""
    outer: tuple[rules.Node, ...] = ()

    @property
    def hangs_on(self) -> tuple[rules.Node, ...]:
        """All that must hold for the block to be shown."""
        return (*self.outer, *self.part.show)

    @cached_property
    def never_shown(self) -> bool:
        """Whether all that the block hangs on, if it can be evaluated, never holds."""
        return bool(self.hangs_on) and never(_all(self.hangs_on), self.before, self.group)

    @cached_property
    def impossible(self) -> bool:
        """Whether the rule, with all that its block hangs on, never holds."""
        return self.sound and (
            self.never_shown if self.name == "show" else never(_all((self.node,)), self.before, self.group)
        )

    @cached_property
    def caused_elsewhere(self) -> bool:
        """Whether it is what the block stands in, or what it asks for, that is never shown."""
        outer = [node for node in self.hangs_on if node is not self.node]
        if outer and never(_all(outer), self.before, self.group):
            return True
        asked = [self.before.get(scope) for scope, _kind, _place in rules.references(self.node, self.group)]
        return any(one and one.show and never(dict(one.show), self.before, self.group) for one in asked)

    def problem(self, message: str, place: str | None = None) -> Problem:
        """A problem of the condition that a place of the tree stands for; of the whole rule where there is none."""
        find = calculations.path_of if self.name == VALUE else path_of
        path = () if place is None else find(self.node, place)
        spec, block = self.part.spec, self.part.block
        return Problem(
            message,
            self.step,
            self.block,
            ".".join([self.name, *map(str, path)]),
            spec.key if spec else "",
            spec.label if spec else block.get("label") or block.get("title", ""),
            inner=self.inner,
        )

    @cached_property
    def sound(self) -> bool:
        """Whether the rule, and all that its block hangs on, can be evaluated."""
        try:
            for node in (*self.hangs_on, self.node):
                rules.check(node, in_row=bool(self.group))
        except rules.RuleError:
            return False
        return True


def _all(nodes: Iterable[rules.Node]) -> rules.Node:
    return {"op": "and", "args": list(nodes)}


def ruled(plan: Iterable[Step]) -> Iterator[Ruled]:
    """Every rule of a form, in order."""
    before = Asked()
    for number, step in enumerate(plan):
        yield from _of_part((number, -1, -1), step.part, before)
        for at, part in enumerate(step.parts):
            yield from _of_part((number, at, -1), part, before)
            inner = Asked(before) if part.group else Asked()
            for place, row in enumerate(part.group.parts if part.group else ()):
                yield from _of_part((number, at, place), row, inner, part)
                if row.spec:
                    inner[part.name, row.name] = _after(inner, row.spec, (*part.show, *row.show), part.name)
            shown = _joined(part.show, before)
            before |= inner
            if part.group:
                before[part.name, ""] = of_group(part.name, part.block, shown)
            elif part.spec:
                before["", part.name] = _after(before, part.spec, part.show)


def _of_part(place: Place, part: Part, before: Before, group: Part | None = None) -> Iterator[Ruled]:
    for name in ("show", "require", VALUE):
        if node := part.block.get(name):
            outer = (group.name, group.show) if group else ("", ())
            yield Ruled(*place, name, node, part, Asked(before), *outer)


def _after(before: Before, spec: Spec, show: Iterable[rules.Node], group: str = "") -> Spec:
    """The field with what it hangs on, and is worked out from, as far as that is asked before it: no two in a circle."""
    value = spec.value if spec.value and sound(dict(spec.value), before, group, "number") else None
    return replace(spec, show=_joined(show, before, group), value=value)


def _joined(nodes: Iterable[rules.Node], before: Before, group: str = "") -> rules.Node | None:
    """What must hold altogether, as far as it can be evaluated from what is asked before."""
    found = [node for node in nodes if sound(node, before, group)]
    return {"op": "and", "args": found} if len(found) > 1 else found[0] if found else None


def sound(node: rules.Node, before: Before, group: str, kind: str = "bool") -> bool:
    """Whether a tree can be evaluated from what is asked before it."""
    try:
        rules.check(node, kind, in_row=bool(group))
    except rules.RuleError:
        return False
    return all(scope in before for scope, _kind, _place in rules.references(node, group))


def kind_of(spec: Spec | None) -> str:
    """What an answer is to a rule; a group's rows are of a kind of their own."""
    return GROUP if spec is None or spec.type == GROUP else TYPES[spec.type].rule_type


def everything(plan: Iterable[Step]) -> set[Scope]:
    """All fields and groups."""
    found: set[Scope] = set()
    for part in (part for step in plan for part in step.parts if part.asks):
        found.add((part.name, "") if part.group else ("", part.name))
        found |= {(part.name, row.name) for row in part.group.parts if row.spec} if part.group else set()
    return found


class Dangling(NamedTuple):
    """What a rule asks for that is not asked before it: the field, its place in the tree, and where it is instead.

    `why`: empty (no field chosen), self (the rule's own block), later, or missing.
    """

    rule: Ruled
    scope: Scope
    place: str
    why: str


def dangling(found: Iterable[Ruled], known: set[Scope]) -> Iterator[Dangling]:
    """What the rules of a form ask for in vain."""
    for rule in found:
        for scope, _kind, place in rules.references(rule.node, rule.group):
            if scope in rule.before:
                continue
            if scope == ("", ""):
                why = "empty"
            elif scope in ((rule.group, rule.part.name), (rule.part.name, "")):
                why = "self"
            else:
                why = "later" if scope in known else "missing"
            yield Dangling(rule, scope, place, why)
