"""Appointments: book a place, move it, give it up, and what happens at the window."""

import hashlib
import hmac
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.flow import Applicant, Opened, Opening, open_case
from guidance.cases.models import Case, DeskRules
from guidance.cases.registry import register
from guidance.cases.states import Kind, State
from items.choices import Status

from . import slots
from .forms import CancelForm, MoveForm, OfficeCancelForm
from .models import Booker, Booking, Slot, Window

if TYPE_CHECKING:
    from items.models import ItemPage

WAITING = (State.HELD, State.BOOKED)
TODAY = (State.BOOKED, State.ARRIVED, State.CALLED)


@dataclass(frozen=True)
class Request:
    """What a citizen books, checked by `BookForm`."""

    item: "ItemPage"
    slot: Slot
    applicant: Applicant


def booker_key(phone: str) -> str:
    """The person behind a phone number, without keeping the number."""
    digits = "".join(char for char in phone if char.isdigit())[-11:]
    return hmac.new(settings.SECRET_KEY.encode(), f"booker:{digits}".encode(), hashlib.sha256).hexdigest()


def book(
    request: Request,
    actor: Actor,
    *,
    key: str | None,
    channel: str = "web",
    language: str = "zh-hans",
    now: datetime | None = None,
) -> Opened:
    """Take a place in a slot. Refused, with the next free slots, if none is left or a rule of the desk is against it."""
    moment = now or timezone.now()
    if not (request.item.bookable and request.item.status == Status.IN_USE):
        raise Refused(_t("这个事项现在没有开放网上预约，请按指南中的时间地点直接办理。"), code="not-bookable")
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
        payload=[request.item.pk, request.slot.pk, *astuple(request.applicant)],
    )

    def setup(doing: Doing) -> None:
        _place(doing, request.slot, request.applicant.phone)

    return open_case(opening, actor, setup, now=moment)


def _place(doing: Doing, slot: Slot, phone: str, *, instead_of: Case | None = None) -> Booking:
    """Take the place for the case that is being opened: rules first, under the person's lock, then the slot."""
    booker = _locked_booker(doing, phone)
    item = cast("ItemPage", doing.case.item)
    if instead_of is not None:
        _lock_in_order(slot, instead_of.booking.slot)
    check_rules(booker, item, slot, doing.now, instead_of=instead_of)
    _take_place(slot, item, doing.now)
    booking = Booking(case=doing.case, slot=slot, booker=booker)
    doing.save(booking)
    doing.set_moment(slot.ends_at, _("预约时段"), slot.ends_at - slot.starts_at)
    doing.facts["slot"] = slot.label
    doing.notify("appointment.booked", when=slot.label, place=f"{slot.window.place} {slot.window.name}")
    return booking


def _locked_booker(doing: Doing, phone: str) -> Booker:
    """The person's row, locked; made at the first booking, by one of those who try at once."""
    key, rows = booker_key(phone), Booker.objects.select_for_update()
    if found := rows.filter(key=key).first():
        return found
    with suppress(IntegrityError), transaction.atomic():
        doing.save(Booker(key=key))
    return rows.get(key=key)


def check_rules(booker: Booker, item: "ItemPage", slot: Slot, now: datetime, *, instead_of: Case | None = None) -> None:
    """The desk's rules for one person: not blocked, within the horizon, once per item a day, so many a day."""
    rules = DeskRules.of(slot.window.bureau)
    if booker.blocked_until and booker.blocked_until > now:
        raise Refused(
            _t("因多次预约未到，暂停网上预约至%(until)s。可直接到窗口办理，或致电%(phone)s。")
            % {
                "until": timezone.localtime(booker.blocked_until).strftime("%Y-%m-%d"),
                "phone": slot.window.bureau.phone,
            },
            code="blocked",
        )
    day = timezone.localtime(slot.starts_at).date()
    if slot.starts_at <= now or day not in slots.horizon(slot.window, now):
        raise Refused(
            _t("这个时段现在不能预约：可预约%(min)s至%(max)s个工作日内的时段。")
            % {"min": rules.book_ahead_min, "max": rules.book_ahead_max},
            code="outside-horizon",
            extra=_offers(item, now, slot),
        )
    same_day = Booking.objects.holding().filter(booker=booker, slot__starts_at__date=day)
    if instead_of is not None:
        same_day = same_day.exclude(case=instead_of)
    if same_day.filter(case__item=item).exists():
        raise Refused(_t("您当天已预约过这个事项，每人每事项每天限约一次。"), code="booked-already")
    if same_day.count() >= rules.per_day:
        raise Refused(_t("每人每天最多预约%(count)s次。") % {"count": rules.per_day}, code="too-many-a-day")


