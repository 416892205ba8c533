"""Checks of wording: short questions, no word said twice, none that the page says itself."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import ENDS
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..saying.answering import contradicts
from ..spot import Spot

LONG_LABEL = 40
"""Characters of a question beyond which a phone breaks it into three lines."""
MARK = re.compile(r"\s*(?:[*＊]|[（(【\[［](?:必填|选填|必填项|选填项|必须填写|可不填|非必填)[)）】\]］])\s*")
TAGS = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:nbsp|lt|gt|amp);")
TEXTS = ("label", "help", "example", "purpose")
MANY_ENDS = re.compile(r"(?:[!！~～]|[?？]\s*[?？!！:：*＊]|[-—]{2,}|(?<=[\u4e00-\u9fff])[-—–_])\s*$")
TAIL = re.compile(r"[：: 。.，,；;、!！~～?？*＊—–_-]+$")


def plain(text: str) -> str:
    """A text as it is compared: without spaces and the marks at its end."""
    return "".join(text.split()).rstrip(ENDS + "？?")


@check("label-long", blocking=False)
def long_labels(draft: Draft) -> Iterator[Problem]:
    """A question is short; what else there is to say is help."""
    for place in draft.places:
        if len(place.spec.label) > LONG_LABEL:
            message = _("问题有 %(count)s 个字，太长。请只留问题本身，其余写进「说明」。")
            yield at(place, "label", message % {"count": len(place.spec.label)})


def rewrite(name: str, change: Callable[[str], str]) -> Callable[[Spot], None]:
    """A change of one text of a block."""

    def apply(spot: Spot) -> None:
        spot.value[name] = change(spot.value[name]).strip()

    return apply


@check(
    "label-end",
    blocking=False,
    fix=Fix(gettext_lazy("去掉结尾的标点"), rewrite("label", lambda s: TAIL.sub("", s.strip()))),
)
def label_ends(draft: Draft) -> Iterator[Problem]:
    """A question ends without a colon, stop or comma: the page sets it apart."""
    for place in draft.places:
        label = place.spec.label
        if (label[-1:] in ENDS or MANY_ENDS.search(label)) and TAIL.sub("", label):
            yield at(place, "label", _("问题不用以冒号、句号、逗号这样的标点结尾。请去掉。"))


@check(
    "label-mark",
    blocking=False,
    fix=Fix(gettext_lazy("去掉必填、选填的标记"), rewrite("label", lambda s: MARK.sub("", s))),
)
def label_marks(draft: Draft) -> Iterator[Problem]:
    """A question does not say whether it must be answered: the page does, from the box 「必填」.

    Where it says the opposite, `help-required` tells.
    """
    for place in draft.places:
        label = place.spec.label
        if MARK.search(label) and MARK.sub("", label) and not contradicts(place.spec, label):
            yield at(place, "label", _("问题里写了必填或选填的标记，页面会自动标出。请去掉，只勾选「必填」。"))


@check("help-repeats", blocking=False, fix=Fix(gettext_lazy("删除说明"), rewrite("help", lambda _text: "")))
def repeated_help(draft: Draft) -> Iterator[Problem]:
    """Help says more than the question."""
    for place in draft.places:
        if place.spec.help and plain(place.spec.help) == plain(place.spec.label):
            yield at(place, "help", _("说明重复了问题。请写清怎么填，或清空。"))


@check("example-repeats", blocking=False, fix=Fix(gettext_lazy("删除填写示例"), rewrite("example", lambda _text: "")))
def repeated_examples(draft: Draft) -> Iterator[Problem]:
    """An example shows an answer, not the question."""
    for place in draft.places:
        if place.spec.example and plain(place.spec.example) in (plain(place.spec.label), plain(place.spec.help)):
            yield at(place, "example", _("填写示例重复了问题或说明。请写一个真实的填法，或清空。"))


LEAD = re.compile(r"^(?:例如|比如|譬如|例|如|填写示例|示例)\s*[：:，,]\s*")


@check(
    "example-lead",
    blocking=False,
    fix=Fix(gettext_lazy("去掉前面的「例如」"), rewrite("example", lambda s: LEAD.sub("", s.strip()))),
)
def bare_examples(draft: Draft) -> Iterator[Problem]:
    """An example is the answer alone: the page says 「例如」 before it."""
    for place in draft.places:
        if LEAD.sub("", place.spec.example) not in ("", place.spec.example):
            yield at(place, "example", _("页面会在示例前面写上「例如」，这里只写答案。请去掉。"))


def untagged(spot: Spot) -> None:
    """Take the tags out of the text they are in."""
    name = spot.problem.attribute
    spot.value[name] = TAGS.sub("", spot.value[name]).strip()


@check("markup", blocking=False, fix=Fix(gettext_lazy("去掉网页代码"), untagged))
def markup(draft: Draft) -> Iterator[Problem]:
    """Texts are plain: tags would be shown as they are."""
    for said in draft.texts:
        if TAGS.search(said.text):
            here = said.problem.step >= 0 and said.kind != "choice"
            yield said.told(_("文字里有网页代码，会原样显示出来。请去掉。"), fixable=here)


UNITS = ("人", "个", "台", "套", "件", "张", "辆", "户", "次", "岁", "年", "月", "天", "日", "小时", "元", "万元", "米", "公里",
         "千米", "厘米", "毫米", "平方米", "平方公里", "亩", "公顷", "立方米", "吨", "千克", "公斤", "升", "千瓦", "%", "㎡", "m2", "m", "km", "kg", "t")  # fmt: skip
BRACKET = re.compile(r"\s*[（(](?:单位[：:]?)?\s*([^（）()]{1,6})[）)]$")


@check(
    "label-unit",
    blocking=False,
    fix=Fix(gettext_lazy("去掉问题里的单位"), rewrite("label", lambda s: BRACKET.sub("", s.strip()))),
)
def units_once(draft: Draft) -> Iterator[Problem]:
    """The unit stands beside the input; the question does not say another, or the same again."""
    for place in draft.places:
        found, unit = BRACKET.search(place.spec.label), place.spec.get("unit")
        if found and unit and found[1] in (*UNITS, unit):
            told = _("问题里已写了单位，输入框后面还会再写一次。请去掉一个。")
            wrong = _("问题里的单位「%(one)s」与「单位」里的「%(other)s」不同。请改成一样，只留一个。")
            yield at(place, "label", told if found[1] == unit else wrong % {"one": found[1], "other": unit})


DATA = "姓名|电话|手机号?|身份证号?|邮箱|地址|住址|日期|性别|年龄|职务"
MORE = f"{DATA}|编号|证号|号码|账号|开户行|机关|有效期|金额|数量|单价|面积|时间|地点|籍贯|民族|学历"
AND = r"(?:和|及|与|、|以及|并|,|，)"
TWO = re.compile(rf"(?:{DATA})码?\s*(?:{AND}|/)\s*\S{{0,4}}(?:{DATA})码?$")
SEVERAL = re.compile(rf"(?:{MORE}|名称)码?\s*{AND}\s*\S{{0,8}}(?:{MORE}|名称)码?$")
THREE = re.compile(r"^[^、和及与的或]{1,8}(?:、[^、和及与的或]{1,8})+[和及与][^、和及与的或]{1,8}$")
ASKS = re.compile(r"是否|有无|能否|可否")
ONE_THING = ("text", "number", "integer", "money", "date", "time", "phone", "landline", "email", "person_name", "id_number",
             "credit_code", "bank_card")  # fmt: skip
"""Types that take one thing; a long text may well be asked for several."""


@check("label-two", blocking=False)
def one_question(draft: Draft) -> Iterator[Problem]:
    """A question asks for one thing."""
    for place in draft.places:
        kind, label = place.spec.type, BRACKET.sub("", place.spec.label.rstrip("？?"))
        several = (
            TWO.search(label)
            if kind == "long_text"
            else kind in ONE_THING and (SEVERAL.search(label) or THREE.search(label))
        )
        if several or (kind in ONE_THING and TWO.search(label)) or (kind == "yes_no" and len(ASKS.findall(label)) > 1):
            yield at(place, "label", _("一个字段问了两件事，填不清，也查不出错。请分成两个字段。"))


DENIED = re.compile(
    r"^\S{0,8}?(?:是否|能否|可否)(?:还|仍|尚|都|均|也)?(?:不(?!动产|定期|锈钢|满|足|可抗|良|合格|低于|少于|超过)|没|未(?!成年|婚|满|来)|从未|并非|无需|无须)"
    r"|^(?:您|本人|申请人)?(?:不是|没有|未曾|从未|尚未|未[告经获取办进参缴])|(?:不是|没有|未曾|从未)[^，,]*吗[？?]?$"
)


@check("label-denies", blocking=False)
def asked_plainly(draft: Draft) -> Iterator[Problem]:
    """A yes or no does not deny: "no, not" is answered by some with yes, by others with no."""
    for place in draft.places:
        if place.spec.type == "yes_no" and DENIED.search(place.spec.label):
            yield at(
                place, "label", _("问题里有「不」「没有」，答「是」「否」都说不清。请改成肯定的问法，如「是否租住」。")
            )
