"""Checks of numbers written by hand before questions, headings and choices: they are wrong once the order changes."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

DIGITS, HANS = r"\d{1,2}", "[一二三四五六七八九十]{1,3}"
N = rf"(?:{DIGITS}|{HANS})"
NOT_NUMBER = r"(?![\d一二三四五六七八九十])"
"""「1、2 号楼」 and 「一、二年级」 name two things."""
PARTS = "(?!期|号|标段|区|楼|级|类|层|年|批|班|审|次)"
NUMBER = re.compile(
    rf"^\s*(?:第\s*{N}\s*题(?![材目])\s*[、.．:：,，]?|第\s*{N}\s*[项问条]\s*[、.．:：,，]|[（(〔【\[［]\s*{N}\s*[）)〕】\]］]\s*[、.．]?\s*{PARTS}"
    rf"|{N}\s*[、．]\s*{NOT_NUMBER}|{DIGITS}\s*[.。:：](?!\d)\s*|{DIGITS}\s*[)）]\s*|(?:问题|Q)\s*\d{{1,2}}\s*[、.．:：]\s*|(?:No\.?|NO\.?|№)\s*\d{{1,2}}\s*[、.．:：\s]\s*"
    r"|[①-⑳⑴-⒇⒈-⒛㈠-㈩]\s*|\d{1,2}(?:\.\d{1,2}){1,2}\s+(?![米吨升倍元亩万亿公千厘毫平立度以及岁年])(?=[\u4e00-\u9fff]{2}))(?=\s*\S)"
)
"""A number before a question, and the signs that part it from the words."""
LETTER = re.compile(
    rf"{NUMBER.pattern}|^\s*[A-Ha-hＡ-Ｈ]\s*(?:[、．:：)）]|\.(?![A-Za-z]))\s*(?![A-Ha-hＡ-Ｈ])(?=\S)"
    rf"|^\s*[（(【]\s*[A-Ha-hＡ-Ｈ]\s*[）)】]\s*{PARTS}(?![证照座])(?=\S)|^\s*\d\s*[-—–]\s*(?=[\u4e00-\u9fff])"
)
"""What stands before a choice: letters and dashes too."""
UNITS = "级类号楼层期年月日岁人个次米元万千百周天小大中区档室厅型阶环座栋组家辆台件项份名位成倍分时秒季批寸吨亩折辈胎孩班对比种条间段孔门冲程册单"
COUNTED = re.compile(rf"^\s*([1-9])\s*(?=[\u4e00-\u9fff])(?![{UNITS}])")
"""A bare digit before a choice, where it counts nothing."""
TITLES = {"step": "title", "group": "label"}


def plain(text: str, pattern: re.Pattern[str] = NUMBER) -> str:
    """A text without its number."""
    return pattern.sub("", text, count=1).strip()


def unnumber(spot: Spot) -> None:
    """Take the number away."""
    name = spot.problem.attribute
    spot.value[name] = plain(spot.value[name])


@check("label-numbered", blocking=False, fix=Fix(gettext_lazy("去掉序号"), unnumber))
def numbered_labels(draft: Draft) -> Iterator[Problem]:
    """No question, group or step has a number of its own: the page counts, and the order may change."""
    for place in draft.places:
        if NUMBER.match(place.spec.label):
            rest = plain(place.spec.label)
            yield replace(
                at(place, "label", _("问题前面写了序号，调整顺序或隐藏一题后就不对了。请去掉。")), fixable=len(rest) > 1
            )
    for said in draft.texts:
        if said.problem.attribute == TITLES.get(said.kind) and said.problem.step >= 0 and NUMBER.match(said.text):
            yield said.told(
                _("标题前面写了序号，页面会自己编号，调整顺序后就不对了。请去掉。"), fixable=len(plain(said.text)) > 1
            )


def unnumbered(labels: list[str]) -> list[str]:
    """The choices without their numbers; themselves where fewer than two, or half of them, are numbered."""
    if len(labels) > 1 and all(map(COUNTED.match, labels)):
        told = [label.strip()[0] for label in labels]
        if told == [str(number) for number in range(1, len(labels) + 1)]:
            return [plain(label, COUNTED) for label in labels]
    found = sum(bool(LETTER.match(label)) for label in labels)
    return [plain(label, LETTER) for label in labels] if found > 1 and 2 * found >= len(labels) else labels


def unletter(spot: Spot) -> None:
    """Take the numbers and letters of all choices away."""
    rows = spot.value["choices"]
    for row, label in zip(rows, unnumbered([row["label"] or "" for row in rows]), strict=True):
        row["label"] = label


@check("choice-numbered", blocking=False, fix=Fix(gettext_lazy("去掉选项前的序号"), unletter))
def numbered_choices(draft: Draft) -> Iterator[Problem]:
    """Choices are not numbered by hand."""
    message = _("选项前面写了序号，如「%(label)s」，调整顺序后就不对了。请去掉，页面上不需要。")
    for place in draft.places:
        labels = [row.get("label") or "" for row in place.spec.get("choices") or []]
        rest = unnumbered(labels) if place.spec.type != "linked_choices" else labels
        if rest != labels:
            example = next(old for old, new in zip(labels, rest, strict=True) if old != new)
            fixable = len(set(rest)) == len(rest) and not place.spec.get("shared")
            yield replace(at(place, "choices", message % {"label": example[:12]}), fixable=fixable)
