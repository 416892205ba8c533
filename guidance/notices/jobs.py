"""What the worker does for notices."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.jobs import periodic

from . import outbox


@periodic("notices.deliver", _("发送通知"), every=timedelta(seconds=2))
def deliver(now: datetime) -> int:
    """Deliver what is due."""
    return outbox.deliver(now)
