"""Checks of both sides of a condition, and of its form: no answer against itself, none against nothing, none too deep."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ... import rules
from ...rules import inside
from ...sentences import LEVELS, container
from ..draft import Draft
from ..problem import Problem
from ..registry import check
from .conditions import DROP

COMPARING = ("eq", "ne", "lt", "le", "gt", "ge", "between", "days")


def nodes(node: Any, place: str = "") -> Iterator[tuple[Any, str]]:
    """A tree's operations with their places, those of a condition over rows too."""
    if isinstance(node, dict) and "op" in node:
        yield node, place
        for number, part in enumerate(node.get("args") or []):
            yield from nodes(part, inside(place, f"args.{number}"))
        for name in ("where", "of"):
            yield from nodes(node.get(name), inside(place, name))


def _asks(node: Any) -> bool:
    return any(rules.references(node)) or node == rules.TODAY


@check("rule-same", fix=DROP)
def two_sides(draft: Draft) -> Iterator[Problem]:
    """No answer is compared with itself."""
    for rule in draft.rules:
        for node, place in nodes(rule.node):
            first, *others = node.get("args") or [None]
            if node["op"] in COMPARING and first in others and _asks(first):
                yield rule.problem(_("条件的两边是同一个字段，结果总是一样。请换成要比较的字段或值。"), place)


@check("rule-blank", fix=DROP)
def something_named(draft: Draft) -> Iterator[Problem]:
    """A condition names what it compares an answer with; whether there is an answer is asked otherwise."""
    for rule in draft.rules:
        for node, place in nodes(rule.node):
            args = node.get("args") or []
            scope = next((scope for scope, _kind, _at in rules.references(node, rule.group)), None)
            spec = rule.before.get(scope) if scope else None
            vain = {"text": ""} in args if node["op"] in ("eq", "ne") else {"list": []} in args
            if vain and spec and not spec.get("choices"):
                yield rule.problem(_("条件没有写要比较的值。请填写；要问没有填，请选「没有填写」。"), place)


@check("rule-depth")
def few_levels(draft: Draft) -> Iterator[Problem]:
    """Conditions in conditions go no deeper than an editor can see."""
    for rule in draft.rules:
        if isinstance(rule.node, dict) and _levels(rule.node) > LEVELS:
            message = _("条件套了 %(count)s 层，最多 %(most)s 层。请拆开，或换成几个字段。")
            yield rule.problem(message % {"count": _levels(rule.node), "most": LEVELS})


def _levels(node: rules.Node) -> int:
    joined = container(node)
    return 1 + max(map(_levels, joined[1]), default=0) if joined else 0
