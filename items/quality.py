"""What a guide must be before it goes out: one function, one message, one severity for each rule.

Sources: the **P** fields of GB/T 39046-2020 table 4, and two guide checkers in use in real halls (DOMAIN: quality rules).
A rule yields a message, or a `Found` that names the row; a new rule is one decorated function here or in `quality_rows`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import choices

if TYPE_CHECKING:
    from .models import ItemPage

Text = str | Promise


class Severity(models.TextChoices):
    """An error blocks publishing; a warning is listed."""

    ERROR = "error", _("错误")
    WARNING = "warning", _("提醒")


class Aspect(models.TextChoices):
    """What of a guide's quality a rule measures."""

    COMPLETENESS = "completeness", _("完整")
    ACCURACY = "accuracy", _("准确")
    TRACEABILITY = "traceability", _("有据")


@dataclass(frozen=True)
class Found:
    """A message about one row, at one of its fields."""

    message: Text
    row: Any = None
    row_field: str = ""


@dataclass(frozen=True)
class Problem:
    """A rule's finding, with the field of the page (or the name of its rows) where it belongs."""

    rule: str
    severity: Severity
    field: str
    label: Text
    message: Text
    row: Any = None
    row_field: str = ""

    def __str__(self) -> str:
        place = f"{self.label}({self.row})" if self.row is not None and str(self.row) else str(self.label)
        return f"{place}:{self.message}"


Check = Callable[["ItemPage"], Iterable[Text | Found]]


@dataclass(frozen=True)
class Rule:
    """A registered rule."""

    code: str
    severity: Severity
    aspect: Aspect
    field: str
    label: Text
    find: Check

    def check(self, page: "ItemPage") -> Iterator[Problem]:
        """What it finds in a page."""
        for found in self.find(page):
            at = found if isinstance(found, Found) else Found(found)
            yield Problem(self.code, self.severity, self.field, self.label, at.message, at.row, at.row_field)


RULES: list[Rule] = []


def rule(
    code: str, field: str, label: Text, severity: Severity = Severity.ERROR, aspect: Aspect = Aspect.ACCURACY
) -> Callable[[Check], Check]:
    """Register a rule under its code, at a field of the page or the name of its rows."""

    def register(find: Check) -> Check:
        RULES.append(Rule(code, severity, aspect, field, label, find))
        return find

    return register


@dataclass(frozen=True)
class Required:
    """A **P** field: publishing is refused while it is empty."""

    field: str
    label: Text

    def __call__(self, page: "ItemPage") -> Iterator[Text]:
        value = getattr(page, self.field)
        if hasattr(value, "all"):
            value = list(value.all())
        if value is None or (not isinstance(value, bool | int) and not value):
            yield _("发布前必须填写。")


REQUIRED: tuple[Required, ...] = (
    Required("title", _("事项名称")),
    Required("kind", _("事项类型")),
    Required("level", _("行使层级")),
    Required("legal_bases", _("设定依据")),
    Required("audiences", _("服务对象")),
    Required("handling", _("办件类型")),
    Required("conditions", _("受理条件")),
    Required("visits", _("到办事现场次数")),
    Required("promised_limit", _("承诺办结时限")),
    Required("steps", _("办理环节")),
    Required("materials", _("申请材料")),
    Required("charges", _("是否收费")),
    Required("places", _("办理地点")),
    Required("consult_phone", _("咨询电话")),
    Required("complaint_phone", _("监督投诉电话")),
)
for required in REQUIRED:
    RULES.append(
        Rule(
            f"required-{required.field}",
            Severity.ERROR,
            Aspect.COMPLETENESS,
            required.field,
            required.label,
            required,
        )
    )


@rule("title-length", "title", _("事项名称"))
def title_length(page: "ItemPage") -> Iterator[Text]:
    """事项名称 has at most 200 characters."""
    if len(page.title) > 200:
        yield _("最长 200 个字。")


@rule("code-once", "code", _("实施编码"))
def code_once(page: "ItemPage") -> Iterator[Text]:
    """One code, one item."""
    taken = page.code and type(page).objects.filter(code=page.code).exclude(pk=page.pk).exists()
    if taken:
        yield _("这个实施编码已经用在另一个事项上。")


@rule("immediate-means-now", "promised_limit", _("承诺办结时限"))
def immediate_means_now(page: "ItemPage") -> Iterator[Text]:
    """即办件 if and only if the promise is on the spot."""
    if page.promised_limit is None or not page.handling:
        return
    if page.handling == choices.Handling.IMMEDIATE and page.promised_limit > 0:
        yield _("即办件的承诺时限应为 0(当场办结)。")
    if page.handling == choices.Handling.PROMISE and page.promised_limit == 0:
        yield _("承诺时限为当场办结的，办件类型应为即办件。")


