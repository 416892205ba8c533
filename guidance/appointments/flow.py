"""Appointments: book a place, move it, give it up, and what happens at the window."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.flow import Applicant, Opened, Opening, open_case
from guidance.cases.models import Case, DeskRules, Message
from guidance.cases.registry import register
from guidance.cases.states import Kind, State
from items.choices import Status

from . import places
from .forms import CancelForm, MoveForm, OfficeCancelForm, OfficeMoveForm
from .models import Booker, Booking, Slot, Window

if TYPE_CHECKING:
    from items.models import ItemPage

WAITING = (State.HELD, State.BOOKED)
"""States that keep a place of a time to come."""
TODAY = (State.BOOKED, State.ARRIVED, State.CALLED)


@dataclass(frozen=True)
class Request:
    """What a citizen books, checked by `BookForm`."""

    item: "ItemPage"
    slot: Slot
    applicant: Applicant


def ask_item(item: "ItemPage") -> None:
    """Refused unless the item is booked online at all."""
    if not (item.bookable and item.status == Status.IN_USE):
        raise Refused(_t("这个事项现在没有开放网上预约，请按指南中的时间地点直接办理。"), code="not-bookable")


def book(
    request: Request,
    actor: Actor,
    *,
    key: str | None,
    payload: Any = None,
    channel: str = "web",
    language: str = "zh-hans",
    now: datetime | None = None,
) -> Opened:
    """Take a place in a slot. Refused, with the next free slots, if none is left or a rule of the desk is against it.

    `payload` is what the key stands for, where that is not what was asked for itself.
    """
    moment = now or timezone.now()
    ask_item(request.item)
    opening = Opening(
        kind=Kind.APPOINTMENT,
        state=State.BOOKED,
        title=request.item.title,
        bureau=request.slot.window.bureau,
        item=request.item,
        verb="book",
        label=_("预约成功"),
        applicant=request.applicant,
        channel=channel,
        language=language,
        key=key,
        payload=payload or [request.item.pk, request.slot.pk, *astuple(request.applicant)],
    )

    def setup(doing: Doing) -> None:
        places.place(doing, request.slot, request.applicant.phone)

    return open_case(opening, actor, setup, now=moment)


def arrive(doing: Doing) -> str:
    """The visitor is here; gets the next ticket of the slot's day at this window."""
    booking = doing.case.booking
    Window.objects.select_for_update(no_key=True).get(pk=booking.slot.window.pk)
    before = Booking.objects.filter(slot__window=booking.slot.window, slot__starts_at__date=_day(booking.slot))
    booking.ticket = f"Y{before.exclude(ticket='').count() + 1:03d}"
    doing.save(booking)
    doing.facts["ticket"] = booking.ticket
    return State.ARRIVED


def _day(slot: Slot) -> object:
    return timezone.localtime(slot.starts_at).date()


def call(doing: Doing) -> str:
    return State.CALLED


def done(doing: Doing) -> str:
    return State.DONE


def no_show(doing: Doing) -> str:
    """Recorded against the person; at the desk's limit, online booking is suspended for a while."""
    booking = doing.case.booking
    rules = DeskRules.of(doing.case.bureau)
    booker = Booker.objects.select_for_update().get(bookings=booking.pk)
    since = doing.now - timedelta(days=rules.no_show_window)
    if booker.lifted_before and booker.lifted_before > since:
        since = booker.lifted_before
    missed = Booking.objects.filter(booker=booker, case__state=State.NO_SHOW, slot__starts_at__gte=since).count() + 1
    if rules.no_show_limit and missed >= rules.no_show_limit:
        booker.blocked_until = doing.now + timedelta(days=rules.no_show_block)
        doing.save(booker, _t("%(count)s次爽约") % {"count": missed})
        doing.facts["blocked_until"] = booker.blocked_until.isoformat()
    return State.NO_SHOW


def cancel(doing: Doing) -> str:
    slot = places.give_back(doing.case)
    doing.facts["slot"] = slot.label
    doing.notify("appointment.cancelled", when=slot.label)
    return State.CANCELLED


def office_cancel(doing: Doing) -> str:
    slot = places.give_back(doing.case)
    doing.facts["slot"] = slot.label
    doing.say(_t("取消原因：%(reason)s") % {"reason": doing.reason}, Message.Side.OFFICE)
    doing.notify("appointment.office_cancelled", when=slot.label, reason=doing.reason.rstrip("。.；;，,"))
    return State.OFFICE_CANCELLED


