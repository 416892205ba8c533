"""Checks of personal data: a purpose for each (个人信息保护法 art. 17), none asked for twice or in the wrong field."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..fields.registry import TYPES
from .draft import Draft, at
from .problem import Problem
from .registry import Fix, check
from .spot import Spot

PURPOSES = {
    "name": gettext_lazy("用于核对申请人身份"),
    "id_number": gettext_lazy("用于核对申请人身份"),
    "phone": gettext_lazy("用于通知办理进度"),
    "email": gettext_lazy("用于通知办理进度"),
    "address": gettext_lazy("用于核对地址、寄送文书"),
}
"""The usual purpose, by what an answer tells of the applicant."""
OTHER_PURPOSE = gettext_lazy("用于审核本次申请")


NOTHING_SAID = r"^(无|没有|不详|略|暂无|其他|[\W_])+$"
"""Words that name no purpose."""


def give_purpose(spot: Spot) -> None:
    """The usual purpose of a field of that type."""
    role = TYPES[spot.stream[spot.position].block_type].role
    spot.value["purpose"] = str(PURPOSES.get(role, OTHER_PURPOSE))


@check("purpose", fix=Fix(gettext_lazy("写上常用的收集目的"), give_purpose))
def purposes(draft: Draft) -> Iterator[Problem]:
    """Personal data is asked for with a purpose."""
    for place in draft.places:
        said = re.sub(NOTHING_SAID, "", place.spec.purpose)
        if TYPES[place.spec.type].is_personal(place.spec) and not said:
            yield at(place, "purpose", _("这是个人信息，要写明收集目的，如「用于核对申请人身份」。"))


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
    "phone": r"申请人|本人|手机号码|手机号|手机|联系电话|电话号码|电话|号码|的",
    "id_number": r"申请人|本人|居民|公民|身份证件号码|身份证号码|身份证号|身份证|身份号码|证件号码|的",
}
"""What a label says of the kind of its answer, or of the applicant; the rest says whose it is."""


@check("applicant-twice", blocking=False)
def applicant_twice(draft: Draft) -> Iterator[Problem]:
    """Nobody is asked twice for the same person's name, phone or identity number."""
    seen: set[tuple[str, str]] = set()
    for place in draft.places:
        role = TYPES[place.spec.type].role
        if place.group or place.spec.show or role not in SAME or not place.spec.label:
            continue
        whose = re.sub(SAME[role], "", "".join(place.spec.label.split()))
        if (role, whose) in seen:
            yield at(place, "label", _("前面已问过同一个人的这一项。请删除一个，或写明是谁的，如「经办人手机号」。"))
        seen.add((role, whose))


FITTING = {
    "id_number": r"身份证号码?$|公民身份号码$",
    "phone": r"手机号码?$|联系手机$",
    "credit_code": r"统一社会信用代码$",
    "email": r"电子邮箱$|邮箱地址$",
    "bank_card": r"银行卡号码?$",
    "date": r"(出生|开业|成立|签发|到期|起始|截止)日期$",
    "money": r"金额(（元）)?$",
    "person_name": r"(申请人|联系人|经办人|负责人|法定代表人|本人)的?姓名$",
    "address": r"(家庭|现)?住址$|(通讯|家庭|联系|居住)地址$",
}
"""Questions by the type of field that checks their answers."""
NUMBERED = ("id_number", "phone", "credit_code", "bank_card")
"""Types whose answers are digits, and yet no numbers."""


@check("plain-type", blocking=False)
def plain_types(draft: Draft) -> Iterator[Problem]:
    """What has a field type of its own is not asked for as plain text."""
    for place in draft.places:
        kinds = {"text": tuple(FITTING), "number": NUMBERED, "integer": NUMBERED}.get(place.spec.type, ())
        for kind in kinds:
            if re.search(FITTING[kind], place.spec.label):
                message = _("这一项用「%(used)s」，填错了查不出来。请换成「%(kind)s」字段。")
                words = {"used": TYPES[place.spec.type].label, "kind": TYPES[kind].label}
                yield at(place, "label", message % words)
