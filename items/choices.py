"""The words of the item standard (GB/T 39046-2020 table 4): what the database stores, and what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """事项类型. 许可类 or 非许可类 follows from it: only 行政许可 is licensing."""

    PERMIT = "permit", _("行政许可")
    PENALTY = "penalty", _("行政处罚")
    COERCION = "coercion", _("行政强制")
    LEVY = "levy", _("行政征收")
    PAYMENT = "payment", _("行政给付")
    INSPECTION = "inspection", _("行政检查")
    CONFIRMATION = "confirmation", _("行政确认")
    AWARD = "award", _("行政奖励")
    RULING = "ruling", _("行政裁决")
    OTHER = "other", _("其他行政权力")
    SERVICE = "service", _("公共服务")


class Level(models.TextChoices):
    """行使层级."""

    NATION = "nation", _("国家级")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")
    TOWN = "town", _("镇（乡、街道）级")
    VILLAGE = "village", _("村（社区）级")


class Audience(models.TextChoices):
    """服务对象."""

    PERSON = "person", _("自然人")
    ENTERPRISE = "enterprise", _("企业法人")
    INSTITUTION = "institution", _("事业法人")
    SOCIETY = "society", _("社会组织法人")
    PARTNERSHIP = "partnership", _("非法人企业")
    GOVERNMENT = "government", _("行政机关")
    OTHER = "other", _("其他组织")


class Handling(models.TextChoices):
    """办件类型."""

    IMMEDIATE = "immediate", _("即办件")
    PROMISE = "promise", _("承诺件")


class Channel(models.TextChoices):
    """办理形式."""

    WINDOW = "window", _("窗口办理")
    WEB = "web", _("网上办理")
    MOBILE = "mobile", _("移动端办理")
    POST = "post", _("快递申请")
    KIOSK = "kiosk", _("自助终端办理")


class Depth(models.TextChoices):
    """网上办理深度: from published (I) to wholly online (IV)."""

    I = "1", _("Ⅰ级")  # noqa: E741
    II = "2", _("Ⅱ级")
    III = "3", _("Ⅲ级")
    IV = "4", _("Ⅳ级")


class Delivery(models.TextChoices):
    """送达方式."""

    PICKUP = "pickup", _("窗口领取")
    POST = "post", _("邮寄送达")
    ELECTRONIC = "electronic", _("电子送达")
    NOTICE = "notice", _("公告送达")


class Status(models.TextChoices):
    """状态 of an item. A cancelled one keeps its page, which says so and names its successor."""

    IN_USE = "in_use", _("在用")
    PAUSED = "paused", _("暂停")
    CANCELLED = "cancelled", _("取消")


class Unit(models.TextChoices):
    """What a limit is counted in. 行政许可法 article 82: days are working days unless said otherwise."""

    WORKDAY = "workday", _("工作日")
    DAY = "day", _("自然日")


class ResultKind(models.TextChoices):
    """结果类型."""

    LICENCE = "licence", _("证照")
    APPROVAL = "approval", _("批文")
    OTHER = "other", _("其他")


class MaterialKind(models.TextChoices):
    """材料类型."""

    PROOF = "proof", _("证件证明")
    FORM = "form", _("申请表")
    OTHER = "other", _("其他")


class MaterialSource(models.TextChoices):
    """来源渠道. 数据比对: compared with a register, nothing is uploaded."""

    APPLICANT = "applicant", _("申请人自备")
    GOVERNMENT = "government", _("政府部门核发")
    OTHER = "other", _("其他")
    DATA = "data", _("数据比对")


class MaterialForm(models.TextChoices):
    """材料形式."""

    PAPER = "paper", _("纸质")
    ELECTRONIC = "electronic", _("电子")
    BOTH = "both", _("纸质或电子")


class Necessity(models.TextChoices):
    """必要性. 容缺后补: the case is accepted without it against a written promise."""

    REQUIRED = "required", _("必要")
    OPTIONAL = "optional", _("非必要")
    DEFERRABLE = "deferrable", _("容缺后补")


class StepKind(models.TextChoices):
    """环节类型: what the law asks for, never a department. The special ones are those of 行政许可法 article 45."""

    RECEIVE = "receive", _("收件")
    ACCEPT = "accept", _("受理")
    REVIEW = "review", _("审查")
    DECIDE = "decide", _("决定")
    CERTIFY = "certify", _("制证")
    DELIVER = "deliver", _("送达")
    HEARING = "hearing", _("听证")
    TENDER = "tender", _("招标")
    AUCTION = "auction", _("拍卖")
    INSPECTION = "inspection", _("检验")
    TESTING = "testing", _("检测")
    QUARANTINE = "quarantine", _("检疫")
    APPRAISAL = "appraisal", _("鉴定")
    EXPERT = "expert", _("专家评审")
    SITE_VISIT = "site_visit", _("现场勘查")
    PUBLICITY = "publicity", _("公示")
    OTHER = "other", _("其他程序")


STANDARD_STEPS = frozenset(
    {StepKind.RECEIVE, StepKind.ACCEPT, StepKind.REVIEW, StepKind.DECIDE, StepKind.CERTIFY, StepKind.DELIVER}
)
"""Steps that need no legal basis of their own; any other one must name it."""

UNCOUNTED_STEPS = frozenset(
    {
        StepKind.HEARING,
        StepKind.TENDER,
        StepKind.AUCTION,
        StepKind.INSPECTION,
        StepKind.TESTING,
        StepKind.QUARANTINE,
        StepKind.APPRAISAL,
        StepKind.EXPERT,
    }
)
"""行政许可法 article 45: the time of these does not count towards the limit."""


class Own(models.TextChoices):
    """What a county hall may set itself of a guide that it has from the city."""

    PLACE = "place", _("地点")
    HOURS = "hours", _("办理时间")
    PHONE = "phone", _("电话")
    LIMIT = "limit", _("承诺时限")
