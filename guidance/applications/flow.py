"""The verbs of an application, from receipt to delivery. The transition table is `install` at the end."""

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from guidance.cases import history, panels, permissions
from guidance.cases.doing import Doing, source
from guidance.cases.models import Message
from guidance.cases.registry import register
from guidance.cases.states import DECIDED, Kind, State
from guidance.cases.verb_forms import PublicReasonForm

from . import agents, deadlines, guards, joint, joint_flow, opinion_flow, results, step_flow, steps, verified, visiting
from .bundles import flow as bundles
from .correcting import correct, note_lacking, supplement
from .counter.supplement import HereForm, at_the_window, take_in
from .ending import remedy_of, terminate
from .forms import (
    AcceptForm,
    CloseForm,
    DecideForm,
    ExtendForm,
    RefuseForm,
    SuspendForm,
    VerifyForm,
)
from .hands import Hands, decider, note_review, reader
from .models import (
    CERTIFY_KIND,
    DECISION_KIND,
    LAST,
    RECEIPT_KINDS,
    RESULT,
    Application,
    CaseMaterial,
    Pause,
)
from .papers.issuing import issue
from .papers.kinds import PaperKind
from .promises import check_flow, deferral_flow, owing
from .promises.deferral_forms import ConfirmEndForm
from .promises.telling import day_of
from .supplement_forms import CorrectForm, SupplementForm

WHY_SHOWN = 60
"""Characters of a reason that a message on the phone has room for; the progress page has it whole."""
UNDECIDED = (State.WAITING, State.RECEIVED, State.CORRECTION, State.ACCEPTED, State.REVIEW, State.SUSPENDED)


def accept(doing: Doing) -> str:
    case = doing.case
    case.accepted_at = doing.now
    note_lacking(doing)
    steps.finish(doing, steps.of_kinds(doing, RECEIPT_KINDS), doing.reason)
    steps.open_next(doing)
    deadlines.set_decision(doing, doing.now)
    _tell_accepted(doing, "case.accepted", doing.data.get("defer_days"))
    return State.ACCEPTED


def _tell_accepted(doing: Doing, occasion: str, days: int | None = None) -> None:
    """The notice of acceptance; 容缺受理 where papers were promised for later, which are owed from now on."""
    deferral = owing.begin(doing, days)
    if deferral is None:
        issue(doing, PaperKind.ACCEPTED)
        doing.notify(occasion)
        return
    if not doing.actor.is_system:
        doing.label = source(_("容缺受理"))
    issue(doing, PaperKind.DEFERRED)
    doing.notify("case.deferred", until=day_of(deferral.due_at))


def deem_accepted(doing: Doing) -> str:
    """Not told in time what is missing: accepted from the day of receipt (行政许可法 art. 32), done by the clock."""
    case = doing.case
    case.accepted_at = deadlines.received_at(case)
    case.application.deemed = True
    doing.save(case.application)
    steps.finish(doing, steps.of_kinds(doing, RECEIPT_KINDS), _t("逾期未告知，视为受理"))
    steps.open_next(doing)
    deadlines.set_decision(doing, case.accepted_at)
    _tell_accepted(doing, "case.deemed")
    return State.ACCEPTED


def refuse(doing: Doing) -> str:
    competent = doing.data.get("competent") or doing.data.get("competent_other")
    text = doing.reason
    if competent:
        text += "\n" + _t("请向%(bureau)s申请。") % {"bureau": competent}
        doing.facts["competent"] = str(competent)
    remedy = remedy_of(doing.case)
    steps.finish(doing, steps.of_kinds(doing, RECEIPT_KINDS), str(_("不予受理")))
    doing.say(f"{text}\n{remedy}", Message.Side.OFFICE)
    issue(doing, PaperKind.REFUSED, remedy)
    doing.notify("case.refused")
    return State.REFUSED


def verify(doing: Doing) -> None:
    """Judge one material: right, or wanted again. What an earlier step has verified stays as it is."""
    material: CaseMaterial = doing.data["material"]
    rows = list(doing.case.steps.all())
    if verified.settled(material, rows):
        facts = {"name": material.name, "by": verified.by_whom(material)}
        raise Refused(_t("“%(name)s”%(by)s，不再重复审核。") % facts, code="verified-before")
    if other := verified.seen(material, verified.elsewhere(doing.case)):
        facts = {"name": material.name, "by": verified.by_other(other)}
        raise Refused(_t("“%(name)s”%(by)s，不再重复审核。") % facts, code="verified-before")
    hands = Hands(doing.case)
    mine = [row for row in hands.under_way if hands.works_on(row, doing.actor.user)]
    step = verified.step_for(material, mine or rows)
    material.verified_step = step
    if step is not None:
        doing.facts["step"] = step.name
        note_review(doing, step)
    material.state = doing.data["state"]
    material.note = doing.reason
    material.verified_by = doing.actor.user
    material.verified_at = doing.now
    doing.save(material)
    doing.facts["material"] = material.name
    doing.facts["result"] = material.get_state_display()
    if material.state == CaseMaterial.State.WANTED and doing.case.accepted_at:
        _replace(doing, material)


