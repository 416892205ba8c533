"""Checks of choices: enough of them, each with words and a value of its own, in the control that suits their number."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import heard, seen
from ...fields.linked_choices import path
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from ..types.limits import of_types

MANY = 15
"""Choices beyond which a list to search is quicker than one to read."""


def _own(problem: Problem, draft: Draft) -> Problem:
    """Mended here only where the choices stand in the form: those of a shared list are mended there."""
    block = draft.steps[problem.step]["blocks"][problem.block]
    block = block["blocks"][problem.inner] if problem.inner >= 0 else block
    return replace(problem, fixable=not block.get("shared"))


def _of(code: str) -> Callable[[Draft], Iterator[Problem]]:
    def find(draft: Draft) -> Iterator[Problem]:
        return (_own(problem, draft) for problem in of_types(draft, code))

    return find


def keep(wanted: Callable[[list[Any], Any], bool]) -> Callable[[Spot], None]:
    """A change that leaves the choices that are wanted; `wanted` takes those before it, and the choice."""

    def change(spot: Spot) -> None:
        rows = spot.value["choices"]
        for position, row in reversed(list(enumerate(rows))):
            if not wanted(list(rows)[:position], row):
                del rows[position]

    return change


def _label(row: Any) -> str:
    return seen(row.get("label") or "")


def renumber(spot: Spot) -> None:
    """Empty the values that a choice above has: saving gives new ones."""
    seen = set()
    for row in spot.value["choices"]:
        if row["value"] in seen:
            row["value"] = ""
        seen.add(row["value"])


check("choices")(_of("choices"))
check("choice-label", fix=Fix(gettext_lazy("删除没有文字的选项"), keep(lambda _before, row: bool(_label(row)))))(
    _of("choice-label")
)
check(
    "choice-twice",
    fix=Fix(gettext_lazy("只留第一个"), keep(lambda before, row: _label(row) not in map(_label, before))),
)(_of("choice-twice"))
check("choice-value", fix=Fix(gettext_lazy("重新编号"), renumber))(_of("choice-value"))
check("choice-levels")(_of("choice-levels"))


TRADITIONAL = str.maketrans(
    "證書電話號碼無國學會單車廣東門間時長業務開關機構區縣鎮鄉層樓產屬類頭條現實質繳費數與經營運輸設計劃點處辦臺灣醫藥護師員額貨幣種農漁網絡線衛環綠體驗檢測審圖館藝術團隊戲劇個專園歲華內雙獨離異喪殘疾婦兒親帳帐它佔",
    "证书电话号码无国学会单车广东门间时长业务开关机构区县镇乡层楼产属类头条现实质缴费数与经营运输设计划点处办台湾医药护师员额货币种农渔网络线卫环绿体验检测审图馆艺术团队戏剧个专园岁华内双独离异丧残疾妇儿亲账账他占",
)
"""Characters of one word in two spellings."""
BETWEEN = re.compile(r"[、，。；：·\"'“”‘’《》（）(),;:]")
"""Signs that tell no two choices apart."""


def spelled(label: str) -> str:
    """A choice as it is read, in one spelling and without the signs between its words."""
    return BETWEEN.sub("", heard(label)).translate(TRADITIONAL) or label


@check("choice-alike", blocking=False)
def alike_choices(draft: Draft) -> Iterator[Problem]:
    """Choices, and the levels of linked ones, differ by more than capitals, blanks and full stops."""
    for place in draft.places:
        labels = [row.get("label") or "" for row in place.spec.get("choices") or []]
        linked = place.spec.type == "linked_choices"
        named = {name for label in labels for name in path(label)} if linked else set(labels)
        apart, read = set(map(seen, named)), set(map(spelled, named))
        if len(read) < len(apart) or (linked and len(apart) < len(named)):
            yield at(
                place, "choices", _("有两个选项只差大小写、繁简、空格或标点，申请人分不清。请改成一样，或写清区别。")
            )


@check("choice-parent", blocking=False)
def several_parents(draft: Draft) -> Iterator[Problem]:
    """The first level of linked choices leaves a choice."""
    for place in draft.places:
        labels = [row.get("label") or "" for row in place.spec.get("choices") or []]
        if (
            place.spec.type == "linked_choices"
            and len(labels) > 1
            and len({tuple(path(one)[:1]) for one in labels}) == 1
        ):
            yield at(place, "choices", _("第一级只有一个选项，不用选。请去掉这一级，或补上别的。"))


SEVERAL = r"(?<![不勿非免])(?<![不请]得)(?<![不]能)(?<![不]可)(?<!不要)(?<!是否)多选(?!无效|作废|题|均?为?无效|不予|者?不)|可(?:以)?(?:同时)?(?:选择?|勾选)(?:多|几|若干|[2-9两二三四五六七八九])(?:项|个|种|类)?|可选多项|(?:最多|至多|不超过)(?:可以?|能)?(?:选择?|勾选)\s*(?:[2-9]|1\d|[两二三四五六七八九十])\s*[项个种类]|至少(?:选择?|勾选)\s*(?:[2-9]|[两二三四五六七八九])\s*[项个种类]|任选\s*(?:[2-9]|[两二三四五六])\s*[项个种类]|选择?(?:一|1)\s*[项个种类]?(?:或|至)(?:多|几|[2-9两二三四五六])|勾选所有|选出所有|选择所有|不限(?:几|选|项数|个数)|全部勾选"
ONE = r"(?<![不非])(?<!不限)(?<!不限于)(?<!不仅)单选|(?:只|限|仅|只能|仅能|只可|仅可|仅限|只许)(?:能|可以?|限)?(?:选择?|勾选|填报|报)(?:其中)?\s*(?:一|1)\s*(?:项|个|种|类|门|所)(?!或|以上|至|及)|(?:任选|择|选)其一|任选(?:一|1)\s*[项个种类]|[二两三四五六多]选一|(?:不可|不能|不得|请勿|不许|勿)(?:多选|(?:同时)?选(?:择)?(?:多|两|几))|多选无效|多选作废|唯一选"
WORDING = {
    "single_choice": re.compile(SEVERAL),
    "drop_down": re.compile(SEVERAL),
    "multiple_choice": re.compile(ONE),
}
"""What a question does not say, by the type that makes it untrue."""


@check("choice-wording", blocking=False)
def true_wording(draft: Draft) -> Iterator[Problem]:
    """The question does not say that several may be chosen where one may, or the other way round."""
    for place in draft.places:
        wrong = WORDING.get(place.spec.type)
        for name in ("label", "help") if wrong else ():
            if wrong and wrong.search(getattr(place.spec, name)):
                yield at(place, name, _("文字说的选法与字段类型不同。请改文字，或换成「单选」「多选」里合适的一种。"))


@check("choice-many", blocking=False)
def many_choices(draft: Draft) -> Iterator[Problem]:
    """A long list is one to search."""
    for place in draft.places:
        count = len(place.spec.get("choices") or [])
        if place.spec.type == "single_choice" and count > MANY:
            message = _("有 %(count)s 个选项，在手机上很长。建议换成「下拉选择」字段。") % {"count": count}
            yield at(place, "choices", message)


def no_most(spot: Spot) -> None:
    """No limit."""
    spot.value["max_choices"] = None


@check("choice-one", blocking=False, fix=Fix(gettext_lazy("不限选几项"), no_most))
def one_of_many(draft: Draft) -> Iterator[Problem]:
    """Where one may be chosen, the control is one for a single choice."""
    for place in draft.places:
        if place.spec.type == "multiple_choice" and place.spec.get("max_choices") == 1:
            yield at(place, "max_choices", _("多选最多选 1 项，申请人会以为能多选。请换成「单选」，或改大。"))
