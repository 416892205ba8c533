"""The quality rules about a guide's papers: materials, results, legal bases, questions."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from . import choices
from .quality import Aspect, Found, Severity, Text, rule
from .verifying import same as plain

if TYPE_CHECKING:
    from .models import ItemPage

PAPER = r"(?:材料|资料|证明|文件|证件|手续|证照|凭证)"
VAGUE = re.compile(
    rf"(?<![高平同])等(?:$|[,、;()]|(?:相关|有关|其他|其它)?的?{PAPER})"
    rf"|其[他它](?:相关|有关|必要|所需|需要|规定|要求|应当|需|应)*(?:提交|提供)?的?{PAPER}"
    rf"|[及和与或、,]其[他它]$"
    rf"|(?:相关|有关|所需|必要)的?{PAPER}"
    rf"|规定的(?:其他|其它)?{PAPER}"
    r"|(?:视|根据|按照?)(?:具体|实际)?情况|按照?要求(?:提供|提交)|(?:需要|必要)时|另行(?:通知|提供|告知)|若干"
)
"""「等」「其他相关材料」: a material that does not say what it is. 等级, 高等, 等离子 and 其他组织 are names and pass."""
NAME_LENGTH = 60
"""A longer name is a paragraph: the standard and the notes have fields of their own."""
PROOFS = (
    "身份证", "营业执照", "户口簿", "户口本", "居住证", "结婚证", "离婚证", "出生医学证明", "学历证书", "毕业证", "学位证", "资格证书",
    "资质证书", "健康证明", "体检合格", "验资报告", "审计报告", "不动产权证", "房产证", "租赁合同", "无犯罪记录证明", "完税证明",
    "社会保险缴费证明", "消防验收", "环境影响评价", "规划许可证", "施工许可证", "驾驶证", "行驶证", "护照", "授权委托书", "公司章程",
)  # fmt: skip
SAME_PROOF = {
    "户口簿": "户口",
    "户口本": "户口",
    "毕业证": "学历",
    "学历证书": "学历",
    "不动产权证": "不动产",
    "房产证": "不动产",
}
PROMISED_FORM = re.compile(
    r"下载.{0,10}(?:表|样式|模板|格式文本)|(?:表格?|模板|格式文本).{0,6}(?:可下载|请下载|下载)|(?:表格?|模板)(?:见|详见)附[件表]"
)
"""A blank form to be had here; one that is handed out at the window (现场领取空白表格) is no promise of the page's."""
PROMISED_SAMPLE = re.compile(
    r"(?:按照?|参照|参考|见|详见|下载).{0,6}(?:示例样表|样表|示范文本|填写范例|范本)|(?:样表|示范文本|范本)(?:见|详见)附[件表]"
)
ADDRESS = re.compile(r"https?://")
LICENCE_NAME = re.compile(r"(?<!凭)(?:许可证|执照|证书|证照|证)$")
APPROVAL_NAME = re.compile(r"(?:批复|批文|批件|复函|文件|文)$")
NAMES_OF = {
    choices.ResultKind.LICENCE: re.compile(r"证|照|牌|簿|卡|签注"),
    choices.ResultKind.APPROVAL: re.compile(r"批|复|函|文|决定|意见|通知|书"),
}


def vague(name: str) -> bool:
    """Whether a material's name leaves open what is to be brought."""
    return VAGUE.search(plain(name)) is not None


@rule("material-vague", "materials", _("申请材料"))
def material_vague(page: "ItemPage") -> Iterator[Found]:
    """材料必须清晰."""
    for row in page.materials.all():
        if vague(row.name):
            yield Found(_("写清楚是什么材料，不要用“等”“其他相关材料”“视情况”。"), row, "name")


@rule("material-name-length", "materials", _("申请材料"), Severity.WARNING)
def material_name_length(page: "ItemPage") -> Iterator[Found]:
    """A name names; what it must be like is the standard."""
    for row in page.materials.all():
        if len(row.name) > NAME_LENGTH:
            yield Found(_("名称太长，请只写材料名，要求写到受理标准里。"), row, "name")


@rule("material-once", "materials", _("申请材料"))
def material_once(page: "ItemPage") -> Iterator[Found]:
    """The same paper is asked for once, unless in different situations."""
    for row in _repeated(page.materials.all(), lambda row: (plain(row.name), row.applies_when.strip())):
        yield Found(_("同一份材料列了两次。"), row, "name")


def _repeated(rows: Iterable[Any], key: Any) -> Iterator[Any]:
    seen = set()
    for row in rows:
        if key(row) in seen:
            yield row
        seen.add(key(row))


@rule("material-copies", "materials", _("申请材料"), Severity.WARNING, Aspect.COMPLETENESS)
def material_copies(page: "ItemPage") -> Iterator[Found]:
    """Paper that must be brought says how many."""
    for row in page.materials.all():
        on_paper = row.form == choices.MaterialForm.PAPER and row.source != choices.MaterialSource.DATA
        if on_paper and not (row.originals or row.copies):
            yield Found(_("纸质材料请写明原件或复印件份数。"), row, "originals")


@rule("material-data-no-paper", "materials", _("申请材料"), Severity.WARNING)
def material_data_no_paper(page: "ItemPage") -> Iterator[Found]:
    """What is compared with a register is not brought as well."""
    for row in page.materials.all():
        if row.source == choices.MaterialSource.DATA and (row.originals or row.copies):
            yield Found(_("数据比对的材料不用提交，份数应为 0。"), row, "originals")


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


