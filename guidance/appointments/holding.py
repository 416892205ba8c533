"""A place kept for some minutes (占位) while a citizen fills in the rest: held, then confirmed, or free again by itself."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases import permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.flow import Opened, Opening, open_case
from guidance.cases.models import Case
from guidance.cases.registry import register
from guidance.cases.states import Kind, State

from . import places
from .flow import ask_item, at_a_window
from .forms import ConfirmForm
from .models import Booking, Slot

if TYPE_CHECKING:
    from items.models import ItemPage

HOLD = timedelta(minutes=10)
"""How long a place is kept for somebody who has not left a phone yet."""


def hold(
    item: "ItemPage",
    slot: Slot,
    actor: Actor,
    *,
    key: str | None,
    payload: Any = None,
    channel: str = "web",
    language: str = "zh-hans",
    now: datetime | None = None,
) -> Opened:
    """Keep a place of the slot for `HOLD`. Refused as a booking would be, but for the rules that count per person.

    `payload` is what the key stands for, where that is not what was asked for itself.
    """
    ask_item(item)
    opening = Opening(
        kind=Kind.APPOINTMENT,
        state=State.HELD,
        title=item.title,
        bureau=slot.window.bureau,
        item=item,
        verb="hold",
        label=_("占位"),
        channel=channel,
        language=language,
        key=key,
        payload=payload or [item.pk, slot.pk],
    )

    def setup(doing: Doing) -> None:
        places.ask_slot(item, slot, doing.now)
        places.take(slot, item, doing.now)
        doing.save(Booking(case=doing.case, slot=slot))
        doing.set_moment(min(doing.now + HOLD, slot.starts_at), _("占位到期"), timedelta(0))
        doing.facts["slot"] = slot.label

    return open_case(opening, actor, setup, now=now or timezone.now())


def confirm(doing: Doing) -> str:
    """Somebody stands behind the place now: the rules for one person are asked, and the appointment is made."""
    case, booking = doing.case, doing.case.booking
    case.applicant_name, case.applicant_phone = doing.data["name"], doing.data["phone"]
    booking.booker = places.locked_booker(doing, case.applicant_phone)
    if case.item is not None:
        places.ask_person(booking.booker, case.item, booking.slot, doing.now)
    doing.save(booking)
    places.settle(doing, booking.slot)
    return State.BOOKED


def expire(doing: Doing) -> str:
    """Nobody confirmed in time: the place is free again."""
    doing.facts["slot"] = places.give_back(doing.case).label
    return State.LAPSED


def _run_out(case: Case, now: datetime) -> str | None:
    return None if case.due_at and case.due_at <= now else _t("占位还没有到期。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    register(
        "confirm", _("确认预约"), kinds=[Kind.APPOINTMENT], sources=[State.HELD], ask=permissions.applicant, run=confirm,
        form=ConfirmForm, tone="primary", order=5, targets=[State.BOOKED], applies=at_a_window,
    )  # fmt: skip
    register(
        "expire", _("占位到期，自动放开"), kinds=[Kind.APPOINTMENT], sources=[State.HELD], ask=permissions.clock,
        run=expire, ready=_run_out, by_time=True, order=99, targets=[State.LAPSED],
        applies=at_a_window,
    )  # fmt: skip
