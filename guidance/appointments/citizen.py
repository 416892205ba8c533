"""What the citizen's progress page shows of an appointment."""

from django.utils.translation import gettext as _

from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.panels import Panel, register
from guidance.cases.states import Kind, State

from .flow import at_a_window

GIVEN_BACK = (State.CANCELLED, State.OFFICE_CANCELLED, State.NO_SHOW, State.LAPSED)


@register("citizen", Kind.APPOINTMENT, order=10)
def place(case: Case, actor: Actor) -> Panel | None:
    """When and where, and where it was moved to; where the place was given back, the way to another."""
    if not at_a_window(case):
        return None
    booking = case.booking
    moved = booking.moved_to.number if booking.moved_to else ""
    again = case.item if case.state in GIVEN_BACK else None
    context = {
        "booking": booking,
        "moved": moved,
        "again": again,
        "stands": case.state not in (*GIVEN_BACK, State.MOVED),
    }
    return Panel(_("时间地点"), "guidance/panels/place.html", context)