@rule("promise-within-law", "promised_limit", _("承诺办结时限"))
def promise_within_law(page: "ItemPage") -> Iterator[Text]:
    """承诺 ≤ 法定, where both are counted in the same unit."""
    if page.promised_limit is None or page.statutory_limit is None:
        return
    if page.promised_unit == page.statutory_unit and page.promised_limit > page.statutory_limit:
        yield _("承诺时限不能长于法定时限。")


@rule("visits-reason", "visits_reason", _("到现场原因"))
def visits_reason(page: "ItemPage") -> Iterator[Text]:
    """Visits ask for a reason; none must not carry one."""
    if page.visits and not page.visits_reason.strip():
        yield _("要到现场的，请写明原因。")
    if page.visits == 0 and page.visits_reason.strip():
        yield _("到现场 0 次的，不应写到现场的原因。")


@rule("no-visit-delivery", "deliveries", _("送达方式"))
def no_visit_delivery(page: "ItemPage") -> Iterator[Text]:
    """No visit, and not an electronic result: then delivery by post is offered."""
    reachable = {choices.Delivery.POST, choices.Delivery.ELECTRONIC} & set(page.deliveries)
    if page.visits == 0 and not reachable:
        yield _("到现场 0 次的，送达方式应有邮寄送达或电子送达。")


@rule("depth-iv-no-visit", "visits", _("到办事现场次数"))
def depth_iv_no_visit(page: "ItemPage") -> Iterator[Text]:
    """Ⅳ级 is wholly online."""
    if page.online_depth == choices.Depth.IV and page.visits:
        yield _("网上办理深度为Ⅳ级的，到现场次数应为 0。")


@rule("charges-rows", "fees", _("收费"))
def charges_rows(page: "ItemPage") -> Iterator[Text | Found]:
    """Charging: every row has its standard and basis; not charging: no rows."""
    fees = list(page.fees.all())
    if page.charges and not fees:
        yield _("收费的事项，请写明收费项目、标准和依据。")
    if page.charges is False and fees:
        yield _("不收费的事项不应有收费项目。")
    for fee in fees:
        for field, message in (("standard", _("请写明收费标准。")), ("basis", _("请写明收费依据。"))):
            if not getattr(fee, field).strip():
                yield Found(message, fee, field)


@rule("phones-differ", "complaint_phone", _("监督投诉电话"))
def phones_differ(page: "ItemPage") -> Iterator[Text]:
    """A complaint does not go to those complained of."""
    if page.complaint_phone and page.complaint_phone == page.consult_phone:
        yield _("监督投诉电话不能与咨询电话相同。")


@rule("licensing-result", "results", _("办理结果"), Severity.WARNING, Aspect.COMPLETENESS)
def licensing_result(page: "ItemPage") -> Iterator[Text]:
    """行政许可 ends in a named result."""
    if page.is_licensing and not page.results.all():
        yield _("行政许可应写明办理结果。")


@rule("question-one", "questions", _("常见问题"), Severity.WARNING, Aspect.COMPLETENESS)
def question_one(page: "ItemPage") -> Iterator[Text]:
    """At least one frequent question."""
    if not page.questions.all():
        yield _("建议至少写一个常见问题。")


@rule("everyday-words", "everyday_names", _("日常用语"), Severity.WARNING, Aspect.COMPLETENESS)
def everyday_words(page: "ItemPage") -> Iterator[Text]:
    """People do not search in the words of officials."""
    if not page.alias_list:
        yield _("建议写上老百姓的叫法，方便搜索。")


@rule("code-missing", "code", _("实施编码"), Severity.WARNING, Aspect.TRACEABILITY)
def code_missing(page: "ItemPage") -> Iterator[Text]:
    """The code by which other systems know the item."""
    if not page.code:
        yield _("还没有实施编码。")


@rule("successor-only-cancelled", "successor", _("替代事项"), Severity.WARNING, Aspect.TRACEABILITY)
def successor_of_cancelled(page: "ItemPage") -> Iterator[Text]:
    """A cancelled item says where to go instead."""
    if page.status == choices.Status.CANCELLED and page.successor_id is None:
        yield _("已取消的事项，建议指明替代事项。")


from . import quality_rows  # noqa: E402, F401
