"""Whether a condition can ever hold, or fail, decided by trying one value of each kind that it can tell apart.

A comparison of one answer with values is tried, of a sum or a computed value within what it can come to (`spans.py`);
anything else (rows, two answers, today) is taken to be whatever suits, but that what some row has, not all rows lack. What is required and shown is answered. So a
condition said never to hold never does, and one said always to hold always does; of others neither is known.
"""

import datetime
import itertools
import json
import math
from collections.abc import Iterable, Iterator
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from . import rules
from .fields.computed import Computed
from .fields.number import Number
from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import GROUP
from .spans import Before, Span, at_least_one, earliest_latest, span, verdict

TRIALS = 5_000
"""Combinations tried at most; more are taken to be possible."""
COMPARING = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in", "empty", "filled")
FINEST = 6
"""Decimal places that tell numbers apart where a field does not say how many it takes."""


KNOWN = ("item", "bureau", "today")
"""What a prefilled field is never without."""


def never(node: rules.Node, before: Before, within: str = "") -> bool:
    """Whether no answers make the condition true; `before` are the fields asked before it."""
    verdicts = _verdicts([node], before, within, given=True)
    return verdicts is not None and not any(holds for (holds,) in verdicts)


def always(node: rules.Node, before: Before, within: str = "") -> bool:
    """Whether all answers, also none where none are required, make the condition true."""
    if node.get("op") == "and":
        return all(always(part, before, within) for part in node["args"])
    verdicts = _verdicts([node], before, within)
    return bool(verdicts) and all(holds for (holds,) in verdicts or ())


def implied(premise: rules.Node, node: rules.Node, before: Before, within: str = "") -> bool:
    """Whether the condition is true wherever the premise is, and the premise somewhere."""
    verdicts = [holds for first, holds in _verdicts([premise, node], before, within, given=True) or () if first]
    return bool(verdicts) and all(verdicts)


def _verdicts(nodes: list[rules.Node], before: Before, within: str, given: bool = False) -> list[list[bool]] | None:
    """Which of the conditions hold, for each trial; None where there are too many.

    `given`: only trials matter in which the first of them holds.
    """
    atoms: dict[str, list[Any]] = {}
    simple = [_simplified(node, before, within, atoms) for node in nodes]
    shown: dict[str, rules.Node] = {}
    for node in nodes:
        shown |= _shown(node, before, within, atoms)
    if given:
        _narrow(atoms, simple[0], shown)
    if math.prod(map(len, atoms.values())) > TRIALS:
        return None
    needed = {".".join(scope) for node in nodes for scope in _needed(node, before, within)} & set(atoms)
    apart, without = list(_apart(atoms, before)), {name: _without(name, atoms) for name in shown}
    trials = (dict(zip(atoms, values, strict=True)) for values in itertools.product(*atoms.values()))
    trials = (one for one in trials if not any(one[first] and one[second] for first, second in apart))
    scopes = (rules.Scope(answers) for answers in trials if _kept(answers, shown, needed, without))
    return [[rules.holds(one, scope) for one in simple] for scope in scopes]


def _narrow(atoms: dict[str, list[Any]], node: rules.Node, shown: dict[str, rules.Node]) -> None:
    """Leave of the values to try those with which each part that asks for one answer alone can hold.

    What has to be answered has to be shown, so what it hangs on holds as well.
    """
    parts, seen = [node], set()
    while parts:
        part = parts.pop()
        if part.get("op") == "and":
            parts += part["args"]
            continue
        names = _atoms_of(part)
        if len(names) != 1:
            continue
        (name,) = names
        atoms[name] = [value for value in atoms[name] if rules.holds(part, rules.Scope({name: value}))]
        if name in shown and name not in seen and None not in atoms[name]:
            seen.add(name)
            parts.append(shown[name])


def _atoms_of(node: rules.Node) -> set[str]:
    """The atoms that a tree over atoms asks for."""
    own = {node["field"]} if "field" in node else set()
    return own.union(*(_atoms_of(part) for part in node.get("args", ())))


def _without(name: str, atoms: Iterable[str]) -> dict[str, Any]:
    """What is so of each atom where an answer or a group is hidden: no answer, no row."""
    found: dict[str, Any] = {name: None} if name in atoms else {}
    for atom in atoms:
        if atom == f"#{name}":
            found[atom] = 0
        elif atom.startswith("?") and f"{(asked := json.loads(atom[1:])[1]).get('rows')}." == name:
            found[atom] = asked["op"] == "all" if asked.get("op") in ("any", "all") else None
    return found


