"""What the citizen's progress page shows of an application, and what the guide offers of it."""

from django.utils.translation import gettext as _

from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.panels import Panel, register, tells_next
from guidance.cases.states import Kind, State

from . import lanes, partly, results, waits
from .bundles.panel import joint_panel
from .deadlines import why_answer_by
from .models import RESULT, CaseMaterial
from .papers.kinds import INTERNAL
from .promises.telling import day_of
from .steps import word_of

SENT_LATER = (State.RECEIVED, State.ACCEPTED, State.REVIEW)
"""Where what did not come with the answer, or was found wrong in review, may still be sent; no clock stops for it."""


@register("citizen", Kind.APPLICATION, order=10)
def wanted(case: Case, actor: Actor) -> Panel | None:
    """What the office asked to be supplemented, while it waits for it, and what then did not come."""
    left = [row for row in case.materials.all() if row.state == CaseMaterial.State.WANTED]
    if case.state in SENT_LATER and left:
        text = _("还有 %(count)s 份没有交：%(names)s。请点“提交补正材料”上传，或按约定送到窗口。")
        words = {"count": len(left), "names": "、".join(row.name for row in left)}
        told = "\n\n".join([text % words, *_what_is_wrong(left)])
        return Panel(_("还没有补齐"), "guidance/panels/wanted.html", {"text": told})
    if case.state != State.CORRECTION:
        return None
    text = case.application.supplement_asked
    why = why_answer_by(case)
    if until := case.application.supplement_due:
        text = _("请在 %(until)s 前补正。") % {"until": day_of(until)} + f"\n\n{text}"
    if said := partly.so_far(case, [row.name for row in left]):
        text = f"{said}\n\n{text}"
    return Panel(_("需要补正的内容"), "guidance/panels/wanted.html", {"text": text, "why": why})


def _what_is_wrong(rows: list[CaseMaterial]) -> list[str]:
    """What the office said of papers that it wants, those of which it said the same together."""
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row.note, []).append(row.name)
    return [f"{'、'.join(names)}：{note}" for note, names in said.items() if note]


@tells_next
def next_step(case: Case) -> str:
    """By when to answer a 补正; what is still to come; what may be done against a refusal."""
    if case.kind != Kind.APPLICATION:
        return ""
    if case.state == State.CORRECTION and (until := case.application.supplement_due):
        return _("请在 %(until)s 前按下面的要求提交补正材料。") % {"until": day_of(until)}
    if case.state in SENT_LATER and any(row.state == CaseMaterial.State.WANTED for row in case.materials.all()):
        return _("还有材料没有补齐，请在下面提交。")
    if case.state == State.DENIED:
        return _("等待送达决定。不服的，可以按决定书写明的途径申请行政复议或提起行政诉讼。")
    return ""


@register("citizen", Kind.APPLICATION, order=6)
def joint_case(case: Case, actor: Actor) -> Panel | None:
    """The joint case of a theme that it belongs to, and what it waits for."""
    return joint_panel(case, "guidance/panels/joint.html")


@register("citizen", Kind.APPLICATION, order=18)
def progress(case: Case, actor: Actor) -> Panel | None:
    """Of a joint case, the lanes of its bureaus. Never who the clerk is."""
    if not case.participations.all():
        return None
    drawn = lanes.shown_to_all(case, waits.waits(case))
    return Panel(_("进度图"), "guidance/panels/picture.html", {"picture": drawn}, "hall/css/picture.css")


@register("citizen", Kind.APPLICATION, order=20)
def steps(case: Case, actor: Actor) -> Panel:
    """The steps: done, under way, to come. Never who the clerk is."""
    rows = [(step, word_of(step, case)) for step in case.steps.all()]
    context = {"rows": rows, "ended": not case.is_open, "stopped": not case.clock_runs}
    return Panel(_("办理环节"), "guidance/panels/steps.html", context)


@register("citizen", Kind.APPLICATION, order=25)
def situation(case: Case, actor: Actor) -> Panel | None:
    """What was answered to 情形引导, and what was therefore not asked for."""
    scenario = case.snapshot.get("scenario") or {}
    if not scenario.get("answers"):
        return None
    return Panel(_("您的情形"), "guidance/panels/situation.html", scenario)


@register("citizen", Kind.APPLICATION, order=30)
def materials(case: Case, actor: Actor) -> Panel | None:
    """The materials and what the office found."""
    kept = list(case.attachments.all())
    rows = [{"material": row, "files": row.files(kept)} for row in case.materials.all()]
    context = {"rows": rows, "number": case.number}
    return Panel(_("申请材料"), "guidance/panels/materials.html", context) if rows else None


@register("citizen", Kind.APPLICATION, order=5)
def outcome(case: Case, actor: Actor) -> Panel | None:
    """What was decided, the number and the documents, and how they are delivered."""
    row = case.application
    if not row.decision:
        return None
    files = [file for file in case.attachments.all() if file.key == RESULT]
    context = {"row": row, "files": files, "number": case.number, "validity": results.validity(row)}
    return Panel(_("办理结果"), "guidance/panels/outcome.html", context)


@register("citizen", Kind.APPLICATION, order=7)
def papers(case: Case, actor: Actor) -> Panel | None:
    """The notices that were issued, newest first."""
    rows = sorted((row for row in case.papers.all() if row.kind not in INTERNAL), key=lambda row: row.pk, reverse=True)
    return Panel(_("文书"), "guidance/panels/papers.html", {"rows": rows}) if rows else None
