"""Conditions and computed values: one typed expression tree, as JSON in the definition.

`static/forms/js/rules.js` evaluates the same tree in the browser; tests/forms/rules_vectors.json holds both to one
meaning. A node is one of

- a literal: {"text": "c1"}, {"number": "1.50"}, {"date": "2026-03-01"}, {"bool": true}, {"list": ["c1", "c2"]};
- an answer: {"field": "f1", "type": T} of the form, or {"row": "f2", "type": T} of the row the rule stands in;
- {"op": "today", "args": []}: the hall's date on the day on which the answers are checked;
- an operation: {"op": NAME, "args": [...]}, or over the rows of a group {"op": NAME, "rows": "g1", "where": node}
  (`any`, `all`, `count`) and {"op": "sum", "rows": "g1", "of": node}.

Nothing is converted: both sides of a comparison have one type. Numbers are exact decimals; a number answer is a JSON
number or its decimal spelling. What was not answered, or is hidden, is null: a comparison or calculation with null is
null; and, or, not, any, all follow Kleene (false and null is false, true or null is true); `empty`, `filled` and `count`
are never null; a sum leaves nulls out. A rule holds only where its value is true.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from typing import Any

from django.utils import timezone

Node = dict[str, Any]
TYPES = ("text", "number", "date", "bool", "list", "opaque")
LITERALS = ("text", "number", "date", "bool", "list")
ORDERED = ("number", "date")
MAX_DEPTH = 16
"""How deep a tree may be; sentences of the builder are far flatter."""
NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
EXACT = Context(prec=100_000, traps=[Inexact])
"""Arithmetic that never rounds."""
ROUNDING = Context(prec=100_000, rounding=ROUND_HALF_UP)
TODAY: Node = {"op": "today", "args": []}


class RuleError(ValueError):
    """A tree that means nothing, or an answer that is not of its declared type; `place` is the path into the tree.

    Codes: shape, op, args, type, reference, depth for the tree; value for a literal or an answer.
    """

    def __init__(self, code: str, place: str) -> None:
        super().__init__(f"{code} at {place or 'the root'}")
        self.code = code
        self.place = place


@dataclass(frozen=True)
class Scope:
    """The answers that a rule sees: those of the form (a group's as a list of rows), and those of its own row.

    `today` is the day on which they are checked; None stands for the present day in the hall's time zone.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    row: Mapping[str, Any] = field(default_factory=dict)
    today: datetime.date | None = None


def check(node: Any, expected: str = "bool", *, in_row: bool = False) -> None:
    """RuleError unless the tree is sound and its value is of the expected type."""
    if _type(node, "", in_row, 1) != expected:
        raise RuleError("type", "")


def evaluate(node: Node, scope: Scope) -> Any:
    """The value as JSON: null, a boolean, a text, a list; a number as its shortest decimal spelling, a date as ISO."""
    value = _value(node, scope, "")
    if isinstance(value, Decimal):
        return spelled(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def holds(node: Node, scope: Scope) -> bool:
    """Whether a condition is true; false and null are not."""
    return _value(node, scope, "") is True


def computed(node: Node, scope: Scope, places: int) -> str | None:
    """A computed value: the number, rounded half up to so many places; null where a part it needs is, or where it has
    more digits than a number may have."""
    value = _value(node, scope, "")
    if value is None:
        return None
    text = spelled(value.quantize(Decimal(1).scaleb(-places), context=ROUNDING))
    return text if NUMBER.fullmatch(text) else None


def grouped(text: str) -> str:
    """A number as people read it: 1,234.5."""
    return f"{Decimal(text):,f}"


def spelled(value: Decimal) -> str:
    """A number without an exponent or zeros that say nothing."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def references(node: Any, within: str = "", place: str = "") -> Iterator[tuple[tuple[str, str], str, str]]:
    """((group or "", key), declared type, place) of each answer that a tree asks for; (group, "") for a group's rows.

    `within` is the group in whose row the tree stands.
    """
    if not isinstance(node, dict):
        return
    if "field" in node or "row" in node:
        yield (("", node["field"]) if "field" in node else (within, node["row"])), str(node.get("type")), place
    if "rows" in node:
        yield (node["rows"], ""), "group", place
    for number, part in enumerate(node.get("args") or []):
        yield from references(part, within, inside(place, f"args.{number}"))
    for name in ("where", "of"):
        yield from references(node.get(name), node.get("rows", within), inside(place, name))


def inside(place: str, name: str) -> str:
    """The place of a part of a node."""
    return f"{place}.{name}" if place else name


# Types


def _type(node: Any, place: str, in_row: bool, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise RuleError("depth", place)
    if not isinstance(node, dict):
        raise RuleError("shape", place)
    for kind in LITERALS:
        if kind in node:
            _accept(node[kind], kind, place, literal=True)
            return kind
    if "field" in node or "row" in node:
        return _reference_type(node, place, in_row)
    if "op" not in node:
        raise RuleError("shape", place)
    if "rows" in node:
        return _rows_type(node, place, depth)
    args = node.get("args")
    if not isinstance(args, list):
        raise RuleError("args", place)
    found = [_type(part, inside(place, f"args.{at}"), in_row, depth + 1) for at, part in enumerate(args)]
    return _operation_type(node["op"], found, place)


def _reference_type(node: Node, place: str, in_row: bool) -> str:
    if node.get("type") not in TYPES:
        raise RuleError("type", place)
    if "row" in node and not in_row:
        raise RuleError("reference", place)
    return str(node["type"])


def _rows_type(node: Node, place: str, depth: int) -> str:
    part, wanted, result = ROW_OPERATIONS.get(node["op"], ("", "", ""))
    if not part:
        raise RuleError("op", place)
    if part in node:
        if _type(node[part], inside(place, part), True, depth + 1) != wanted:
            raise RuleError("type", inside(place, part))
    elif node["op"] != "count":
        raise RuleError("args", place)
    return result


def _operation_type(op: Any, args: list[str], place: str) -> str:
    if not isinstance(op, str) or op not in OPERATIONS:
        raise RuleError("op", place)
    least, most, fits, result = OPERATIONS[op]
    if not least <= len(args) <= most:
        raise RuleError("args", place)
    if not fits(args):
        raise RuleError("type", place)
    return result


def _same(args: list[str]) -> bool:
    return len(set(args)) == 1 and args[0] != "opaque"


def _ordered(args: list[str]) -> bool:
    return len(set(args)) == 1 and args[0] in ORDERED


def _all_of(kind: str) -> Callable[[list[str]], bool]:
    return lambda args: all(arg == kind for arg in args)


MANY = 100
OPERATIONS: dict[str, tuple[int, int, Callable[[list[str]], bool], str]] = {
    **dict.fromkeys(("eq", "ne"), (2, 2, _same, "bool")),
    **dict.fromkeys(("lt", "le", "gt", "ge"), (2, 2, _ordered, "bool")),
    "between": (3, 3, _ordered, "bool"),
    **dict.fromkeys(("and", "or"), (1, MANY, _all_of("bool"), "bool")),
    "not": (1, 1, _all_of("bool"), "bool"),
    "in": (2, 2, lambda args: args == ["text", "list"], "bool"),
    **dict.fromkeys(("empty", "filled"), (1, 1, lambda args: True, "bool")),
    "count": (1, 1, _all_of("list"), "number"),
    "sum": (1, MANY, _all_of("number"), "number"),
    **dict.fromkeys(("sub", "mul"), (2, 2, _all_of("number"), "number")),
    "days": (2, 2, _all_of("date"), "number"),
    "today": (0, 0, lambda args: True, "date"),
}
"""By name: fewest and most arguments, which types fit, the type of the value."""
ROW_OPERATIONS = {
    "any": ("where", "bool", "bool"),
    "all": ("where", "bool", "bool"),
    "count": ("where", "bool", "number"),
    "sum": ("of", "number", "number"),
}
"""By name: what is asked of each row, its type, the type of the value."""


# Values


def _accept(value: Any, kind: str, place: str, *, literal: bool = False) -> Any:
    """A JSON value as one of its declared type; None stays None, but for literals."""
    if value is None and not literal:
        return None
    read = READERS[kind](value)
    if read is None:
        raise RuleError("value", place)
    return read


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        found = Decimal(str(value))
        return found if found.is_finite() else None
    return Decimal(value) if isinstance(value, str) and NUMBER.fullmatch(value) else None


def _date(value: Any) -> datetime.date | None:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


READERS: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: value if isinstance(value, str) else None,
    "number": _number,
    "date": _date,
    "bool": lambda value: value if isinstance(value, bool) else None,
    "list": lambda value: value if isinstance(value, list) and all(isinstance(one, str) for one in value) else None,
    "opaque": lambda value: value,
}


def _value(node: Node, scope: Scope, place: str) -> Any:
    for kind in LITERALS:
        if kind in node:
            return _accept(node[kind], kind, place, literal=True)
    if "field" in node:
        return _accept(scope.fields.get(node["field"]), node["type"], place)
    if "row" in node:
        return _accept(scope.row.get(node["row"]), node["type"], place)
    if "rows" in node:
        return _over_rows(node, scope, place)
    if node["op"] == "today":
        return scope.today or timezone.localdate()
    args = [_value(part, scope, inside(place, f"args.{at}")) for at, part in enumerate(node["args"])]
    return MEANINGS[node["op"]](args)


def _over_rows(node: Node, scope: Scope, place: str) -> Any:
    rows = scope.fields.get(node["rows"]) or []
    part, _wanted, _result = ROW_OPERATIONS[node["op"]]
    if part not in node:
        return Decimal(len(rows))
    found = [_value(node[part], Scope(scope.fields, row, scope.today), inside(place, part)) for row in rows]
    if node["op"] == "count":
        return Decimal(found.count(True))
    return {"any": _or, "all": _and, "sum": _sum}[node["op"]](found)


def _and(args: list[Any]) -> bool | None:
    return False if False in args else None if None in args else True


def _or(args: list[Any]) -> bool | None:
    return True if True in args else None if None in args else False


def _not(args: list[Any]) -> bool | None:
    return None if args[0] is None else not args[0]


def _sum(args: list[Any]) -> Decimal:
    total = Decimal(0)
    for value in args:
        total = total if value is None else EXACT.add(total, value)
    return total


def _between(args: list[Any]) -> bool | None:
    value, low, high = args
    return _and([_known(lambda a, b: a >= b)([value, low]), _known(lambda a, b: a <= b)([value, high])])


def _known(meaning: Callable[[Any, Any], Any]) -> Callable[[list[Any]], Any]:
    """Null where one side is."""
    return lambda args: None if None in args else meaning(*args)


def _equal(one: Any, other: Any) -> bool:
    """Lists are equal if they hold the same, in whatever order."""
    return set(one) == set(other) if isinstance(one, list) else bool(one == other)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [])


MEANINGS: dict[str, Callable[[list[Any]], Any]] = {
    "eq": _known(_equal),
    "ne": _known(lambda a, b: not _equal(a, b)),
    "lt": _known(lambda a, b: a < b),
    "le": _known(lambda a, b: a <= b),
    "gt": _known(lambda a, b: a > b),
    "ge": _known(lambda a, b: a >= b),
    "between": _between,
    "and": _and,
    "or": _or,
    "not": _not,
    "in": _known(lambda value, values: value in values),
    "empty": lambda args: _empty(args[0]),
    "filled": lambda args: not _empty(args[0]),
    "count": lambda args: Decimal(len(args[0] or [])),
    "sum": _sum,
    "sub": _known(EXACT.subtract),
    "mul": _known(EXACT.multiply),
    "days": _known(lambda first, last: Decimal((last - first).days)),
}
