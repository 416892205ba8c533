"""The verbs of a visit: set, moved, cancelled, and what each bureau found. All of it is told in the case it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowed, Refused
from accounts.models import Bureau
from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.flow import Applicant, Opening, note_on, open_case
from guidance.cases.models import Case, DeskRules, Message, Participation
from guidance.cases.registry import register
from guidance.cases.states import Kind, State
from guidance.clock import calendar

from .forms import AbsentForm, CancelForm, ChooseForm, FindingForm, MoveForm, NobodyForm
from .models import SiteVisit, VisitPart, span

LABEL = _("现场踏勘")


@dataclass(frozen=True)
class Plan:
    """A visit as proposed: the first time holds, the others are for the applicant to choose from."""

    times: list[datetime]
    length: timedelta
    address: str
    bureaus: list[Bureau]
    prepare: str = ""
    together: bool = False


def propose(about: Doing, plan: Plan) -> Case:
    """Within a verb of a case: set a visit for it. Refused if a bureau has another visit then, unless `together`."""
    case = about.case
    if not plan.together:
        _lock(plan.bureaus)
        for at in plan.times:
            ask_free(plan.bureaus, at, plan.length)
    opening = Opening(
        kind=Kind.APPOINTMENT,
        state=State.BOOKED,
        title=_t("现场踏勘：%(title)s") % {"title": case.title},
        bureau=case.bureau,
        item=case.item,
        verb="visit_set",
        label=_("安排现场踏勘"),
        applicant=Applicant.of(case),
        channel=case.channel,
        language=case.language,
    )

    def setup(new: Doing) -> None:
        new.case.code_salt = case.code_salt
        _write(new, case, plan)

    made = open_case(opening, about.actor, setup, now=about.now).case
    about.facts.update(visit=made.number, when=made.site_visit.label, who=[str(one) for one in plan.bureaus])
    return made


def _write(new: Doing, about: Case, plan: Plan) -> None:
    first, *others = plan.times
    visit = SiteVisit(
        case=new.case, about=about, address=plan.address, prepare=plan.prepare.strip(), starts_at=first,
        ends_at=first + plan.length, others=[at.isoformat() for at in others],
    )  # fmt: skip
    new.save(visit)
    for bureau in plan.bureaus:
        new.save(VisitPart(case=new.case, bureau=bureau))
    own = new.actor.user.bureau if new.actor.user else None
    guests = {one.pk: one for one in [*plan.bureaus, *([own] if own else [])] if one.pk != about.bureau_id}
    for bureau in guests.values():
        role = Participation.Role.PARTICIPANT
        new.save(Participation(case=new.case, bureau=bureau, role=role, joined_at=new.now))
    _settle(new, visit, "visit.set")


def _settle(doing: Doing, visit: SiteVisit, occasion: str) -> None:
    """It stands: due when it ends, and the applicant is told when, where and who."""
    doing.set_moment(visit.ends_at, LABEL, visit.length)
    doing.facts["slot"] = visit.label
    who = "、".join(str(part.bureau) for part in _parts(doing.case))
    doing.notify(occasion, about=visit.about.number, when=visit.label, place=visit.address, who=who)


def _parts(case: Case) -> list[VisitPart]:
    return list(VisitPart.objects.filter(case=case).select_related("bureau"))


def _lock(bureaus: Iterable[Bureau]) -> None:
    """Two who plan for the same bureau at once do it one after the other, always in the same order."""
    keys = [one.pk for one in bureaus]
    list(Bureau.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def ask_free(bureaus: list[Bureau], at: datetime, length: timedelta, but: Case | None = None) -> None:
    """Refused where a bureau does not work that day, or has another visit then."""
    day = timezone.localtime(at).date()
    calendars = calendar.load_all()
    if off := [str(one) for one in bureaus if not calendars.of(one.area_code).is_working(day)]:
        words = {"day": day.isoformat(), "who": "、".join(off)}
        raise Refused(_t("%(day)s不是%(who)s的工作日，请另选时间，或勾选“也这样安排”。") % words, code="day-off")
    rows = SiteVisit.objects.ahead().of_any(bureaus).filter(starts_at__lt=at + length, ends_at__gt=at)
    if but is not None:
        rows = rows.exclude(case=but)
    if (other := rows.for_lists().first()) is not None:
        keys = {one.pk for one in bureaus}
        busy = [str(part.bureau) for part in other.case.visit_parts.all() if part.bureau_id in keys]
        words = {"who": "、".join(busy), "when": other.label, "wanted": span(at, at + length)}
        text = _t("%(wanted)s与别的踏勘重叠：%(who)s在%(when)s已有安排。请另选时间，或勾选“也这样安排”。")
        raise Refused(text % words, code="visit-clash")


def move(doing: Doing) -> None:
    """Staff set another time; the proposed ones do not stand any more."""
    visit = doing.case.site_visit
    at, length = doing.data["time"], timedelta(minutes=doing.data["minutes"])
    _to(doing, visit, at, length, together=doing.data["together"])
    visit.others = []
    _moved(doing, visit)
    doing.say(_t("改期原因：%(reason)s") % {"reason": doing.reason}, Message.Side.OFFICE)


def choose(doing: Doing) -> None:
    """The applicant takes another proposed time; the one that was set becomes one to choose from."""
    visit, before = doing.case.site_visit, doing.case.site_visit.starts_at
    at = doing.data["time"]
    _to(doing, visit, at, visit.length)
    others = [one for one in map(datetime.fromisoformat, visit.others) if one != at]
    visit.others = [one.isoformat() for one in [*others, before]]
    _moved(doing, visit)


def _to(doing: Doing, visit: SiteVisit, at: datetime, length: timedelta, *, together: bool = False) -> None:
    bureaus = [part.bureau for part in _parts(doing.case)]
    if not together:
        _lock(bureaus)
        ask_free(bureaus, at, length, but=doing.case)
    doing.facts["from"] = visit.label
    visit.starts_at, visit.ends_at = at, at + length


def _moved(doing: Doing, visit: SiteVisit) -> None:
    doing.save(visit)
    _settle(doing, visit, "visit.moved")
    note_on(doing, visit.about, "visit_moved", _("现场踏勘改期"), visit=doing.case.number, when=visit.label)


def cancel(doing: Doing) -> str:
    visit = doing.case.site_visit
    doing.say(_t("取消原因：%(reason)s") % {"reason": doing.reason}, Message.Side.OFFICE)
    reason = doing.reason.rstrip("。.；;，,")
    doing.notify("visit.cancelled", about=visit.about.number, when=visit.label, reason=reason)
    note_on(doing, visit.about, "visit_cancelled", _("现场踏勘取消"), visit=doing.case.number, when=visit.label)
    return State.OFFICE_CANCELLED


def void(doing: Doing) -> str:
    """The case it was for is over: nobody needs to come."""
    doing.reason = _t("所办的件已经结束")
    return cancel(doing)


def find(doing: Doing) -> str | None:
    """Keep what the actor's bureau found; said again before the end, it replaces what was said before."""
    part = next((row for row in _parts(doing.case) if row.bureau_id == _bureau_of(doing.actor)), None)
    if part is None:
        raise NotAllowed(_t("您的机构不在到场机构里。"))
    part.result, part.note = doing.data["result"], doing.reason
    _note(doing, part, VisitPart.State.CAME)
    doing.attach(doing.data.get("photos") or [], key=part.key)
    doing.facts.update(bureau=str(part.bureau), result=str(part.get_result_display()))
    _tell(doing, _("登记踏勘结果"), bureau=str(part.bureau), result=doing.facts["result"])
    return _next(doing)


