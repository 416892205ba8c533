"""What forms do by themselves."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.jobs import periodic

from . import uploads


@periodic("forms.uploads", _("清理无人认领的上传文件"), timedelta(minutes=30))
def remove_expired_uploads(now: datetime) -> int:
    """Remove uploads nobody claimed in 30 days, and those of deleted drafts within the hour."""
    return uploads.remove_expired(now)
