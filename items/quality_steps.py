"""The quality rules about steps: what the law asks, in order, in time, each with its basis, no paper judged twice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from . import choices, scenario, verifying
from .quality import Aspect, Found, Severity, Text, rule
from .verifying import same as plain

if TYPE_CHECKING:
    from .models import ItemPage, Step

NOT_A_DEPARTMENT = re.compile(
    r"处理|处置|处罚|处分|处方|处所|出处|用处|科学|科目|科技|学科|本科|专科|内科|外科|教室|实验室|浴室|诊室|温室|居室|室内|室外|局部|布局|格局"
)
"""Words with the same characters that name no department."""
DEPARTMENT = re.compile(
    r"(?:局|处|科|室|窗口|中心|委|委员会|大队|支队|分局)$"
    r"|(?:局|处|科|室|窗口|中心)(?:长|领导)?(?:[审办受核批初复签发收]|意见|会签|登记|接[收件])"
)
"""A step that is a department, or a department and its act, and not what the law asks."""
DEPARTMENT_WORD = re.compile(r"局|处|科|室|窗口")
SPECIAL = re.compile(r"听证|招标|拍卖|检验|检测|检疫|鉴定|专家.{0,4}(?:评审|论证|评估)|现场.{0,2}(?:勘|核查|踏)|公示")
SITE = re.compile(r"现场.{0,2}(?:勘|踏)")
LICENSING_STEPS = (
    choices.StepKind.ACCEPT,
    choices.StepKind.REVIEW,
    choices.StepKind.DECIDE,
    choices.StepKind.DELIVER,
)
SITE_VISIT_DAYS = 5
"""From the guide checkers of real halls: a visit to the site in less than five days is not kept."""
UNCOUNTED = choices.UNCOUNTED_STEPS | {choices.StepKind.DELIVER}
"""行政许可法 articles 44 and 45: delivery has its own ten days; special procedures are not counted."""


def _bare(name: str) -> str:
    return NOT_A_DEPARTMENT.sub("", plain(name))


def is_department(name: str) -> bool:
    """Whether a step's name is that of a department."""
    return DEPARTMENT.search(_bare(name)) is not None


@rule("step-department", "steps", _("办理环节"))
def step_department(page: "ItemPage") -> Iterator[Found]:
    """舍弃以机构的存在为环节的传统思维方式."""
    for row in page.steps.all():
        if is_department(row.name):
            yield Found(_("环节是要做的事，不是部门、科室或窗口。"), row, "name")


@rule("step-department-word", "steps", _("办理环节"), Severity.WARNING)
def step_department_word(page: "ItemPage") -> Iterator[Found]:
    """A name that only contains 局, 处, 科, 室 or 窗口 is looked at again."""
    for row in page.steps.all():
        if not is_department(row.name) and DEPARTMENT_WORD.search(_bare(row.name)):
            yield Found(_("名称里有部门的字样，请写要做的事，谁来做写到岗位里。"), row, "name")


@rule("step-basis", "steps", _("办理环节"), aspect=Aspect.TRACEABILITY)
def step_basis(page: "ItemPage") -> Iterator[Found]:
    """舍弃不该有的审批环节: one beyond the standard ones has its basis."""
    for row in page.steps.all():
        if row.special and not row.basis.strip():
            yield Found(_("收件、受理、审查、决定、制证、送达以外的环节要写明依据。"), row, "basis")


@rule("step-disguised", "steps", _("办理环节"), aspect=Aspect.TRACEABILITY)
def step_disguised(page: "ItemPage") -> Iterator[Found]:
    """A special procedure does not pass as a standard step, without its basis and out of its own time."""
    for row in page.steps.all():
        if not row.special and not row.basis.strip() and SPECIAL.search(plain(row.name)):
            yield Found(_("这是特别程序，请选对应的环节类型，并写明依据。"), row, "kind")


@rule("step-once", "steps", _("办理环节"), Severity.WARNING)
def step_once(page: "ItemPage") -> Iterator[Found]:
    """The same step is taken once."""
    seen: set[str] = set()
    for row in page.steps.all():
        name = plain(row.name)
        if name in seen:
            yield Found(_("有两个同名的环节。"), row, "name")
        seen.add(name)


