"""On the page of one case, the way to all of its joint case."""

from django.utils.translation import gettext as _

from guidance.cases.models import Case
from guidance.cases.panels import Panel
from guidance.cases.states import State

from .models import JointEntry


def joint_panel(case: Case, template: str) -> Panel | None:
    """For a case that was applied for with others."""
    entry = JointEntry.objects.filter(case=case).select_related("joint", "after__case").first()
    if entry is None:
        return None
    waits = entry.after.case.title if entry.after and case.state == State.WAITING else ""
    return Panel(_("一件事"), template, {"joint": entry.joint, "waits_for": waits})
