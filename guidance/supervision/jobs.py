"""What time sets off in supervision."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.jobs import periodic

from . import owed, reminders


@periodic("supervision.reminders", _("到期预警和超期催办"), every=timedelta(minutes=5))
def remind(now: datetime) -> int:
    """Tell the desks of what is near, at or far past its due time."""
    return reminders.remind(now) + owed.remind(now)
