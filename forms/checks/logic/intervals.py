"""Checks of days between two days: counted from the earlier one to the later one."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import rules
from ...spans import asked, span
from ..draft import Draft
from ..problem import Problem
from ..registry import Fix, check
from ..ruled import Ruled, sound
from ..spot import Spot
from .compared import nodes

STARTS = re.compile(r"起始|开始|起算|开工|动工|入住|入境|签订|生效|出发|离家|入院|租赁?起|^起|始|起日|起$")
ENDS = re.compile(r"结束|终止|截止|截至|到期|届满|完工|竣工|退房|离境|出境|返回|归还|出院|失效|终|止日|止$|[^值]至$")


def turn(spot: Spot) -> None:
    """The two days the other way round."""
    stream, position = spot.condition
    term = stream[position].value
    term["subject"] = re.sub(r"^([^~:]+)~([^~:]+):days$", r"\2~\1:days", term["subject"])


@check("value-reversed", blocking=False, fix=Fix(gettext_lazy("对调两个日期"), turn))
def from_first_to_last(draft: Draft) -> Iterator[Problem]:
    """Days are counted from the earlier day to the later one."""
    for rule in (*draft.calculations, *draft.rules):
        for node, place in nodes(rule.node):
            if node["op"] == "days" and sound(node, rule.before, rule.group, "number") and _backwards(node, rule):
                yield rule.problem(_("天数是从后一个日期算到前一个日期，结果是负数。请对调两个日期。"), place)


def _backwards(node: rules.Node, rule: Ruled) -> bool:
    low, high = span(node, rule.before, rule.group)
    if high is not None and high <= 0 and low != high:
        return True
    first, last = (_label(part, rule) for part in node["args"])
    return all((ENDS.search(first), STARTS.search(last))) and not (STARTS.search(first) or ENDS.search(last))


def _label(node: rules.Node, rule: Ruled) -> str:
    spec = asked(node, rule.before, rule.group)
    return spec.label if spec else ""
