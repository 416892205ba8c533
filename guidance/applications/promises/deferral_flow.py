"""The verbs of papers that were promised for later: hand in, take in or return, extend once, end; and those of the clock."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.models import Case, Message
from guidance.cases.registry import register
from guidance.cases.states import Kind

from .. import verified
from ..hands import reader
from ..models import CaseMaterial
from . import owing
from .deferral_forms import ExtendDeferralForm, HandInForm, TakeInForm
from .models import OWING, Deferral
from .telling import day_of, tell_desk


def hand_in(doing: Doing) -> None:
    """The applicant hands in what was promised, all of it or some; late too, as long as the case goes on."""
    line = doing.say(doing.data.get("body") or _t("已补交承诺后补的材料。"))
    names = []
    for material in owing.not_given(doing.case):
        if files := doing.data.get(material.key):
            doing.attach(files, line, key=material.key)
            material.state, material.note = CaseMaterial.State.GIVEN, ""
            doing.save(material)
            names.append(material.name)
    doing.facts["materials"] = names
    tell_desk(doing, "staff.handed_in")


def take_in(doing: Doing) -> None:
    """A clerk finds a paper that was owed right, or returns it; with the last one nothing is owed any more."""
    row, material = _open(doing.case), doing.data["material"]
    right = doing.data["state"] == CaseMaterial.State.VERIFIED
    doing.attach(doing.data.get("attachments") or [], key=material.key)
    material.state = CaseMaterial.State.VERIFIED if right else CaseMaterial.State.DEFERRED
    material.note = doing.reason
    material.verified_by, material.verified_at = doing.actor.user, doing.now
    material.verified_step = verified.step_for(material, doing.case.steps.all())
    doing.save(material)
    doing.facts.update(material=material.name, result=_t("核收") if right else _t("退回"))
    if not right:
        words = {"name": material.name, "reason": doing.reason}
        doing.say(_t("补交的“%(name)s”退回：%(reason)s") % words, Message.Side.OFFICE)
        doing.notify("case.deferral_returned", what=material.name, until=day_of(row.due_at))
    elif not owing.owed(doing.case):
        row.ended_at = doing.now
        doing.save(row)
        doing.facts["complete"] = True


def extend_deferral(doing: Doing) -> None:
    """Once, with a reason; whoever was asked whether to end the case has answered so."""
    row = _open(doing.case)
    row.extended_days, row.extend_reason = doing.data["days"], doing.reason
    row.proposed_at = row.reminded_at = None
    owing.set_due(row, doing, row.extended_days)
    doing.save(row)
    doing.facts.update(days=row.extended_days, deferral_due_at=row.due_at.isoformat())
    words = {"until": day_of(row.due_at), "reason": doing.reason}
    doing.say(_t("补交期限延长至%(until)s。理由：%(reason)s") % words, Message.Side.OFFICE)
    doing.notify("case.deferral_extended", until=day_of(row.due_at))


def remind(doing: Doing) -> None:
    row = _open(doing.case)
    row.reminded_at = doing.now
    doing.save(row)
    doing.notify("case.deferral_soon", until=day_of(row.due_at))


def propose_end(doing: Doing) -> None:
    """The time is over: ask a person whether to end the case. Nothing ends by itself."""
    row = _open(doing.case)
    row.proposed_at = doing.now
    doing.save(row)
    names = [material.name for material in owing.not_given(doing.case)]
    doing.facts["materials"] = names
    doing.notify("case.deferral_over", until=day_of(row.due_at))
    tell_desk(doing, "staff.deferral_over", what="、".join(names), due=day_of(row.due_at))


def recalculate(doing: Doing) -> None:
    """The same facts under the calendar of today. Whoever has handed all in is not told that the day has moved."""
    row = _open(doing.case)
    was, left = row.due_at, [one.name for one in owing.not_given(doing.case)]
    owing.recompute_due(row, doing)
    doing.save(row)
    doing.facts.update(deferral_due_was=was.isoformat(), deferral_due_at=row.due_at.isoformat(), materials=left)
    if left and row.due_at != was:
        doing.notify("case.deferral_moved", until=day_of(row.due_at))


def _open(case: Case) -> Deferral:
    row = owing.deferral_of(case)
    if row is None:
        raise Refused(_t("这件没有等着补交的材料。"), code="not-owed")
    return row


def _keeper(case: Case, actor: Actor) -> permissions.Answer:
    """Who takes a paper in: whoever judges papers in the case's bureau; of a joint case, any clerk of the paper's bureau."""
    if actor.is_staff and actor.user is not None and permissions.takes_part(case, actor.user):
        refusal = permissions.seat(case, actor)
    else:
        refusal = reader(case, actor)
    if refusal or not owing.owed(case):
        return refusal
    return None if owing.judged_by(case, actor.user) else _t("承诺后补的材料由联办机构核收。")


def _owes(case: Case, now: datetime) -> str | None:
    return None if owing.owed(case) else _t("没有承诺后补的材料。")


def _owes_still(case: Case, now: datetime) -> str | None:
    return None if owing.not_given(case) else _t("承诺后补的材料都已提交。")


def _extensible(case: Case, now: datetime) -> str | None:
    row = owing.deferral_of(case)
    if row is None or not owing.owed(case):
        return _t("没有承诺后补的材料。")
    return _t("补交期限已延长过一次，不能再延长。") if row.extended_days else None


def to_end(case: Case, now: datetime) -> str | None:
    """Whether the clock asked a person to end the case, and the applicant still owes something."""
    row = owing.deferral_of(case)
    proposed = row is not None and row.proposed_at is not None and owing.not_given(case)
    return None if proposed else _t("没有因逾期未补交而提请终止。")


def _to_remind(case: Case, now: datetime) -> str | None:
    row = owing.deferral_of(case)
    ready = row is not None and row.reminded_at is None and row.warn_at <= now < row.due_at and owing.not_given(case)
    return None if ready else _t("还不用提醒。")


def _to_propose(case: Case, now: datetime) -> str | None:
    row = owing.deferral_of(case)
    ready = row is not None and row.proposed_at is None and row.due_at < now and owing.not_given(case)
    return None if ready else _t("补交期限还没有过。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    handler, applicant, clock = permissions.handler, permissions.applicant, permissions.clock
    rows: list[tuple[Any, ...]] = [
        # name, label, who, what, form, order, tone, public, condition
        ("hand_in", _("补交承诺后补的材料"), applicant, hand_in, HandInForm, 9, "primary", True, _owes_still),
        ("take_in", _("核收补交材料"), _keeper, take_in, TakeInForm, 14, "secondary", False, _owes),
        ("extend_deferral", _("延长补交期限"), handler, extend_deferral, ExtendDeferralForm, 44, "secondary", True,
         _extensible),
        ("remind_deferral", _("提醒补交材料"), clock, remind, None, 99, "secondary", True, _to_remind),
        ("propose_end", _("逾期未补交，提请终止"), clock, propose_end, None, 99, "secondary", True, _to_propose),
        ("recalculate_deferral", _("工作日调整，补交期限重算"), clock, recalculate, None, 99, "secondary", True, _owes),
    ]  # fmt: skip
    for name, label, ask, run, form, order, tone, public, ready in rows:
        register(
            name, label, kinds=[Kind.APPLICATION], sources=OWING, ask=ask, run=run, form=form, order=order, tone=tone,
            public=public, ready=ready,
        )  # fmt: skip
