"""Conditions as trees of `forms.rules` in the words of XLSForm; `conditions.py` reads them back."""

import re

from ..rules import TODAY, Node
from .algebra import denied, join, subject_of

SIGNS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
SPELLED = {name: sign for sign, name in SIGNS.items()}
NOW = "today()"
NAME = re.compile(r"\$\{([^}]+)\}")


class Untold(Exception):
    """A condition that the other side has no words for."""


def write(node: Node) -> str:
    """The words of XLSForm for a tree; Untold where it has none."""
    op, args = node.get("op"), node.get("args") or []
    if op in ("and", "or"):
        return f" {op} ".join(_apart(part) for part in args)
    if op == "not" and args[0]["op"] != "in":
        return write(denied(args[0], loose=False))
    if op == "not":
        return f"not({write(args[0])}) and {_named(subject_of(node))} != ''"
    if op == "ne" and args[0].get("op") == "days":
        return f"{_named(args[0])} < {_literal(args[1])} or {_named(args[0])} > {_literal(args[1])}"
    if op == "ne":
        return f"{_named(args[0])} != {_literal(args[1])} and {_named(args[0])} != ''"
    if op in ("empty", "filled") and args[0].get("op") == "days":
        dates = [{"op": op, "args": [one]} for one in args[0]["args"] if one != TODAY]
        return write(join("or" if op == "empty" else "and", dates))
    if op in ("empty", "filled"):
        return f"{_named(args[0])} {'=' if op == 'empty' else '!='} ''"
    if op == "between":
        return f"{_named(args[0])} >= {_literal(args[1])} and {_named(args[0])} <= {_literal(args[2])}"
    if op == "in" and "text" in args[0]:
        return f"selected({_named(args[1])}, {_literal(args[0])})"
    if op == "in" and args[1].get("list"):
        return " or ".join(f"{_named(args[0])} = {_literal({'text': text})}" for text in args[1]["list"])
    if op in ("any", "all"):
        return _over_rows(node)
    if op in SPELLED:
        return f"{_named(args[0])} {SPELLED[op]} {_literal(args[1])}"
    raise Untold(str(op))


def _over_rows(node: Node) -> str:
    """How many rows fit; within the brackets a row's question is named without the sign."""
    where = NAME.sub(r"\1", write(node["where"]))
    group = f"${{{node['rows']}}}"
    return f"count({group}[{where}]) > 0" if node["op"] == "any" else f"count({group}[not({where})]) = 0"


def _apart(node: Node) -> str:
    text = write(node)
    return f"({text})" if " and " in text or " or " in text else text


def _named(node: Node) -> str:
    if name := node.get("field") or node.get("row"):
        return f"${{{name}}}"
    if node.get("op") == "count" and "where" not in node:
        return f"count(${{{node['rows']}}})" if "rows" in node else f"count-selected({_named(node['args'][0])})"
    if node.get("op") == "sum" and "row" in node.get("of", {}):
        return f"sum(${{{node['of']['row']}}})"
    if node.get("op") == "days" and len(node.get("args", ())) == 2:
        return days_between(*(NOW if one == TODAY else _named(one) for one in node["args"]))
    raise Untold(str(node.get("op")))


def days_between(first: str, last: str) -> str:
    """The days from one date to another, each in words of XLSForm."""
    return f"(decimal-date-time({last}) - decimal-date-time({first}))"


def _literal(node: Node) -> str:
    if node == TODAY:
        return NOW
    if "number" in node:
        return str(node["number"])
    if "bool" in node:
        return "'yes'" if node["bool"] else "'no'"
    text = str(node.get("text", node.get("date")))
    if "'" in text:
        raise Untold(text)
    return f"'{text}'"