@rule("step-role", "steps", _("办理环节"), Severity.WARNING, Aspect.COMPLETENESS)
def step_role(page: "ItemPage") -> Iterator[Found]:
    """A step says who takes it."""
    for row in page.steps.all():
        if not row.role.strip():
            yield Found(_("建议写明办理岗位。"), row, "role")


@rule("step-limit", "steps", _("办理环节"), Severity.WARNING, Aspect.COMPLETENESS)
def step_limit(page: "ItemPage") -> Iterator[Found]:
    """A step says how long it takes."""
    for row in page.steps.all():
        if row.limit is None:
            yield Found(_("建议写明这个环节的时限。"), row, "limit")


@rule("step-standard", "steps", _("办理环节"), Severity.WARNING, Aspect.COMPLETENESS)
def step_standard(page: "ItemPage") -> Iterator[Found]:
    """A step says by what standard."""
    for row in page.steps.all():
        if not row.standard.strip():
            yield Found(_("建议写明办理标准。"), row, "standard")


@rule("licensing-steps", "steps", _("办理环节"))
def licensing_steps(page: "ItemPage") -> Iterator[Text]:
    """行政许可 has 受理, 审查, 决定, 送达; what is done on the spot has them at once, each with 0."""
    steps = list(page.steps.all())
    kinds = {row.kind for row in steps}
    missing = [str(kind.label) for kind in LICENSING_STEPS if kind not in kinds]
    if page.is_licensing and steps and missing:
        yield _("行政许可应有受理、审查、决定、送达环节，现在缺少：%(missing)s。") % {"missing": "、".join(missing)}


@rule("steps-order", "steps", _("办理环节"))
def steps_order(page: "ItemPage") -> Iterator[Found]:
    """环节必须固定: acceptance comes before the decision, the decision before what follows from it."""
    rows = list(page.steps.all())
    decided = next((n for n, row in enumerate(rows) if row.kind == choices.StepKind.DECIDE), None)
    if decided is None:
        return
    before = {choices.StepKind.CERTIFY, choices.StepKind.DELIVER}
    after = {choices.StepKind.RECEIVE, choices.StepKind.ACCEPT}
    for n, row in enumerate(rows):
        if (n < decided and row.kind in before) or (n > decided and row.kind in after):
            yield Found(_("环节的先后不对：收件、受理在决定之前，制证、送达在决定之后。"), row, "kind")


def _days(row: "Step", unit: str) -> int:
    """A step's limit in the promise's unit; at least so many: a week of seven days has five working days."""
    if row.unit == unit or not row.limit:
        return row.limit or 0
    return row.limit if unit == choices.Unit.DAY else row.limit * 5 // 7


def total(page: "ItemPage", uncounted: frozenset[Any] | set[Any] = UNCOUNTED) -> int:
    """The steps' limits together, in the promise's unit; of a parallel group the longest.

    Steps that never come together, by their 适用情形, are not added up: the longest way counts.
    """
    questions = [row.asked for row in page.scenario_questions.all()]
    rows = [row for row in page.steps.all() if row.kind not in uncounted]
    read = [(row, scenario.parse(row.applies_when, questions)) for row in rows]
    fails = scenario.Verdict.FAILS
    return max(
        _sum((row for row, when in read if scenario.verdict(when, answers) is not fails), page.promised_unit)
        for answers in scenario.situations([when for _row, when in read], questions)
    )


def _sum(rows: "Iterable[Step]", unit: str) -> int:
    alone, groups = 0, defaultdict[str, int](int)
    for row in rows:
        days = _days(row, unit)
        if row.parallel_group:
            groups[row.parallel_group] = max(groups[row.parallel_group], days)
        else:
            alone += days
    return alone + sum(groups.values())


def _own_limit(page: "ItemPage") -> bool:
    """A county's own promise over the city's steps, which the county cannot part anew."""
    return bool(page.city_item_id) and choices.Own.LIMIT in page.own_values


@rule("steps-within-promise", "steps", _("办理环节"))
def steps_within_promise(page: "ItemPage") -> Iterator[Text]:
    """Step limits sum to no more than the promise."""
    if page.promised_limit is not None and total(page) > page.promised_limit and not _own_limit(page):
        yield _("各环节时限合计 %(total)s，超过承诺时限 %(promise)s。") % {
            "total": total(page),
            "promise": page.promised_limit,
        }


