"""What the case page shows of a question: whether it may be published, and what the public reads."""

from django.utils.translation import gettext as _

from guidance.cases import panels
from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.panels import Panel
from guidance.cases.states import Kind


@panels.register("staff", Kind.CONSULTATION, order=10)
def question(case: Case, actor: Actor) -> Panel | None:
    """The question, its answer, and how they stand with the public."""
    return Panel(_("咨询"), "guidance/admin/panels/question.html", {"row": case.consultation})
