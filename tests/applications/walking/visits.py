"""Site visits of a walked case: who may do what to one, what its verbs are filled with, what must hold of it."""

import datetime as dt
from random import Random
from typing import Any

from django.utils import timezone

from guidance.appointments.models import SiteVisit, VisitPart
from guidance.cases.models import Case, Event, Participation
from guidance.notices.models import Notice

from . import truths
from .world import Person

STAFF = ("visit_finding", "visit_absent", "visit_nobody", "visit_move", "visit_cancel")
VERBS = (*STAFF, "visit_choose", "visit_void")
THERE = ("visit_finding", "visit_absent", "visit_nobody")
"""What is only known once the visit has begun."""
TOLD = {"visit_set", "visit_move", "visit_choose", "visit_cancel", "visit_void"}
TABLE = {"": {"booked"}, "booked": {"done", "no_show", "office_cancelled"}, "done": set(), "no_show": set()}
TABLE["office_cancelled"] = set()
IN_CASE = {"visit_move": "visit_moved", "visit_choose": "visit_moved", "visit_set": "plan_visit"}
IN_CASE |= {"visit_cancel": "visit_cancelled", "visit_void": "visit_cancelled"} | dict.fromkeys(THERE, "visit_found")
"""By the verb of a visit, what its case is told."""


def may(visit: SiteVisit, verb: str, one: Person) -> bool:
    """From plain rows: the desk in charge and the bureaus that come; only these say what they found."""
    if one.kind != "staff":
        return (one.kind, verb) in (("citizen", "visit_choose"), ("system", "visit_void"))
    guests = Participation.objects.filter(case=visit.case_id).values_list("bureau", flat=True)
    sees = one.everywhere or one.bureau == visit.case.bureau_id or one.bureau in guests
    seat = verb in STAFF and one.works and sees
    comes = VisitPart.objects.filter(case=visit.case_id, bureau=one.bureau).exists()
    return seat and (comes or verb != "visit_finding")


def filled(visit: SiteVisit, verb: str, chance: Random) -> dict[str, Any]:
    """Mostly what fits."""
    at = timezone.localtime(visit.starts_at) + dt.timedelta(days=chance.randrange(-1, 5))
    parts = VisitPart.objects.filter(case=visit.case_id, state="expected").values_list("pk", flat=True)
    times = [one.isoformat() for one in visit.other_times(timezone.now())]
    return {
        "visit_finding": {"result": chance.choice(("passed", "failed", "noted")), "reason": "门窗完好"},
        "visit_absent": {"parts": [pk for pk in parts if chance.random() < 0.6], "reason": "没来"},
        "visit_move": {"time": f"{at:%Y-%m-%dT%H:%M}", "minutes": "30", "reason": "下雨"},
        "visit_choose": {"time": times[0] if times else "2020-01-01T09:00:00+08:00"},
    }.get(verb, {"reason": "无人"})


def hold(visit: SiteVisit, case: Case) -> None:
    """The booking and its events agree, on the visit's side and on its case's; nothing is found before it began."""
    found = truths.rows_of(visit.case)
    events = found["Event"]
    truths.states(events, TABLE)
    truths.history(visit.case, found, found)
    assert visit.label == next(row["data"]["slot"] for row in reversed(events) if "slot" in row["data"])
    assert visit.case.due_at == visit.ends_at
    told = Notice.objects.filter(case_number=visit.case.number).order_by("pk").values_list("dedupe", flat=True)
    assert [int(row.split(":")[1]) for row in told] == [row["version"] for row in events if row["verb"] in TOLD]
    there = Event.objects.filter(case=case, data__visit=visit.case.number).order_by("version")
    assert [(row.verb, row.at, row.actor_id) for row in there] == [
        (IN_CASE[row["verb"]], row["at"], row["actor_id"]) for row in events
    ]
    assert list(there)[-1].data.get("when", visit.label) == visit.label
    parts = found["VisitPart"]
    assert parts
    assert all(row["at"] is None or row["at"] >= visit.starts_at for row in parts)
    assert visit.case.state != "booked" or any(row["state"] == "expected" for row in parts)
    assert visit.case.state != "done" or all(row["state"] != "expected" for row in parts)
