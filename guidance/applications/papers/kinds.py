"""Which notices there are (行政许可法 art. 32, 38, 42, 44, 45), and how each reads until a bureau words its own."""

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


SHIPPED: dict[str, str] = {
    PaperKind.ACCEPTED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），经审查，{法律依据}本机关于{受理日期}予以受理。

本机关承诺在{承诺时限}内作出决定，应于{到期日期}前办结。{期限说明}

已收到的材料：
{已收材料}

尚缺的材料：
{尚缺材料}

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

请凭办件编号和查询码登录网上审批大厅提交，或者送到窗口。补正期间不计入办理期限。咨询电话：{咨询电话}。""",
    PaperKind.SUSPENDED: """{申请人}：

你（单位）的“{事项}”申请（办件编号{办件编号}）依法需要进行{特别程序}，预计需要{预计天数}天。{法律依据}所需时间不计入办理期限。

理由：{理由}""",
    PaperKind.EXTENDED: """{申请人}：

你（单位）的“{事项}”申请（办件编号{办件编号}），在原定期限内不能作出决定。{法律依据}经本机关负责人批准，办理期限延长{延长天数}个工作日，应于{到期日期}前办结。

理由：{理由}""",
    PaperKind.GRANTED: """{申请人}：

你（单位）于{收件日期}提出的“{事项}”申请（办件编号{办件编号}），本机关于{受理日期}受理。经审查，符合法定条件、标准，{法律依据}决定准予{事项类型}。

证照或文书编号：{证照编号}

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
}
"""By kind. Facts stand in braces; see `filling`."""
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
