"""What the pages of a visit show: when, where, for which case, who comes and what each found; and its line in the day's list."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guidance.cases import access, panels
from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.panels import Panel
from guidance.cases.states import OPEN_STATES, Kind, State

from .models import SiteVisit

SHOWN = (State.BOOKED, State.DONE, State.NO_SHOW)


@panels.register("staff", Kind.APPOINTMENT, order=11)
def visit(case: Case, actor: Actor) -> Panel | None:
    """The visit, with each bureau's finding and photos."""
    row = getattr(case, "site_visit", None)
    if row is None:
        return None
    kept = list(case.attachments.all())
    parts = [{"part": part, "files": part.files(kept)} for part in case.visit_parts.select_related("bureau", "by")]
    context = {"visit": row, "parts": parts, "others": row.other_times(timezone.now())}
    return Panel(_("现场踏勘"), "guidance/admin/panels/visit.html", context)


@panels.register("citizen", Kind.APPOINTMENT, order=11)
def coming(case: Case, actor: Actor) -> Panel | None:
    """When, where, who comes, and what to prepare."""
    row = getattr(case, "site_visit", None)
    return Panel(_("现场踏勘"), "guidance/panels/visits.html", {"visits": [row], "own": True}) if row else None


def visits_on(user: Any, day: date) -> list[SiteVisit]:
    """The visits of a day to which a bureau in the user's scope comes, or which it set."""
    rows = SiteVisit.objects.visible_to(user).on(day).filter(case__state__in=SHOWN)
    return list(rows.for_lists().order_by("starts_at", "pk"))


def open_on(user: Any, day: date) -> int:
    """How many of them are not over."""
    return SiteVisit.objects.visible_to(user).on(day).filter(case__state__in=OPEN_STATES).count()


def over(now: datetime) -> Iterable[Case]:
    """The visits that are still set for cases that have ended."""
    rows = SiteVisit.objects.ahead().exclude(about__state__in=OPEN_STATES).select_related("case")
    return [row.case for row in rows[:500]]


def install() -> None:
    """Called once, from the app's `ready()`: who has the case open has its visits open too."""
    access.along(lambda number: SiteVisit.objects.filter(case__number=number).values_list("about__number", flat=True))
