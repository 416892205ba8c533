"""Which notices there are (行政许可法 art. 32, 38, 42, 44, 45), and how each reads until a bureau words its own."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """A kind of notice. Stored with each paper for good: never rename a value."""

    ACCEPTED = "accepted", _("受理通知书")
    REFUSED = "refused", _("不予受理通知书")
    CORRECTION = "correction", _("补正告知书")
    SUSPENDED = "suspended", _("特别程序告知书")
    EXTENDED = "extended", _("延期通知书")
    GRANTED = "granted", _("准予决定书")
    DENIED = "denied", _("不予决定书")
    DELIVERED = "delivered", _("送达回证")
    DEFERRED = "deferred", _("容缺受理告知书")
    TERMINATED = "terminated", _("终止办理告知书")
    OPINION = "opinion", _("征求意见函")


class PromiseText(models.TextChoices):
    """A promise that applicants make in writing. Worded and versioned as notices are, and kept with the case."""

    LATER = "promise_later", _("容缺受理承诺书")
    INSTEAD = "promise_instead", _("告知承诺书")


WORDED: list[tuple[str, Any]] = [*PaperKind.choices, *PromiseText.choices]
"""All that a bureau words itself."""
INTERNAL = frozenset({PaperKind.OPINION.value})
"""Notices from one bureau to another: applicants do not see them, and they do not name the applicant."""


def label_of(kind: str) -> str:
    """What a notice or a promise is called; KeyError for neither."""
    return str(dict(WORDED)[kind])


SHIPPED: dict[str, str] = {
    PaperKind.ACCEPTED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），经审查，{法律依据}本机关于{受理日期}予以受理。

本机关承诺在{承诺时限}内作出决定，应于{到期日期}前办结。{期限说明}

已收到的材料：
{已收材料}

尚缺的材料：
{尚缺材料}

{说明}

查询进度请凭办件编号和查询码登录网上审批大厅，咨询电话：{咨询电话}。""",
    PaperKind.REFUSED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），经审查，{法律依据}决定不予受理。

理由：{理由}

该事项请向{有权机关}申请。

{救济途径}""",
    PaperKind.CORRECTION: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），经审查，申请材料不齐全或者不符合法定形式。{法律依据}现一次性告知需要补正的全部内容：

{需补正材料}

{理由}

请在{补正期限}以前凭办件编号和查询码登录网上审批大厅提交，或者送到窗口。补正期间不计入办理期限。咨询电话：{咨询电话}。""",
    PaperKind.SUSPENDED: """{申请人}：

你（单位）的“{事项}”申请（办件编号{办件编号}）依法需要进行{特别程序}，预计需要{预计天数}天。{法律依据}所需时间不计入办理期限。

理由：{理由}""",
    PaperKind.EXTENDED: """{申请人}：

你（单位）的“{事项}”申请（办件编号{办件编号}），在原定期限内不能作出决定。{法律依据}经本机关负责人批准，办理期限延长{延长天数}个工作日，应于{到期日期}前办结。

理由：{理由}""",
    PaperKind.GRANTED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），本机关于{受理日期}受理。经审查，符合法定条件、标准，{法律依据}决定准予{事项类型}。

证照或批文：{证照名称}

证照或文书编号：{证照编号}

有效期：{有效期限}

{理由}""",
    PaperKind.DENIED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），本机关于{受理日期}受理。经审查，{法律依据}决定不予{事项类型}。

理由：{理由}

{救济途径}""",
    PaperKind.DELIVERED: """受送达人：{申请人}

送达的文书：“{事项}”（办件编号{办件编号}）的决定{证照编号}

送达方式：{送达方式}

送达日期：{今天}

备注：{理由}

受送达人签名：　　　　　　　　　　　　年　　月　　日""",
    PaperKind.DEFERRED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），主要材料齐全。根据你（单位）的书面承诺，本机关于{受理日期}容缺受理。

请在{补交期限}前补交：
{容缺材料}

{补交说明}

到期仍未补交的，本机关可以终止办理。补交的材料可以凭办件编号和查询码登录网上审批大厅上传，或者送到窗口。

已收到的材料：
{已收材料}

本机关承诺在{承诺时限}内作出决定，应于{到期日期}前办结；补交的材料核收以前，不作准予的决定。{期限说明}

{理由}

咨询电话：{咨询电话}。""",
    PaperKind.TERMINATED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），本机关决定终止办理。

理由：{理由}

逾期未补交的材料：
{容缺材料}

材料齐备后可以重新申请。

{救济途径}""",
    PaperKind.OPINION: """{征求机构}：

我单位正在办理“{事项}”（办件编号{办件编号}），现就下列问题征求你单位意见：

{理由}

随函提供的材料：
{所附材料}

请于{回复期限}前在网上审批大厅“征求意见”中回复。

联系电话：{咨询电话}。""",
    PromiseText.LATER: """本人（单位）申请办理“{事项}”，已知悉应当提交的全部材料，现因故不能同时提交上面勾选的材料。

本人（单位）承诺：自受理之日起{补交天数}个工作日内，向{机构}补交上述材料，并保证真实、合法、有效；逾期不补交的，同意终止办理本次申请，并自行承担后果。""",
    PromiseText.INSTEAD: """{机构}已告知“{事项}”的办理条件、证明内容，以及承诺不实应当承担的责任。

本人（单位）承诺：符合告知的条件和要求，上面勾选的材料所要证明的情况属实，以本承诺代替提交；愿意在准予后{核查天数}个工作日内接受核查。承诺不实的，同意撤销据此作出的决定，承担法律责任，并接受依法作出的信用记录。""",
}
"""By kind. Facts stand in braces; see `filling`."""
_EXAMINED = "，经审查，{法律依据}本机关于{受理日期}予以受理。"
_UNTOLD = (
    "，本机关在规定期限内没有告知是否受理或者需要补正的内容。"
    "{法律依据}逾期未告知的，自收到申请材料之日起即为受理，受理日期为{受理日期}。"
)


def shipped(kind: str, *, deemed: bool = False) -> str:
    """How a kind reads as shipped. `deemed`: the acceptance was 视为受理, by the clock: nobody examined anything."""
    body = SHIPPED[kind]
    return body.replace(_EXAMINED, _UNTOLD) if deemed and kind == PaperKind.ACCEPTED else body


ARTICLES: dict[str, str] = {
    PaperKind.ACCEPTED: "第三十二条",
    PaperKind.REFUSED: "第三十二条",
    PaperKind.CORRECTION: "第三十二条",
    PaperKind.SUSPENDED: "第四十五条",
    PaperKind.EXTENDED: "第四十二条",
    PaperKind.GRANTED: "第三十八条第一款",
    PaperKind.DENIED: "第三十八条第二款",
}
"""The article of 行政许可法 that each rests on; named only where the item is a licence (行政许可)."""
