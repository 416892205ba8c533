"""What the case page shows of an appointment: when, where, which ticket, and whether its booker is suspended."""

from django.utils import timezone
from django.utils.translation import gettext as _

from guidance.cases import panels
from guidance.cases.actors import Actor
from guidance.cases.models import Case
from guidance.cases.panels import Panel
from guidance.cases.states import Kind

from .flow import at_a_window


@panels.register("staff", Kind.APPOINTMENT, order=10)
def booking(case: Case, actor: Actor) -> Panel | None:
    """The booking, where it was moved to or from, and the person's suspension."""
    if not at_a_window(case):
        return None
    row = case.booking
    blocked = row.booker.blocked_until if row.booker else None
    context = {
        "booking": row,
        "moved_from": getattr(case, "moved_from", None),
        "blocked_until": blocked if blocked and blocked > timezone.now() else None,
    }
    return Panel(_("预约"), "guidance/admin/panels/booking.html", context)