def _replace(doing: Doing, material: CaseMaterial) -> None:
    """Found wrong in review: the applicant may replace it, and is told what is wrong with it. The clock goes on."""
    if refusal := verified.asked_before(material, doing.actor.user):
        raise Refused(refusal, code="replaced-before")
    doing.facts["replaced"] = material.order
    why = Truncator(" ".join(doing.reason.split())).chars(WHY_SHOWN)
    doing.notify("case.paper_wrong", what=material.name, why=why)


def suspend(doing: Doing) -> str:
    pause = Pause(
        case=doing.case,
        kind=doing.data["kind"],
        reason=doing.reason,
        expected_days=doing.data["expected_days"],
        started_at=doing.now,
    )
    doing.save(pause)
    doing.facts.update(kind=pause.get_kind_display(), expected_days=pause.expected_days)
    _count_anew(doing)
    doing.say(
        _t("本件进入特别程序“%(kind)s”，预计%(days)s天（到 %(until)s），不计入办理期限。%(reason)s")
        % {
            "kind": pause.get_kind_display(),
            "days": pause.expected_days,
            "until": pause.expected_on,
            "reason": doing.reason,
        },
        Message.Side.OFFICE,
    )
    issue(doing, PaperKind.SUSPENDED)
    doing.notify("case.suspended", what=pause.get_kind_display(), until=pause.expected_on.isoformat())
    return State.SUSPENDED


def resume(doing: Doing) -> str:
    pause = doing.case.pauses.filter(ended_at=None).last()
    if pause is not None:
        pause.ended_at = doing.now
        doing.save(pause)
    _count_anew(doing)
    doing.notify("case.resumed")
    return State.REVIEW


def _count_anew(doing: Doing) -> None:
    """A pause has begun or ended: the case and its steps under way are due later."""
    deadlines.set_decision(doing, doing.case.accepted_at or doing.now)
    under_way = list(doing.case.steps.active())
    steps.set_due(doing, under_way)
    for step in under_way:
        doing.save(step)


def extend(doing: Doing) -> None:
    row = doing.case.application
    row.extended_days = doing.data["days"]
    doing.save(row)
    doing.facts["days"] = row.extended_days
    deadlines.set_decision(doing, doing.case.accepted_at or doing.now)
    doing.say(
        _t("办理期限延长%(days)s个工作日。理由：%(reason)s") % {"days": row.extended_days, "reason": doing.reason},
        Message.Side.OFFICE,
    )
    issue(doing, PaperKind.EXTENDED)
    doing.notify("case.extended")


def decide(doing: Doing) -> str:
    row, decision = doing.case.application, doing.data["decision"]
    denied = decision == Application.Decision.DENIED
    if not denied and owing.owed(doing.case):
        raise Refused(_t("还有承诺后补的材料没有核收，不能准予。"), code="owed")
    row.decision = decision
    row.decision_reason = doing.reason
    row.decided_at = doing.now
    row.decided_by = doing.actor.user
    results.write(doing, row, granted=not denied)
    doing.save(row)
    note_lacking(doing)
    steps.finish(doing, steps.of_kinds(doing, [DECISION_KIND]), doing.reason)
    if denied:
        steps.skip(doing, steps.of_kinds(doing, [CERTIFY_KIND]))
    steps.open_next(doing)
    joint.meet_disagreement(doing)
    remedy = remedy_of(doing.case) if denied else ""
    text = f"{row.get_decision_display()}。{doing.reason}" + (f"\n{remedy}" if denied else "")
    line = doing.say(text, Message.Side.OFFICE)
    doing.attach(doing.data.get("attachments") or [], line, key=RESULT)
    deadlines.set_delivery(doing)
    if not denied:
        check_flow.begin(doing)
    issue(doing, PaperKind.DENIED if denied else PaperKind.GRANTED, remedy)
    doing.notify("case.decided")
    return State.DENIED if denied else State.GRANTED