def move(doing: Doing) -> str:
    """Take a place in another slot and give this one back: a new appointment under the same query code."""
    old = doing.case
    opening = Opening(
        kind=Kind.APPOINTMENT,
        state=State.BOOKED,
        title=old.title,
        bureau=old.bureau,
        item=old.item,
        verb="book",
        label=_("改期预约"),
        applicant=Applicant.of(old),
        channel=old.channel,
        language=old.language,
    )

    def setup(new: Doing) -> None:
        new.case.code_salt = old.code_salt
        new.facts["moved_from"] = old.number
        places.place(new, doing.data["slot"], old.applicant_phone, instead_of=old)
        if doing.actor.is_staff:
            words = {"number": old.number, "reason": doing.reason}
            new.say(_t("由 %(number)s 改期而来。改期原因：%(reason)s") % words, Message.Side.OFFICE)

    fresh = open_case(opening, doing.actor, setup, now=doing.now).case
    slot = places.give_back(doing.case)
    booking = old.booking
    booking.moved_to = fresh
    doing.save(booking)
    doing.facts.update(slot=slot.label, moved_to=fresh.number)
    if doing.actor.is_staff:
        doing.say(_t("改期原因：%(reason)s") % {"reason": doing.reason}, Message.Side.OFFICE)
    return State.MOVED


def lift_block(booker: Booker, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """A clerk ends the suspension of a person who missed appointments, with the reason in the history."""
    moment = now or timezone.now()
    booker.blocked_until = None
    booker.lifted_before = moment
    tracked: Any = booker
    tracked._history_user = actor.user
    tracked._history_date = moment
    tracked._change_reason = reason
    booker.save()


def _in_time(case: Case, now: datetime) -> str | None:
    rules = DeskRules.of(case.bureau)
    if now > case.booking.slot.starts_at - timedelta(hours=rules.cancel_hours):
        return _t("开始前%(hours)s小时内不能网上取消或改期，请致电%(phone)s。") % {
            "hours": rules.cancel_hours,
            "phone": case.bureau.phone,
        }
    return None


def _begun(case: Case, now: datetime) -> str | None:
    return None if now >= case.booking.slot.starts_at else _t("时段还没有开始。")


def _its_day(case: Case, now: datetime) -> str | None:
    today = timezone.localtime(now).date()
    return None if _day(case.booking.slot) == today or now > case.booking.slot.starts_at else _t("不是预约当天。")


def at_a_window(case: Case) -> bool:
    """Whether the appointment is a place at a window, not a visit at the applicant's."""
    return hasattr(case, "booking")


def install() -> None:
    """Called once, from the app's `ready()`."""
    kinds = [Kind.APPOINTMENT]
    desk, applicant = permissions.desk, permissions.applicant
    register("arrive", _("签到"), kinds=kinds, sources=[State.BOOKED], ask=desk, run=arrive, ready=_its_day,
             tone="primary", order=10, targets=[State.ARRIVED], applies=at_a_window)  # fmt: skip
    register("call", _("叫号"), kinds=kinds, sources=[State.ARRIVED], ask=desk, run=call, tone="primary", order=11,
             targets=[State.CALLED], applies=at_a_window)  # fmt: skip
    register("done", _("已办"), kinds=kinds, sources=TODAY, ask=desk, run=done, ready=_its_day, tone="primary", order=12,
             targets=[State.DONE], applies=at_a_window)  # fmt: skip
    register("no_show", _("爽约"), kinds=kinds, sources=[State.BOOKED, State.CALLED], ask=desk, run=no_show,
             ready=_begun, tone="warning", order=20, targets=[State.NO_SHOW], applies=at_a_window)  # fmt: skip
    register("office_move", _("改期"), kinds=kinds, sources=[State.BOOKED], ask=desk, run=move, form=OfficeMoveForm, order=30,
             targets=[State.MOVED], applies=at_a_window)  # fmt: skip
    register("office_cancel", _("单位取消"), kinds=kinds, sources=[State.HELD, *TODAY], ask=desk, run=office_cancel,
             form=OfficeCancelForm, tone="warning", order=40, targets=[State.OFFICE_CANCELLED], applies=at_a_window)  # fmt: skip
    register("move", _("改期"), kinds=kinds, sources=[State.BOOKED], ask=applicant, run=move, form=MoveForm, ready=_in_time,
             order=10, targets=[State.MOVED], applies=at_a_window)  # fmt: skip
    register("cancel", _("取消预约"), kinds=kinds, sources=WAITING, ask=applicant, run=cancel, form=CancelForm,
             ready=_in_time, tone="warning", order=20, targets=[State.CANCELLED], applies=at_a_window)  # fmt: skip
