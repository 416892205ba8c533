"""What an appointment is found by: its window and its ticket."""

from django.utils.translation import gettext_lazy as _

from guidance.cases import searching
from guidance.cases.models import Case
from guidance.cases.states import Kind


def texts(case: Case) -> dict[str, str]:
    """By section."""
    if visit := getattr(case, "site_visit", None):
        return {"booking": visit.address}
    booking = case.booking
    return {"booking": f"{booking.slot.window.name} {booking.slot.window.place} {booking.ticket}"}


def install() -> None:
    """Called once, from the app's `ready()`."""
    reads = ["booking__slot__window", "site_visit"]
    searching.tells(Kind.APPOINTMENT, texts, {"booking": _("窗口和排队号")}, reads=reads)
