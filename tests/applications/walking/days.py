"""Due dates told anew from a case's events and steps alone: days are counted one by one, as a person would."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Bureau
from guidance.applications.models import RECEIPT_KINDS, CaseStep
from guidance.applications.opinions import Opinion
from guidance.applications.promises.models import Deferral
from guidance.cases.models import Case, Event
from guidance.clock.models import CalendarYear, Day

HERE, ONE = ZoneInfo("Asia/Shanghai"), dt.timedelta(days=1)
SINCE = dt.date(2026, 1, 1)
FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


class Almanac:
    """The table of days as it stands."""

    def __init__(self) -> None:
        rows = Day.objects.filter(date__gte=SINCE).values_list("area_code", "date", "is_working")
        self.rows = {(area, day): works for area, day, works in rows}
        self.years = set(CalendarYear.objects.filter(published=True, area_code="").values_list("year", flat=True))

    def works(self, day: dt.date, area: str) -> bool:
        for key in ((area, day), ("", day)):
            if key in self.rows:
                return self.rows[key]
        return day.weekday() < 5 and (day.year in self.years or (day.month, day.day) not in FIXED)

    def due(
        self,
        start: dt.datetime,
        limit: tuple[int, str],
        bureau: Bureau,
        rests: list[tuple[dt.date, dt.date]] = [],  # noqa: B006
        more: int = 0,
    ) -> dt.datetime:
        """The closing hour of the day by which `limit` (a number of days, `workday` or `day`) is over."""
        area, here = bureau.area_code, start.astimezone(HERE)
        day = here.date()

        def worked(one: dt.date) -> bool:
            return self.works(one, area) and not rested(one)

        def rested(one: dt.date) -> bool:
            return any(since <= one < until for since, until in rests)

        if not self.works(day, area) or here.time() > bureau.closing_time:
            day = _next(day, lambda one: self.works(one, area))
        number, unit = limit
        for _ in range(number):
            day = _next(day, worked if unit != "day" else lambda one: not rested(one))
        if (number == 0 or unit == "day") and not worked(day):
            day = _next(day, worked)
        for _ in range(more):
            day = _next(day, worked)
        return dt.datetime.combine(day, bureau.closing_time, HERE)


def _next(day: dt.date, fits: Any) -> dt.date:
    day += ONE
    while not fits(day):
        day += ONE
    return day


def rests(events: list[Event]) -> list[tuple[dt.date, dt.date]]:
    """The special procedures: from the day of each to the day of its end, or to that on which it is expected."""
    found, since, days = [], None, 0
    for event in events:
        if event.verb == "suspend":
            since, days = event.at.astimezone(HERE).date(), event.data["expected_days"]
        elif event.verb == "resume":
            found.append((since, event.at.astimezone(HERE).date()))
            since = None
    return [*found, (since, since + days * ONE)] if since else found


def _answers(event: Event) -> bool:
    """Whether the applicant has answered a 补正 with it, at the window or not: all came, or what will come."""
    verbs = ("supplement", "supplement_here")
    return event.verb in verbs and event.from_state == "correction" and event.to_state == "received"


def case_due(case: Case, almanac: Almanac) -> dt.datetime:
    """When the case is due, from its events."""
    events = list(case.events.order_by("version"))
    over, joint = rests(events), len({step.get("bureau_id") for step in case.snapshot["steps"]} - {None}) > 0
    promise = case.snapshot["promised"] or {"n": 45 if joint else 20, "unit": "workday"}
    received, accepted, more, found = events[0].at, None, 0, None
    for event in events:
        verb, places = event.verb, (event.bureau,)
        if verb == "joint_begin" or _answers(event):
            received = event.at
        if verb in ("accept", "deem_accepted"):
            accepted = event.at if verb == "accept" else received
        if verb == "extend":
            more = event.data["days"]
        if verb in ("submit", "joint_begin") or _answers(event):
            found = received, (5, "workday"), *places, [], 0
        elif verb in ("accept", "deem_accepted", "suspend", "resume", "extend"):
            so_far = rests(events[: events.index(event) + 1])
            found = accepted, (promise["n"], promise["unit"]), *places, so_far, more
        elif verb == "decide":
            found = event.at, (10, "workday"), *places, [], 0
    assert found is not None
    assert len(over) >= len(found[3])
    return almanac.due(*found)


def step_due(step: CaseStep, case: Case, almanac: Almanac) -> dt.datetime | None:
    """When a step under way is due, by the calendar and the hours of whoever does it."""
    if step.kind in RECEIPT_KINDS:
        return case_due(case, almanac) if case.state == "received" else None
    if step.limit is None:
        return None
    bureau, events = step.bureau or case.bureau, list(case.events.order_by("version"))
    return almanac.due(step.started_at, (step.limit, step.unit), bureau, rests(events))


def deferral_due(row: Deferral, events: list[Event], almanac: Almanac) -> dt.datetime:
    """When what was promised for later is due: from the acceptance, and with what a person added."""
    begun = next(event for event in events if "deferred" in event.data)
    more = sum(event.data["days"] for event in events if event.verb == "extend_deferral")
    return almanac.due(begun.at, (begun.data["deferred"]["days"], "workday"), row.case.bureau, [], more)


def opinion_due(row: Opinion, days: int, almanac: Almanac) -> dt.datetime:
    return almanac.due(row.asked_at, (days, "workday"), row.bureau)
