"""Checks of single conditions: they ask for what comes before, and compare it with what it can be."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import rules
from ...fields.number import Number
from ...fields.registry import TYPES
from ...fields.spec import Spec
from ..draft import Draft
from ..problem import Problem
from ..registry import Fix, check
from ..ruled import Ruled, Scope, kind_of
from ..spot import Spot

WORDS = {
    "op": gettext_lazy("选择的比较方式不能用。请重新选择。"),
    "args": gettext_lazy("这一条没有写完整。请补上比较方式和值。"),
    "type": gettext_lazy("比较方式与字段不配。请重新选择比较方式或字段。"),
    "value": gettext_lazy("值不能用。数字写成 1000 或 0.5，日期写成 2026-03-01，选项从列表里选。"),
}


def drop(spot: Spot) -> None:
    """Take the condition away; a group of conditions that is left empty says nothing."""
    stream, position = spot.condition
    del stream[position]


DROP = Fix(gettext_lazy("删除这一条条件"), drop)


def _dangling(draft: Draft, why: str, message: str) -> Iterator[Problem]:
    for rule, scope, place, found in draft.dangling:
        if found == why:
            yield rule.problem(message % {"key": scope[1] or scope[0]}, place)


@check("rule-empty", fix=DROP)
def chosen(draft: Draft) -> Iterator[Problem]:
    """A condition has a field."""
    return _dangling(draft, "empty", _("条件没有选字段。请选择，或删除这一条。"))


@check("rule-self", fix=DROP)
def of_others(draft: Draft) -> Iterator[Problem]:
    """Nothing hangs on its own answer."""
    return _dangling(draft, "self", _("条件不能看这一项自己的回答。请换成前面的字段。"))


@check("rule-later")
def earlier(draft: Draft) -> Iterator[Problem]:
    """Nothing hangs on what is asked later."""
    return _dangling(draft, "later", _("条件用了后面的字段，申请人还没有答到。请换成前面的字段，或调整顺序。"))


@check("rule-missing", fix=DROP)
def existing(draft: Draft) -> Iterator[Problem]:
    """Nothing hangs on a field that was deleted or has another key now."""
    return _dangling(draft, "missing", _("条件用的字段「%(key)s」已经没有了。请重新选择，或删除这一条。"))


def _settled(draft: Draft) -> Iterator[Ruled]:
    """The rules that ask only for what comes before them."""
    vain = {id(found.rule) for found in draft.dangling}
    return (rule for rule in draft.rules if id(rule) not in vain)


@check("rule-type", fix=DROP)
def types(draft: Draft) -> Iterator[Problem]:
    """A condition compares fields as they are now."""
    for rule in _settled(draft):
        for scope, kind, place in rules.references(rule.node, rule.group):
            spec = rule.before[scope]
            if kind != kind_of(spec):
                yield rule.problem(_("条件用的字段换了类型。请重新选择字段和比较方式。"), place)
    yield from _broken(draft, "type")


def _broken(draft: Draft, code: str) -> Iterator[Problem]:
    for rule in _settled(draft):
        try:
            rules.check(rule.node, in_row=bool(rule.group))
        except rules.RuleError as error:
            if (error.code if error.code in WORDS else "type") == code:
                yield rule.problem(str(WORDS[code]), error.place)


def _breaks(code: str) -> Callable[[Draft], Iterator[Problem]]:
    return lambda draft: _broken(draft, code)


check("rule-op", fix=DROP)(_breaks("op"))
check("rule-args", fix=DROP)(_breaks("args"))
check("rule-value", fix=DROP)(_breaks("value"))


@check("rule-choice", fix=DROP)
def choices(draft: Draft) -> Iterator[Problem]:
    """A condition compares a choice with choices that are offered."""
    for rule in draft.rules:
        for scope, name, value, place in _compared(rule.node, rule.group, ""):
            spec = rule.before.get(scope)
            offered = {row.get("value") for row in spec.get("choices") or []} if spec else set()
            if name == "text" and offered and value not in offered:
                yield rule.problem(_("条件里的选项已经没有了。请重新选择。"), place)


def _compared(node: Any, within: str, place: str) -> Iterator[tuple[Scope, str, Any, str]]:
    """(scope, kind of literal, value, place) of each comparison of one answer with a value; lists one by one."""
    args = node.get("args") or []
    refs = [scope for part in args for scope, _kind, at in rules.references(part, within) if not at]
    for part in args if len(refs) == 1 else ():
        for name in ("text", "number", "date"):
            if name in part:
                yield refs[0], name, part[name], place
        yield from ((refs[0], "text", text, place) for text in part.get("list", ()))
    for number, part in enumerate(args):
        yield from _compared(part, within, rules.inside(place, f"args.{number}"))
    for name in ("where", "of"):
        if isinstance(node.get(name), dict):
            yield from _compared(node[name], node["rows"], rules.inside(place, name))


WRITTEN = ("text", "long_text", "person_name", "address", "id_number", "phone", "landline", "email", "credit_code", "bank_card")  # fmt: skip
"""Types whose answers people write as they like."""


@check("rule-text", blocking=False)
def chosen_words(draft: Draft) -> Iterator[Problem]:
    """No condition waits for words that the applicant would have to hit exactly."""
    for rule in draft.rules:
        for scope, name, _value, place in _compared(rule.node, rule.group, ""):
            spec = rule.before.get(scope)
            if name == "text" and spec and spec.type in WRITTEN:
                message = _("申请人写的字要一个不差，条件才满足。请把「%(label)s」换成「单选」，或只问「填了没有」。")
                yield rule.problem(message % {"label": spec.label}, place)


@check("rule-limits", blocking=False, fix=DROP)
def within_limits(draft: Draft) -> Iterator[Problem]:
    """A condition compares a number with one that the field takes."""
    for rule in draft.rules:
        for scope, name, value, place in _compared(rule.node, rule.group, ""):
            spec = rule.before.get(scope)
            if name == "number" and spec and _outside(spec, str(value)):
                message = _("条件里的数 %(value)s 超出了这个字段的限制，比较没有意义。请改正其中一个。")
                yield rule.problem(message % {"value": value}, place)


def _outside(spec: Spec, value: str) -> bool:
    kind = TYPES.get(spec.type)
    if not isinstance(kind, Number) or not rules.NUMBER.fullmatch(value):
        return False
    low, high = kind.bounds(spec)
    return (low is not None and Decimal(value) < low) or (high is not None and Decimal(value) > high)


def swap(spot: Spot) -> None:
    """The smaller value first."""
    stream, position = spot.condition
    sentence = stream[position].value
    sentence["value"], sentence["value_to"] = sentence["value_to"], sentence["value"]


@check("rule-between", fix=Fix(gettext_lazy("对调两个值"), swap))
def in_order(draft: Draft) -> Iterator[Problem]:
    """Between names the smaller value first."""
    for rule in draft.rules:
        for node, place in _nodes(rule.node):
            if node.get("op") == "between" and _reversed(node.get("args") or []):
                yield rule.problem(_("「介于」的前一个值比后一个大，永远不会满足。请对调。"), place)


def _reversed(args: list[Any]) -> bool:
    low, high = [*args, {}, {}, {}][1:3]
    if "date" in low and "date" in high:
        return str(low["date"]) > str(high["date"])
    values = [str(one.get("number", "")) for one in (low, high)]
    return all(map(rules.NUMBER.fullmatch, values)) and Decimal(values[0]) > Decimal(values[1])


def _nodes(node: Any, place: str = "") -> Iterator[tuple[Any, str]]:
    """A tree's operations with their places."""
    yield node, place
    for number, part in enumerate(node.get("args") or []):
        if "op" in part:
            yield from _nodes(part, rules.inside(place, f"args.{number}"))
    if isinstance(node.get("where"), dict):
        yield from _nodes(node["where"], rules.inside(place, "where"))


@check("rule-twice", blocking=False, fix=DROP)
def once(draft: Draft) -> Iterator[Problem]:
    """A condition stands once beside others."""
    for rule in draft.rules:
        for node, place in _nodes(rule.node):
            if node.get("op") not in ("and", "or"):
                continue
            for number, part in enumerate(node["args"]):
                if part in node["args"][:number] and not {"and", "or"} & {part.get("op")}:
                    where = rules.inside(place, f"args.{number}")
                    yield rule.problem(_("前面已有同样的条件。请删除其中一条。"), where)