def _apart(atoms: Iterable[str], before: Before) -> Iterator[tuple[str, str]]:
    """The atoms that are not both true: what some row has (or each of at least one), and what each row has instead."""
    found = [(name, json.loads(name[1:])[1]) for name in atoms if name.startswith("?")]
    rows = [(name, node) for name, node in found if "rows" in node and node["op"] in ("any", "all")]
    for (name, node), (other, every) in itertools.permutations(rows, 2):
        group = node["rows"]
        some = node["op"] == "any" or (name < other and at_least_one(before.get((group, ""))))
        both = {"op": "and", "args": [node["where"], every["where"]]}
        if some and every["op"] == "all" and every["rows"] == group and never(both, before, group):
            yield name, other


def _needed(node: rules.Node, before: Before, within: str) -> Iterator[tuple[str, str]]:
    """What a condition, and all that it hangs on, asks for and is always answered where it is shown."""
    for scope, _kind, _place in rules.references(node, within):
        spec = before.get(scope)
        if spec and (_answered(spec) or _worked_out(spec, before, scope[0])):
            yield scope
        if spec and spec.show:
            yield from _needed(dict(spec.show), before, scope[0])


def _answered(spec: Spec | None) -> bool:
    """Whether a field, where it is shown, is never without an answer."""
    return bool(spec and ((spec.required and TYPES[spec.type].asked) or spec.get("fact") in KNOWN))


def _worked_out(spec: Spec, before: Before, within: str) -> bool:
    """Whether a computed value is never missing: all that it is worked out from is always asked and answered."""
    return bool(spec.value) and _all_answered(dict(spec.value or {}), before, within)


def _all_answered(node: rules.Node, before: Before, within: str) -> bool:
    """Whether all that a tree asks for is always shown and answered."""
    asked = [before.get(scope) for scope, _kind, _place in rules.references(node, within)]
    return all(one and _answered(one) and not one.show for one in asked)


def _shown(node: rules.Node, before: Before, within: str, atoms: dict[str, list[Any]]) -> dict[str, rules.Node]:
    """The condition of each answer that has one, over atoms; what it hangs on comes first."""
    found: dict[str, rules.Node] = {}
    for scope, _kind, _place in rules.references(node, within):
        spec = before.get(scope)
        mine = scope[0] in ("", within) or not scope[1]
        if spec and spec.show and mine and ".".join(scope) not in found:
            show, inner = dict(spec.show), scope[0] if scope[1] else ""
            found |= _shown(show, before, inner, atoms)
            found[".".join(scope)] = _simplified(show, before, inner, atoms)
    return found


def _kept(
    answers: dict[str, Any], shown: dict[str, rules.Node], needed: set[str], without: dict[str, dict[str, Any]]
) -> bool:
    """Leave those of a trial's answers out that are hidden; whether all are there that must be."""
    hidden = set()
    for name, show in shown.items():
        if not rules.holds(show, rules.Scope(answers)):
            answers |= without[name]
            hidden.add(name)
    return all(answers[name] not in (None, []) for name in needed - hidden)


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
        name = f"?{json.dumps([within, node], sort_keys=True, default=str)}"
        settled = _settled(node, before)
        atoms[name] = [settled] if settled is not None else _open(node, before, within)
        return {"field": name, "type": "bool"}
    scope, kind, _place = found[0]
    name = ".".join(scope)
    spec = before.get(scope)
    values = [value for value in (*_values(node, kind, spec), *_answers(spec, kind)) if _taken(spec, kind, value)]
    if kind == "number":
        values = list(_reached(values, span(node["args"][0], before, within)))
    most = int(spec.get("max_choices") or 0) if spec and kind == "list" else 0
    atoms[name] = _distinct([*atoms.get(name, []), *values], kind, most)
    args = [{"field": name, "type": kind} if "field" in part or "row" in part else part for part in node["args"]]
    return {**node, "args": args}


def _open(node: rules.Node, before: Before, within: str) -> list[bool | None]:
    """What a part that is not looked into may come to."""
    sure = verdict(node, before, within)
    if sure is None:
        return [True, False, None]
    return [sure] if _all_answered(node, before, within) else [sure, None]


def _settled(node: rules.Node, before: Before) -> bool | None:
    """Whether what is asked of any or all rows of a group that is always shown holds, or fails, in each row alike."""
    group = before.get((node.get("rows", ""), ""))
    if node.get("op") not in ("any", "all") or group is None or group.show:
        return None
    where, rows = node["where"], node["rows"]
    every, some = node["op"] == "all", at_least_one(group)
    if (every or some) and always(where, before, rows):
        return True
    return False if (some or not every) and never(where, before, rows) else None


