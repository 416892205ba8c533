"""Conditions of XLSForm (`relevant`, `required`) as trees of `forms.rules`, and back: what both can say.

There, what was not answered is an empty text: `${a} != 'x'` holds without an answer, and so does `not(${a} = 'x')`. With
us neither does. So a denial is read as "or nothing was answered", and ours is written with "and something was".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ..rules import TODAY, Node, RuleError, check
from ..sentences import NoSentence, rule
from .algebra import denied, join, or_nothing, subject_of

TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[\w.-]+)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|!=|=|<|>|\(|\)|,|-)|(?P<word>[a-zA-Z][\w-]*))"
)
SIGNS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
SPELLED = {name: sign for sign, name in SIGNS.items()}
MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
NOW = "today()"
NUMBERS_OF_DATES = ("decimal-date-time", "number", "date")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Untold(Exception):
    """A condition that the other side has no words for."""


@dataclass(frozen=True)
class Subject:
    """What a name of a workbook stands for: a field, in a group or not, or (type "group") a group itself."""

    key: str
    kind: str
    group: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """The values of its choices, by their names in the workbook, where they differ."""


def read(text: str, subjects: Mapping[str, Subject], within: str = "") -> Node:
    """The tree of a condition that stands in a row of the group `within`, or in none. Untold if it says more."""
    tree = _Parser(text, subjects, within).whole()
    try:
        check(tree, in_row=bool(within))
        rule(tree)
    except (RuleError, NoSentence) as error:
        raise Untold(str(error)) from error
    return tree


class _Parser:
    """or < and < comparison; not(), selected(), count(), count-selected(), sum()."""

    def __init__(self, text: str, subjects: Mapping[str, Subject], within: str) -> None:
        self.subjects, self.within = subjects, within
        self.tokens = list(_tokens(text))
        self.at = 0

    def whole(self) -> Node:
        found = self._joined("or")
        if self.at != len(self.tokens):
            raise Untold(self._next())
        return found

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _next(self) -> str:
        found = self._peek()[1]
        self.at += 1
        return found

    def _take(self, kind: str, *texts: str) -> bool:
        found = self._peek()
        taken = found[0] == kind and found[1] in texts
        self.at += taken
        return taken

    def _need(self, sign: str) -> None:
        if not self._take("sign", sign):
            raise Untold(self._peek()[1])

    def _joined(self, word: str) -> Node:
        part: Callable[[], Node] = self._single if word == "and" else lambda: self._joined("and")
        parts = [part()]
        while self._take("word", word):
            parts.append(part())
        return join(word, parts)

    def _single(self) -> Node:
        if self._counts_days():
            return self._comparison()
        if self._take("sign", "("):
            found = self._joined("or")
            self._need(")")
            return found
        if self._take("word", "not"):
            self._need("(")
            found = self._joined("or")
            self._need(")")
            return denied(found, loose=True)
        if self._take("word", "selected"):
            return self._selected()
        return self._comparison()

    def _selected(self) -> Node:
        self._need("(")
        subject = self._subject()
        self._need(",")
        kind, text = self._peek()
        if kind not in ("text", "number"):
            raise Untold(text)
        self._next()
        self._need(")")
        literal = {"text": subject.values.get(text, text)}
        node = self._reference(subject)
        if subject.kind == "list":
            return {"op": "in", "args": [literal, node]}
        return _bool(node, text) if subject.kind == "bool" else {"op": "eq", "args": [node, literal]}

    def _comparison(self) -> Node:
        left = self._side()
        sign = self._next()
        if sign not in SIGNS:
            raise Untold(sign)
        right, op = self._side(), SIGNS[sign]
        if isinstance(left, str):
            if isinstance(right, str):
                raise Untold(sign)
            left, right, op = right, left, MIRRORED.get(op, op)
        if not isinstance(right, str):
            raise Untold(sign)
        node, values = left
        if right == "" and op in ("eq", "ne"):
            return {"op": "empty" if op == "eq" else "filled", "args": [node]}
        kind = node.get("type", "number")
        if kind == "bool" and op in ("eq", "ne"):
            said = _bool(node, right, op)
            return or_nothing(said) if op == "ne" else said
        if kind == "date" and right != NOW and not DATE.fullmatch(right):
            raise Untold(right)
        if kind not in ("text", "number", "date"):
            raise Untold(sign)
        literal = TODAY if kind == "date" and right == NOW else {kind: values.get(right, right)}
        found: Node = {"op": op, "args": [node, literal]}
        return or_nothing(found) if op == "ne" else found

    def _side(self) -> tuple[Node, Mapping[str, str]] | str:
        """A subject with the values of its choices, or a literal's text."""
        if days := self._days():
            return days, {}
        kind, text = self._peek()
        if kind in ("text", "number"):
            self._next()
            return text
        if kind == "name":
            subject = self._subject()
            return self._reference(subject), subject.values
        word = self._next()
        self._need("(")
        if word == "today":
            self._need(")")
            return NOW
        if word == "date":
            date = self._next()
            self._need(")")
            return date
        subject = self._subject()
        self._need(")")
        if word == "count" and subject.kind == "group":
            return {"op": "count", "rows": subject.key}, {}
        if word == "count-selected" and subject.kind == "list":
            return {"op": "count", "args": [self._reference(subject)]}, {}
        if word == "sum" and subject.group and subject.kind == "number":
            return {"op": "sum", "rows": subject.group, "of": {"row": subject.key, "type": "number"}}, {}
        raise Untold(word)

    def _counts_days(self) -> bool:
        """Whether a number of days stands here."""
        start = self.at
        found = self._days()
        self.at = start
        return found is not None

    def _days(self) -> Node | None:
        """The days from one date to another, `last - first`; None, with nothing taken, where something else stands."""
        start = self.at
        wrapped = self._take("sign", "(")
        last = self._dated()
        first = self._dated() if last and self._take("sign", "-") else None
        if last and first and (not wrapped or self._take("sign", ")")):
            return {"op": "days", "args": [first, last]}
        self.at = start
        return None

    def _dated(self) -> Node | None:
        """A date's answer or today, alone or within a function that makes a number of it."""
        if self._take("word", *NUMBERS_OF_DATES):
            found = self._dated() if self._take("sign", "(") else None
            return found if found and self._take("sign", ")") else None
        if self._take("word", "today"):
            return TODAY if self._take("sign", "(") and self._take("sign", ")") else None
        kind, text = self._peek()
        subject = self.subjects.get(text) if kind == "name" else None
        if subject is None or subject.kind != "date" or subject.group not in ("", self.within):
            return None
        self._next()
        return self._reference(subject)

    def _subject(self) -> Subject:
        kind, text = self._peek()
        if kind != "name" or text not in self.subjects:
            raise Untold(text)
        self._next()
        return self.subjects[text]

    def _reference(self, subject: Subject) -> Node:
        if subject.kind == "group" or subject.group not in ("", self.within):
            raise Untold(subject.key)
        return {"row" if subject.group else "field": subject.key, "type": subject.kind}


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, text = 0, text.strip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise Untold(text[at : at + 20])
        at = found.end()
        kind = str(found.lastgroup)
        yield kind, found[kind][1:-1] if kind == "text" else found[kind]


def _bool(node: Node, text: str, op: str = "eq") -> Node:
    if text not in ("yes", "no"):
        raise Untold(text)
    return {"op": "eq", "args": [node, {"bool": (text == "yes") == (op == "eq")}]}


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
    if op in SPELLED:
        return f"{_named(args[0])} {SPELLED[op]} {_literal(args[1])}"
    raise Untold(str(op))


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
