"""On the page of one case, the way to all of its joint case."""

from django.utils.translation import gettext as _

from guidance.cases.models import Case
from guidance.cases.panels import Panel

from .models import JointEntry


def joint_panel(case: Case, template: str) -> Panel | None:
    """For a case that was applied for with others."""
    entry = JointEntry.objects.filter(case=case).select_related("joint", "case").with_befores().first()
    if entry is None:
        return None
    waits = "”“".join(one.title for one in entry.waits_for)
    return Panel(_("一件事"), template, {"joint": entry.joint, "waits_for": waits})
