"""The day's list of a bureau's windows: who comes when, and the few verbs a counter needs."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST

from accounts.admin_page import admin_page
from accounts.errors import Refused
from accounts.masks import mask_name, mask_phone
from guidance.cases import actors, permissions, registry
from guidance.cases.dashboard import Number, add_numbers
from guidance.cases.models import Case
from guidance.cases.registry import Verb
from guidance.cases.states import OPEN_STATES, Kind, State

from . import closing
from .flow import lift_block
from .models import Booking, Slot, Window
from .site_visits.panels import open_on, visits_on

COUNTER_VERBS = ("arrive", "call", "done", "no_show")
"""What is done at the counter, each a button without a form."""
SHOWN_STATES = (State.BOOKED, State.ARRIVED, State.CALLED, State.DONE, State.NO_SHOW)


@dataclass(frozen=True)
class Line:
    """A booking on the list, with the buttons it offers now."""

    booking: Booking
    name: str
    phone: str
    verbs: list[Verb]


def day_of(request: HttpRequest) -> date:
    """The day asked for, else today; a malformed one is today."""
    try:
        asked = parse_date(request.GET.get("day", "") or request.POST.get("day", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()


def bookings_on(user: Any, day: date) -> Any:
    """The bookings of a day in the windows of the user's scope."""
    slots = Slot.objects.visible_to(user).on(day)
    rows = Booking.objects.filter(slot__in=slots, case__state__in=SHOWN_STATES)
    return rows.select_related("case__bureau", "case__owner", "slot__window__bureau").order_by(
        "slot__window__bureau__sort_order", "slot__window__name", "slot__window_id", "slot__starts_at", "case__number"
    )


def lines(rows: Any, actor: actors.Actor, now: datetime) -> list[Line]:
    """Each booking with what can be done to it at the counter."""
    offered = [verb for verb in registry.verbs_of(Kind.APPOINTMENT) if verb.name in COUNTER_VERBS]
    found = []
    for booking in rows:
        case: Case = booking.case
        case.booking = booking
        able = [verb for verb in offered if not verb.ask(case, actor) and not verb.state_refusal(case, now)]
        found.append(Line(booking, mask_name(case.applicant_name), mask_phone(case.applicant_phone), able))
    return found


def day_list(request: HttpRequest) -> HttpResponse:
    """今日预约: the day's bookings by window."""
    user: Any = request.user
    if not user.has_perm("cases.view_case"):
        raise PermissionDenied
    day, now = day_of(request), timezone.now()
    rows = bookings_on(user, day)
    if window := request.GET.get("window", ""):
        rows = rows.filter(slot__window_id=int(window)) if window.isdecimal() and len(window) < 19 else rows.none()
    shown = lines(rows, actors.staff(user), now)
    groups = groupby(shown, key=lambda line: line.booking.slot.window)
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "today": timezone.localdate(),
        "groups": [(group, list(members)) for group, members in groups],
        "visits": [] if window else visits_on(user, day),
        "windows": Window.objects.visible_to(user).select_related("bureau"),
        "window": window,
        "here": request.get_full_path(),
        "unfinished": unfinished_before(user, now),
    }
    return admin_page(request, "guidance/admin/day.html", _t("今日预约"), "calendar-check", context)


def unfinished_before(user: Any, now: datetime) -> int:
    """Appointments of past days that have no final state yet."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Case.objects.visible_to(user).of_kind(Kind.APPOINTMENT)
    past = Q(booking__slot__starts_at__lt=midnight) | Q(site_visit__starts_at__lt=midnight)
    return rows.filter(past, state__in=OPEN_STATES).count()


@add_numbers
def todays_number(user: Any, now: datetime) -> list[Number]:
    """For the panel of today's work: who is still to come."""
    today = timezone.localtime(now).date()
    waiting = bookings_on(user, today).filter(case__state__in=OPEN_STATES).count() + open_on(user, today)
    return [Number(_t("今日预约待办"), waiting, reverse("appointments:day"))]


def slots_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A window's slots, day by day; close what is chosen, or open it again."""
    user: Any = request.user
    window = get_object_or_404(Window.objects.visible_to(user).select_related("bureau"), pk=pk)
    if not user.has_perm("appointments.view_window"):
        raise PermissionDenied
    problem: Refused | None = None
    if request.method == "POST":
        try:
            _close_or_open(request, window)
        except Refused as refusal:
            problem = refusal
        else:
            return redirect(request.get_full_path())
    since = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time()))
    rows = list(window.slots.filter(starts_at__gte=since)[:400])
    days = [
        (day, list(slots)) for day, slots in groupby(rows, key=lambda slot: timezone.localtime(slot.starts_at).date())
    ]
    context = {
        "window": window,
        "days": days,
        "problem": problem,
        "why_not": closing.may_close(window, actors.staff(user)),
        "typed": request.POST,
        "picked": set(request.POST.getlist("slot")),
        "picked_days": set(request.POST.getlist("day")),
    }
    windows = {"url": reverse("windows:index"), "label": _t("预约窗口")}
    status = problem.status if problem else 200
    return admin_page(
        request, "guidance/admin/slots.html", str(window), "calendar-alt", context, trail=[windows], status=status
    )


def _close_or_open(request: HttpRequest, window: Window) -> None:
    actor = actors.staff(request.user)  # type: ignore[arg-type]
    picked = Slot.objects.filter(_picked(request), window=window).select_related("window__bureau")
    if not picked:
        raise Refused(_t("请先勾选时段。"))
    if request.POST.get("do") == "open":
        count = closing.open_slots(picked, actor)
        messages.success(request, _t("已重新开放 %(count)s 个时段。") % {"count": count})
        return
    report = closing.close_slots(picked, request.POST.get("reason", ""), actor, move=bool(request.POST.get("move")))
    said = _t("已关闭 %(slots)s 个时段：改期 %(moved)s 人，取消并通知 %(cancelled)s 人。") % {
        "slots": report.slots,
        "moved": len(report.moved),
        "cancelled": len(report.cancelled),
    }
    messages.success(request, said)
    for case, why in report.left:
        messages.warning(request, f"{case.number}：{why}")


def _picked(request: HttpRequest) -> Q:
    """The slots ticked, one by one or by whole days of the hall's calendar; what cannot be read is passed over."""
    keys = [int(key) for key in request.POST.getlist("slot") if key.isdecimal() and len(key) < 19]
    found = Q(pk__in=keys)
    for text in request.POST.getlist("day"):
        with suppress(ValueError):
            start = timezone.make_aware(datetime.combine(date.fromisoformat(text), datetime.min.time()))
            found |= Q(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    return found


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """End the suspension of the person behind an appointment in scope, with a reason."""
    user: Any = request.user
    case = get_object_or_404(Case.objects.visible_to(user), pk=pk, kind=Kind.APPOINTMENT)
    if not permissions.works_at_a_desk(user):
        raise PermissionDenied
    booking = Booking.objects.filter(case=case).select_related("booker").first()
    if booking is None or booking.booker is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    if reason:
        lift_block(booking.booker, reason[:200], actors.staff(user))
        messages.success(request, _t("已解除暂停，可以再次网上预约。"))
    else:
        messages.error(request, _t("请填写解除理由。"))
    return redirect("cases:inspect", case.pk)
