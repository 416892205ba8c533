"""What time sets off on appointments."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.jobs import periodic

from . import slots
from .models import Window


@periodic("appointments.slots", _("生成预约时段"), every=timedelta(minutes=30))
def make_slots(now: datetime) -> int:
    """Make the slots of every open window for its booking horizon."""
    windows = Window.objects.filter(active=True).select_related("bureau")
    return sum(slots.ensure(window, slots.horizon(window, now)) for window in windows)
