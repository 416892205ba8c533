"""What the citizen's progress page shows of an appointment."""

from django.utils.translation import gettext as _

from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.panels import Panel, register
from guidance.cases.states import Kind


@register("citizen", Kind.APPOINTMENT, order=10)
def place(case: Case, actor: Actor) -> Panel:
    """When and where, and where it was moved to."""
    booking = case.booking
    moved = booking.moved_to.number if booking.moved_to else ""
    return Panel(_("时间地点"), "guidance/panels/place.html", {"booking": booking, "moved": moved})