def _counted(node: rules.Node, before: Before, within: str) -> tuple[str, list[Any]] | None:
    """(atom, values) of how many are chosen, or how many rows there are, compared with numbers."""
    first = (node.get("args") or [{}])[0]
    numbers = all("number" in part for part in node.get("args", [])[1:])
    if node.get("op") not in COMPARING or first.get("op") != "count" or "where" in first or not numbers:
        return None
    scope = next(scope for scope, _kind, _place in rules.references(first, within))
    low, high = span(first, before, within)
    if high is None or high >= TRIALS:
        return None
    asked = before.get(scope)
    least = int(low or 0) if asked and not asked.show else 0
    return f"#{'.'.join(scope)}", list(range(least, int(high) + 1))


def _taken(spec: Spec | None, kind: str, value: Any) -> bool:
    """Whether a field takes an answer: a day within its limits, a number with no more decimal places than it has."""
    if spec is None or value is None:
        return True
    if kind == "date":
        first, last = earliest_latest(spec)
        return (first or "0") <= value <= (last or "9")
    exact = Decimal(value) if kind == "number" else Decimal(0)
    return exact == exact.quantize(_finest(spec))


def _finest(spec: Spec | None) -> Decimal:
    """The least by which two answers differ."""
    kind = TYPES.get(spec.type) if spec else None
    places = kind.places(spec) if spec and isinstance(kind, Number | Computed) else FINEST
    return Decimal(1).scaleb(-places)


def _reached(values: Iterable[str | None], reach: Span) -> Iterator[str | None]:
    """The numbers that an answer can come to, and its ends."""
    low, high = reach
    for value in (*values, *(rules.spelled(end) for end in reach if end is not None)):
        exact = Decimal(value or 0)
        if value is None or ((low is None or exact >= low) and (high is None or exact <= high)):
            yield value


def _limits(spec: Spec | None, kind: str) -> list[Any]:
    """The lowest and the highest answer that a field states."""
    if spec is None or kind not in ("number", "date"):
        return []
    if kind == "date":
        return [day for day in earliest_latest(spec) if day]
    texts = [str(spec.get(name)) for name in ("min", "max") if spec.get(name) not in (None, "")]
    return [one for one in texts if rules.NUMBER.fullmatch(one)]


def _values(node: rules.Node, kind: str, spec: Spec | None) -> Iterator[Any]:
    """Null, the values that a comparison names, and what lies around them."""
    yield None
    for part in node["args"]:
        if kind == "number" and "number" in part:
            yield from map(rules.spelled, _around(Decimal(part["number"]), spec))
        elif kind == "date" and "date" in part:
            day = datetime.date.fromisoformat(part["date"])
            yield from (_shifted(day, step) for step in (-1, 0, 1))
        elif kind == "text":
            yield from part.get("list", [part["text"]] if "text" in part else [])
        elif kind == "list":
            yield from ([text] for text in part.get("list", [part["text"]] if "text" in part else []))


def _around(exact: Decimal, spec: Spec | None) -> Iterator[Decimal]:
    """A number, and the answers next to it."""
    step = _finest(spec)
    below = exact.quantize(step, ROUND_FLOOR)
    yield from (exact, below - step, below, below + step)


def _answers(spec: Spec | None, kind: str) -> list[Any]:
    """What a field may be answered beside what a condition names."""
    if kind == "bool":
        return [True] if spec and spec.type == "declaration" else [True, False]
    if kind == "text":
        offered = [row["value"] for row in spec.get("choices") or [] if row.get("value")] if spec else []
        return offered or ["\u0000other"]
    other: dict[str, list[Any]] = {"number": ["0"], "date": ["2000-01-01"], "list": [["\u0000other"]], "opaque": [True]}
    return [*other[kind], *_limits(spec, kind)]


def _shifted(day: datetime.date, days: int) -> str:
    number = min(max(day.toordinal() + days, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(number).isoformat()


def _distinct(values: Iterable[Any], kind: str, most: int = 0) -> list[Any]:
    """Each value once; of lists, every combination of (at most so many of) their members, or too many to try."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    if kind != "list":
        return found
    members = sorted({one for value in found if value for one in value})
    if 2 ** len(members) > TRIALS:
        return [None] * (TRIALS + 1)
    sizes = range(min(most or len(members), len(members)) + 1)
    sets = itertools.chain.from_iterable(itertools.combinations(members, size) for size in sizes)
    return [None, *map(list, sets)]