def absent(doing: Doing) -> str | None:
    """Name the bureaus that did not come."""
    names = []
    for part in doing.data["parts"]:
        _note(doing, part, VisitPart.State.ABSENT)
        names.append(str(part.bureau))
    doing.facts["absent"] = names
    _tell(doing, _("登记未到场机构"), absent=names)
    return _next(doing)


def _note(doing: Doing, part: VisitPart, state: str) -> None:
    part.state, part.by, part.at = state, doing.actor.user, doing.now
    doing.save(part)


def nobody(doing: Doing) -> str:
    """The applicant was not there: the visit has to be set anew."""
    doing.say(_t("申请人不在场：%(reason)s") % {"reason": doing.reason}, Message.Side.OFFICE)
    _tell(doing, _("踏勘时申请人不在场"))
    return State.NO_SHOW


def _tell(doing: Doing, label: Any, **facts: Any) -> None:
    note_on(doing, doing.case.site_visit.about, "visit_found", label, visit=doing.case.number, **facts)


def _next(doing: Doing) -> str | None:
    """Over once every bureau has said what it found, or is known not to have come."""
    waits = VisitPart.objects.filter(case=doing.case, state=VisitPart.State.EXPECTED).exists()
    return None if waits else State.DONE


def _bureau_of(actor: Actor) -> int | None:
    return actor.user.bureau_id if actor.user else None


