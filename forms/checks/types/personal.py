"""Checks of personal data: a purpose for each (个人信息保护法 art. 17), none asked for twice or in the wrong field."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import heard
from ...definition import Place
from ...fields.registry import TYPES
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

PURPOSES = {
    "name": gettext_lazy("用于核对申请人身份"),
    "id_number": gettext_lazy("用于核对申请人身份"),
    "phone": gettext_lazy("用于通知办理进度"),
    "email": gettext_lazy("用于通知办理进度"),
    "address": gettext_lazy("用于核对地址、寄送文书"),
}
"""The usual purpose, by what an answer tells of the applicant."""
OTHER_PURPOSE = gettext_lazy("用于审核本次申请")


NOTHING_SAID = r"(无|没有|不详|略|暂无|其他|测试|test|x{2,}|收集|目的|使用|用途?|(工作|业务|办事|系统|管理)?需要|必[填要]|如题|备用|[\W\d_])*"
"""Words that name no purpose."""


def give_purpose(spot: Spot) -> None:
    """The usual purpose of a field of that type."""
    role = TYPES[spot.stream[spot.position].block_type].role
    spot.value["purpose"] = str(PURPOSES.get(role, OTHER_PURPOSE))


@check("purpose", fix=Fix(gettext_lazy("写上常用的收集目的"), give_purpose))
def purposes(draft: Draft) -> Iterator[Problem]:
    """Personal data is asked for with a purpose."""
    for place in draft.places:
        said = heard(place.spec.purpose)
        vain = re.fullmatch(NOTHING_SAID, said) or said == heard(place.spec.label)
        if TYPES[place.spec.type].is_personal(place.spec) and vain:
            yield at(place, "purpose", _("这是个人信息，要写明收集目的，如「用于核对申请人身份」。"))


VAGUE = (
    r"(用于|用来|为了?|便于|以便|方便|办事|办理|业务|工作|日常|管理|需要|需求|要求|使用|用途?|收集|采集|获取|信息|数据|资料|个人|用户|填写|填报|填表|登记|备案|存档|归档|留存"
    r"|了解|掌握|情况|按|依|根据|相关|有关|上级|领导|规定|政策|必要|正常|流程|程序|系统|平台|录入|统计|手续|的|和|及|与|[\W\d_])+"
)
"""Words that a purpose is made of when it says nothing of what the answer is for."""


@check("purpose-vague", blocking=False, fix=Fix(gettext_lazy("换成常用的收集目的"), give_purpose))
def vague_purposes(draft: Draft) -> Iterator[Problem]:
    """A purpose says what the answer is used for (个人信息保护法 art. 6)."""
    for place in draft.places:
        said = heard(place.spec.purpose)
        vain = re.fullmatch(NOTHING_SAID, said) or said == heard(place.spec.label)
        if said and not vain and TYPES[place.spec.type].is_personal(place.spec) and re.fullmatch(VAGUE, said):
            message = _("「%(text)s」没有说用来做什么。请写明，如「用于核对申请人身份」。")
            yield at(place, "purpose", message % {"text": place.spec.purpose})


def mark_personal(spot: Spot) -> None:
    """Tick that the answers are personal data."""
    spot.value["personal"] = True


@check("purpose-idle", blocking=False, fix=Fix(gettext_lazy("标为个人信息"), mark_personal))
def idle_purposes(draft: Draft) -> Iterator[Problem]:
    """What is collected for a purpose is kept as personal data."""
    for place in draft.places:
        if place.spec.purpose and not TYPES[place.spec.type].is_personal(place.spec):
            message = _("写了收集目的，却没有标为个人信息，列表里不会遮盖。请勾选「属于个人信息」，或清空收集目的。")
            yield at(place, "personal", message)


SAME = {
    "name": r"申请人|本人|姓名|名字|名称|的",
    "phone": r"申请人|本人|联系(?!人)|手机号码|手机号|手机|电话号码|电话|号码|的",
    "id_number": r"申请人|本人|居民|公民|身份证件号码|身份证号码|身份证号|身份证|身份号码|证件号码|的",
    "email": r"申请人|本人|联系(?!人)|电子|邮箱|邮件|地址|e-?mail|的",
    "credit_code": r"申请人|申请单位|单位|企业|统一|社会|信用|代码|的",
    "address": r"申请人|本人|家庭|现|居住|住址|地址|的",
}
"""What a label says of the kind of its answer, or of the applicant; the rest says whose it is."""


def whose(draft: Draft, place: Place, words: str) -> str:
    """Whose answer it is, by its label, or else by its heading or step; nothing for the applicant's."""
    return re.sub(words, "", heard(place.spec.label)) or draft.party(place)


@check("applicant-twice", blocking=False)
def applicant_twice(draft: Draft) -> Iterator[Problem]:
    """Nobody is asked twice for the same person's name, phone, identity number and the like."""
    seen: set[tuple[str, str, str]] = set()
    for place in draft.places:
        role = TYPES[place.spec.type].role
        if place.spec.show or role not in SAME or not place.spec.label:
            continue
        one = place.group, role, whose(draft, place, SAME[role])
        if one in seen:
            yield at(place, "label", _("前面已问过同一个人的这一项。请删除一个，或写明是谁的，如「经办人手机号」。"))
        seen.add(one)


ONCE = {
    "files": r"申请人|本人|有效|的|复印件|扫描件|电子版|原件|照片|图片|文件|上传|请|[(（].*[)）]",
    "signature": r"申请人|本人|签名|签字|签章|签署|手写|电子|确认|再次|最后|[第一二两次]|处|请|的",
}
"""What a label says of how a file or a signature is given; the rest says which it is."""


@check("file-twice", blocking=False)
def files_once(draft: Draft) -> Iterator[Problem]:
    """Nobody hands in the same paper twice, signs twice, or agrees twice to the same text."""
    seen: set[tuple[str, str]] = set()
    for place in draft.places:
        spec, kind = place.spec, TYPES[place.spec.type]
        name = "files" if kind.holds_files and spec.type not in ONCE else spec.type
        if place.group or spec.show or name not in (*ONCE, "declaration"):
            continue
        text = heard(str(spec.get("text", ""))) if name == "declaration" else whose(draft, place, ONCE[name])
        again = name == "signature" and not text and any(one == name for one, _text in seen)
        if again or ((name, text) in seen and (text or name != "files")):
            yield at(place, "label", _("前面已要过同样的文件、签名或声明。请删除一个，或写明区别。"))
        seen.add((name, text))


DERIVED = r"(性别|出生日期|出生年月日?|生日|周?年龄)$"


@check("derived", blocking=False)
def known_already(draft: Draft) -> Iterator[Problem]:
    """Whose identity number must be given is not asked for sex and birth as well: the number has them."""
    own = SAME["id_number"]
    ids = [place for place in draft.places if place.spec.type == "id_number"]
    told = {(place.group, whose(draft, place, own)) for place in ids if place.spec.required and not place.spec.show}
    for place in draft.places:
        asks = TYPES[place.spec.type].asked and re.search(DERIVED, heard(place.spec.label))
        if asks and (place.group, whose(draft, place, f"{DERIVED}|{own}")) in told:
            yield at(place, "label", _("身份证号里已有性别和出生日期，不用再问。请删除这一项。"))
