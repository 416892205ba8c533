"""Conditions as editors build them, 「当 … 等于 …」, made into trees of `forms.rules` and back.

A rule is {"mode": all, any or none, "conditions": [...]}; each is a condition {"subject", "operator", "value",
"value_to"} or again a rule, up to three levels deep. A subject is "f1" (a field of the form), "@f2" (of the same row),
"g1:count" (rows of a group), "g1.f2:sum", "g1.f2:any", "g1.f2:all" (over rows), "f1:count" (how many are chosen) or
"f1~f3:days" (from one date to another). "#today" stands for a date among them, "today" for one among the values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .fields import readings
from .rules import TODAY, Node, spelled

LEVELS = 3
MODES = ("all", "any", "none")
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
FITTING = {
    "text": ("eq", "ne", "in", "not_in", "filled", "empty"),
    "number": (*COMPARISONS, "between", "filled", "empty"),
    "date": (*COMPARISONS, "between", "filled", "empty"),
    "bool": ("eq", "filled", "empty"),
    "list": ("has", "has_not", "filled", "empty"),
    "opaque": ("filled", "empty"),
}
"""The operators that fit a subject of each type."""
SEPARATORS = re.compile(r"[、,，;；\n]+")
TODAY_NAME = "#today"
TODAY_VALUES = ("today", "今天")
NAME = r"@?[a-z][a-z0-9_]{0,29}"
SUBJECT = re.compile(
    rf"(?:(?P<group>{NAME})\.)?(?P<name>{NAME}|{TODAY_NAME})(?:~(?P<other>{NAME}|{TODAY_NAME}))?(?::(?P<how>count|sum|any|all|days))?"
)


@dataclass(frozen=True)
class Known:
    """The fields that sentences may ask for, by (group or "", key); a group itself is (its key, "")."""

    types: Mapping[tuple[str, str], str]
    """The rule type of each."""
    affixes: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """What may be typed around a number of each, as `readings.number` takes it."""


class NoSentence(ValueError):
    """A tree that the builder has no sentence for."""


# From sentences to trees


def expression(rule: Mapping[str, Any] | None, known: Known, within: str = "") -> Node | None:
    """The tree of a rule; None where it has no conditions. `within` is the group in whose row the rule stands.

    What cannot be read stays in the tree as it was written, for the checks to find.
    """
    parts = [_item(child, known, within) for child in (rule or {}).get("conditions") or []]
    found = [part for part in parts if part is not None]
    if not found or rule is None:
        return None
    mode = rule.get("mode") or "all"
    joined = found[0] if len(found) == 1 else {"op": "and" if mode == "all" else "or", "args": found}
    return {"op": "not", "args": [joined]} if mode == "none" else joined


def _item(child: Any, known: Known, within: str) -> Node | None:
    if child.block_type == "group":
        return expression(child.value, known, within)
    return _condition(child.value, known, within)


def _condition(value: Mapping[str, Any], known: Known, within: str) -> Node:
    text = (value.get("subject") or "").strip()
    match = SUBJECT.fullmatch(text)
    if match and match["how"] in ("any", "all") and match["group"]:
        group = match["group"]
        row = _reference(f"@{match['name']}", known, group)
        affixes = known.affixes.get((group, match["name"]), {})
        return {"op": match["how"], "rows": group, "where": _compared(row, row["type"], value, affixes)}
    node, kind = subject(text, known, within)
    return _compared(node, kind, value, _affixes(node, known, within))


def _affixes(node: Node, known: Known, within: str) -> Mapping[str, str]:
    """What may be typed around a number that is compared with what a subject stands for."""
    asked = node.get("of", node)
    group = node["rows"] if "of" in node else within if "row" in asked else ""
    return known.affixes.get((group, asked.get("row") or asked.get("field") or ""), {})


def subject(text: str, known: Known, within: str) -> tuple[Node, str]:
    """What a subject stands for, and its type."""
    match = SUBJECT.fullmatch(text)
    if match is None:
        return {"field": text, "type": "text"}, "text"
    if match["how"] == "days":
        return {
            "op": "days",
            "args": [_reference(match[name] or "", known, within) for name in ("name", "other")],
        }, "number"
    if match["how"] == "sum" and match["group"]:
        return {
            "op": "sum",
            "rows": match["group"],
            "of": _reference(f"@{match['name']}", known, match["group"]),
        }, "number"
    if match["how"] == "count" and (match["name"], "") in known.types:
        return {"op": "count", "rows": match["name"]}, "number"
    node = _reference(match["name"], known, within)
    return ({"op": "count", "args": [node]}, "number") if match["how"] == "count" else (node, node.get("type", "date"))


def _reference(name: str, known: Known, within: str) -> Node:
    """An answer, or today; of type text where there is no such field."""
    if name == TODAY_NAME:
        return TODAY
    key, group = name.removeprefix("@"), within if name.startswith("@") else ""
    return {"row" if name.startswith("@") else "field": key, "type": known.types.get((group, key), "text")}


def _compared(node: Node, kind: str, value: Mapping[str, Any], affixes: Mapping[str, str]) -> Node:
    operator, given = value.get("operator") or "", value.get("value") or ""
    if operator in ("empty", "filled"):
        return {"op": operator, "args": [node]}
    if operator in ("in", "not_in"):
        found: Node = {
            "op": "in",
            "args": [node, {"list": [one.strip() for one in SEPARATORS.split(given) if one.strip()]}],
        }
        return found if operator == "in" else {"op": "not", "args": [found]}
    if operator in ("has", "has_not"):
        found = {"op": "in", "args": [{"text": given.strip()}, node]}
        return found if operator == "has" else {"op": "not", "args": [found]}
    if operator == "between":
        return {
            "op": "between",
            "args": [node, *(_literal(kind, one, affixes) for one in (given, value.get("value_to") or ""))],
        }
    return {"op": operator, "args": [node, _literal(kind, given, affixes)]}


def _literal(kind: str, text: str, affixes: Mapping[str, str]) -> Node:
    text = text.strip()
    if kind == "number":
        return {"number": plain(text, **affixes)}
    if kind == "date" and text in TODAY_VALUES:
        return TODAY
    if kind == "bool":
        return {"bool": {"yes": True, "no": False}.get(text, text)}
    if kind == "date":
        day = readings.day(text)
        return {"date": day.isoformat() if day else text}
    return {"text": text}


def plain(text: str, prefix: str = "", suffix: str = "") -> str:
    """A number as rules spell it, read as the form reads what applicants type (2,000元, ２０００); other text as it is."""
    found = readings.number(text, prefix, suffix)
    return text if found is None else spelled(found)


# From trees to sentences


def rule(node: Node | None) -> dict[str, Any]:
    """The raw block value of a tree: NoSentence where the builder has none for it."""
    return _rule(node, 1) if node else {"mode": "all", "conditions": []}


def _rule(node: Node, level: int) -> dict[str, Any]:
    if level > LEVELS:
        raise NoSentence("deeper than three levels")
    mode, parts, _place = container(node) or ("all", [node], "")
    return {"mode": mode, "conditions": [_raw(part, level) for part in parts]}


def _raw(node: Node, level: int) -> dict[str, Any]:
    if container(node):
        return {"type": "group", "value": _rule(node, level + 1)}
    return {"type": "condition", "value": sentence(node)}


def container(node: Node) -> tuple[str, list[Node], str] | None:
    """(mode, parts, place of the parts) where a tree joins several conditions or denies one; None for one condition."""
    op, args = node.get("op"), node.get("args") or []
    if op in ("and", "or"):
        return "all" if op == "and" else "any", args, "args"
    if op != "not" or len(args) != 1 or args[0].get("op") == "in":
        return None
    return ("none", args[0]["args"], "args.0.args") if args[0].get("op") == "or" else ("none", args, "args")


def sentence(node: Node) -> dict[str, str]:
    """One condition as {subject, operator, value, value_to}."""
    if node.get("op") in ("any", "all") and "rows" in node:
        inner = sentence(node["where"])
        if not re.fullmatch(NAME, inner["subject"]) or not inner["subject"].startswith("@"):
            raise NoSentence("a condition over rows asks for one answer of the row")
        return {**inner, "subject": f"{node['rows']}.{inner['subject'][1:]}:{node['op']}"}
    op, args = node.get("op"), node.get("args") or []
    if op == "not" and args[0].get("op") == "in":
        positive = sentence(args[0])
        return {**positive, "operator": {"in": "not_in", "has": "has_not"}[positive["operator"]]}
    if op == "in" and len(args) == 2 and "text" in args[0]:
        return _words(args[1], "has", args[0]["text"])
    if op == "in" and len(args) == 2:
        return _words(args[0], "in", _joined(args[1].get("list")))
    if op in (*COMPARISONS, "between", "empty", "filled") and args:
        return _words(args[0], op, *(_text(part) for part in args[1:]))
    raise NoSentence(str(op))


def _words(asked: Node, operator: str, value: str = "", value_to: str = "") -> dict[str, str]:
    return {"subject": name_of(asked), "operator": operator, "value": value, "value_to": value_to}


def name_of(node: Node) -> str:
    """A tree as a subject: NoSentence where it is none."""
    if node == TODAY:
        return TODAY_NAME
    if "field" in node:
        return str(node["field"])
    if "row" in node:
        return f"@{node['row']}"
    op = node.get("op")
    if op == "count" and "rows" in node and "where" not in node:
        return f"{node['rows']}:count"
    if op == "sum" and "row" in node.get("of", {}):
        return f"{node['rows']}.{node['of']['row']}:sum"
    if op == "count" and "args" in node:
        return f"{name_of(node['args'][0])}:count"
    if op == "days":
        return "~".join(name_of(part) for part in node["args"]) + ":days"
    raise NoSentence(str(op))


def _text(node: Node) -> str:
    if node == TODAY:
        return TODAY_VALUES[0]
    if "bool" in node:
        return {True: "yes", False: "no"}.get(node["bool"], str(node["bool"]))
    for kind in ("text", "number", "date"):
        if kind in node:
            return str(node[kind])
    raise NoSentence("a value is a text, a number, a date, yes or no")


def _joined(values: Iterable[str] | None) -> str:
    found = list(values or [])
    if any(SEPARATORS.search(one) or one != one.strip() for one in found):
        raise NoSentence("a listed value holds a separator")
    return "、".join(found)


def path_of(node: Node, place: str) -> tuple[int, ...]:
    """Which condition, by its position at each level, a place of the tree stands for."""
    mode_parts = container(node)
    if mode_parts is None:
        return (0,)
    path: list[int] = []
    while mode_parts is not None:
        _mode, parts, prefix = mode_parts
        found = re.match(rf"{re.escape(prefix)}\.(\d+)\.?", place)
        if found is None:
            break
        path.append(int(found[1]))
        node, place = parts[int(found[1])], place[found.end() :]
        mode_parts = container(node)
    return tuple(path)


def leaves(node: Node, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """The path of each single condition of a tree, in order, as `path_of` gives them."""
    mode_parts = container(node)
    if mode_parts is None:
        yield path or (0,)
        return
    for number, part in enumerate(mode_parts[1]):
        yield from leaves(part, (*path, number))
