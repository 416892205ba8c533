"""What the case page shows of an application: the answers as filled, the materials, the steps, the decision."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.masks import mask_id, mask_name
from forms import service
from guidance.cases import panels
from guidance.cases.actors import Actor
from guidance.cases.columns import Clock
from guidance.cases.models import Attachment, Case
from guidance.cases.panels import Panel
from guidance.cases.permissions import sees_personal_data
from guidance.cases.states import Kind, State

from . import deadlines, lanes, results, timeline, verified, waits
from .agents import AUTHORISATION, MASKS, Agent
from .archive.access import exports, may_export
from .bundles.panel import joint_panel
from .counter.entry import may_enter
from .models import RESULT, CaseMaterial, CaseStep
from .own_results import representatives

MASKS_BY_ROLE = {"name": mask_name, "id_number": mask_id}


@dataclass(frozen=True)
class Answer:
    """One answer as this reader may see it, with the attachments it became."""

    label: str
    text: str
    files: list[Attachment]


def _files(case: Case) -> dict[str, Attachment]:
    return {row.token: row for row in case.attachments.all()}


@panels.register("staff", Kind.APPLICATION, order=5)
def progress(case: Case, actor: Actor) -> Panel:
    """The picture of the case, who was waited for in all and when, and of a joint case what each bureau has said."""
    clock = Clock()
    stages, spans = timeline.for_page(case, actor), waits.waits(case, clock.now, people=True)
    rows = lanes.lanes_of(case, stages)
    context = {
        "picture": lanes.drawn(case, rows, stages, spans, clock),
        "lanes": rows,
        "spans": spans,
        "totals": waits.totals(spans),
    }
    return Panel(_("联合审批进度") if rows else _("办理进度"), "guidance/admin/panels/lanes.html", context)


@panels.register("staff", Kind.APPLICATION, order=10)
def answers(case: Case, actor: Actor) -> Panel | None:
    """The form as the applicant filled it, in the words of its own version; personal answers masked outside the bureau."""
    application = case.application
    if application.form_version is None:
        return None
    whole = actor.user is not None and sees_personal_data(case, actor.user)
    kept = _files(case)
    sections = []
    sent_on = timezone.localdate(case.submitted_at)
    for section in service.display(application.form_version, application.answers, sent_on):
        rows = []
        for row in section.rows:
            text = row.masked if row.personal and not whole else row.text
            rows.append(Answer(row.label, text, [kept[held.token] for held in row.files if held.token in kept]))
        sections.append({"title": section.title, "rows": rows})
    context = {"sections": sections, "version": application.form_version}
    return Panel(_("填报内容"), "guidance/admin/panels/answers.html", context)


@panels.register("staff", Kind.APPLICATION, order=11)
def stands_for(case: Case, actor: Actor) -> Panel | None:
    """Of an organisation, who stands or acts for it by the form, masked outside the bureau."""
    whole = actor.user is not None and sees_personal_data(case, actor.user)
    rows = [
        (label, text if whole else MASKS_BY_ROLE[role](text))
        for role, label, text in representatives(case.application)
        if text != case.applicant_name
    ]
    return Panel(_("单位的代表人或经办人"), "guidance/admin/panels/stands_for.html", {"rows": rows}) if rows else None


@panels.register("staff", Kind.APPLICATION, order=12)
def agent(case: Case, actor: Actor) -> Panel | None:
    """Who came for the applicant, with the authorisation; whole numbers for the bureau in charge alone."""
    files = [file for file in case.attachments.all() if file.key == AUTHORISATION]
    if not files:
        return None
    row = Agent.objects.get(pk=case.pk)
    whole = actor.user is not None and sees_personal_data(case, actor.user)
    context = {
        **{name: getattr(row, name) if whole else mask(getattr(row, name)) for name, mask in MASKS.items()},
        "files": files,
    }
    return Panel(_("代办人"), "guidance/admin/panels/agent.html", context)


@panels.register("staff", Kind.APPLICATION, order=15)
def situation(case: Case, actor: Actor) -> Panel | None:
    """What the applicant answered to 情形引导, and what was therefore not asked for."""
    scenario = case.snapshot.get("scenario") or {}
    if not scenario.get("answers"):
        return None
    return Panel(_("申请人的情形"), "guidance/panels/situation.html", scenario)


@panels.register("staff", Kind.APPLICATION, order=20)
def materials(case: Case, actor: Actor) -> Panel | None:
    """The materials as published when the case came, each with its files and what was found."""
    kept, taken, others = list(case.attachments.all()), list(case.steps.all()), verified.elsewhere(case)
    rows = [
        {
            "material": row,
            "files": row.files(kept),
            "settled": _settled(row, taken, others),
        }
        for row in case.materials.select_related("verified_by", "verified_step")
    ]
    brought = bool(case.application.supplements) and case.events.filter(verb="supplement_here").exists()
    window = brought and actor.user is not None and actor.user.bureau_id == case.bureau_id and may_enter(actor.user)
    context = {"rows": rows, "window": window}
    return Panel(_("申请材料"), "guidance/admin/panels/materials.html", context) if rows else None


def _settled(row: CaseMaterial, taken: list[CaseStep], others: dict[str, CaseMaterial]) -> str:
    """By whom it was verified for good, here or in another case of the joint case."""
    if verified.settled(row, taken):
        return verified.by_whom(row)
    other = verified.seen(row, others)
    return verified.by_other(other) if other else ""


@panels.register("staff", Kind.APPLICATION, order=27)
def joint_case(case: Case, actor: Actor) -> Panel | None:
    """The joint case of a theme that it belongs to, and what it waits for."""
    return joint_panel(case, "guidance/admin/panels/joint.html")


@panels.register("staff", Kind.APPLICATION, order=30)
def steps(case: Case, actor: Actor) -> Panel | None:
    """The steps stage by stage: in whose hands each is, since when, how long is left; and the times that do not count."""
    context = {
        "stages": timeline.for_page(case, actor),
        "pauses": list(case.pauses.all()),
        "answer_by": case.application.supplement_due if case.state == State.CORRECTION else None,
        "why_answer_by": deadlines.why_answer_by(case),
        "late_before": deadlines.late_when_extended(case),
    }
    return Panel(_("办理环节"), "guidance/admin/panels/steps.html", context)


@panels.register("staff", Kind.APPLICATION, order=35)
def opinions(case: Case, actor: Actor) -> Panel | None:
    """What other bureaus were asked, and what they answered or still owe."""
    clock = Clock()
    rows = [
        (row, clock.until(case, row.due_at), deadlines.why_opinion(row, clock.calendars))
        if row.is_waiting
        else (row, None, "")
        for row in case.opinions.all()
    ]
    return Panel(_("征求意见"), "guidance/admin/panels/opinions.html", {"rows": rows}) if rows else None


@panels.register("staff", Kind.APPLICATION, order=40)
def decision(case: Case, actor: Actor) -> Panel | None:
    """What was decided, by whom, why."""
    application = case.application
    if not application.decision:
        return None
    files = [row for row in case.attachments.all() if row.key == RESULT]
    context = {"application": application, "files": files, "validity": results.validity(application)}
    return Panel(_("决定"), "guidance/admin/panels/decision.html", context)


@panels.register("staff", Kind.APPLICATION, order=45)
def papers(case: Case, actor: Actor) -> Panel:
    """The notices that were issued, newest first, and the whole case as a file for those who may have it."""
    rows = sorted(case.papers.all(), key=lambda row: row.pk, reverse=True)
    whole = actor.user is not None and may_export(case, actor.user)
    context = {"rows": rows, "whole": whole, "exports": exports(case) if whole else []}
    return Panel(_("文书和档案"), "guidance/admin/panels/papers.html", context)
