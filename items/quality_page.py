"""The quality rules about what an item is, how one comes to it, in what time and at what price."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import choices
from .quality import Aspect, Found, Severity, Text, rule

if TYPE_CHECKING:
    from .models import ItemPage
    from .models.queries import ItemQuerySet

TITLE_LENGTH = 200
"""GB/T 39046-2020 table 4: 事项名称 has at most 200 characters."""
CHAIN = 20
"""Successors of successors that are followed; a longer chain is nothing anybody reads."""
OPEN_CONDITION = ("其他条件", "其它条件", "视情况", "根据情况", "另行规定")


def _items() -> "ItemQuerySet":
    from .models import ItemPage

    rows: ItemQuerySet = ItemPage.objects.all()
    return rows


@rule("title-length", "title", _("事项名称"))
def title_length(page: "ItemPage") -> Iterator[Text]:
    """事项名称 has at most 200 characters."""
    if len(page.title) > TITLE_LENGTH:
        yield _("最长 200 个字。")


@rule("everyday-words", "everyday_names", _("日常用语"), Severity.WARNING, Aspect.COMPLETENESS)
def everyday_words(page: "ItemPage") -> Iterator[Text]:
    """People do not search in the words of officials."""
    if not page.alias_list:
        yield _("建议写上老百姓的叫法，方便搜索。")


@rule("effective-order", "effective_to", _("计划取消日期"))
def effective_order(page: "ItemPage") -> Iterator[Text]:
    """An item ends after it began."""
    if page.effective_from and page.effective_to and page.effective_to < page.effective_from:
        yield _("计划取消日期不能早于计划生效日期。")


@rule("effective-over", "effective_to", _("计划取消日期"), Severity.WARNING)
def effective_over(page: "ItemPage") -> Iterator[Text]:
    """An item in use whose day has passed is either cancelled or its day is wrong."""
    over = page.effective_to is not None and page.effective_to < timezone.localdate()
    if over and page.status == choices.Status.IN_USE:
        yield _("计划取消日期已过，状态还是“在用”，请核对。")


@rule("cancelled-day", "effective_to", _("计划取消日期"), Severity.WARNING, Aspect.TRACEABILITY)
def cancelled_day(page: "ItemPage") -> Iterator[Text]:
    """A cancelled item says since when."""
    if page.status == choices.Status.CANCELLED and page.effective_to is None:
        yield _("已取消的事项，建议写明从哪一天起取消。")


@rule("successor-only-cancelled", "successor", _("替代事项"), Severity.WARNING, Aspect.TRACEABILITY)
def successor_of_cancelled(page: "ItemPage") -> Iterator[Text]:
    """A cancelled item says where to go instead."""
    if page.status == choices.Status.CANCELLED and page.successor_id is None:
        yield _("已取消的事项，建议指明替代事项。")


@rule("successor-round", "successor", _("替代事项"))
def successor_round(page: "ItemPage") -> Iterator[Text]:
    """Nobody is sent in a circle: not to the item itself, nor to one that sends back."""
    following, seen = page.successor_id, {page.pk}
    for _step in range(CHAIN):
        if following is None:
            return
        if following in seen:
            yield _("替代事项不能是本事项，也不能绕回本事项。")
            return
        seen.add(following)
        following = _items().filter(pk=following).values_list("successor_id", flat=True).first()


@rule("successor-public", "successor", _("替代事项"), Severity.WARNING)
def successor_public(page: "ItemPage") -> Iterator[Text]:
    """Where people are sent is there to be read."""
    if page.successor_id and not _items().filter(pk=page.successor_id).public().exists():
        yield _("替代事项还没有发布，市民打不开。")


@rule("condition-open", "conditions", _("受理条件"), Severity.WARNING)
def condition_open(page: "ItemPage") -> Iterator[Text]:
    """A condition that only refers to others cannot be met by reading it."""
    if any(words in page.conditions for words in OPEN_CONDITION):
        yield _("受理条件要逐条写清，不要用“其他条件”“视情况”。")


@rule("immediate-is-now", "promised_limit", _("承诺办结时限"))
def immediate_is_now(page: "ItemPage") -> Iterator[Text]:
    """即办件: the promise is on the spot."""
    if page.handling == choices.Handling.IMMEDIATE and page.promised_limit:
        yield _("即办件的承诺时限应为 0（当场办结）。")


@rule("now-is-immediate", "handling", _("办件类型"))
def now_is_immediate(page: "ItemPage") -> Iterator[Text]:
    """On the spot: then it is 即办件."""
    if page.handling == choices.Handling.PROMISE and page.promised_limit == 0:
        yield _("承诺时限为当场办结的，办件类型应为即办件。")


@rule("promise-within-law", "promised_limit", _("承诺办结时限"))
def promise_within_law(page: "ItemPage") -> Iterator[Text]:
    """承诺 ≤ 法定. So many working days never take fewer calendar days; so 20 工作日 exceed 15 自然日 for certain."""
    if page.promised_limit is None or page.statutory_limit is None:
        return
    shorter_unit = page.promised_unit == choices.Unit.DAY and page.statutory_unit == choices.Unit.WORKDAY
    if page.promised_limit > page.statutory_limit and not shorter_unit:
        yield _("承诺时限不能长于法定时限。")


@rule("promise-within-law-units", "promised_unit", _("承诺时限单位"), Severity.WARNING)
def promise_within_law_units(page: "ItemPage") -> Iterator[Text]:
    """Across units by the week of five working days: 承诺 longer than 法定 in all likelihood; holidays decide."""
    if page.promised_limit is None or page.statutory_limit is None or page.promised_unit == page.statutory_unit:
        return
    if page.promised_unit == choices.Unit.WORKDAY:
        doubtful = page.promised_limit <= page.statutory_limit < page.promised_limit * 7 / 5
    else:
        doubtful = page.promised_limit > page.statutory_limit * 7 / 5
    if doubtful:
        yield _("承诺和法定时限的单位不同，按一周五个工作日折算，承诺时限长于法定时限，请核对。")


@rule("statutory-missing", "statutory_limit", _("法定办结时限"), Severity.WARNING, Aspect.COMPLETENESS)
def statutory_missing(page: "ItemPage") -> Iterator[Text]:
    """The promise is measured against the law; where the law sets none, the note says so."""
    if page.statutory_limit is None and not page.limit_note.strip():
        yield _("建议写明法定办结时限；法律没有规定的，在时限说明里写明。")


@rule("visits-reason", "visits_reason", _("到现场原因"))
def visits_reason(page: "ItemPage") -> Iterator[Text]:
    """A visit asks for a reason."""
    if page.visits and not page.visits_reason.strip():
        yield _("要到现场的，请写明原因。")


@rule("no-visit-no-reason", "visits_reason", _("到现场原因"))
def no_visit_no_reason(page: "ItemPage") -> Iterator[Text]:
    """No visit carries no reason for one."""
    if page.visits == 0 and page.visits_reason.strip():
        yield _("到现场 0 次的，不应写到现场的原因。")


@rule("no-visit-delivery", "deliveries", _("送达方式"))
def no_visit_delivery(page: "ItemPage") -> Iterator[Text]:
    """No visit, and not an electronic result: then delivery by post is offered."""
    reachable = {choices.Delivery.POST, choices.Delivery.ELECTRONIC} & set(page.deliveries)
    if page.visits == 0 and not reachable:
        yield _("到现场 0 次的，送达方式应有邮寄送达或电子送达。")


@rule("no-visit-post", "by_post", _("支持物流快递"))
def no_visit_post(page: "ItemPage") -> Iterator[Text]:
    """No visit and nothing online: then everything goes by post, there and back."""
    online = page.apply_online or {choices.Channel.WEB, choices.Channel.MOBILE} & set(page.channels)
    posted = page.by_post and choices.Delivery.POST in page.deliveries
    if page.visits == 0 and not online and not posted:
        yield _("到现场 0 次又不能网上办理的，应支持物流快递并邮寄送达。")


@rule("depth-iv-no-visit", "visits", _("到办事现场次数"))
def depth_iv_no_visit(page: "ItemPage") -> Iterator[Text]:
    """Ⅳ级 is wholly online."""
    if page.online_depth == choices.Depth.IV and page.visits:
        yield _("网上办理深度为Ⅳ级的，到现场次数应为 0。")


@rule("online-channel", "channels", _("办理形式"), Severity.WARNING)
def online_channel(page: "ItemPage") -> Iterator[Text]:
    """What can be applied for online says so among its channels."""
    if page.apply_online and not {choices.Channel.WEB, choices.Channel.MOBILE} & set(page.channels):
        yield _("可以网上申请的，办理形式应有网上办理或移动端办理。")


@rule("deferrable-agrees", "deferrable", _("支持容缺受理"), Severity.WARNING)
def deferrable_agrees(page: "ItemPage") -> Iterator[Text]:
    """容缺后补 of a paper needs 容缺受理 of the item."""
    late = any(row.necessity == choices.Necessity.DEFERRABLE for row in page.materials.all())
    if late and not page.deferrable:
        yield _("有容缺后补的材料，请勾选支持容缺受理。")


@rule("promise-agrees", "promise_instead", _("支持告知承诺"), Severity.WARNING)
def promise_agrees(page: "ItemPage") -> Iterator[Text]:
    """A paper that a promise replaces needs 告知承诺 of the item."""
    if any(row.promisable for row in page.materials.all()) and not page.promise_instead:
        yield _("有可用书面承诺代替的材料，请勾选支持告知承诺。")


@rule("charges-rows", "fees", _("收费"), aspect=Aspect.COMPLETENESS)
def charges_rows(page: "ItemPage") -> Iterator[Text]:
    """Charging says for what."""
    if page.charges and not page.fees.all():
        yield _("收费的事项，请写明收费项目、标准和依据。")


@rule("no-charge-no-rows", "fees", _("收费"))
def no_charge_no_rows(page: "ItemPage") -> Iterator[Text]:
    """Not charging has no rows of fees."""
    if page.charges is False and page.fees.all():
        yield _("不收费的事项不应有收费项目。")


@rule("fee-standard", "fees", _("收费"), aspect=Aspect.COMPLETENESS)
def fee_standard(page: "ItemPage") -> Iterator[Found]:
    """Each fee says how much."""
    for fee in page.fees.all():
        if not fee.standard.strip():
            yield Found(_("请写明收费标准。"), fee, "standard")


@rule("fee-basis", "fees", _("收费"), aspect=Aspect.TRACEABILITY)
def fee_basis(page: "ItemPage") -> Iterator[Found]:
    """Each fee says on what basis."""
    for fee in page.fees.all():
        if not fee.basis.strip():
            yield Found(_("请写明收费依据。"), fee, "basis")


@rule("remedies", "remedies", _("行政复议、诉讼途径"), Severity.WARNING, Aspect.COMPLETENESS)
def remedies(page: "ItemPage") -> Iterator[Text]:
    """Who disagrees knows where to go."""
    if not page.remedies.strip():
        yield _("建议写明行政复议、行政诉讼的途径。")
