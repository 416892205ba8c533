"""What the applicant is told of a draft, where a phone number or a mail address was left: its code, and its end."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import ratelimit
from guidance.notices import outbox
from guidance.notices.texts import compose

from .models import Kept

REMIND_BEFORE = timedelta(days=3)
"""How long before the deletion."""
SENDS, SEND_WINDOW = 5, timedelta(hours=1)
"""Codes sent for one address, and to one phone or mailbox: nobody's phone is to ring all day."""


def send_code(draft: Kept, code: str, phone: str, email: str, client: str) -> None:
    """Send the code, and remember where to remind. Refused (429) after too many for one address or to one person."""
    for key in filter(None, (client, phone, email)):
        ratelimit.check("draft-notice", key, SENDS, SEND_WINDOW)
    leave_contact(draft, phone, email)
    tell(draft, "draft.code", timezone.now(), code=code)


def leave_contact(draft: Kept, phone: str, email: str) -> None:
    """Remember where to remind."""
    draft.phone, draft.email = phone, email
    draft.save(update_fields=["phone", "email"])


def remind(kind: type[Kept], now: datetime) -> int:
    """Remind of drafts of a kind that will be deleted within three days. Returns of how many."""
    waiting = list(kind.objects.to_be_reminded(now, now + REMIND_BEFORE).order_by("expires_at")[:500])  # type: ignore[attr-defined]
    for draft in waiting:
        tell(draft, "draft.reminder", now)
        draft.reminded_at = now
        draft.save(update_fields=["reminded_at"])
    return len(waiting)


def tell(draft: Kept, occasion: str, now: datetime, **values: str) -> None:
    """Write the notices of an occasion: once each to the phone and to the mailbox, for each state of the draft."""
    until = timezone.localtime(draft.expires_at).strftime("%Y-%m-%d %H:%M")
    url = settings.HALL_BASE_URL + reverse("apply-resume")
    subject, body = compose(occasion, due=until, url=url, **values)
    outbox.add_all(
        [("sms", draft.phone), ("mail", draft.email)],
        f"{draft.key}:{draft.changed_at:%Y%m%d%H%M%S%f}:{occasion}",
        kind=occasion,
        subject=subject,
        body=body,
        bureau=draft.bureau,
        at=now,
    )
