"""Whether a condition can ever hold, or fail, decided by trying one value of each kind that it can tell apart.

A comparison of one answer with values is tried; anything else (sums, rows, two answers, today) is taken to be whatever suits.
So a condition said never to hold never does, and one said always to hold always does; of others neither is known.
"""

import datetime
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from . import rules
from .fields.spec import Spec
from .plan import GROUP

TRIALS = 20_000
"""Combinations tried at most; more are taken to be possible."""
COMPARING = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "empty", "filled")
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
    if math.prod(map(len, atoms.values())) > TRIALS:
        return None
    trials = itertools.product(*atoms.values())
    return (rules.holds(simple, rules.Scope(dict(zip(atoms, values, strict=True)))) for values in trials)


def _simplified(node: rules.Node, before: Before, within: str, atoms: dict[str, list[Any]]) -> rules.Node:
    """The tree over atoms: an answer under its name, or a free yes or no; `atoms` collects the values to try."""
    if node.get("op") in ("and", "or", "not"):
        return {**node, "args": [_simplified(part, before, within, atoms) for part in node["args"]]}
    found = list(rules.references(node, within))
    free = len(found) != 1 or found[0][2].count(".") != 1 or found[0][1] == GROUP
    if free or node.get("op") not in COMPARING or rules.TODAY in node["args"]:
        name = f"?{len(atoms)}"
        atoms[name] = [True, False, None]
        return {"field": name, "type": "bool"}
    scope, kind, _place = found[0]
    name = ".".join(scope)
    values = [*_values(node, kind), *_answers(before.get(scope), kind)]
    atoms[name] = _distinct([*atoms.get(name, []), *values], kind)
    args = [{"field": name, "type": kind} if "field" in part or "row" in part else part for part in node["args"]]
    return {**node, "args": args}


def _values(node: rules.Node, kind: str) -> Iterator[Any]:
    """Null, the values that a comparison names, and what lies around them."""
    yield None
    for part in node["args"]:
        if kind == "number" and "number" in part:
            exact = Decimal(part["number"])
            yield from (rules.spelled(exact + step) for step in (Decimal("-1E-9"), Decimal(0), Decimal("1E-9")))
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
    return other[kind]


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