@rule("steps-fill-promise", "steps", _("办理环节"))
def steps_fill_promise(page: "ItemPage") -> Iterator[Text]:
    """Nor to less: days that belong to no step are days nobody answers for. Delivery may be counted or not.

    Silent while a step has no limit of its own or one in another unit: then the sum is not known.
    """
    counted = [row for row in page.steps.all() if row.kind not in UNCOUNTED]
    known = all(row.limit is not None and row.unit == page.promised_unit for row in counted)
    short = total(page) < (page.promised_limit or 0) != total(page, choices.UNCOUNTED_STEPS)
    if counted and known and short and not _own_limit(page):
        yield _("各环节时限合计 %(total)s，少于承诺时限 %(promise)s：请把时限分到各环节，或者缩短承诺。") % {
            "total": total(page),
            "promise": page.promised_limit,
        }


@rule("steps-county-limit", "promised_limit", _("承诺办结时限"), Severity.WARNING)
def steps_county_limit(page: "ItemPage") -> Iterator[Text]:
    """A county's own promise beside the city's steps: told, since nobody at the county can put it right."""
    fits = page.promised_limit in (total(page), total(page, choices.UNCOUNTED_STEPS))
    if _own_limit(page) and not fits:
        yield _("本级的承诺时限与市级各环节的时限合计不一致，请与市级主管机构核对。")


@rule("site-visit-time", "steps", _("办理环节"))
def site_visit_time(page: "ItemPage") -> Iterator[Found]:
    """A visit to the site has at least five days: its own limit, or, where it has none, the promise."""
    for row in page.steps.all():
        limit = page.promised_limit if row.limit is None else row.limit
        on_site = row.kind == choices.StepKind.SITE_VISIT or SITE.search(row.name)
        if on_site and limit is not None and limit < SITE_VISIT_DAYS:
            yield Found(_("现场勘查的时限不应少于 5 天。"), row, "limit")


@rule("check-known", "steps", _("办理环节"))
def check_known(page: "ItemPage") -> Iterator[Found]:
    """What a step checks is among the materials, under the same name."""
    names = [row.name for row in page.materials.all()]
    known = {plain(name) for name in names}
    for row in page.steps.all():
        for name in row.check_list:
            if plain(name) not in known:
                yield Found(_unknown(name, names), row, "checks")


def _unknown(name: str, names: list[str]) -> Text:
    close = get_close_matches(name, names, 1, 0.5)
    if close:
        return _("申请材料里没有“%(name)s”，是不是“%(close)s”？") % {"name": name, "close": close[0]}
    return _("申请材料里没有“%(name)s”。") % {"name": name}


@rule("check-again", "steps", _("办理环节"), aspect=Aspect.TRACEABILITY)
def check_again(page: "ItemPage") -> Iterator[Found]:
    """前面环节已经审核过的…要坚决取消: a paper verified before is not asked for again, unless the item says why."""
    for again in verifying.repeated(page.steps.all()):
        message = _("“%(name)s”在“%(first)s”已经审核过。请去掉，或者写明重复审核的依据。")
        yield Found(message % {"name": again.name, "first": again.first.name}, again.step, "recheck_basis")


@rule("check-missing", "steps", _("办理环节"), Severity.WARNING, Aspect.TRACEABILITY)
def check_missing(page: "ItemPage") -> Iterator[Text]:
    """Each required material is checked at some step that says so."""
    checked = {plain(name) for row in page.steps.all() for name in row.check_list}
    left = [row.name for row in page.materials.all() if row.necessity == choices.Necessity.REQUIRED]
    left = [name for name in left if plain(name) not in checked]
    if left and page.steps.all():
        yield _("还没有写明由哪个环节审核：%(names)s。") % {"names": "、".join(left)}


@rule("recheck-needed", "steps", _("办理环节"), Severity.WARNING)
def recheck_needed(page: "ItemPage") -> Iterator[Found]:
    """A basis for checking again belongs to something that is checked again."""
    again = {id(found.step) for found in verifying.repeated(page.steps.all(), justified=True)}
    for row in page.steps.all():
        if row.recheck_basis.strip() and id(row) not in again:
            yield Found(_("没有重复审核的材料，不用写重复审核的依据。"), row, "recheck_basis")
