"""The quality rules about a guide's rows: materials, steps, bases, results, places."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import PHONE

from . import choices
from .quality import Aspect, Found, Severity, Text, rule

if TYPE_CHECKING:
    from .models import ItemPage

VAGUE = re.compile(
    r"等$|等(材料|资料|证明|文件)|其他(相关|有关|必要|所需)?(的)?(材料|资料|证明|文件)|相关材料|有关材料|所需材料"
)
"""「等」「其他相关材料」: a material that does not say what it is. 等级, 等离子 and the like are names and pass."""
DEPARTMENT = re.compile(r"(局|处|科|室|窗口|中心|委)$|(局|处|科|室)(审|办|受|核|批|初|复|意见)")
"""A step that is a department and not what the law asks."""
DEPARTMENT_WORDS = re.compile(r"教室|实验室|浴室|诊室|处理|处置|处罚|处方")
PROOFS = ("身份证", "营业执照", "户口簿", "结婚证", "学历证书", "资格证书", "健康证明", "验资报告", "不动产权证")
LICENSING_STEPS = (
    choices.StepKind.ACCEPT,
    choices.StepKind.REVIEW,
    choices.StepKind.DECIDE,
    choices.StepKind.DELIVER,
)
RESULT_NAME = {
    choices.ResultKind.LICENCE: re.compile(r"证|照|牌|簿|卡"),
    choices.ResultKind.APPROVAL: re.compile(r"批|复|函|文|决定|意见|通知|书"),
}
SITE_VISIT_DAYS = 5


@rule("material-vague", "materials", _("申请材料"))
def material_vague(page: "ItemPage") -> Iterator[Found]:
    """材料必须清晰."""
    for row in page.materials.all():
        if VAGUE.search(row.name.strip()):
            yield Found(_("写清楚是什么材料，不要用“等”“其他相关材料”。"), row, "name")


@rule("material-once", "materials", _("申请材料"))
def material_once(page: "ItemPage") -> Iterator[Found]:
    """The same paper is asked for once, unless in different situations."""
    seen: set[tuple[str, str]] = set()
    for row in page.materials.all():
        key = (row.name.strip(), row.applies_when.strip())
        if key in seen:
            yield Found(_("同一份材料列了两次。"), row, "name")
        seen.add(key)


@rule("material-copies", "materials", _("申请材料"), Severity.WARNING, Aspect.COMPLETENESS)
def material_copies(page: "ItemPage") -> Iterator[Found]:
    """Paper that must be brought says how many."""
    for row in page.materials.all():
        on_paper = row.form == choices.MaterialForm.PAPER and row.source != choices.MaterialSource.DATA
        if on_paper and not (row.originals or row.copies):
            yield Found(_("纸质材料请写明原件或复印件份数。"), row, "originals")


@rule("material-standard", "materials", _("申请材料"), Severity.WARNING, Aspect.COMPLETENESS)
def material_standard(page: "ItemPage") -> Iterator[Found]:
    """A required material says when it is good enough."""
    for row in page.materials.all():
        if row.necessity == choices.Necessity.REQUIRED and not row.standard.strip():
            yield Found(_("建议写明受理标准。"), row, "standard")


@rule("form-downloadable", "materials", _("申请材料"), Severity.WARNING, Aspect.COMPLETENESS)
def form_downloadable(page: "ItemPage") -> Iterator[Found]:
    """An application form can be had blank, unless one applies online."""
    for row in page.materials.all():
        if row.kind == choices.MaterialKind.FORM and row.blank_form_id is None and not page.apply_online:
            yield Found(_("申请表应提供空白表格下载。"), row, "blank_form")


@rule("condition-proof-listed", "conditions", _("受理条件"), Severity.WARNING)
def condition_proof_listed(page: "ItemPage") -> Iterator[Text]:
    """A proof that the conditions name is among the materials."""
    listed = "".join(row.name for row in page.materials.all())
    for proof in PROOFS:
        if proof in page.conditions and proof not in listed:
            yield _("受理条件提到了“%(proof)s”，申请材料里没有。") % {"proof": proof}


@rule("step-department", "steps", _("办理环节"))
def step_department(page: "ItemPage") -> Iterator[Found]:
    """舍弃以机构的存在为环节的传统思维方式."""
    for row in page.steps.all():
        if DEPARTMENT.search(row.name.strip()) and not DEPARTMENT_WORDS.search(row.name):
            yield Found(_("环节是要做的事，不是部门、科室或窗口。"), row, "name")


@rule("step-basis", "steps", _("办理环节"), aspect=Aspect.TRACEABILITY)
def step_basis(page: "ItemPage") -> Iterator[Found]:
    """舍弃不该有的审批环节: one beyond the standard ones has its basis."""
    for row in page.steps.all():
        if row.special and not row.basis.strip():
            yield Found(_("收件、受理、审查、决定、制证、送达以外的环节要写明依据。"), row, "basis")


@rule("licensing-steps", "steps", _("办理环节"))
def licensing_steps(page: "ItemPage") -> Iterator[Text]:
    """行政许可 has 受理, 审查, 决定, 送达; what is done on the spot may do them in one."""
    steps = list(page.steps.all())
    if not page.is_licensing or not steps or page.handling == choices.Handling.IMMEDIATE:
        return
    kinds = {row.kind for row in steps}
    missing = [str(kind.label) for kind in LICENSING_STEPS if kind not in kinds]
    if missing:
        yield _("行政许可应有受理、审查、决定、送达环节，现在缺少：%(missing)s。") % {"missing": "、".join(missing)}


@rule("steps-within-promise", "steps", _("办理环节"))
def steps_within_promise(page: "ItemPage") -> Iterator[Text]:
    """Step limits sum to no more than the promise; parallel groups count once, article 45 procedures not at all."""
    if not page.promised_limit:
        return
    alone, groups = 0, defaultdict[str, int](int)
    for row in page.steps.all():
        counted = row.kind not in choices.UNCOUNTED_STEPS | {choices.StepKind.DELIVER}
        if not counted or not row.limit or row.unit != page.promised_unit:
            continue
        if row.parallel_group:
            groups[row.parallel_group] = max(groups[row.parallel_group], row.limit)
        else:
            alone += row.limit
    total = alone + sum(groups.values())
    if total > page.promised_limit:
        yield _("各环节时限合计 %(total)s，超过承诺时限 %(promise)s。") % {
            "total": total,
            "promise": page.promised_limit,
        }


@rule("site-visit-time", "steps", _("办理环节"))
def site_visit_time(page: "ItemPage") -> Iterator[Found]:
    """A visit to the site within less than five days is a promise that is not kept."""
    promised_short = page.promised_limit is not None and page.promised_limit < SITE_VISIT_DAYS
    for row in page.steps.all():
        if row.kind == choices.StepKind.SITE_VISIT and promised_short:
            yield Found(_("有现场勘查的，承诺时限不应少于 5 天。"), row, "kind")


@rule("result-name-kind", "results", _("办理结果"))
def result_name_kind(page: "ItemPage") -> Iterator[Found]:
    """A 证 is a 证照, a 批复 an 批文."""
    for row in page.results.all():
        pattern = RESULT_NAME.get(row.kind)
        if pattern and not pattern.search(row.name):
            yield Found(_("结果名称与结果类型“%(kind)s”不符。") % {"kind": row.get_kind_display()}, row, "kind")


@rule("result-sample", "results", _("办理结果"), Severity.WARNING, Aspect.COMPLETENESS)
def result_sample(page: "ItemPage") -> Iterator[Found]:
    """A named result shows its sample."""
    for row in page.results.all():
        if row.sample_id is None:
            yield Found(_("建议上传结果样本。"), row, "sample")


@rule("place-hours", "places", _("办理地点"), aspect=Aspect.COMPLETENESS)
def place_hours(page: "ItemPage") -> Iterator[Found]:
    """办理时间 is a P field: each place says when it is open."""
    for row in page.places.all():
        if not row.hours.strip():
            yield Found(_("请写明办理时间。"), row, "hours")


def _wrong_number(value: str) -> bool:
    return bool(value) and re.search(str(getattr(PHONE.regex, "pattern", PHONE.regex)), value) is None


@rule("consult-phone-area", "consult_phone", _("咨询电话"))
def consult_phone_area(page: "ItemPage") -> Iterator[Text]:
    """Seven or eight digits after an area code, a mobile, or a service line."""
    if _wrong_number(page.consult_phone):
        yield _("请填写带区号的电话，如 0371-67180000。")


@rule("complaint-phone-area", "complaint_phone", _("监督投诉电话"))
def complaint_phone_area(page: "ItemPage") -> Iterator[Text]:
    """The same for complaints."""
    if _wrong_number(page.complaint_phone):
        yield _("请填写带区号的电话，如 0371-12345678。")


@rule("basis-article", "legal_bases", _("设定依据"), Severity.WARNING, Aspect.TRACEABILITY)
def basis_article(page: "ItemPage") -> Iterator[Found]:
    """A law is cited with its article."""
    for row in page.legal_bases.all():
        if not row.article.strip():
            yield Found(_("建议写明条款号。"), row, "article")
