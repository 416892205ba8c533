"""Calculations of XLSForm (`calculation`) as computed values of ours, and back: sums of products, and days between dates.

`coalesce(${a}, 0)` is what we do by ourselves in a sum: an answer that is missing adds nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal, Inexact
from typing import Any

from ..calculations import NOTHING, raw
from ..rules import TODAY, Node, RuleError, check, references, spelled
from ..sentences import TODAY_NAME, NoSentence
from .conditions import Subject
from .saying import NOW, Untold, days_between

TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[\w.-]+)\s*\}|(?P<number>\d{1,40}(?:\.\d{1,40})?)|(?P<sign>[-+*(),])|(?P<word>[a-zA-Z][\w-]*))"
)
ROUND = re.compile(r"round\((?P<inner>.*),\s*(?P<places>\d)\s*\)", re.DOTALL)
PLAIN = ("decimal-date-time", "number", "date")
MOST_PLACES = 6
DEEPEST = 20
"""Parentheses and signs within each other."""
Term = tuple[int, Node, str]
"""1 or -1, the tree, its type: number or date."""


def read(text: str, subjects: Mapping[str, Subject], within: str = "") -> tuple[Node, int | None]:
    """The tree of a calculation, and to how many places it is rounded, if that is said. Untold if it says more."""
    text = text.strip()
    outer = ROUND.fullmatch(text)
    places = int(outer["places"]) if outer and _balanced(outer["inner"]) else None
    if outer and places is not None and places <= MOST_PLACES:
        text = outer["inner"]
    tree = _Parser(text, subjects, within).whole()
    try:
        check(tree, "number", in_row=bool(within))
        raw(tree)
    except (RuleError, NoSentence) as error:
        raise Untold(str(error)) from error
    return tree, places


def _balanced(text: str) -> bool:
    depth = 0
    for one in text:
        depth += {"(": 1, ")": -1}.get(one, 0)
        if depth < 0:
            return False
    return depth == 0


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None:
            raise Untold(text[at : at + 20])
        at = found.end()
        yield str(found.lastgroup), found[str(found.lastgroup)]


class _Parser:
    """sum < product < one answer, a number, sum(), count(), count-selected(), today(), coalesce(…, 0), parentheses."""

    def __init__(self, text: str, subjects: Mapping[str, Subject], within: str) -> None:
        self.subjects, self.within = subjects, within
        self.tokens = [*_tokens(text), ("end", "")]
        self.at = self.depth = 0

    def whole(self) -> Node:
        terms = self._sum()
        if self._peek()[0] != "end":
            raise Untold(self._peek()[1])
        return _joined(terms)

    def _peek(self) -> tuple[str, str]:
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    def _next(self) -> tuple[str, str]:
        found = self._peek()
        self.at += 1
        if found[0] == "end":
            raise Untold("")
        return found

    def _take(self, *texts: str) -> str:
        kind, text = self._peek()
        if kind in ("name", "number", "end") or text not in texts:
            return ""
        self.at += 1
        return text

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise Untold(self._peek()[1])

    def _sum(self) -> list[Term]:
        sign = -1 if self._take("-") else 1
        terms = [(sign * one, node, kind) for one, node, kind in self._product()]
        while operator := self._take("+", "-"):
            sign = -1 if operator == "-" else 1
            terms += [(sign * one, node, kind) for one, node, kind in self._product()]
        return terms

    def _product(self) -> list[Term]:
        first = self._factor()
        factors = [first]
        while operator := self._take("*", "div"):
            factors.append([(1, _inverse(self._factor()), "number")] if operator == "div" else self._factor())
        return first if len(factors) == 1 else [_multiplied(factors)]

    def _factor(self) -> list[Term]:
        if self._take("-"):
            return [(-sign, node, kind) for sign, node, kind in self._deeper(self._factor)]
        kind, text = self._next()
        if kind == "number":
            return [(1, {"number": spelled(Decimal(text))}, "number")]
        if kind == "name":
            return [self._answer(text)]
        if text == "(":
            return self._inside()
        self._need("(")
        return self._called(text)

    def _deeper(self, part: Callable[[], list[Term]]) -> list[Term]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Untold("(")
        found = part()
        self.depth -= 1
        return found

    def _inside(self) -> list[Term]:
        found = _days(self._deeper(self._sum))
        self._need(")")
        return found

    def _called(self, word: str) -> list[Term]:
        if word == "today":
            self._need(")")
            return [(1, TODAY, "date")]
        if word in PLAIN:
            return self._inside()
        if word == "coalesce":
            found = self._deeper(self._factor)
            self._need(",")
            if self._deeper(self._factor) != [(1, NOTHING, "number")]:
                raise Untold(word)
            self._need(")")
            return found
        kind, name = self._next()
        subject = self.subjects.get(name) if kind == "name" else None
        self._need(")")
        return [(1, _counted(word, subject), "number")]

    def _answer(self, name: str) -> Term:
        subject = self.subjects.get(name)
        if subject is None or subject.group not in ("", self.within) or subject.kind not in ("number", "date"):
            raise Untold(name)
        return 1, {"row" if subject.group else "field": subject.key, "type": subject.kind}, subject.kind


def _counted(word: str, subject: Subject | None) -> Node:
    if subject and word == "count" and subject.kind == "group":
        return {"op": "count", "rows": subject.key}
    if subject and word == "count-selected" and subject.kind == "list" and not subject.group:
        return {"op": "count", "args": [{"field": subject.key, "type": "list"}]}
    if subject and word == "sum" and subject.group and subject.kind == "number":
        return {"op": "sum", "rows": subject.group, "of": {"row": subject.key, "type": "number"}}
    raise Untold(word)


def _inverse(terms: list[Term]) -> Node:
    """One divided by a number, where that is an exact decimal."""
    if len(terms) != 1 or "number" not in terms[0][1] or not Decimal(terms[0][1]["number"]):
        raise Untold("div")
    try:
        found = Context(prec=40, traps=[Inexact]).divide(Decimal(terms[0][0]), Decimal(terms[0][1]["number"]))
    except Inexact as error:
        raise Untold("div") from error
    return {"number": spelled(found)}


def _multiplied(factors: list[list[Term]]) -> Term:
    """A product of at most two answers and any numbers."""
    sign, number, nodes = 1, Decimal(1), list[Node]()
    for terms in factors:
        if len(terms) != 1 or terms[0][2] != "number":
            raise Untold("*")
        sign *= terms[0][0]
        node = terms[0][1]
        if "number" in node:
            number *= Decimal(node["number"])
        else:
            nodes.append(node)
    if not nodes:
        return sign, {"number": spelled(number)}, "number"
    found = nodes[0]
    for node in nodes[1:]:
        found = {"op": "mul", "args": [found, node]}
    if number < 0:
        sign, number = -sign, -number
    whole = found if number == 1 else {"op": "mul", "args": [found, {"number": spelled(number)}]}
    return sign, whole, "number"


def _days(terms: list[Term]) -> list[Term]:
    """Dates taken from each other as days between them."""
    dates = [one for one in terms if one[2] == "date"]
    if len(dates) != 2 or len(terms) == 1:
        return terms
    if {sign for sign, _node, _kind in dates} != {1, -1}:
        raise Untold("date")
    last, first = sorted(dates, key=lambda one: -one[0])
    days: Term = (1, {"op": "days", "args": [first[1], last[1]]}, "number")
    at = min(terms.index(one) for one in dates)
    rest = [one for one in terms if one[2] != "date"]
    return [*rest[:at], days, *rest[at:]]


def _joined(terms: list[Term]) -> Node:
    found = _days(terms)
    if any(kind != "number" for _sign, _node, kind in found):
        raise Untold("date")
    plus = [node for sign, node, _kind in found if sign > 0]
    minus = [node for sign, node, _kind in found if sign < 0]
    first = _summed(plus) if plus else NOTHING
    return {"op": "sub", "args": [first, _summed(minus)]} if minus else first


def _summed(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else {"op": "sum", "args": parts}


def write(node: Node, places: int) -> str:
    """The words of XLSForm for a computed value; Untold where it has none."""
    try:
        terms = [child["value"] for child in raw(node)["conditions"]]
    except NoSentence as error:
        raise Untold(str(error)) from error
    lists = {key for (_group, key), kind, _place in references(node) if kind == "list"}
    text = "".join(_term(at, term, lists) for at, term in enumerate(terms))
    return f"round({text}, {places})"


def _term(at: int, term: dict[str, Any], lists: set[str]) -> str:
    parts = [_named(term[name], lists) for name in ("subject", "factor") if term[name]]
    said = " * ".join([*parts, *([term["number"]] if term["number"] else [])])
    if term["sign"] == "minus":
        return f" - {said}" if at else f"0 - {said}"
    return f" + {said}" if at else said


def _named(name: str, lists: set[str]) -> str:
    subject, _colon, how = name.partition(":")
    if how == "days":
        return days_between(*(_dated(part) for part in subject.split("~")))
    if how == "sum":
        return f"sum(${{{subject.partition('.')[2]}}})"
    key = subject.removeprefix("@")
    if how == "count":
        return f"{'count-selected' if key in lists else 'count'}(${{{key}}})"
    return f"${{{key}}}"


def _dated(name: str) -> str:
    return NOW if name == TODAY_NAME else f"${{{name.removeprefix('@')}}}"