def is_visit(case: Case) -> bool:
    """Whether the appointment is a visit at the applicant's place."""
    return hasattr(case, "site_visit")


def finder(case: Case, actor: Actor) -> permissions.Answer:
    """Clerks and supervisors of the bureaus that come."""
    if refusal := permissions.seat(case, actor):
        return refusal
    comes = any(part.bureau_id == _bureau_of(actor) for part in case.visit_parts.all())
    return None if comes else _t("您的机构不在到场机构里。")


def _begun(case: Case, now: datetime) -> str | None:
    return None if now >= case.site_visit.starts_at else _t("还没有到踏勘的时间。")


def _choosable(case: Case, now: datetime) -> str | None:
    visit, rules = case.site_visit, DeskRules.of(case.bureau)
    if now > visit.starts_at - timedelta(hours=rules.cancel_hours):
        words = {"hours": rules.cancel_hours, "phone": case.bureau.phone}
        return _t("开始前%(hours)s小时内不能网上改时间，请致电%(phone)s。") % words
    return None if visit.other_times(now) else _t("没有可以改的备选时间，请致电%s。") % case.bureau.phone


def _about_ended(case: Case, now: datetime) -> str | None:
    return None if not case.site_visit.about.is_open else _t("所办的件还没有结束。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    shared: dict[str, Any] = {"kinds": [Kind.APPOINTMENT], "sources": [State.BOOKED], "applies": is_visit}
    seat, done = permissions.seat, [State.DONE]
    register("visit_finding", _("登记踏勘结果"), ask=finder, run=find, form=FindingForm, ready=_begun, tone="primary",
             order=10, targets=done, **shared)  # fmt: skip
    register("visit_absent", _("登记未到场机构"), ask=seat, run=absent, form=AbsentForm, ready=_begun, order=20,
             targets=done, **shared)  # fmt: skip
    register("visit_nobody", _("申请人不在场"), ask=seat, run=nobody, form=NobodyForm, ready=_begun, tone="warning",
             order=30, targets=[State.NO_SHOW], **shared)  # fmt: skip
    register("visit_move", _("踏勘改期"), ask=seat, run=move, form=MoveForm, order=31, **shared)
    register("visit_cancel", _("取消踏勘"), ask=seat, run=cancel, form=CancelForm, tone="warning", order=40,
             targets=[State.OFFICE_CANCELLED], **shared)  # fmt: skip
    register("visit_choose", _("换一个时间"), ask=permissions.applicant, run=choose, form=ChooseForm, ready=_choosable,
             order=10, **shared)  # fmt: skip
    register("visit_void", _("办件已结束，踏勘取消"), ask=permissions.clock, run=void, ready=_about_ended, by_time=True,
             order=99, targets=[State.OFFICE_CANCELLED], **shared)  # fmt: skip
