"""What notices say, by occasion. Chinese always: they are read by citizens, whatever language a clerk's screen has.
Only the label is for the screen.

Short, as SMS are, and without personal data but the case number. A text names the query code (`{code}`) only where
the person needs it to come back. `compose` puts the name of the hall before the body.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Text:
    """The label shown to staff, the subject of a mail, and the body; `{names}` are filled by the caller."""

    label: str | Promise
    subject: str
    body: str


TEXTS: Mapping[str, Text] = {
    "case.received": Text(
        _("收件"), "已收到您的申请 {number}", "您的申请已收到，编号{number}，查询码{code}。查询进度：{url}"
    ),
    "case.accepted": Text(
        _("受理"), "您的申请 {number} 已受理", "您的申请{number}已受理，应在{due}前办结。查询进度：{url}"
    ),
    "case.deemed": Text(
        _("视为受理"),
        "您的申请 {number} 视为受理",
        "您的申请{number}自收件之日起视为受理，应在{due}前办结。查询进度：{url}",
    ),
    "case.correction": Text(
        _("补正"), "您的申请 {number} 需要补正", "您的申请{number}需要补正材料，请在{until}前补齐。详情：{url}"
    ),
    "case.refused": Text(_("不予受理"), "您的申请 {number} 不予受理", "您的申请{number}不予受理，理由见：{url}"),
    "case.suspended": Text(
        _("挂起"),
        "您的申请 {number} 进入特别程序",
        "您的申请{number}进入{what}，预计{until}恢复，所需时间不计入办理期限。详情：{url}",
    ),
    "case.resumed": Text(
        _("恢复办理"), "您的申请 {number} 恢复办理", "您的申请{number}已恢复办理，应在{due}前办结。查询进度：{url}"
    ),
    "case.extended": Text(
        _("延期"), "您的申请 {number} 延长办理期限", "您的申请{number}办理期限经批准延长至{due}，理由见：{url}"
    ),
    "case.rescheduled": Text(
        _("期限调整"),
        "您的申请 {number} 期限调整",
        "因放假安排公布或调整，您的申请{number}应办结时间改为{due}。详情：{url}",
    ),
    "case.decided": Text(_("决定"), "您的申请 {number} 已作出决定", "您的申请{number}已作出决定，结果见：{url}"),
    "case.closed": Text(_("办结"), "您的申请 {number} 已办结", "您的申请{number}已办结。结果与评价：{url}"),
    "case.withdrawn": Text(
        _("撤回"), "您的申请 {number} 已撤回", "您的申请{number}已撤回。如非本人操作，请联系受理单位。"
    ),
    "case.message": Text(_("新消息"), "您的办件 {number} 有新消息", "您的办件{number}有新消息，请查看：{url}"),
    "case.terminated": Text(_("终止"), "您的申请 {number} 已终止", "您的申请{number}已终止办理，理由见：{url}"),
    "case.deferred": Text(
        _("容缺受理"),
        "您的申请 {number} 已容缺受理",
        "您的申请{number}已容缺受理，请在{until}前补交承诺的材料，应在{due}前办结。补交：{url}",
    ),
    "case.deferral_soon": Text(
        _("补交提醒"), "您的申请 {number} 还有材料没有补交", "请在{until}前补交申请{number}承诺的材料。补交：{url}"
    ),
    "case.deferral_over": Text(
        _("逾期未补交"),
        "您的申请 {number} 逾期未补交材料",
        "您的申请{number}承诺的材料应在{until}前补交，现已逾期，可能终止办理。请尽快补交或联系受理单位：{url}",
    ),
    "case.deferral_returned": Text(
        _("补交材料退回"),
        "您的申请 {number} 补交的材料被退回",
        "您的申请{number}补交的材料被退回，请在{until}前重新补交，原因见：{url}",
    ),
    "case.deferral_extended": Text(
        _("补交延期"), "您的申请 {number} 补交期限延长", "您的申请{number}的补交期限延长至{until}，理由见：{url}"
    ),
    "case.supplement_moved": Text(
        _("补正期限调整"),
        "您的申请 {number} 补正期限调整",
        "因放假安排公布或调整，您的申请{number}补正材料的期限改为{until}。详情：{url}",
    ),
    "case.deferral_moved": Text(
        _("补交期限调整"),
        "您的申请 {number} 补交期限调整",
        "因放假安排公布或调整，您的申请{number}补交材料的期限改为{until}。详情：{url}",
    ),
    "case.transferred": Text(
        _("转办"), "您的办件 {number} 已转办", "您的办件{number}已转由{what}办理，办理期限不变。查询进度：{url}"
    ),
    "case.code": Text(_("查询码"), "您的查询码", "您的办件{number}的查询码为{code}，请勿告诉他人。查询进度：{url}"),
    "draft.code": Text(
        _("续填码"),
        "您的续填码",
        "您的申请已保存，还没有提交。续填码{code}，请勿告诉他人，保留到{due}。继续填写：{url}",
    ),
    "draft.reminder": Text(
        _("草稿到期提醒"),
        "您有一份没有提交的申请",
        "您有一份没有提交的申请，将在{due}删除。请凭续填码继续填写：{url}",
    ),
    "consultation.received": Text(
        _("咨询收到"),
        "已收到您的咨询 {number}",
        "您的咨询已收到，编号{number}，查询码{code}，将在{due}前答复。查看：{url}",
    ),
    "consultation.answered": Text(_("咨询答复"), "您的咨询 {number} 已答复", "您的咨询{number}已答复，请查看：{url}"),
    "consultation.extended": Text(
        _("咨询延期"), "您的咨询 {number} 延期答复", "您的咨询{number}将延至{due}前答复，原因见：{url}"
    ),
    "consultation.refused": Text(
        _("咨询不予受理"), "您的咨询 {number} 不予受理", "您的咨询{number}不予受理，理由见：{url}"
    ),
    "appointment.booked": Text(
        _("预约成功"),
        "预约成功 {number}",
        "预约成功，编号{number}，查询码{code}。请于{when}到{place}办理。改期或取消：{url}",
    ),
    "appointment.reminder": Text(
        _("预约提醒"), "预约提醒 {number}", "提醒：您预约了{when}到{place}办理，编号{number}。取消：{url}"
    ),
    "appointment.moved": Text(
        _("预约改期"), "预约已改期 {number}", "您的预约已改为{when}，{place}，新编号{number}。详情：{url}"
    ),
    "appointment.cancelled": Text(
        _("预约取消"), "预约已取消 {number}", "您的预约{number}（{when}）已取消。重新预约：{url}"
    ),
    "appointment.office_cancelled": Text(
        _("单位取消预约"),
        "您的预约 {number} 被取消",
        "很抱歉，您的预约{number}（{when}）被单位取消。{reason}。另选时间：{url}",
    ),
    "joint.received": Text(
        _("一件事收件"),
        "已收到您的申请 {number}",
        "您的“{title}”申请已收到，共{count}件，编号{number}，查询码{code}。一页看全部进度：{url}",
    ),
    "visit.set": Text(
        _("现场踏勘"),
        "现场踏勘 {number}",
        "申请{about}定于{when}现场踏勘：{place}。到场：{who}。请在场。{url}",
    ),
    "visit.moved": Text(
        _("踏勘改期"),
        "现场踏勘改期 {number}",
        "您的申请{about}的现场踏勘改为{when}，{place}。请安排人在场。详情：{url}",
    ),
    "visit.cancelled": Text(
        _("踏勘取消"), "现场踏勘取消 {number}", "您的申请{about}原定{when}的现场踏勘取消。{reason}。详情：{url}"
    ),
    "staff.warning": Text(_("临期提醒"), "{number} 即将到期", "{number}应在{due}前处理，现在尚未办结。处理：{url}"),
    "staff.overdue": Text(_("超期提醒"), "{number} 已超期", "{number}应在{due}前处理，已超期。处理：{url}"),
    "staff.escalated": Text(
        _("超期督办"), "{number} 超期已达五个工作日", "{number}应在{due}前处理，超期已达五个工作日。处理：{url}"
    ),
    "staff.owed": Text(
        _("联办超期"), "{number} 联办超期", "{number}的联办环节或意见应在{due}前办完，已超期。处理：{url}"
    ),
    "staff.handed_in": Text(
        _("补交提醒经办"), "{number} 补交了材料", "{number}的申请人补交了承诺后补的材料，请核收：{url}"
    ),
    "staff.deferral_over": Text(
        _("提请终止"), "{number} 逾期未补交材料", "{number}承诺在{due}前补交的材料逾期未交，请确认终止或延长期限：{url}"
    ),
    "staff.check_soon": Text(_("承诺核查提醒"), "{number} 承诺待核查", "{number}的告知承诺应在{due}前核查：{url}"),
    "staff.promise_untrue": Text(
        _("承诺不实"), "{number} 承诺不属实", "{number}的告知承诺经核查不属实，请决定是否撤销原决定：{url}"
    ),
    "staff.opinion": Text(_("征求意见"), "{asker}征求意见", "{asker}就“{title}”征求意见，请在{due}前回复：{url}"),
    "case.paper_wrong": Text(
        _("材料不合要求"),
        "{number} 有材料不合要求",
        "{number}的“{what}”审查认为不合要求（{why}），请凭查询码上网更换。办理期限不因此停止：{url}",
    ),
    "staff.joint": Text(
        _("联办件待看材料"),
        "{number} 请看联办材料",
        "联办件{number}（{title}）请在{due}前看材料，缺什么告诉{lead}：{url}",
    ),
    "staff.joint_begins": Text(
        _("联办环节开始"),
        "{number} 联办环节已开始",
        "联办件{number}（{title}）已受理，您机构的环节已开始，请办理：{url}",
    ),
    "staff.disagreed": Text(
        _("联办机构不同意"),
        "{number} 有机构不同意",
        "联办件{number}：{who}不同意，请看理由，作决定时写明怎样处理：{url}",
    ),
    "staff.joint_done": Text(
        _("联办环节办完"), "{number} 联办环节都已办完", "联办件{number}的联办环节都已办完，请在{due}前作出决定：{url}"
    ),
    "staff.answered": Text(
        _("意见已回复"), "{number} 意见已回复", "{number}：{who}已回复征求的意见（{conclusion}），请查看：{url}"
    ),
    "staff.assigned": Text(_("分派"), "{number} 已分派给您", "{number}已分派给您，应在{due}前处理。处理：{url}"),
}


CODE_SAID = re.compile(r"(查询码|续填码)[0-9A-Z-]{6,20}")
"""The citizen's key as it stands in a text."""
SENT_ONCE = frozenset({"draft.code"})
"""Occasions whose key opens what nobody has sent yet: kept in the outbox no longer than until it is delivered or given up."""


def without_code(body: str) -> str:
    """A text as staff read it."""
    return CODE_SAID.sub(r"\1********", body)


def label(kind: str) -> str:
    """The occasion in words; the code itself where the table does not know it."""
    text = TEXTS.get(kind)
    return str(text.label) if text else kind


def compose(kind: str, **values: object) -> tuple[str, str]:
    """Subject and body of an occasion. KeyError names an unknown occasion or a value that was not given."""
    text = TEXTS[kind]
    subject = text.subject.format(**values)
    return subject, f"【{settings.WAGTAIL_SITE_NAME}】{text.body.format(**values)}"
