"""The API of joint approval: a joint case (一件事) with its branches, and the lanes of one case's bureaus.

Opened by number and query code, as the pages are: no name of a clerk is told, and nothing of another applicant's.
"""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema

from accounts import ratelimit
from guidance.cases import access, numbers
from guidance.cases.api import opened, told
from guidance.cases.models import Case
from guidance.cases.templatetags.guidance import next_step, translated

from .bundles import flow
from .bundles.models import JointCase
from .bundles.progress import Lane, Overview, overview
from .models import CaseStep

router = Router(tags=["joint cases"])


class StepOut(Schema):
    """A step: at which bureau, since when, until when. Steps of one `group` run side by side. Never who does it."""

    name: str
    kind: str
    group: str
    bureau: str
    state: str
    state_text: str
    started_at: str | None
    ended_at: str | None
    due_at: str | None


class LaneOut(Schema):
    """A bureau's steps in a case; `leads` for the one in charge (牵头)."""

    bureau: str
    leads: bool
    steps: list[StepOut]


class BranchOut(Schema):
    """One case of a joint case. `waits_for`: the numbers of the cases that must still be granted before this one begins.

    `wanted` names the papers that the applicant is asked for. It opens under its own number with the same query code.
    """

    number: str
    title: str
    bureau: str
    state: str
    state_text: str
    waits_for: list[str]
    steps: list[StepOut]
    due_at: str | None
    due_what: str
    late: bool
    next_step: str
    wanted: list[str]


class SharedPaperOut(Schema):
    """A paper that several of the cases use, and which bureau has verified it, if one has."""

    name: str
    used_for: list[str]
    verified_by: str
    verified_at: str | None


class JointOut(Schema):
    """A joint case. `expected_at`: when all should be decided, along the longest `branch` of cases, never their sum."""

    number: str
    title: str
    bureau: str
    submitted_at: str
    expected_at: str | None
    branch: list[str]
    late: bool
    open: bool
    cases: list[BranchOut]
    papers: list[SharedPaperOut]


@router.get("/joint/{number}", response=JointOut, summary="A joint case with its branches (X-Query-Code)")
def joint_progress(request: HttpRequest, number: str, x_query_code: str = Header(...)) -> JointOut:
    return _joint(overview(_opened(request, number, x_query_code)))


@router.get("/cases/{number}/lanes", response=list[LaneOut], summary="A case's steps, bureau by bureau (X-Query-Code)")
def lanes(request: HttpRequest, number: str, x_query_code: str = Header(...)) -> list[LaneOut]:
    return _lanes(opened(request, number, x_query_code))


def _opened(request: HttpRequest, number: str, code: str) -> JointCase:
    """As a case is opened: counted by the caller, and the same answer for a wrong number and a wrong code."""
    ratelimit.check("progress", ratelimit.client_key(request), access.LOOKUPS, access.LOOKUP_WINDOW)
    found = flow.look_up(numbers.normalise_number(number), code)
    if found is None:
        raise Http404(_("没有找到。请核对编号和查询码；两者必须都对。"))
    return found


def _joint(seen: Overview) -> JointOut:
    return JointOut(
        number=seen.joint.number,
        title=seen.joint.title,
        bureau=seen.joint.bureau.name,
        submitted_at=told(seen.joint.submitted_at),
        expected_at=told(seen.expected.at) if seen.expected else None,
        branch=[entry.case.number for entry in seen.expected.branch] if seen.expected else [],
        late=seen.late,
        open=seen.open,
        cases=[_branch(lane) for lane in seen.lanes],
        papers=[
            SharedPaperOut(
                name=paper.name,
                used_for=paper.titles,
                verified_by=paper.verified.case.bureau.name if paper.verified else "",
                verified_at=told(paper.verified.verified_at) if paper.verified and paper.verified.verified_at else None,
            )
            for paper in seen.papers
        ],
    )


def _branch(lane: Lane) -> BranchOut:
    case = lane.case
    return BranchOut(
        number=case.number,
        title=case.title,
        bureau=case.bureau.name,
        state=case.state,
        state_text=str(case.get_state_display()),
        waits_for=[one.number for one in lane.entry.waits_for],
        steps=[_step(row, case) for row in case.steps.all()],
        due_at=told(case.due_at) if lane.until and case.due_at else None,
        due_what=translated(case.due_what) if lane.until else "",
        late=lane.until is not None and lane.until.level == "late",
        next_step=next_step(case),
        wanted=lane.wanted,
    )


def _lanes(case: Case) -> list[LaneOut]:
    """The lead's lane first, then the others' in the order of their first step."""
    steps = list(case.steps.select_related("bureau"))
    keys = dict.fromkeys([case.bureau_id, *(row.bureau_id for row in steps if row.bureau_id)])
    names = {case.bureau_id: case.bureau.name} | {row.bureau_id: row.bureau.name for row in steps if row.bureau}
    return [
        LaneOut(
            bureau=names[key],
            leads=key == case.bureau_id,
            steps=[_step(row, case) for row in steps if (row.bureau_id or case.bureau_id) == key],
        )
        for key in keys
    ]


def _step(row: CaseStep, case: Case) -> StepOut:
    return StepOut(
        name=row.name,
        kind=row.kind,
        group=row.group,
        bureau=(row.bureau or case.bureau).name,
        state=row.state,
        state_text=str(row.get_state_display()),
        started_at=told(row.started_at) if row.started_at else None,
        ended_at=told(row.ended_at) if row.ended_at else None,
        due_at=told(row.due) if row.due else None,
    )
