"""Conditions of XLSForm (`relevant`, `required`) as trees of `forms.rules`: what both can say; `saying.py` is the way back.

There, what was not answered is an empty text: `${a} != 'x'` holds without an answer, and so does `not(${a} = 'x')`. With
us neither does. So a denial is read as "or nothing was answered", and ours is written with "and something was".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ..rules import TODAY, Node, RuleError, check
from ..sentences import NoSentence, rule
from .algebra import denied, join, or_nothing
from .saying import NOW, SIGNS, Untold

TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[\w.-]+)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|!=|=|<|>|\(|\)|\[|\]|,|-)|(?P<word>(?:\./)?[a-zA-Z_][\w-]*))"
)
MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
SOME, NONE = {(">", "0"), (">=", "1"), ("!=", "0")}, {("=", "0"), ("<", "1"), ("<=", "0")}
"""How a count of rows is compared to say that there are some, or none."""
NUMBERS_OF_DATES = ("decimal-date-time", "number", "date")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    """or < and < comparison; not(), selected(), count(), count-selected(), sum(), count() of the rows that fit."""

    def __init__(self, text: str, subjects: Mapping[str, Subject], within: str) -> None:
        self.subjects, self.within = subjects, within
        self.tokens = list(_tokens(text))
        self.at = 0
        self.among = ""
        """The repeat in whose brackets we are: names stand there without a sign."""

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
        if found := self._of_rows():
            return found
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

    def _of_rows(self) -> Node | None:
        """`count(${g}[…]) > 0`: whether any row fits; `count(${g}[not(…)]) = 0`: whether all do."""
        start, among = self.at, self.among
        group = self._rows_named()
        if group is None:
            self.at = start
            return None
        self.among = group.key
        contrary = self._take("word", "not")
        where = self._joined("or")
        self.among = among
        self._need("]")
        self._need(")")
        sign, number = self._next(), self._next()
        if (sign, number) in SOME and not contrary:
            return {"op": "any", "rows": group.key, "where": where}
        if (sign, number) in NONE and contrary:
            return {"op": "all", "rows": group.key, "where": where}
        raise Untold(f"count {sign} {number}")

    def _rows_named(self) -> Subject | None:
        """The repeat of a `count(${g}[`; None where something else stands."""
        if self.among or not (self._take("word", "count") and self._take("sign", "(")):
            return None
        kind, text = self._peek()
        group = self.subjects.get(text) if kind == "name" else None
        self.at += 1
        return group if group and group.kind == "group" and self._take("sign", "[") else None

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
        if kind == "name" or (self.among and kind == "word"):
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
        text = text.removeprefix("./")
        if kind != ("word" if self.among else "name") or text not in self.subjects:
            raise Untold(text)
        self._next()
        return self.subjects[text]

    def _reference(self, subject: Subject) -> Node:
        if subject.kind == "group" or subject.group not in ((self.among,) if self.among else ("", self.within)):
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