def close(doing: Doing) -> str:
    row = doing.case.application
    row.delivery = doing.data["delivery"]
    doing.save(row)
    text = _t("送达方式：%(way)s。%(note)s") % {"way": row.get_delivery_display(), "note": doing.reason}
    doing.attach(doing.data.get("attachments") or [], doing.say(text, Message.Side.OFFICE), key=RESULT)
    steps.finish(doing, steps.of_kinds(doing, LAST), doing.reason)
    steps.skip(doing, [step for step in doing.case.steps.all() if not step.is_over])
    issue(doing, PaperKind.DELIVERED)
    doing.notify("case.closed")
    return State.CLOSED


def withdraw(doing: Doing) -> str:
    doing.notify("case.withdrawn")
    return State.WITHDRAWN


def install() -> None:
    """Called once, from the app's `ready()`."""
    kinds = [Kind.APPLICATION]
    history.MASKS.update(agents.MASKS)
    step_flow.install()
    joint_flow.install()
    opinion_flow.install()
    deferral_flow.install()
    check_flow.install()
    visiting.install()
    bundles.install()
    panels.loads(
        Kind.APPLICATION, "steps__assignee", "steps__actor", "bureau__post_holders", "steps__bureau__post_holders",
        "participations__bureau", "materials", "pauses",
        "attachments", "papers", "opinions__bureau", "opinions__paper__bureau", "opinions__answered_by", "opinions__asked_by",
        "promises__wording", "deferral", "promise_check__checked_by",
        *visiting.READS,
    )  # fmt: skip
    received, accepted = [State.RECEIVED], [State.ACCEPTED, State.REVIEW]
    accepted_or_held = [*accepted, State.SUSPENDED]
    decided = list(DECIDED)
    handler, supervisor, applicant = permissions.handler, permissions.supervisor, permissions.applicant
    rows: list[tuple[Any, ...]] = [
        # name, label, from, who, what, form, order, tone, to, condition
        ("accept", _("受理"), received, handler, accept, AcceptForm, 10, "primary", [State.ACCEPTED], None),
        ("correct", _("要求补正"), received, guards.may_correct, correct, CorrectForm, 11, "secondary", [State.CORRECTION], None),
        ("refuse", _("不予受理"), received, handler, refuse, RefuseForm, 12, "warning", [State.REFUSED], None),
        ("verify", _("核验材料"), [*received, *accepted], reader, verify, VerifyForm, 13, "secondary", [], guards.to_verify),
        ("decide", _("作出决定"), accepted, decider, decide, DecideForm, 21, "primary", decided, guards.steps_before_decision),
        ("suspend", _("挂起（特别程序）"), accepted, handler, suspend, SuspendForm, 40, "secondary", [State.SUSPENDED], None),
        ("resume", _("恢复办理"), [State.SUSPENDED], handler, resume, None, 22, "primary", [State.REVIEW], None),
        ("extend", _("批准延期"), accepted, guards.not_owner, extend, ExtendForm, 41, "secondary", [], guards.never_extended),
        ("close", _("送达并办结"), decided, handler, close, CloseForm, 23, "primary", [State.CLOSED],
         guards.steps_before_delivery),
        ("terminate", _("终止办理"), [State.CORRECTION, *accepted], supervisor, terminate, PublicReasonForm, 95, "warning",
         [State.TERMINATED], None),
        ("confirm_end", _("确认终止（逾期未补交）"), accepted_or_held, supervisor, terminate, ConfirmEndForm, 8, "warning",
         [State.TERMINATED], deferral_flow.to_end),
        ("supplement", _("提交补正材料"), [State.CORRECTION, State.RECEIVED, *accepted], applicant, supplement, SupplementForm, 10,
         "primary", [State.RECEIVED, State.CORRECTION], guards.still_wanted),
        ("supplement_here", _("窗口代收补正材料"), [State.CORRECTION, State.RECEIVED, *accepted], at_the_window, take_in, HereForm,
         14, "secondary", [State.RECEIVED, State.CORRECTION], guards.still_wanted),
        ("withdraw", _("撤回申请"), UNDECIDED, applicant, withdraw, None, 90, "warning", [State.WITHDRAWN], None),
        ("deem_accepted", _("视为受理"), received, permissions.clock, deem_accepted, None, 99, "secondary",
         [State.ACCEPTED], guards.acceptance_is_late),
    ]  # fmt: skip
    for name, label, sources, ask, run, form, order, tone, targets, ready in rows:
        register(
            name, label, kinds=kinds, sources=sources, ask=ask, run=run, form=form, order=order, tone=tone,
            targets=targets, ready=ready, public=name != "verify", by_time=name == "deem_accepted",
        )  # fmt: skip
