"""The figures of supervision: each a count and the address of the rows behind it. Read, never written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Bureau, User
from accounts.scope import scope_of
from guidance.applications import hands
from guidance.applications.models import RECEIPT_KINDS, CaseStep, Deferral, PromiseCheck
from guidance.cases.deputies import Away
from guidance.cases.models import Case, CaseQuerySet
from guidance.cases.querysets import free_q
from guidance.cases.states import CLOCK_STOPPED, OPEN_STATES, Kind
from items.models import ItemPage

IDLE_DAYS = (30, 90, 365)
"""Calendar days without a case after which a bureau or an item counts as idle; the founding notice's 业务量至今为零."""
SHOWN = 50
"""Rows of a table at most; the numbers above it count all."""


@dataclass(frozen=True)
class Figure:
    """A number and the rows behind it."""

    count: int
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a table: a name and its figures."""

    name: str
    figures: list[Figure]
    note: str = ""
    url: str = ""


def promises(user: User, now: datetime) -> dict[str, Figure]:
    """Cases that a person is asked to end, since what was promised did not come, and promises whose check is late."""
    ends = Deferral.objects.visible_to(user).proposed().count()
    checks = PromiseCheck.objects.visible_to(user).overdue(now).count()
    listed = reverse("promises") + "?show=checks"
    return {"ends": Figure(ends, inbox(queue="to_end")), "checks": Figure(checks, listed)}


def inbox(**filters: Any) -> str:
    """The address of the inbox with these filters."""
    return f"{reverse('cases:index')}?{urlencode(filters)}"


def overdue_q(now: datetime) -> Q:
    """As `CaseQuerySet.overdue`, to be counted beside others in one query."""
    return Q(state__in=[state for state in OPEN_STATES if state not in CLOCK_STOPPED], due_at__lt=now)


def late_by_bureau(cases: CaseQuerySet, now: datetime, away: Away) -> list[Row]:
    """Bureaus with open cases: how many are open, unassigned, late; the latest first."""
    rows = (
        cases.open()
        .values("bureau", "bureau__name", "bureau__sort_order")
        .annotate(
            late=Count("pk", filter=overdue_q(now)), free=Count("pk", filter=free_q(away) & ~Q(kind=Kind.APPOINTMENT)), all=Count("pk"),
            oldest=Min("due_at", filter=overdue_q(now)),
        )
        .order_by("-late", "-all", "bureau__sort_order")
    )  # fmt: skip
    return [
        Row(
            row["bureau__name"],
            [
                Figure(row["late"], inbox(queue="overdue", bureau=row["bureau"])),
                Figure(row["free"], inbox(queue="unassigned", bureau=row["bureau"])),
                Figure(row["all"], inbox(queue="open", bureau=row["bureau"])),
            ],
            _since(row["oldest"], now),
        )
        for row in rows[:SHOWN]
    ]


def late_by_clerk(cases: CaseQuerySet, now: datetime) -> list[Row]:
    """Clerks with open cases: how many are late, how many in hand; the latest first."""
    rows = (
        cases.open()
        .exclude(owner=None)
        .values("owner", "owner__display_name", "owner__username", "owner__bureau__name")
        .annotate(late=Count("pk", filter=overdue_q(now)), all=Count("pk"), oldest=Min("due_at", filter=overdue_q(now)))
        .order_by("-late", "-all", "owner")
    )
    return [
        Row(
            f"{row['owner__display_name'] or row['owner__username']} · {row['owner__bureau__name'] or _('全市')}",
            [
                Figure(row["late"], inbox(queue="overdue", owner=row["owner"])),
                Figure(row["all"], inbox(queue="open", owner=row["owner"])),
            ],
            _since(row["oldest"], now),
        )
        for row in rows[:SHOWN]
    ]


def _since(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    days = (timezone.localdate(now) - timezone.localdate(moment)).days
    if days == 0:
        return _("今天 %(time)s 已过") % {"time": timezone.localtime(moment).strftime("%H:%M")}
    return _("最早 %(day)s，已过 %(days)s 天") % {
        "day": timezone.localtime(moment).strftime("%Y-%m-%d"),
        "days": days,
    }


def jammed_steps(cases: CaseQuerySet, now: datetime, away: Away) -> list[Row]:
    """Steps under way, by name and in whose hands: how long the queue, how old its oldest, how many past their limit.

    Receipt and acceptance are late when their case is; nothing is while the case's clock stands still (`CaseStep.due`).
    """
    receipt = Q(kind__in=RECEIPT_KINDS)
    past = ~receipt & Q(due_at__lt=now) | receipt & Q(case__due_at__lt=now)
    late = past & ~Q(case__state__in=CLOCK_STOPPED)
    rows = list(
        hands.with_holder(CaseStep.objects.active().filter(case__in=cases.open()), away)
        .values("name", "holder")
        .annotate(all=Count("pk"), late=Count("pk", filter=late), oldest=Min("started_at"))
        .order_by("-late", "-all", "oldest")[:SHOWN]
    )
    people = User.objects.in_bulk([row["holder"] for row in rows if row["holder"]])
    found = []
    for row in rows:
        holder = {"holder": row["holder"]} if row["holder"] else {}
        url = inbox(queue="open", kind=Kind.APPLICATION.value, step=row["name"], **holder)
        age = (now - row["oldest"]).days if row["oldest"] else 0
        found.append(
            Row(
                f"{row['name']} · {people.get(row['holder']) or _('待认领')}",
                [Figure(row["all"], url), Figure(row["late"], url)],
                _("最久 %(days)s 天") % {"days": age},
            )
        )
    return found


@dataclass(frozen=True)
class Idle:
    """A bureau or an item without a case: since when, and for which of the terms."""

    name: str
    last: datetime | None
    over: int
    url: str


def _idle(rows: Any, name: str, url: Any, now: datetime, since: int) -> list[Idle]:
    edge = now - timedelta(days=since)
    quiet = rows.annotate(last=Max("cases__submitted_at")).filter(Q(last=None) | Q(last__lt=edge))
    found = []
    for row in quiet.order_by("last")[:SHOWN]:
        days = (now - row.last).days if row.last else IDLE_DAYS[-1]
        over = max((term for term in IDLE_DAYS if days >= term), default=since)
        found.append(Idle(getattr(row, name), row.last, over, url(row)))
    return sorted(found, key=lambda idle: (idle.last is not None, idle.last or now))


def idle_bureaus(user: User, now: datetime, since: int) -> list[Idle]:
    """Bureaus with no case in `since` days; those that never had one first."""
    rows = Bureau.objects.filter(scope_of(user).q("pk"))
    return _idle(rows, "name", lambda row: inbox(queue="all", bureau=row.pk), now, since)


def idle_items(user: User, now: datetime, since: int) -> tuple[int, list[Idle]]:
    """How many live items have had no case in `since` days, and the first of them."""
    rows = ItemPage.objects.live().visible_to(user)
    edge = now - timedelta(days=since)
    busy = Case.objects.visible_to(user).filter(submitted_at__gte=edge).exclude(item=None).values("item")
    count = rows.exclude(pk__in=busy).count()
    return count, _idle(rows, "title", lambda row: inbox(queue="all", item=row.address), now, since)


def unanswered(cases: CaseQuerySet, now: datetime, away: Away) -> list[Figure]:
    """Questions without an answer: late, due soon, all."""
    rows = cases.of_kind(Kind.CONSULTATION)
    kind = Kind.CONSULTATION.value
    return [
        Figure(rows.overdue(now).count(), inbox(queue="overdue", kind=kind)),
        Figure(rows.due_today(now).count(), inbox(queue="today", kind=kind)),
        Figure(rows.unassigned(away).count(), inbox(queue="unassigned", kind=kind)),
        Figure(rows.open().count(), inbox(queue="open", kind=kind)),
    ]


def unfinished_appointments(cases: CaseQuerySet, now: datetime) -> Figure:
    """Appointments of past days without a final state."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = cases.of_kind(Kind.APPOINTMENT).open().filter(due_at__lt=midnight)
    yesterday = (midnight - timedelta(days=1)).strftime("%Y-%m-%d")
    return Figure(rows.count(), inbox(queue="overdue", kind=Kind.APPOINTMENT.value, due_at_to=yesterday))