def _lock_in_order(*rows: Slot) -> None:
    """Two people who swap slots lock both in the same order, and neither waits for the other for ever."""
    list(Slot.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("pk"))


def _take_place(slot: Slot, item: "ItemPage", now: datetime) -> None:
    """One conditional update decides who gets the last place."""
    taken = Slot.objects.filter(pk=slot.pk, closed=False, booked__lt=F("capacity"), window__active=True)
    if not taken.update(booked=F("booked") + 1):
        raise Refused(
            _t("%(slot)s已约满，请改约其他时段。") % {"slot": slot.label},
            code="slot-full",
            extra=_offers(item, now, slot),
        )


def _offers(item: "ItemPage", now: datetime, slot: Slot) -> dict[str, object]:
    free = slots.next_free(item, now, near=slot.starts_at)
    return {
        "next_free": [
            {"id": row.pk, "label": row.label, "window": row.window.name, "place": row.window.place, "left": row.left}
            for row in free
        ]
    }


def _give_place_back(doing: Doing) -> Slot:
    slot = (
        Slot.objects.select_for_update(of=("self",)).select_related("window__bureau").get(pk=doing.case.booking.slot_id)
    )
    Slot.objects.filter(pk=slot.pk, booked__gt=0).update(booked=F("booked") - 1)
    return slot


def arrive(doing: Doing) -> str:
    """The visitor is here; gets the next ticket of the slot's day at this window."""
    booking = doing.case.booking
    Window.objects.select_for_update(no_key=True).get(pk=booking.slot.window_id)
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
    booker = Booker.objects.select_for_update().get(pk=booking.booker_id)
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
    slot = _give_place_back(doing)
    doing.facts["slot"] = slot.label
    doing.notify("appointment.cancelled", when=slot.label)
    return State.CANCELLED


def office_cancel(doing: Doing) -> str:
    slot = _give_place_back(doing)
    doing.facts["slot"] = slot.label
    doing.notify("appointment.office_cancelled", when=slot.label, reason=doing.reason)
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
        applicant=Applicant(old.applicant_name, old.applicant_phone, old.applicant_id, old.applicant_email),
        channel=old.channel,
        language=old.language,
    )

    def setup(new: Doing) -> None:
        new.case.code_salt = old.code_salt
        new.facts["moved_from"] = old.number
        _place(new, doing.data["slot"], old.applicant_phone, instead_of=old)

    fresh = open_case(opening, doing.actor, setup, now=doing.now).case
    slot = _give_place_back(doing)
    booking = old.booking
    booking.moved_to = fresh
    doing.save(booking)
    doing.facts.update(slot=slot.label, moved_to=fresh.number)
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


def install() -> None:
    """Called once, from the app's `ready()`."""
    kinds = [Kind.APPOINTMENT]
    desk, applicant = permissions.desk, permissions.applicant
    register("arrive", _("签到"), kinds=kinds, sources=[State.BOOKED], ask=desk, run=arrive, ready=_its_day,
             tone="primary", order=10, targets=[State.ARRIVED])  # fmt: skip
    register("call", _("叫号"), kinds=kinds, sources=[State.ARRIVED], ask=desk, run=call, tone="primary", order=11,
             targets=[State.CALLED])  # fmt: skip
    register("done", _("已办"), kinds=kinds, sources=TODAY, ask=desk, run=done, ready=_its_day, tone="primary", order=12,
             targets=[State.DONE])  # fmt: skip
    register("no_show", _("爽约"), kinds=kinds, sources=[State.BOOKED, State.CALLED], ask=desk, run=no_show,
             ready=_begun, tone="warning", order=20, targets=[State.NO_SHOW])  # fmt: skip
    register("office_move", _("改期"), kinds=kinds, sources=WAITING, ask=desk, run=move, form=MoveForm, order=30,
             targets=[State.MOVED])  # fmt: skip
    register("office_cancel", _("单位取消"), kinds=kinds, sources=TODAY, ask=desk, run=office_cancel,
             form=OfficeCancelForm, tone="warning", order=40, targets=[State.OFFICE_CANCELLED])  # fmt: skip
    register("move", _("改期"), kinds=kinds, sources=WAITING, ask=applicant, run=move, form=MoveForm, ready=_in_time,
             order=10, targets=[State.MOVED])  # fmt: skip
    register("cancel", _("取消预约"), kinds=kinds, sources=WAITING, ask=applicant, run=cancel, form=CancelForm,
             ready=_in_time, tone="warning", order=20, targets=[State.CANCELLED])  # fmt: skip
