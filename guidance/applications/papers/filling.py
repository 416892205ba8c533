"""A notice's text: facts in braces (`{申请人}`), filled from the case. What has no value takes its paragraph with it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidance.cases import applicants, due_words
from items.choices import ItemKind, Unit

from .. import results
from ..models import CaseMaterial, lacking
from .kinds import ARTICLES, INTERNAL, PromiseText

if TYPE_CHECKING:
    from accounts.models import Bureau
    from guidance.cases.doing import Doing
    from guidance.cases.models import Case

FACTS = {
    "申请人": _("姓名或单位名称"),
    "证件号码": _("申请人的证件号码，中间几位遮住"),
    "事项": _("事项名称"),
    "事项类型": _("行政许可、行政确认等"),
    "法律依据": _("依据《行政许可法》的哪一条；不是行政许可的事项为空"),
    "办件编号": _("本件的编号"),
    "机构": _("承办机构的全称"),
    "咨询电话": _("事项公布的咨询电话"),
    "收件日期": _("收到申请的日期"),
    "受理日期": _("受理的日期"),
    "承诺时限": _("事项的承诺办结时限，如 10 个工作日；即办件是“受理当日”"),
    "到期日期": _("现在的到期日"),
    "期限说明": _("到期日怎样算出来的"),
    "已收材料": _("已提交和已核验的材料，每份一行"),
    "尚缺材料": _("必要而未提交的材料，每份一行"),
    "需补正材料": _("要求补正的材料，每份一行"),
    "理由": _("办理人写的理由或说明"),
    "说明": _("受理时写给申请人的说明，可以没有"),
    "有权机关": _("不属本机关职权时，应当向谁申请"),
    "特别程序": _("听证、检验、鉴定等"),
    "预计天数": _("特别程序预计的天数"),
    "延长天数": _("批准延长的工作日数"),
    "证照名称": _("发给的证照或批文的名称"),
    "证照编号": _("决定的证照或文书编号"),
    "有效期限": _("证照或批文从何时到何时有效，或长期"),
    "送达方式": _("网上下载、邮寄等"),
    "补正期限": _("请申请人在哪天以前补正"),
    "救济途径": _("行政复议和行政诉讼的途径"),
    "容缺材料": _("承诺后补、还没有核收的材料，每份一行"),
    "补交期限": _("容缺材料的补交期限"),
    "补交说明": _("补交期限怎样算出来的"),
    "征求机构": _("征求意见函发给哪个机构"),
    "回复期限": _("征求意见函要求回复的期限"),
    "所附材料": _("征求意见时给对方看的材料，每份一行"),
    "今天": _("文书的日期"),
}
"""What may stand in braces, and what it says."""
NAMING = ("申请人", "证件号码")
"""What names the applicant: never in a letter to another bureau."""
PROMISE_FACTS = {
    "事项": _("事项名称"),
    "机构": _("受理申请的机构"),
    "补交天数": _("受理后几个工作日内补交"),
    "核查天数": _("准予后几个工作日内核查"),
}
"""The same for a promise, which is read before there is a case."""
_BRACED = re.compile(r"\{([^{}\n]*)\}")


def facts_for(kind: str) -> dict[str, Any]:
    """What may stand in braces in a notice or a promise of that kind, and what it says."""
    if kind in PromiseText.values:
        return PROMISE_FACTS
    return {name: said for name, said in FACTS.items() if kind not in INTERNAL or name not in NAMING}


def unknown(body: str, kind: str) -> list[str]:
    """What stands in braces and is no fact of that kind, each once, in order."""
    known = facts_for(kind)
    return list(dict.fromkeys(name for name in _BRACED.findall(body) if name.strip() not in known))


def fill(body: str, facts: Mapping[str, str]) -> str:
    """The text with its facts. A paragraph whose facts are all empty is left out, and the heading above it too."""
    kept: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip()):
        lines = [_line(line, facts) for line in paragraph.split("\n")]
        named = [name.strip() for name in _BRACED.findall(paragraph)]
        if named and not any(facts.get(name) for name in named):
            continue
        kept.append("\n".join(line for line in lines if line is not None))
    return "\n\n".join(kept)


def _line(line: str, facts: Mapping[str, str]) -> str | None:
    """A line with its facts; None where it is made of facts alone and all are empty."""
    filled = _BRACED.sub(lambda found: facts.get(found[1].strip(), ""), line)
    return None if not filled.strip() and line.strip() else filled


def day(moment: datetime | None) -> str:
    """A day as notices write it: 2026年3月2日."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def _phone(case: "Case", bureau: "Bureau") -> str:
    """Of the item in the case's own bureau, else of the bureau."""
    return bureau.phone if bureau != case.bureau else case.item.consult_phone if case.item else ""


