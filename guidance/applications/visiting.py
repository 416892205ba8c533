"""联合踏勘 of an application: one appointment for all bureaus that must look at the place, set from the case itself."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forms import service
from guidance.appointments.models import SiteVisit
from guidance.appointments.site_visits.flow import Plan, propose
from guidance.appointments.site_visits.forms import PlanForm
from guidance.cases import panels, permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.models import Case
from guidance.cases.panels import Panel
from guidance.cases.registry import register
from guidance.cases.states import Kind, State
from items.choices import StepKind

VISITED = (State.RECEIVED, State.ACCEPTED, State.REVIEW, State.SUSPENDED)
"""States in which somebody may come to look."""
READS = ("site_visits__case__visit_parts__bureau", "site_visits__case__bureau")


class VisitForm(PlanForm):
    """A visit, at the address that the applicant wrote unless told otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case is not None:
            self.fields["address"].initial = address_of(self.case)


def address_of(case: Case) -> str:
    """The address among the answers; empty where the form asks for none."""
    application = case.application
    if application.form_version is None:
        return ""
    return service.applicant_hints(application.form_version, application.answers).get("address", "")


def plan(doing: Doing) -> None:
    """Set the visit; the event names when and who."""
    data = doing.data
    names = ("time", "time_2", "time_3")
    times = list(dict.fromkeys(data[name] for name in names if data.get(name)))
    length = timedelta(minutes=data["minutes"])
    propose(doing, Plan(times, length, data["address"], list(data["bureaus"]), data["prepare"], data["together"]))


def _looked_at(case: Case, now: datetime) -> str | None:
    """Joint cases, and those with a visit among their steps."""
    on_site = any(step.kind == StepKind.SITE_VISIT for step in case.steps.all())
    return None if on_site or case.participations.all() else _t("这件没有现场勘查环节。")


def visits_of(case: Case) -> list[SiteVisit]:
    """The visits of a case, soonest first."""
    return sorted(case.site_visits.all(), key=lambda row: row.starts_at)


def still_open(case: Case) -> list[SiteVisit]:
    """The visits that are booked and not over."""
    return [row for row in visits_of(case) if row.case.state == State.BOOKED]


@panels.register("staff", Kind.APPLICATION, order=29)
def staff_panel(case: Case, actor: Actor) -> Panel | None:
    """The visits with what each bureau found; whoever did not come is named."""
    rows = visits_of(case)
    return Panel(_t("现场踏勘"), "guidance/admin/panels/visits.html", {"visits": rows}) if rows else None


@panels.register("citizen", Kind.APPLICATION, order=15)
def citizen_panel(case: Case, actor: Actor) -> Panel | None:
    """When, who comes, and what to prepare."""
    rows = visits_of(case)
    return Panel(_t("现场踏勘"), "guidance/panels/visits.html", {"visits": rows}) if rows else None


def install() -> None:
    """Called once, from the app's `ready()`."""
    register(
        "plan_visit", _("安排现场踏勘"), kinds=[Kind.APPLICATION], sources=VISITED, ask=permissions.seat, run=plan,
        form=VisitForm, ready=_looked_at, order=30,
    )  # fmt: skip
