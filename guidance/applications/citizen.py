"""What the citizen's progress page shows of an application, and what the guide offers of it."""

from django.utils.translation import gettext as _

from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.panels import Panel, register
from guidance.cases.states import Kind, State

from .models import CaseStep


@register("citizen", Kind.APPLICATION, order=10)
def wanted(case: Case, actor: Actor) -> Panel | None:
    """What the office asked to be supplemented, while it waits for it."""
    if case.state != State.CORRECTION:
        return None
    return Panel(_("需要补正的内容"), "guidance/panels/wanted.html", {"text": case.application.supplement_asked})


@register("citizen", Kind.APPLICATION, order=20)
def steps(case: Case, actor: Actor) -> Panel:
    """The steps: done, under way, to come. Never who the clerk is."""
    rows = list(case.steps.all())
    context = {"rows": rows, "State": CaseStep.State, "ended": not case.is_open, "stopped": not case.clock_runs}
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
    rows = list(case.materials.all())
    return Panel(_("申请材料"), "guidance/panels/materials.html", {"rows": rows}) if rows else None