@rule("form-promised", "materials", _("申请材料"))
def form_promised(page: "ItemPage") -> Iterator[Found]:
    """A blank form that the text promises can be downloaded here."""
    for row in _promising(page, PROMISED_FORM):
        if row.blank_form_id is None:
            yield Found(_("文字里说有空白表格，请上传，让市民能下载。"), row, "blank_form")


@rule("sample-promised", "materials", _("申请材料"))
def sample_promised(page: "ItemPage") -> Iterator[Found]:
    """A sample that the text promises can be downloaded here."""
    for row in _promising(page, PROMISED_SAMPLE):
        if row.sample_id is None:
            yield Found(_("文字里说有示例样表，请上传，让市民能下载。"), row, "sample")


def _promising(page: "ItemPage", words: re.Pattern[str]) -> Iterator[Any]:
    for row in page.materials.all():
        text = f"{row.standard}\n{row.instructions}"
        if words.search(text) and not ADDRESS.search(text):
            yield row


@rule("condition-proof-listed", "conditions", _("受理条件"), Severity.WARNING)
def condition_proof_listed(page: "ItemPage") -> Iterator[Text]:
    """A proof that the conditions name is among the materials."""
    listed = "".join(row.name for row in page.materials.all())
    for proof in PROOFS:
        if proof in page.conditions and SAME_PROOF.get(proof, proof) not in listed:
            yield _("受理条件提到了“%(proof)s”，申请材料里没有。") % {"proof": proof}


@rule("licensing-result", "results", _("办理结果"), Severity.WARNING, Aspect.COMPLETENESS)
def licensing_result(page: "ItemPage") -> Iterator[Text]:
    """行政许可 ends in a named result."""
    if page.is_licensing and not page.results.all():
        yield _("行政许可应写明办理结果。")


@rule("result-name-kind", "results", _("办理结果"))
def result_name_kind(page: "ItemPage") -> Iterator[Found]:
    """A 证照 is named as one, a 批文 as one."""
    for row in page.results.all():
        pattern = NAMES_OF.get(row.kind)
        if pattern and not pattern.search(row.name):
            yield Found(_("结果名称与结果类型“%(kind)s”不符。") % {"kind": row.get_kind_display()}, row, "kind")


@rule("result-kind-licence", "results", _("办理结果"))
def result_kind_licence(page: "ItemPage") -> Iterator[Found]:
    """What is named 证 or 执照 is a 证照."""
    for row in page.results.all():
        if LICENCE_NAME.search(plain(row.name)) and row.kind != choices.ResultKind.LICENCE:
            yield Found(_("名称是证照的，结果类型应为“证照”。"), row, "kind")


@rule("result-kind-approval", "results", _("办理结果"))
def result_kind_approval(page: "ItemPage") -> Iterator[Found]:
    """What is named 批复 or 文 is a 批文."""
    for row in page.results.all():
        if APPROVAL_NAME.search(plain(row.name)) and row.kind != choices.ResultKind.APPROVAL:
            yield Found(_("名称是批复、文件的，结果类型应为“批文”。"), row, "kind")


@rule("result-sample", "results", _("办理结果"), Severity.WARNING, Aspect.COMPLETENESS)
def result_sample(page: "ItemPage") -> Iterator[Found]:
    """A named result shows its sample."""
    for row in page.results.all():
        if row.sample_id is None:
            yield Found(_("建议上传结果样本。"), row, "sample")


@rule("basis-law", "legal_bases", _("设定依据"), aspect=Aspect.TRACEABILITY)
def basis_law(page: "ItemPage") -> Iterator[Found]:
    """A basis names its law."""
    for row in page.legal_bases.all():
        if not row.law.strip():
            yield Found(_("请写明法律名称。"), row, "law")


@rule("basis-article", "legal_bases", _("设定依据"), Severity.WARNING, Aspect.TRACEABILITY)
def basis_article(page: "ItemPage") -> Iterator[Found]:
    """A law is cited with its article."""
    for row in page.legal_bases.all():
        if not row.article.strip():
            yield Found(_("建议写明条款号。"), row, "article")


@rule("basis-text", "legal_bases", _("设定依据"), Severity.WARNING, Aspect.TRACEABILITY)
def basis_text(page: "ItemPage") -> Iterator[Found]:
    """What the article says can be read here or behind its link."""
    for row in page.legal_bases.all():
        if not row.text.strip() and not row.url.strip():
            yield Found(_("建议写上条款内容或原文链接，让市民能核对。"), row, "text")


@rule("basis-once", "legal_bases", _("设定依据"), Severity.WARNING)
def basis_once(page: "ItemPage") -> Iterator[Found]:
    """The same article is cited once."""
    for row in _repeated(page.legal_bases.all(), lambda row: (plain(row.law), plain(row.article), plain(row.text))):
        yield Found(_("同一条依据列了两次。"), row, "law")


@rule("question-one", "questions", _("常见问题"), Severity.WARNING, Aspect.COMPLETENESS)
def question_one(page: "ItemPage") -> Iterator[Text]:
    """At least one frequent question."""
    if not page.questions.all():
        yield _("建议至少写一个常见问题。")


@rule("question-answered", "questions", _("常见问题"), aspect=Aspect.COMPLETENESS)
def question_answered(page: "ItemPage") -> Iterator[Found]:
    """A question without an answer is only a question."""
    for row in page.questions.all():
        if not row.answer.strip():
            yield Found(_("这个问题还没有答案。"), row, "answer")


@rule("question-once", "questions", _("常见问题"), Severity.WARNING)
def question_once(page: "ItemPage") -> Iterator[Found]:
    """The same question is answered once."""
    for row in _repeated(page.questions.all(), lambda row: plain(row.question)):
        yield Found(_("同一个问题列了两次。"), row, "question")
