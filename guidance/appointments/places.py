"""Who gets a place in a slot: the desk's rules for one person, under that person's lock, then the slot's last place."""

import hashlib
import hmac
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from guidance.cases.doing import Doing
from guidance.cases.models import Case, DeskRules

from . import slots
from .models import Booker, Booking, Slot, Window

if TYPE_CHECKING:
    from items.models import ItemPage


def booker_key(phone: str) -> str:
    """The person behind a phone number, without keeping the number."""
    digits = "".join(char for char in phone if char.isdigit())[-11:]
    return hmac.new(settings.SECRET_KEY.encode(), f"booker:{digits}".encode(), hashlib.sha256).hexdigest()


def place(doing: Doing, slot: Slot, phone: str, *, instead_of: Case | None = None) -> None:
    """Take a place for the case that is being opened: rules first, under the person's lock, then the slot."""
    booker = locked_booker(doing, phone)
    item = cast("ItemPage", doing.case.item)
    if instead_of is not None:
        _lock_in_order(slot, instead_of.booking.slot)
    ask_slot(item, slot, doing.now)
    ask_person(booker, item, slot, doing.now, but=instead_of)
    take(slot, item, doing.now)
    doing.save(Booking(case=doing.case, slot=slot, booker=booker))
    settle(doing, slot, "appointment.moved" if instead_of else "appointment.booked")


def settle(doing: Doing, slot: Slot, occasion: str = "appointment.booked") -> None:
    """The appointment stands: it is due when its slot ends, and the citizen is told when and where."""
    doing.set_moment(slot.ends_at, _("预约时段"), slot.ends_at - slot.starts_at)
    doing.facts["slot"] = slot.label
    doing.notify(occasion, when=slot.label, place=f"{slot.window.place} {slot.window.name}")


def locked_booker(doing: Doing, phone: str) -> Booker:
    """The person's row, locked; made at the first booking, by one of those who try at once."""
    key, rows = booker_key(phone), Booker.objects.select_for_update()
    if found := rows.filter(key=key).first():
        return found
    with suppress(IntegrityError), transaction.atomic():
        doing.save(Booker(key=key))
    return rows.get(key=key)


def ask_slot(item: "ItemPage", slot: Slot, now: datetime) -> None:
    """Refused unless the slot's window takes the item, within the bureau's horizon."""
    if not Window.objects.for_item(item).filter(pk=slot.window_id).exists():
        raise Refused(
            _t("这个窗口不办理此事项，请选指南里列出的时段。"), code="other-window", extra=_offers(item, now, slot)
        )
    rules = DeskRules.of(slot.window.bureau)
    day = timezone.localtime(slot.starts_at).date()
    if slot.starts_at <= now or day not in slots.horizon(slot.window, now):
        raise Refused(
            _t("这个时段现在不能预约：可预约%(min)s至%(max)s个工作日内的时段。")
            % {"min": rules.book_ahead_min, "max": rules.book_ahead_max},
            code="outside-horizon",
            extra=_offers(item, now, slot),
        )


def ask_person(booker: Booker, item: "ItemPage", slot: Slot, now: datetime, *, but: Case | None = None) -> None:
    """Refused if the desk's rules for one person are against it: blocked, once per item a day, so many a day."""
    bureau = slot.window.bureau
    if booker.blocked_until and booker.blocked_until > now:
        until = timezone.localtime(booker.blocked_until).strftime("%Y-%m-%d")
        raise Refused(
            _t("因多次预约未到，暂停网上预约至%(until)s。可直接到窗口办理，或致电%(phone)s。")
            % {"until": until, "phone": bureau.phone},
            code="blocked",
        )
    day = timezone.localtime(slot.starts_at).date()
    same_day = Booking.objects.holding().filter(booker=booker, slot__starts_at__date=day)
    if but is not None:
        same_day = same_day.exclude(case=but)
    if same_day.filter(case__item=item).exists():
        raise Refused(_t("您当天已预约过这个事项，每人每事项每天限约一次。"), code="booked-already")
    per_day = DeskRules.of(bureau).per_day
    if same_day.count() >= per_day:
        raise Refused(_t("每人每天最多预约%(count)s次。") % {"count": per_day}, code="too-many-a-day")


def _lock_in_order(*rows: Slot) -> None:
    """Two people who swap slots lock both in the same order, and neither waits for the other for ever."""
    list(Slot.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("pk"))


def take(slot: Slot, item: "ItemPage", now: datetime) -> None:
    """One conditional update decides who gets the last place; Refused, with the next free slots, for the others."""
    taken = Slot.objects.filter(pk=slot.pk, closed=False, booked__lt=F("capacity"), window__active=True)
    if not taken.update(booked=F("booked") + 1):
        raise Refused(
            _t("%(slot)s已约满，请改约其他时段。") % {"slot": slot.label},
            code="slot-full",
            extra=_offers(item, now, slot),
        )


def give_back(case: Case) -> Slot:
    """The case's place is free again; the slot it was in."""
    rows = Slot.objects.select_for_update(of=("self",)).select_related("window__bureau")
    slot = rows.get(pk=case.booking.slot_id)
    Slot.objects.filter(pk=slot.pk, booked__gt=0).update(booked=F("booked") - 1)
    return slot


def _offers(item: "ItemPage", now: datetime, slot: Slot) -> dict[str, object]:
    free = slots.next_free(item, now, near=slot.starts_at)
    return {
        "next_free": [
            {"id": row.pk, "label": row.label, "window": row.window.name, "place": row.window.place, "left": row.left}
            for row in free
        ]
    }