def facts_of(doing: "Doing", kind: str, bureau: "Bureau", remedy: str = "") -> dict[str, str]:
    """What is known of the case when a verb is done, by the names that templates use. Call it after the rows are written.

    `bureau` is the one that signs.
    """
    case, application = doing.case, doing.case.application
    materials = list(case.materials.all())
    given = [row.name for row in materials if row.state in (CaseMaterial.State.GIVEN, CaseMaterial.State.VERIFIED)]
    wanted = [row.name for row in materials if row.state == CaseMaterial.State.WANTED]
    pause = case.pauses.last()
    return {
        "申请人": case.applicant_name,
        "证件号码": applicants.masked_number(case),
        "事项": case.title,
        "办件编号": case.number,
        "事项类型": str(dict(ItemKind.choices).get(case.snapshot.get("kind"), "")),
        "法律依据": _law(case, kind),
        "机构": bureau.name,
        "咨询电话": _phone(case, bureau),
        "收件日期": day(case.submitted_at),
        "受理日期": day(case.accepted_at),
        "承诺时限": _promise(case),
        "到期日期": day(case.due_at),
        "期限说明": due_words.explained(case),
        "已收材料": numbered(given),
        "尚缺材料": numbered(lacking(case)),
        "需补正材料": numbered(wanted),
        "补正期限": day(application.supplement_due),
        "理由": doing.reason,
        "说明": doing.reason,
        "有权机关": str(doing.facts.get("competent", "")),
        "特别程序": pause.get_kind_display() if pause else "",
        "预计天数": str(pause.expected_days) if pause else "",
        "延长天数": str(application.extended_days or ""),
        "证照名称": application.result_name,
        "证照编号": application.result_number,
        "有效期限": results.validity(application),
        "送达方式": application.get_delivery_display() if application.delivery else "",
        "救济途径": remedy,
        "今天": day(doing.now),
        **_deferred(case, materials),
        **_asked(doing),
    }


def _deferred(case: "Case", materials: list[CaseMaterial]) -> dict[str, str]:
    """What is owed on a promise, and until when."""
    row = getattr(case, "deferral", None)
    if row is None:
        return {}
    owed = [material.name for material in row.owed(materials)]
    return {"容缺材料": numbered(owed), "补交期限": day(row.due_at), "补交说明": row.explained}


def _asked(doing: "Doing") -> dict[str, str]:
    """Of a question to another bureau: to whom, by when, with what."""
    shown = [row.name for row in doing.data.get("materials") or []]
    return {
        "征求机构": str(doing.facts.get("bureau", "")),
        "回复期限": day(datetime.fromisoformat(doing.facts["due_at"])) if "bureau" in doing.facts else "",
        "所附材料": numbered(shown),
    }


def numbered(names: list[str]) -> str:
    """Each on a line of its own, counted."""
    return "\n".join(f"{place}. {name}" for place, name in enumerate(names, 1))


def _law(case: "Case", kind: str) -> str:
    if case.snapshot.get("kind") != ItemKind.PERMIT or kind not in ARTICLES:
        return ""
    return f"根据《中华人民共和国行政许可法》{ARTICLES[kind]}的规定，"


def _promise(case: "Case") -> str:
    limit = case.snapshot.get("promised")
    if limit and limit["n"] == 0:
        return "受理当日"
    return f"{limit['n']}个{Unit(limit['unit']).label}" if limit else ""
