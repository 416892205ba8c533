"""One page of progress for all cases of a joint case: for its applicant, and for the bureaus that lead or take part."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import ratelimit
from accounts.admin_page import admin_page
from accounts.errors import Refused
from guidance.cases import access, actors, applicants, flow
from guidance.cases.columns import Clock, Until
from guidance.cases.models import Case
from guidance.cases.permissions import works_at_a_desk
from items.verifying import same

from ..flow import UNDECIDED
from ..models import CaseMaterial, CaseStep
from .drawing import drawn, waited, ways
from .expected import Expected, expected
from .models import JointCase, JointEntry

READS = ("steps__bureau", "materials__verified_by", "site_visits__case")


@dataclass(frozen=True)
class Lane:
    """One case: where it stands, at whom, until when."""

    entry: JointEntry
    now: list[CaseStep]
    until: Until | None
    wanted: list[str]

    @property
    def case(self) -> Case:
        return self.entry.case

    @property
    def waits_for(self) -> str:
        """The titles of what must still be granted first, to stand in quotation marks."""
        return "”“".join(one.title for one in self.entry.waits_for)

    @property
    def may_withdraw(self) -> bool:
        return self.case.state in UNDECIDED


@dataclass(frozen=True)
class Shared:
    """A paper that several cases use, and who has verified it."""

    name: str
    titles: list[str]
    verified: CaseMaterial | None


@dataclass(frozen=True)
class Overview:
    """All of a joint case."""

    joint: JointCase
    lanes: list[Lane]
    expected: Expected | None
    papers: list[Shared]
    clock: Clock
    """What it was read by."""

    @property
    def late(self) -> bool:
        return any(lane.until is not None and lane.until.level == "late" for lane in self.lanes)

    @property
    def open(self) -> bool:
        return any(lane.case.is_open for lane in self.lanes)


def overview(joint: JointCase) -> Overview:
    """In a fixed number of queries, whatever the number of its cases."""
    rows = JointEntry.objects.filter(joint=joint).select_related(
        "case__bureau", "case__application", "case__owner", "case__deferral"
    )
    entries = list(rows.with_befores().prefetch_related(*(f"case__{name}" for name in READS)))
    clock = Clock()
    return Overview(joint, [_lane(entry, clock) for entry in entries], expected(entries), list(_papers(entries)), clock)


def _lane(entry: JointEntry, clock: Clock) -> Lane:
    case = entry.case
    now = [step for step in case.steps.all() if step.state == CaseStep.State.ACTIVE] if case.is_open else []
    until = clock.until(case, case.due_at) if case.clock_runs and case.due_at else None
    wanted = [row.name for row in case.materials.all() if row.state == CaseMaterial.State.WANTED]
    return Lane(entry, now, until, wanted)


def _papers(entries: list[JointEntry]) -> Any:
    found: dict[str, list[tuple[Case, CaseMaterial]]] = {}
    for entry in entries:
        for row in entry.case.materials.all():
            found.setdefault(same(row.name), []).append((entry.case, row))
    for uses in found.values():
        if len(uses) > 1:
            seen = next(
                (row for _case, row in uses if row.state == CaseMaterial.State.VERIFIED and row.verified_by), None
            )
            yield Shared(uses[0][1].name, [case.title for case, _row in uses], seen)


def _mine(request: HttpRequest, number: str) -> JointCase:
    found = JointCase.objects.select_related("bureau").filter(number=number).first()
    if found is None or not access.is_remembered(request, number):
        raise Http404
    return found


def _ask(number: str) -> HttpResponse:
    return redirect(f"{reverse('progress')}?{urlencode({'number': number[:40]})}")


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The number and the code, to keep or print, and the cases under it."""
    if not access.is_remembered(request, number):
        return _ask(number)
    return render(request, "guidance/joint/receipt.html", {"seen": overview(_mine(request, number))})


@never_cache
@require_safe
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """All cases on one page."""
    if not access.is_remembered(request, number):
        return _ask(number)
    seen = overview(_mine(request, number))
    ways_in = ways(seen.lanes, "progress-case")
    picture = drawn(seen.lanes, waited(seen.lanes, seen.clock.now), seen.clock, seen.expected, ways_in)
    return render(request, "guidance/joint/progress.html", {"seen": seen, "picture": picture})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw all that is not decided; asks first. Each by its own verb: what cannot be withdrawn any more is named."""
    if not access.is_remembered(request, number):
        return _ask(number)
    seen = overview(_mine(request, number))
    rows = [lane for lane in seen.lanes if lane.may_withdraw]
    if request.method != "POST":
        return render(request, "guidance/joint/withdraw.html", {"seen": seen, "rows": rows})
    try:
        ratelimit.check("act", ratelimit.client_key(request), access.LOOKUPS, access.LOOKUP_WINDOW)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("joint-progress", number=number)
    for lane in reversed(rows):
        try:
            flow.perform(lane.case, "withdraw", actors.citizen())
        except Refused as refusal:
            messages.warning(request, f"{lane.case.number}：{refusal.message}")
    messages.success(request, _("已撤回还没有决定的申请。"))
    return redirect("joint-progress", number=number)


def index(request: HttpRequest) -> HttpResponse:
    """The joint cases that the reader's bureau leads or has a case of, newest first."""
    if not works_at_a_desk(request.user):
        raise Http404
    rows = JointCase.objects.visible_to(request.user).for_lists()[:100]
    clock, lines = Clock(), []
    for row in rows:
        cases = [entry.case for entry in row.entries.all()]
        late = sum(case.lateness(clock.now) == "late" for case in cases)
        lines.append({"joint": row, "done": sum(not case.is_open for case in cases), "all": len(cases), "late": late})
    return admin_page(request, "guidance/admin/joint_cases.html", _("一件事联办"), "list-ul", {"lines": lines})


def page(request: HttpRequest, number: str) -> HttpResponse:
    """One joint case as lanes. Who sees only some of its cases reads of the others where they stand, and opens none."""
    if not works_at_a_desk(request.user):
        raise Http404
    joint = get_object_or_404(JointCase.objects.visible_to(request.user).select_related("bureau"), number=number)
    seen = overview(joint)
    keys = [lane.case.pk for lane in seen.lanes]
    mine = set(Case.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    name = applicants.masked_name(seen.lanes[0].case) if seen.lanes else ""
    trail = [{"url": reverse("joint-cases"), "label": _("一件事联办")}]
    rows = waited(seen.lanes, seen.clock.now, people=mine)
    picture = drawn(seen.lanes, rows, seen.clock, seen.expected, ways(seen.lanes, "cases:inspect", mine))
    context = {"seen": seen, "mine": mine, "applicant": name, "picture": picture, "waits": rows}
    return admin_page(request, "guidance/admin/joint_case.html", str(joint), "list-ul", context, trail=trail)
