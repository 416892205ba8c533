"""What the guide shows of consultations: what others asked about the item."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from items.models import ItemPage
from items.panels import Panel, register

from .models import Consultation

SHOWN = 5


@register("questions", order=20)
def answered(page: ItemPage, request: HttpRequest) -> Panel | None:
    """The latest published questions about the item."""
    rows = list(Consultation.objects.published().about(page).select_related("case")[: SHOWN + 1])
    if not rows:
        return None
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN}
    return Panel(_("大家在问"), "guidance/panels/questions.html", context, anchor="asked")
