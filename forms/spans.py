"""What a number of a form can come to: of fields their limits, of sums, products and counts what follows from these."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from . import rules
from .fields.limits import read_date
from .fields.number import Number
from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import GROUP, MOST_ROWS

Before = Mapping[tuple[str, str], Spec | None]


class Asked(dict[tuple[str, str], Spec | None]):
    """What is asked before a rule, with what its numbers come to, as far as that was worked out."""

    def __init__(self, fields: Before = MappingProxyType({})) -> None:
        super().__init__(fields)
        self.spans: dict[tuple[str, str], tuple[Spec | None, Span]] = getattr(fields, "spans", {})


Span = tuple[Decimal | None, Decimal | None]
"""The least and the most; None: no limit is known."""
ANYTHING: Span = (None, None)
ZERO = Decimal(0)


def span(node: rules.Node, before: Before, within: str = "") -> Span:
    """Between which numbers a sound tree lies, where it is not null."""
    if "number" in node:
        return Decimal(str(node["number"])), Decimal(str(node["number"]))
    if "field" in node or "row" in node:
        return _known(("", node["field"]) if "field" in node else (within, node["row"]), before)
    if "rows" in node:
        return _of_rows(node, before)
    if node.get("op") == "days":
        return _of_days_between(node, before, within)
    parts = [_part(part, before, within, node["op"]) for part in node.get("args", ()) if node["op"] in SPANS]
    if node.get("op") == "count":
        scope = next(scope for scope, _kind, _place in rules.references(node, within))
        return ZERO, Decimal(_choices(before.get(scope))) if before.get(scope) else None
    return SPANS[node["op"]](parts) if node.get("op") in SPANS else ANYTHING


def _part(node: rules.Node, before: Before, within: str, op: str) -> Span:
    """What a part of a sum, a difference or a product comes to; in a sum, what may be missing adds nothing."""
    found = span(node, before, within)
    return found if op != "sum" or "number" in node or node.get("op") == "count" else _with_zero(found)


def _known(scope: tuple[str, str], before: Before) -> Span:
    """What an answer comes to; worked out once for each field, since values may build on values at length."""
    spec, kept = before.get(scope), getattr(before, "spans", None)
    if kept is None:
        return _of_answer(spec, before, scope[0])
    if scope not in kept or kept[scope][0] is not spec:
        kept[scope] = spec, _of_answer(spec, before, scope[0])
    found: Span = kept[scope][1]
    return found


def _of_answer(spec: Spec | None, before: Before, within: str) -> Span:
    kind = TYPES.get(spec.type) if spec else None
    if spec and isinstance(kind, Number):
        return kind.bounds(spec)
    if spec and kind and kind.computes and spec.value:
        step = Decimal(1).scaleb(-int(spec.get("places", 0) or 0))
        low, high = span(dict(spec.value), before, within)
        return _rounded(low, step), _rounded(high, step)
    return ANYTHING


def _rounded(end: Decimal | None, step: Decimal) -> Decimal | None:
    return None if end is None else end.quantize(step, rules.ROUNDING.rounding, rules.ROUNDING)


def _choices(spec: Spec | None) -> int:
    count = len(spec.get("choices") or []) if spec else 0
    return min(count, int(spec.get("max_choices") or count)) if spec else 0


def _of_days_between(node: rules.Node, before: Before, within: str) -> Span:
    """The days from one day to another: as far from today, and as dates, whichever says more."""
    first, last = node["args"]
    low, high = _sub([from_today(last, before, within), from_today(first, before, within)])
    least, most = _sub([_on_calendar(last, before, within), _on_calendar(first, before, within)])
    lows, highs = [one for one in (low, least) if one is not None], [one for one in (high, most) if one is not None]
    return max(lows, default=None), min(highs, default=None)


def asked(node: rules.Node, before: Before, within: str) -> Spec | None:
    """The field that a node stands for by itself; None where it is worked out."""
    found = rules.references(node, within)
    return next((before.get(scope) for scope, _kind, place in found if scope[1] and not place), None)


def from_today(node: rules.Node, before: Before, within: str) -> Span:
    """How many days after today a day lies, at all times."""
    if node == rules.TODAY:
        return ZERO, ZERO
    spec = asked(node, before, within)
    ends: dict[str, Span] = {"past": (None, ZERO), "future": (ZERO, None)}
    return ends.get(spec.get("when", ""), ANYTHING) if spec else ANYTHING


def _on_calendar(node: rules.Node, before: Before, within: str) -> Span:
    """Between which days of the calendar a day lies, numbered; today is none of them."""
    spec = asked(node, before, within)
    low, high = (node["date"], node["date"]) if "date" in node else earliest_latest(spec) if spec else (None, None)
    first, last = read_date(low), read_date(high)
    return Decimal(first.toordinal()) if first else None, Decimal(last.toordinal()) if last else None


def earliest_latest(spec: Spec) -> tuple[str | None, str | None]:
    """The first and the last day that a field takes, as dates: what may lie ahead only, today at the earliest."""
    low, high = (str(spec.get(name) or "") or None for name in ("earliest", "latest"))
    today = timezone.localdate().isoformat()
    return (max(low or today, today) if spec.get("when") == "future" else low), high


def _of_rows(node: rules.Node, before: Before) -> Span:
    group = before.get((node["rows"], ""))
    least, most = _rows(group)
    if node["op"] == "count":
        return (ZERO if "where" in node or (group and group.show) else least), most
    if node["op"] != "sum":
        return ANYTHING
    low, high = _with_zero(span(node["of"], before, node["rows"]))
    return (None if low is None else low * most), (None if high is None else high * most)


def _rows(group: Spec | None) -> tuple[Decimal, Decimal]:
    least, most = (int(group.get("min") or 0), int(group.get("max") or MOST_ROWS)) if group else (0, MOST_ROWS)
    return Decimal(least), Decimal(most)


def at_least_one(group: Spec | None) -> bool:
    """Whether a group always has a row."""
    return group is not None and not group.show and _rows(group)[0] >= 1


def _with_zero(one: Span) -> Span:
    """A part of a sum that is not answered adds nothing."""
    low, high = one
    return (None if low is None else min(low, ZERO)), (None if high is None else max(high, ZERO))


def _sum(parts: list[Span]) -> Span:
    lows, highs = zip(*parts, strict=True)
    return (None if None in lows else sum(lows, ZERO)), (None if None in highs else sum(highs, ZERO))


def _sub(parts: list[Span]) -> Span:
    (low, high), (less, more) = parts
    return (None if None in (low, more) else low - more), (None if None in (high, less) else high - less)  # type: ignore[operator]


def _mul(parts: list[Span]) -> Span:
    (low, high), (less, more) = parts
    ends = [low, high, less, more]
    if None not in ends:
        corners = [one * other for one in (low, high) for other in (less, more)]  # type: ignore[operator]
        return min(corners), max(corners)
    positive = all(one is not None and one >= 0 for one in (low, less))
    return (low * less, None) if positive else ANYTHING  # type: ignore[operator]


SPANS: dict[str, Callable[[list[Span]], Span]] = {"sum": _sum, "sub": _sub, "mul": _mul}


def verdict(node: rules.Node, before: Before, within: str = "") -> bool | None:
    """Whether a comparison of a number with numbers is true, or false, whatever is answered; None where it depends."""
    args: list[Any] = node.get("args", [])
    if len(args) == 2 and node["op"] in COMPARED and all(map(_is_date, args)):
        return COMPARED[node["op"]](_of_days_between({"args": args[::-1]}, before, within), (ZERO, ZERO))
    if not args or not any("number" in part for part in args) or not all(map(_is_number, args)):
        return None
    spans = [span(part, before, within) for part in args]
    if node["op"] == "between":
        return _both(_at_least(spans[0], spans[1]), _at_least(spans[2], spans[0]))
    return COMPARED[node["op"]](*spans) if node["op"] in COMPARED else None


def _is_date(node: rules.Node) -> bool:
    return node == rules.TODAY or "date" in node or node.get("type") == "date"


def _is_number(node: rules.Node) -> bool:
    return "number" in node or node.get("type") == "number" or node.get("op") in ("sum", "sub", "mul", "count", "days")


def _at_least(one: Span, other: Span) -> bool | None:
    """Whether the first is never less than the other; False: always less."""
    if one[0] is not None and other[1] is not None and one[0] >= other[1]:
        return True
    return False if one[1] is not None and other[0] is not None and one[1] < other[0] else None


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


def _both(one: bool | None, other: bool | None) -> bool | None:
    return False if False in (one, other) else True if one and other else None


def _equal(one: Span, other: Span) -> bool | None:
    return False if False in (_at_least(one, other), _at_least(other, one)) else None


COMPARED: dict[str, Callable[[Span, Span], bool | None]] = {
    "ge": _at_least,
    "le": lambda one, other: _at_least(other, one),
    "lt": lambda one, other: _not(_at_least(one, other)),
    "gt": lambda one, other: _not(_at_least(other, one)),
    "eq": _equal,
    "ne": lambda one, other: _not(_equal(one, other)),
}


def of_group(name: str, block: Mapping[str, Any], show: Mapping[str, Any] | None) -> Spec:
    """A repeating group as rules ask for it: how many rows it takes, and what it hangs on."""
    options = {which: block[which] for which in ("min", "max") if block.get(which)}
    return Spec(GROUP, name, str(block.get("label", "")), show=show, options=options)
