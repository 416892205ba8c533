"""Whether a condition can ever hold, or fail, decided by trying one value of each kind that it can tell apart.

A comparison of one answer with values is tried; anything else (sums, rows, two answers, today) is taken to be whatever suits.
So a condition said never to hold never does, and one said always to hold always does; of others neither is known.
"""

import datetime
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from . import rules
from .fields.number import Number
from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import GROUP

TRIALS = 20_000
"""Combinations tried at most; more are taken to be possible."""
COMPARING = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "empty", "filled")
AROUND = tuple(map(Decimal, ("-1", "-1E-6", "0", "1E-6", "1")))
Before = Mapping[tuple[str, str], Spec | None]


def never(node: rules.Node, before: Before, within: str = "") -> bool:
    """Whether no answers make the condition true; `before` are the fields asked before it."""
    verdicts = _verdicts(node, before, within)
    return verdicts is not None and not any(verdicts)


def always(node: rules.Node, before: Before, within: str = "") -> bool:
    """Whether all answers, also none, make the condition true."""
    verdicts = _verdicts(node, before, within)
    return verdicts is not None and all(verdicts)


def _verdicts(node: rules.Node, before: Before, within: str) -> Iterator[bool] | None:
    """Whether the condition holds, for each trial; None where there are too many."""
    atoms: dict[str, list[Any]] = {}
    simple = _simplified(node, before, within, atoms)
    shown = _shown(node, before, within, atoms)
    if math.prod(map(len, atoms.values())) > TRIALS:
        return None
    trials = (dict(zip(atoms, values, strict=True)) for values in itertools.product(*atoms.values()))
    return (rules.holds(simple, rules.Scope(_dropped(answers, shown))) for answers in trials)


def _shown(node: rules.Node, before: Before, within: str, atoms: dict[str, list[Any]]) -> dict[str, rules.Node]:
    """The condition of each answer that has one, over atoms; what it hangs on comes first."""
    found: dict[str, rules.Node] = {}
    for scope, _kind, _place in rules.references(node, within):
        spec = before.get(scope)
        if spec and spec.show and scope[0] in ("", within) and ".".join(scope) not in found:
            show = dict(spec.show)
            found |= _shown(show, before, scope[0], atoms)
            found[".".join(scope)] = _simplified(show, before, scope[0], atoms)
    return found


def _dropped(answers: dict[str, Any], shown: dict[str, rules.Node]) -> dict[str, Any]:
    """The answers of a trial, those that are hidden left out."""
    for name, show in shown.items():
        if not rules.holds(show, rules.Scope(answers)):
            answers[name] = None
    return answers


def _simplified(node: rules.Node, before: Before, within: str, atoms: dict[str, list[Any]]) -> rules.Node:
    """The tree over atoms: an answer under its name, or a free yes or no; `atoms` collects the values to try."""
    if node.get("op") in ("and", "or", "not"):
        return {**node, "args": [_simplified(part, before, within, atoms) for part in node["args"]]}
    found = list(rules.references(node, within))
    if counted := _counted(node, before, within):
        name, values = counted
        atoms.setdefault(name, values)
        return {**node, "args": [{"field": name, "type": "number"}, *node["args"][1:]]}
    free = len(found) != 1 or found[0][2].count(".") != 1 or found[0][1] == GROUP
    if free or node.get("op") not in COMPARING or rules.TODAY in node["args"]:
        name = f"?{len(atoms)}"
        atoms[name] = [True, False, None]
        return {"field": name, "type": "bool"}
    scope, kind, _place = found[0]
    name = ".".join(scope)
    spec = before.get(scope)
    values = [value for value in (*_values(node, kind), *_answers(spec, kind)) if _taken(spec, kind, value)]
    atoms[name] = _distinct([*atoms.get(name, []), *values], kind)
    args = [{"field": name, "type": kind} if "field" in part or "row" in part else part for part in node["args"]]
    return {**node, "args": args}


def _counted(node: rules.Node, before: Before, within: str) -> tuple[str, list[Any]] | None:
    """(atom, values) of how many are chosen, compared with numbers."""
    first = (node.get("args") or [{}])[0]
    numbers = all("number" in part for part in node.get("args", [])[1:])
    if node.get("op") not in COMPARING or first.get("op") != "count" or "rows" in first or not numbers:
        return None
    scope = next(scope for scope, _kind, _place in rules.references(first, within))
    spec = before.get(scope)
    choices = len(spec.get("choices") or []) if spec else 0
    most = min(choices, int(spec.get("max_choices") or choices)) if spec else 0
    return (f"#{'.'.join(scope)}", list(range(most + 1))) if 0 < most < TRIALS else None


def _taken(spec: Spec | None, kind: str, value: Any) -> bool:
    """Whether a field takes an answer: within its limits, whole where it must be."""
    if spec is None or value is None:
        return True
    if kind == "date":
        return str(spec.get("earliest") or "0") <= value <= str(spec.get("latest") or "9")
    kept = TYPES.get(spec.type)
    if kind != "number" or not isinstance(kept, Number):
        return True
    low, high = kept.bounds(spec)
    exact = Decimal(value)
    whole = bool(kept.places(spec)) or exact == exact.to_integral_value()
    return whole and (low is None or exact >= low) and (high is None or exact <= high)


def _limits(spec: Spec | None, kind: str) -> list[Any]:
    """The lowest and the highest answer that a field states."""
    if spec is None or kind not in ("number", "date"):
        return []
    names = ("min", "max") if kind == "number" else ("earliest", "latest")
    texts = [str(spec.get(name)) for name in names if spec.get(name) not in (None, "")]
    return [one for one in texts if kind == "date" or rules.NUMBER.fullmatch(one)]


def _values(node: rules.Node, kind: str) -> Iterator[Any]:
    """Null, the values that a comparison names, and what lies around them."""
    yield None
    for part in node["args"]:
        if kind == "number" and "number" in part:
            exact = Decimal(part["number"])
            whole = exact.to_integral_value(ROUND_FLOOR)
            yield from (rules.spelled(one) for one in (*(exact + step for step in AROUND), whole, whole + 1))
        elif kind == "date" and "date" in part:
            day = datetime.date.fromisoformat(part["date"])
            yield from (_shifted(day, step) for step in (-1, 0, 1))
        elif kind == "text":
            yield from part.get("list", [part["text"]] if "text" in part else [])
        elif kind == "list":
            yield from ([text] for text in part.get("list", [part["text"]] if "text" in part else []))


def _answers(spec: Spec | None, kind: str) -> list[Any]:
    """What a field may be answered beside what a condition names."""
    if kind == "bool":
        return [True, False]
    if kind == "text":
        offered = [row["value"] for row in spec.get("choices") or [] if row.get("value")] if spec else []
        return offered or ["\u0000other"]
    other: dict[str, list[Any]] = {"number": ["0"], "date": ["2000-01-01"], "list": [["\u0000other"]], "opaque": [True]}
    return [*other[kind], *_limits(spec, kind)]


def _shifted(day: datetime.date, days: int) -> str:
    number = min(max(day.toordinal() + days, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(number).isoformat()


def _distinct(values: Iterable[Any], kind: str) -> list[Any]:
    """Each value once; of lists, every combination of their members, or too many to try."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    if kind != "list":
        return found
    members = sorted({one for value in found if value for one in value})
    if 2 ** len(members) > TRIALS:
        return [None] * (TRIALS + 1)
    sets = itertools.chain.from_iterable(itertools.combinations(members, size) for size in range(len(members) + 1))
    return [None, *map(list, sets)]
