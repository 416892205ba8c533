"""What templates draw of a form that is being filled in, and what the browser needs to know of its conditions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.safestring import SafeString

from .fields.registry import TYPES
from .plan import Part
from .plan import Step as PlannedStep

if TYPE_CHECKING:
    from .answering import Asking
    from .rows import Rows


@dataclass(frozen=True)
class Node:
    """Something to draw: a bound field, a group's rows, a heading, a paragraph, or the step itself.

    `conditional`: it comes and goes with answers before it; `hidden`: it is away now.
    """

    kind: str
    name: str
    block: Mapping[str, Any]
    conditional: bool = False
    hidden: bool = False
    field: forms.BoundField | None = None
    rows: "Rows | None" = None

    @property
    def drawn(self) -> SafeString:
        """The field as HTML."""
        return self.field.form.draw(self.field) if self.field else SafeString("")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Step:
    """A step to draw."""

    node: Node
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """An error, and the id of the input it leads to."""

    target: str
    text: str


def node_of(form: "Asking", part: Part) -> Node:
    """A part of a form or row as it stands."""
    return Node(
        part.kind,
        part.name,
        part.block,
        conditional=bool(part.show),
        hidden=part.name in form.asked.hidden,
        field=form[part.spec.key] if part.spec else None,
        rows=getattr(form, "rows", {}).get(part.name) if part.group else None,
    )


def lines_of(form: "Asking") -> Iterator[Line]:
    """The errors of a form, and of the rows in it, in the order of its parts."""
    form.errors  # noqa: B018  cleaned first: what is hidden is known then
    for node in form.nodes:
        if node.rows and not node.hidden:
            yield from (Line(f"id_{node.rows.prefix}", text) for text in node.rows.problems)
            for row in node.rows.forms:
                yield from (Line(line.target, f"{row.title}：{line.text}") for line in lines_of(row))
        elif node.field and not node.hidden:
            yield from _field_lines(node.field)


def _field_lines(bound: forms.BoundField) -> Iterator[Line]:
    target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
    for text in map(str, bound.errors):
        yield Line(target, text if str(bound.label) in text else f"{bound.label}：{text}")


def script_of(steps: Iterable[PlannedStep]) -> list[dict[str, Any]]:
    """The parts for `asking.js`: names, types and conditions; empty where nothing hangs on anything."""
    found = []
    for step in steps:
        found += [_script(step.part)] if step.part.show else []
        found += [_script(part) for part in step.parts if part.asks or part.show]
    return found if any(_moves(part) for part in found) else []


def script_of_step(steps: Iterable[PlannedStep], step: PlannedStep, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same for a page with one step: of the steps before it, the answers as they are known."""
    own = script_of([step])
    if not own:
        return []
    before = [part for earlier in takewhile(lambda one: one is not step, steps) for part in earlier.parts if part.asks]
    return [*({"name": part.name, "known": values.get(part.name)} for part in before), *own]


def _moves(part: Mapping[str, Any]) -> bool:
    return bool(part.get("show") or part.get("require") or part.get("value") or any(map(_moves, part.get("parts", ()))))


def _script(part: Part) -> dict[str, Any]:
    raw: dict[str, Any] = {"kind": part.kind, "name": part.name, "show": list(part.show)}
    if part.spec:
        raw |= {"type": TYPES[part.spec.type].rule_type, "label": part.spec.label, "require": part.spec.require}
        raw["reading"] = TYPES[part.spec.type].reading(part.spec)
        if part.spec.value:
            raw |= {"value": part.spec.value, "places": part.spec.get("places"), "unit": part.spec.get("unit")}
    if part.group:
        inner = [one for one in part.group.parts if one.asks or one.show]
        raw |= {"label": part.group.label, "parts": [_script(one) for one in inner]}
    return {name: value for name, value in raw.items() if value}
