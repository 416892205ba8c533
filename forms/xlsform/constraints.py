"""Limits of a field as a constraint of XLSForm, and back where it has one of the plain shapes."""

import re
from decimal import Decimal
from typing import Any

from ..rules import spelled

NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?)"
BOUND = re.compile(rf"^\.\s*(<=|>=)\s*{NUMBER}$")
LENGTH = re.compile(r"^string-length\(\s*\.\s*\)\s*(<=|>=|<|>)\s*([0-9]+)$")
DAY = re.compile(r"^\.\s*(<=|>=)\s*(today\(\)|(?:date\(\s*)?['\"]([0-9]{4}-[0-9]{2}-[0-9]{2})['\"](?:\s*\))?)$")
CHOSEN = re.compile(r"^count-selected\(\s*\.\s*\)\s*<=\s*([1-9][0-9]?)$")
STEP = Decimal("0.000001")
"""The smallest difference of two numbers: a question for a decimal takes six places."""
SIGNS = {"earliest": ">=", "latest": "<="}
BOUNDED = ("integer", "number", "money")
MEASURED = ("text", "long_text")


def read(kind: str, text: str) -> dict[str, Any] | None:
    """The limits a constraint states; None if it states anything else as well."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    found: dict[str, Any] = {}
    for part in re.split(r"\s+and\s+", text):
        limit = _limit(kind, part.strip() if "(" in part.strip(" (") else part.strip().strip("()"))
        if limit is None or set(limit) & set(found):
            return None
        found |= limit
    return found


def _limit(kind: str, part: str) -> dict[str, Any] | None:
    if kind in BOUNDED and (match := BOUND.match(part.strip())):
        return {"min" if match[1] == ">=" else "max": match[2]}
    if kind == "integer" and (match := re.match(r"^\.\s*(<|>)\s*(-?[0-9]+)$", part.strip())):
        number = int(match[2])
        return {"min": str(number + 1)} if match[1] == ">" else {"max": str(number - 1)}
    if kind == "number" and (match := re.match(rf"^\.\s*(<|>)\s*{NUMBER}$", part.strip())):
        step = STEP if match[1] == ">" else -STEP
        return {"min" if match[1] == ">" else "max": spelled(Decimal(match[2]) + step)}
    if kind == "date" and (match := DAY.match(part.strip())):
        if match[2] == "today()":
            return {"when": "past" if match[1] == "<=" else "future"}
        return {"latest" if match[1] == "<=" else "earliest": match[3]}
    if kind == "multiple_choice" and (match := CHOSEN.match(part.strip())):
        return {"max_choices": int(match[1])}
    if kind in MEASURED and (match := LENGTH.match(part)):
        number = int(match[2]) + {"<": -1, ">": 1}.get(match[1], 0)
        return {"min_length" if match[1].startswith(">") else "max_length": number}
    return None


def write(kind: str, options: dict[str, Any]) -> str:
    """The constraint that says the limits of a field; empty if it has none."""
    parts = []
    if kind in BOUNDED:
        parts = [f". {sign} {options[name]}" for name, sign in (("min", ">="), ("max", "<=")) if name in options]
    if kind in MEASURED:
        signs = (("min_length", ">="), ("max_length", "<="))
        parts = [f"string-length(.) {sign} {options[name]}" for name, sign in signs if name in options]
    if kind == "date":
        parts = [f". {sign} date('{options[name]}')" for name, sign in SIGNS.items() if name in options]
        parts += {"past": [". <= today()"], "future": [". >= today()"]}.get(options.get("when", ""), [])
    if kind == "multiple_choice" and options.get("max_choices"):
        parts = [f"count-selected(.) <= {options['max_choices']}"]
    return " and ".join(parts)
