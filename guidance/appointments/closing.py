"""Close slots: nobody who booked is forgotten. Each is moved, or cancelled and told, one verb and one event each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role, has_role
from accounts.scope import scope_of
from guidance.cases import flow
from guidance.cases.actors import Actor
from guidance.cases.models import Case

from . import slots as free
from .flow import WAITING
from .models import Slot, Window

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass
class Closed:
    """What closing did: slots closed, people moved, people cancelled, and cases that could be neither."""

    slots: int = 0
    moved: list[Case] = field(default_factory=list)
    cancelled: list[Case] = field(default_factory=list)
    left: list[tuple[Case, str]] = field(default_factory=list)


def may_close(window: Window, actor: Actor) -> str | None:
    """Clerks and supervisors of the window's bureau; answers None or the reason why not."""
    if actor.user is None or not scope_of(actor.user).allows(window.bureau_id):
        return _("这个窗口不属于您的机构。")
    return None if has_role(actor.user, Role.CLERK, Role.SUPERVISOR) else _("需要“经办”或“督查”角色。")


def close_slots(
    rows: Iterable[Slot], reason: str, actor: Actor, *, move: bool = False, now: datetime | None = None
) -> Closed:
    """Close slots and see to everyone who booked: to the nearest free slot with `move`, else cancelled with the reason.

    Invalid without a reason; NotAllowed for another bureau's. A slot is closed first, so that nobody books meanwhile.
    """
    moment = now or timezone.now()
    if not reason.strip():
        raise Invalid(_("请填写关闭原因。"), {"reason": [_("请填写关闭原因，会发给预约人。")]})
    report = Closed()
    for slot in rows:
        if refusal := may_close(slot.window, actor):
            raise NotAllowed(refusal)
        if _close(slot, reason.strip(), actor, moment):
            report.slots += 1
        for case in _waiting(slot):
            _see_to(case, slot, reason.strip(), actor, move, moment, report)
    return report


def close_day(window: Window, day: date, reason: str, actor: Actor, *, move: bool = False) -> Closed:
    """Close all that is left of a window's day."""
    rows = Slot.objects.filter(window=window).on(day).select_related("window__bureau")
    return close_slots(rows, reason, actor, move=move)


def open_slots(rows: Iterable[Slot], actor: Actor, now: datetime | None = None) -> int:
    """Open closed slots again. Bookings that were cancelled stay cancelled."""
    opened = 0
    for slot in rows:
        if refusal := may_close(slot.window, actor):
            raise NotAllowed(refusal)
        with transaction.atomic():
            locked = Slot.objects.select_for_update().get(pk=slot.pk)
            if locked.closed:
                locked.closed, locked.close_reason = False, ""
                _save(locked, actor, _("重新开放"), now or timezone.now())
                opened += 1
    return opened


def _close(slot: Slot, reason: str, actor: Actor, moment: datetime) -> bool:
    with transaction.atomic():
        locked = Slot.objects.select_for_update().get(pk=slot.pk)
        if locked.closed:
            return False
        locked.closed, locked.close_reason = True, reason[:200]
        _save(locked, actor, reason, moment)
    return True


def _save(slot: Slot, actor: Actor, why: str, moment: datetime) -> None:
    """With its history, and without the counter that bookings guard."""
    tracked: Any = slot
    tracked._history_user = actor.user
    tracked._history_date = moment
    tracked._change_reason = why
    tracked.save(update_fields=["closed", "close_reason"])


def _waiting(slot: Slot) -> "QuerySet[Case]":
    return Case.objects.filter(booking__slot=slot, state__in=WAITING).select_related("bureau", "item").order_by("pk")


def _see_to(case: Case, slot: Slot, reason: str, actor: Actor, move: bool, moment: datetime, report: Closed) -> None:
    if move and _moved(case, slot, reason, actor, moment):
        report.moved.append(case)
        return
    try:
        report.cancelled.append(flow.perform(case, "office_cancel", actor, {"reason": reason}, now=moment))
    except Refused as refusal:
        report.left.append((case, str(refusal.message)))


def _moved(case: Case, slot: Slot, reason: str, actor: Actor, moment: datetime) -> bool:
    for other in free.next_free(case.item, moment, near=slot.starts_at):
        try:
            flow.perform(case, "office_move", actor, {"slot": other.pk, "reason": reason}, now=moment)
        except Refused:
            continue
        return True
    return False
