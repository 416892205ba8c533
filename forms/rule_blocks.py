"""The builder's blocks for conditions: sentences of subject, operator and value, joined up to three levels deep."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from .sentences import LEVELS

OPERATORS = [
    ("eq", _("等于")), ("ne", _("不等于")),
    ("lt", _("小于（早于）")), ("le", _("不大于（不晚于）")), ("gt", _("大于（晚于）")), ("ge", _("不小于（不早于）")),
    ("between", _("介于（含两端）")), ("in", _("是其中之一")), ("not_in", _("不是其中任何一个")),
    ("has", _("选了")), ("has_not", _("没有选")), ("filled", _("已填写")), ("empty", _("没有填写")),
]  # fmt: skip
MODES = [("all", _("全部满足")), ("any", _("满足任意一条")), ("none", _("一条也不满足"))]


class ConditionBlock(blocks.StructBlock):
    """One sentence. `rule-editor.js` draws the subject and the value as lists of what the form has."""

    subject = blocks.CharBlock(required=False, max_length=100, label=_("当"))
    operator = blocks.ChoiceBlock(choices=OPERATORS, default="eq", required=False, label=_("比较"))
    value = blocks.CharBlock(required=False, max_length=500, label=_("值"))
    value_to = blocks.CharBlock(required=False, max_length=100, label=_("至"))

    class Meta:
        icon = "tick-inverse"
        label = _("条件")
        label_format = "…"
        form_classname = "struct-block rule-condition"


def _conditions(level: int) -> blocks.StreamBlock:
    children: list[tuple[str, blocks.Block]] = [("condition", ConditionBlock())]
    if level < LEVELS:
        children.append(("group", rule_block(level + 1, label=_("一组条件"))))
    return blocks.StreamBlock(children, required=False, label=_("条件"))


def rule_block(level: int = 1, **meta: Any) -> blocks.StructBlock:
    """A rule: how its conditions are joined, and the conditions."""
    mode = blocks.ChoiceBlock(choices=MODES, default="all", required=False, label=_("下面的条件"))
    return blocks.StructBlock(
        [("mode", mode), ("conditions", _conditions(level))],
        icon="cogs", form_classname="struct-block rule", **meta,
    )  # fmt: skip


SHOW = rule_block(
    label=_("显示条件"), help_text=_("没有条件则总是显示。只能用前面的字段。隐藏时，填过的内容不会提交。")
)
REQUIRE = rule_block(label=_("必填条件"), help_text=_("满足时必填。「必填」已勾选的，不用写。"))


class TermBlock(blocks.StructBlock):
    """A part of a sum: what is asked for, times another, times a number. `rule-editor.js` draws it as a sentence."""

    sign = blocks.ChoiceBlock(
        choices=[("plus", _("加")), ("minus", _("减"))], default="plus", required=False, label=_("加减")
    )
    subject = blocks.CharBlock(required=False, max_length=100, label=_("哪一项"))
    factor = blocks.CharBlock(required=False, max_length=100, label=_("乘以哪一项"))
    number = blocks.CharBlock(required=False, max_length=50, label=_("乘以几"))

    class Meta:
        icon = "plus-inverse"
        label = _("一项")
        label_format = "…"
        form_classname = "struct-block rule-term"


CALCULATION = blocks.StructBlock(
    [("conditions", blocks.StreamBlock([("term", TermBlock())], required=False, label=_("各项")))],
    icon="cogs", form_classname="struct-block rule", label=_("怎样计算"),
    help_text=_("把各项加减起来。只能用前面的数字、金额、计算值、选的个数、项数、合计和两个日期之间的天数。"),
)  # fmt: skip
"""One instance each for all blocks: the builder's page then carries them once."""


RulePath = tuple[int, ...]
"""Where a condition stands: its position at each level of a rule; empty for the rule itself."""


def rule_error(messages: Iterable[tuple[RulePath, str]]) -> ValidationError:
    """Messages at the conditions that their paths lead to; at the rule itself where a path is empty."""
    own: list[str] = []
    inner: dict[int, list[tuple[RulePath, str]]] = {}
    for path, text in messages:
        if path:
            inner.setdefault(path[0], []).append((path[1:], text))
        else:
            own.append(text)
    below = {position: rule_error(found) for position, found in inner.items()}
    conditions = {"conditions": StreamBlockValidationError(block_errors=below)} if below else None
    return StructBlockValidationError(block_errors=conditions, non_block_errors=own or None)
