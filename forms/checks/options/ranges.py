"""Checks of choices that are ranges of numbers, as 18–60 岁: each answer lies in one of them, and in one alone."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from ...fields.limits import decimal
from ..draft import Draft, at
from ..problem import Problem
from ..registry import check

Range = tuple[Decimal, Decimal, str]
"""(least, most, unit) of a choice."""
N, UNIT, NOTE = r"(\d+(?:\.\d+)?)", r"([^\d\s~～至到—–-]{0,4}?)", r"\s*(?:[（(][^（）()]*[）)])?\s*"
BETWEEN = re.compile(rf"^{N}\s*{UNIT}{NOTE}(?:~|～|至|到|[—–-]+){NOTE}{N}\s*{UNIT}{NOTE}$")
OVER = re.compile(
    rf"^(?:{N}\s*{UNIT}{NOTE}及?或?以[上后]|(?:大于|超过|多于|高于|不少于|不低于|至少){N}\s*{UNIT}){NOTE}$"
)
UNDER = re.compile(
    rf"^(?:{N}\s*{UNIT}{NOTE}及?或?以[下内前]|(?:小于|少于|低于|未满|不满|不足|不超过|不多于|至多){N}\s*{UNIT}){NOTE}$"
)
ENDLESS = Decimal("Infinity")
WHOLE_ONES = ("岁", "周岁", "人", "名", "户", "家", "个", "台", "辆", "件", "套", "间", "张", "次", "层", "只", "头")
"""Units of which there are no parts: 18–30 岁 and 30–45 岁 both hold who is 30."""


def read(label: str) -> Range | None:
    """The range that a choice says, None where it says none."""
    text = label.strip().replace(",", "").replace("，", "")
    if found := BETWEEN.match(text):
        low, one, high, unit = found.groups()
        sound = one in ("", unit) and Decimal(low) <= Decimal(high)
        return (Decimal(low), Decimal(high), unit or one) if sound else None
    for pattern in (OVER, UNDER):
        if found := pattern.match(text):
            number, unit = found[1] or found[3], found[2] or found[4] or ""
            return (Decimal(number), ENDLESS, unit) if pattern is OVER else (-ENDLESS, Decimal(number), unit)
    return None


@check("choice-ranges", blocking=False)
def ranges_apart(draft: Draft) -> Iterator[Problem]:
    """Ranges do not overlap by more than an end, and leave nothing out between them."""
    for place in draft.places:
        labels = [row.get("label") or "" for row in place.spec.get("choices") or []]
        said = sorted((*found, label) for label in labels if (found := read(label)))
        if (
            len(said) < 2
            or len({unit for _low, _high, unit, _label in said}) > 1
            or place.spec.type == "multiple_choice"
        ):
            continue
        for (_low, high, unit, one), (start, _end, _same, other) in pairwise(said):
            if start < high or (start == high and unit in WHOLE_ONES and all(map(BETWEEN.match, (one, other)))):
                message = _("选项「%(one)s」和「%(other)s」有重叠，同一个数可以选两项。请改正。")
            elif start - high > 1:
                message = _("选项「%(one)s」和「%(other)s」之间有空缺，这样的数没有可选的。请补上。")
            else:
                continue
            yield at(place, "choices", message % {"one": one, "other": other})
            break


SHARES = r"(占比|比例|百分比|份额|持股|股权|股比|完成率|合格率|入住率|使用率|折扣)"
WHOLE = 100


@check("limits-share", blocking=False)
def shares(draft: Draft) -> Iterator[Problem]:
    """No share is more than the whole."""
    for place in draft.places:
        most = decimal(place.spec.get("max"))
        shared = place.spec.get("unit") in ("%", "％") and re.search(SHARES, place.spec.label)
        if shared and most is not None and most > WHOLE:
            yield at(place, "max", _("百分比的最大值超过了 100。请改为 100。"))
