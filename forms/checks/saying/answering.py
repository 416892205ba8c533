"""Checks of what words say of whether a question must be answered, beside the box 「必填」."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...fields.spec import Spec
from ..draft import Draft, at, at_block
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

FREELY = r"(?:可以?|则?可|则|就|也可|允许)\s*(?:不|不用|不必|免|无需|无须)\s*(?:填写?|答|选择?|上?传|提供|提交|作答)"
LEFT = r"(?:(?:可以?|则|就|请|也可)\s*(?:留空|空着|空白|跳过|略过|略|为空|不管))"
END = r"(?=\s*(?:[，。；;！!,）)\s]|$|此?项|本项))"
START = r"(?:^|[，。；;！!：:,（(\s])"
NOTHING = r"(?:如果?|若|暂|确实?|本人|目前|申请人|企业|单位)*(?:没有|未[办取有]|无|不涉及|不适用|不存在|不清楚|不知道|不了解|记不清|忘记)[^，。；（）()]{0,14}?(?:的|者|时)?\s*[，,]?\s*"
FREE = re.compile(
    rf"{START}(?:本项|此项|该项|这一?项|本题|此题)?\s*(?:为|是|属于?)?\s*(?:选[填答]项?|非必[填答]项?|自愿(?:填写|提供)|按需填写|视情况填写|可填可不填){END}"
    rf"|{START}(?:本项|此项|该项|这一?项|本题|此题)?\s*(?:{FREELY}|{LEFT}|不是必[填答]项?|不必填写?|不强制填写){END}"
    rf"|{START}{NOTHING}(?:{FREELY}|{LEFT}|不填|不用填写?|不必填写?|无需填写?|免填){END}"
    rf"|{START}(?:如|若)(?:果)?有(?:的话)?(?:[，,]?\s*(?:请|则|可|应|再)(?:如实)?(?:填写?|写|上传|提供|注明|选择?|附上?)|{END})"
    rf"|{START}有(?:的)?(?:则|就|才)(?:填写?|写|上传|传|提供|选){END}|{START}有(?:则)?填[，,]?(?:无|没有)(?:则|就)?(?:不填|空|免)"
)
"""What says that a question may be left out."""
FILLED = re.compile(
    r"(?:没有|无|不涉及|不适用|空)?[^，。；]{0,6}(?:的|则|就|请|可|时)?\s*(?:填写?|写|输入|选择?|标注|注明)\s*(?:上)?\s*[“\"「『‘'【]?\s*(?:无(?![需须误])|没有|[0０零](?!\d)|/|不适用|不涉及|—+|-)"
)
"""What says what to write instead."""
BOUND = re.compile(
    r"(?:^|[。；;！!（(]|^[^，。；（(若如果当]{1,10}(?<![的时者后])[，,](?=不[得能可许]))\s*(?:本项|此项|该项|这一?项|本题|此题|请|务必|所有申请人|申请人|均|都)*(?:为|是|属于?)?\s*"
    r"(?:必[填答选传](?:项|内容)?(?![^，。；）)\s])|必须(?:如实|完整|准确|逐项)?(?:填写?|上传|选择|提供|提交|作答)(?![^，。；！!）)\s])|务必(?:如实|完整)?(?:填写|上传|提供)|(?:不得|不能|不可以?|不许|禁止|不允许)(?:为空|留空|空白|空着|不填|漏填|空缺|空))"
)
"""What says that a question must be answered."""


LEAVES = re.compile(r"选[填答]|非必|不|空|略|免|无[需须]|自愿|需填|视情况|有")
"""What is in every text that says so: most texts need no closer look."""


@lru_cache(maxsize=2048)
def may_be_left_out(text: str) -> bool:
    """Whether a text says that a question may be left out."""
    return bool(LEAVES.search(text) and FREE.search(text) and not FILLED.search(text))


@lru_cache(maxsize=2048)
def must_be_answered(text: str) -> bool:
    """Whether a text says that a question must be answered."""
    return ("必" in text or "务" in text or "不" in text or "禁" in text) and bool(BOUND.search(text))


def contradicts(spec: Spec, text: str) -> bool:
    """Whether a text says the opposite of the box 「必填」, where that alone decides."""
    if not text or spec.require is not None or spec.type == "declaration":
        return False
    return not spec.show and may_be_left_out(text) if spec.required else must_be_answered(text)


def as_said(spot: Spot) -> None:
    """Required as the words say."""
    spot.value["required"] = not spot.value["required"]


@check("help-required", blocking=False, fix=Fix(gettext_lazy("按文字改「必填」"), as_said))
def true_words(draft: Draft) -> Iterator[Problem]:
    """No text says that what is required may be left out, nor the other way round."""
    for place in draft.places:
        spec = place.spec
        for name in ("label", "help"):
            if contradicts(spec, getattr(spec, name)):
                yield at(place, name, _("文字里写的必填、选填与「必填」的勾选相反。请改成一致。"))
                break


def may_be_empty(spot: Spot) -> None:
    """No row at all will do."""
    spot.value["min"] = 0


@check("group-required", blocking=False, fix=Fix(gettext_lazy("最少项数改为 0"), may_be_empty))
def empty_groups(draft: Draft) -> Iterator[Problem]:
    """A group that may be left out, as its words say, may be left out."""
    for step, block, group in draft.groups:
        for name in ("label", "help"):
            text = group.get(name, "")
            if int(group.get("min") or 0) > 0 and not group.get("show") and may_be_left_out(text):
                message = _("文字说没有的可以不填，设置却要至少 %(count)s 项。请把最少项数改为 0，或改文字。")
                told = at_block(step, block, group, name, message % {"count": group["min"]})
                yield replace(told, fixable=True)
