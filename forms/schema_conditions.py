"""Conditions as JSON Schema: "if these answers, then that one is required", where the schema can say it exactly.

A condition holds where its tree is true, as `rules` has it: what is hidden or not answered is null, and null makes a
comparison neither true nor false. So each comparison also says that its field is shown and answered, and a tree has a
schema for being true and another for being false. What a schema cannot compare (dates, texts that are trimmed, rows,
sums) has none: the validator alone asks for that, by the rules in the hints.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import Part
from .rules import Node

Schema = dict[str, Any]
Before = dict[tuple[str, str], Part]
"""The fields asked before, by how a condition of the same object names them: ("field", key), or ("row", key) in a row."""
EXACT = ("single_choice", "drop_down", "linked_choices")
"""Types whose answers are kept as they are sent."""
NUMBERS = ("number", "integer")
BOUNDS: dict[str, Callable[[Any], Schema]] = {
    "eq": lambda value: {"const": value},
    "ne": lambda value: {"not": {"const": value}},
    "lt": lambda value: {"exclusiveMaximum": value},
    "le": lambda value: {"maximum": value},
    "gt": lambda value: {"exclusiveMinimum": value},
    "ge": lambda value: {"minimum": value},
}


class Unsayable(ValueError):
    """A condition that JSON Schema has no exact words for."""


def required_if(parts: Iterable[Part], needed: Callable[[Part], bool], name: str) -> list[Schema]:
    """An if-then for each part that must be answered under conditions; `needed` says whether, where it is shown.

    `name` is "field" for the parts of a form, "row" for those of a row: a row's schema cannot see the form around it.
    """
    before: Before = {}
    found = []
    for part in parts:
        rules = _rules_of(part, needed(part))
        if rules:
            with contextlib.suppress(Unsayable):
                found.append({"if": every(true(rule, before) for rule in rules), "then": {"required": [part.name]}})
        if part.spec:
            before[name, part.name] = part
    return found


def _rules_of(part: Part, needed: bool) -> list[Node]:
    require = part.spec.require if part.spec else None
    if needed:
        return list(part.show)
    return [*part.show, dict(require)] if require else []


def every(schemas: Iterable[Schema]) -> Schema:
    """All of them."""
    found = list(schemas)
    return found[0] if len(found) == 1 else {"allOf": found}


def some(schemas: Iterable[Schema]) -> Schema:
    """At least one of them."""
    found = list(schemas)
    return found[0] if len(found) == 1 else {"anyOf": found}


def true(node: Node, before: Before) -> Schema:
    """The answers that make a condition true. Unsayable if there is no such schema."""
    op, args = node.get("op"), node.get("args") or []
    if op in ("and", "or"):
        return (every if op == "and" else some)(true(one, before) for one in args)
    if op in ("not", "empty"):
        return false(_denied(node), before)
    part, value = _comparison(node, before)
    return _answered(part, before) if op == "filled" else _where(part, value, before)


def false(node: Node, before: Before) -> Schema:
    """The answers that make a condition false: not those that leave it open."""
    op, args = node.get("op"), node.get("args") or []
    if op in ("and", "or"):
        return (some if op == "and" else every)(false(one, before) for one in args)
    if op in ("not", "empty"):
        return true(_denied(node), before)
    part, value = _comparison(node, before)
    return {"not": _answered(part, before)} if op == "filled" else _where(part, {"not": value}, before)


def _denied(node: Node) -> Node:
    """What a node says is not so: empty is not filled."""
    return {**node, "op": "filled"} if node["op"] == "empty" else node["args"][0]


def _where(part: Part, value: Schema, before: Before) -> Schema:
    return every([*_shown(part, before), {"required": [part.name], "properties": {part.name: value}}])


def _answered(part: Part, before: Before) -> Schema:
    """That a field is shown and answered; an empty list is no answer."""
    spec = _spec(part)
    if spec.type in (*EXACT, *NUMBERS, "yes_no"):
        return _where(part, {}, before)
    if spec.type == "multiple_choice":
        return _where(part, {"minItems": 1}, before)
    raise Unsayable(spec.type)


def _shown(part: Part, before: Before) -> Iterator[Schema]:
    return (true(rule, before) for rule in part.show)


def _comparison(node: Node, before: Before) -> tuple[Part, Schema]:
    """The field of a comparison, and the schema of the values that make it true; any, where it asks for an answer."""
    args = node.get("args") or []
    names = [(name, one[name]) for one in args for name in ("field", "row") if name in one]
    part = before.get(names[0]) if len(names) == 1 else None
    if part is None:
        raise Unsayable("two fields, or one out of sight")
    return part, {} if node["op"] == "filled" else _values(node["op"], args, _spec(part))


def _values(op: str, args: list[Node], spec: Spec) -> Schema:
    literals = [next(iter(one.items())) for one in args if not {"row", "field", "op"} & set(one)]
    names, values = [name for name, _value in literals], [value for _name, value in literals]
    if spec.type in EXACT and names == ["text"] and op in ("eq", "ne"):
        return BOUNDS[op](values[0])
    if spec.type in EXACT and names == ["list"] and op == "in":
        return {"enum": values[0]}
    if spec.type == "multiple_choice" and names == ["text"] and op == "in":
        return {"contains": {"const": values[0]}, "minItems": 1}
    if spec.type == "yes_no" and names == ["bool"] and op in ("eq", "ne"):
        return BOUNDS[op](values[0])
    if spec.type in NUMBERS and set(names) == {"number"}:
        return _number(op, [_plain(text) for text in values])
    raise Unsayable(op)


def _number(op: str, values: list[int | float]) -> Schema:
    if op == "between" and len(values) == 2:
        return {"minimum": values[0], "maximum": values[1]}
    if op in BOUNDS and len(values) == 1:
        return BOUNDS[op](values[0])
    raise Unsayable(op)


def _plain(text: str) -> int | float:
    """A decimal as JSON has it, if it has it exactly."""
    number = float(text)
    if f"{number:.15g}" != f"{number!r}".removesuffix(".0"):
        raise Unsayable(text)
    return int(number) if number.is_integer() else number


def _spec(part: Part) -> Spec:
    if part.spec is None or not TYPES[part.spec.type].asked:
        raise Unsayable(part.kind)
    return part.spec
