"""Checks of how choices stand beside each other: the other ones last and once, and one thing in each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import heard
from ...definition import Place
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from .choices import spelled
from .offered import NONE

NOTE = r"(?:[（(：:,，_＿—-]+\s*(?:请|需|如|注明|说明|填写|写明|备注|具体|补充|自填|列明|[_＿…\s）)]).*|_+)?"
OTHER = re.compile(
    rf"其[他它]{NOTE}|其[他它](?:情况|情形|原因|类型|方式|选项|请.*)?{NOTE}|以上以外的?|(?:除以上|上述以外).*"
)
"""A choice for what the others do not name; 「其他亲属」 names something."""
LAST = re.compile(
    rf"{NONE.pattern}|.*(?:不清楚|不知道|不确定|不愿|保密|拒绝|不便|不详|未知|不限|无法).*|不.{{1,4}}|以上.*|未.{{1,4}}"
)
"""Choices that may stand behind it."""
LISTS = ("single_choice", "drop_down", "multiple_choice")


def labels_of(place: Place) -> list[str]:
    """The words of the choices of a plain list; none of another field."""
    return (
        [(row.get("label") or "").strip() for row in place.spec.get("choices") or []]
        if place.spec.type in LISTS
        else []
    )


def _is_other(label: str) -> bool:
    return bool(OTHER.fullmatch(heard(label)))


@check("choice-other-twice", blocking=False)
def one_other(draft: Draft) -> Iterator[Problem]:
    """There is one choice for all the others."""
    for place in draft.places:
        found = [label for label in labels_of(place) if _is_other(label)]
        if len(set(map(spelled, found))) > 1:
            message = _("「%(one)s」和「%(two)s」是一个意思，申请人不知道选哪个，统计也会分开。请只留一个。")
            yield at(place, "choices", message % {"one": found[0], "two": found[1]})


def to_the_end(spot: Spot) -> None:
    """Move the other choice behind those that name something."""
    rows = spot.value["choices"]
    at_ = next(number for number, row in enumerate(rows) if _is_other(row["label"] or ""))
    moved = rows.pop(at_)
    behind = next(
        (number for number, row in enumerate(rows) if number >= at_ and _may_follow(list(rows)[number:])), len(rows)
    )
    rows.insert(behind, moved)


def _may_follow(rows: list[Any]) -> bool:
    return all(LAST.fullmatch(heard(row["label"] or "")) for row in rows)


@check("choice-other-last", blocking=False, fix=Fix(gettext_lazy("把「其他」移到最后"), to_the_end))
def other_last(draft: Draft) -> Iterator[Problem]:
    """The choice for all the others stands behind them: who has read them all knows that it fits."""
    for place in draft.places:
        labels = labels_of(place)
        number = next((n for n, label in enumerate(labels) if _is_other(label)), len(labels))
        after = [label for label in labels[number + 1 :] if not _is_other(label)]
        if after and not all(LAST.fullmatch(heard(label)) for label in after):
            message = _("「%(label)s」后面还有选项，申请人看到它就选了。请移到最后。")
            yield replace(
                at(place, "choices", message % {"label": labels[number]}), fixable=not place.spec.get("shared")
            )


ASKS = "(?:注明|说明|写明|列明|填写|备注|补充)"
ASKS_FOR_MORE = re.compile(
    rf".*[（(：:]\s*(?:请|需|应|并|可|须|具体|另行|在此)*{ASKS}|.*请{ASKS}|.*[_＿]{{2,}}|.*[（(][\s　…]+[）)]"
)
MORE = re.compile(
    r"^(?:请?(?:注明|写明|说明|填写))?其[他它](?!.*需要说明).{0,8}$|注明|写明|请说明|具体(?:说明|情况|内容)"
)


@check("choice-other-open", blocking=False)
def room_for_more(draft: Draft) -> Iterator[Problem]:
    """A choice that asks to write something has a field to write it in."""
    for number, place in enumerate(draft.places):
        rows = place.spec.get("choices") or [] if place.spec.type in LISTS else []
        found = next((row for row in rows if ASKS_FOR_MORE.match(row.get("label") or "")), None)
        if found and not any(_takes(one, place, found["value"]) for one in draft.places[number + 1 :]):
            message = _("选了「%(label)s」，却没有地方写。请在后面加一个单行文字字段，设成选了这一项才显示。")
            yield at(place, "choices", message % {"label": found["label"][:20]})


def _takes(field: Place, choice: Place, value: str) -> bool:
    """Whether a field is asked with that choice, or a text beside it says that it is for more words."""
    said = [pair for rule in (field.spec.show, field.spec.require) if rule for pair in _leaves(rule)]
    if any(name in ("field", "row") and one == choice.spec.key for name, one in said):
        texts = [one for name, one in said if name == "text"]
        return value in texts or not texts
    beside = (field.step, field.group) == (choice.step, choice.group) and not said
    return beside and field.spec.type in ("text", "long_text") and bool(MORE.search(field.spec.label))


def _leaves(node: Any) -> Iterator[tuple[str, Any]]:
    """(name, value) of all that a condition names."""
    for name, value in node.items() if isinstance(node, Mapping) else ():
        yield name, value
        for one in value if isinstance(value, (list, tuple)) else [value]:
            yield from _leaves(one)


OPPOSITES = ({"男", "女"}, {"是", "否"}, {"有", "无"}, {"公", "母"}, {"雌", "雄"}, {"上午", "下午"}, {"同意", "不同意"}, {"对", "错"},
             {"合格", "不合格"}, {"需要", "不需要"}, {"已婚", "未婚"})  # fmt: skip
"""Answers of which one person gives one."""
PARTED = re.compile(r"\s*[/／|｜;；、,，]\s*|[\s　]+")
SURE = re.compile(r"[\t　|｜;；]|\s{2,}")
"""What parts two choices, and nothing within one."""
WORD = re.compile(r"[\u4e00-\u9fff]{1,6}")


@check("choice-joined", blocking=False)
def one_thing_each(draft: Draft) -> Iterator[Problem]:
    """A choice is one answer, not two typed into one line."""
    for place in draft.places:
        labels = labels_of(place)
        joined = next((label for label in labels if _joined(label, labels)), "")
        if joined:
            message = _("「%(label)s」像是几个选项写在了一行。请一行写一个，让申请人只选一个。")
            yield at(place, "choices", message % {"label": joined[:20]})


def _joined(label: str, all_labels: list[str]) -> bool:
    parts = PARTED.split(label)
    if len(set(parts)) < 2 or not all(WORD.fullmatch(part) for part in parts):
        return False
    sign = label[len(parts[0])]
    apart = sign.isspace() or sign in "/／"
    if set(parts) in OPPOSITES or (apart and set(parts) < set(all_labels)):
        return True
    even = len({len(part) for part in parts}) == 1 and len(parts[0]) > 1
    akin = len({part[0] for part in parts}) == 1 or len({part[-1] for part in parts}) == 1
    return (sign.isspace() and even and (akin or len(parts) > 2)) or (bool(SURE.search(label)) and len(parts[-1]) > 1)


BOTH = re.compile(
    r"(?:以上|上述)(?:各项|情况|内容|选项|所有)?(?:都是|均是|全部|全是|都有|均有|皆有|皆是|所有|都需要|均需要)"
)


@check("choice-all-single", blocking=False)
def all_of_several(draft: Draft) -> Iterator[Problem]:
    """Where one may be chosen, none of the choices stands for several of the others."""
    message = _("「%(label)s」包括了别的选项，选一部分的人没有可选的。请换成「多选」字段，并删除这一项。")
    for place in draft.places:
        found = [label for label in labels_of(place) if BOTH.fullmatch(heard(label))]
        if found and place.spec.type != "multiple_choice":
            yield at(place, "choices", message % {"label": found[0]})
