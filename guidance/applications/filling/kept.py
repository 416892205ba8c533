"""What is done with a draft of any kind: kept after every page, found again by its code, sent once, deleted with its files.

A draft without a code lives a day in its browser; with one, thirty days after the last change.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import ratelimit
from accounts.errors import Refused
from forms import uploads
from guidance.cases import codes

from ..spared import Spared
from .models import Kept

KEEP_OPEN = timedelta(days=1)
"""Without a code: a browser left open over night."""
KEEP_SAVED = timedelta(days=30)
"""With a code, after the last change: as long as an upload that nobody claimed."""
CODE_LENGTH = 12
"""59 bits of `codes.ALPHABET`: at sixty tries in ten minutes nobody meets one of a million drafts."""
TRIES, TRY_WINDOW = 60, timedelta(minutes=10)
"""Codes tried from one address: as look-ups of cases."""
STARTS, START_WINDOW = 60, timedelta(hours=1)
"""Drafts begun from one address: as public posts."""

Sent = TypeVar("Sent")


class Gone(Refused):
    """The draft is there no more: sent, deleted, or kept past its time."""

    def __init__(self) -> None:
        super().__init__(_("这份申请已经不在了：可能已删除，或过了保留期。请重新填写。"), code="draft-gone")


def start(draft: Kept, client: str, now: datetime | None = None) -> None:
    """Keep a new draft. Refused (429) after too many from one address."""
    ratelimit.check("draft", client, STARTS, START_WINDOW)
    moment = now or timezone.now()
    draft.created_at = draft.changed_at = moment
    draft.expires_at = moment + KEEP_OPEN
    draft.save()


def store(draft: Kept, now: datetime | None = None) -> None:
    """Write the draft; whatever is changed prolongs its time.

    Gone if it was sent or deleted since it was read: it never comes back by being kept.
    """
    draft.changed_at = now or timezone.now()
    draft.expires_at = draft.changed_at + (KEEP_SAVED if draft.is_saved else KEEP_OPEN)
    draft.reminded_at = None
    with transaction.atomic():
        if not type(draft)._default_manager.select_for_update().filter(pk=draft.pk).exists():
            raise Gone
        draft.save()
        uploads.keep_only(draft.owner, draft.tokens)


def mark(draft: Kept, page: str, *, done: bool) -> None:
    """Say of a page whether nothing on it is to be put right; to be stored."""
    draft.done = [*(one for one in draft.done if one != page), *([page] if done else [])]


def spare(draft: Kept, found: dict[str, Spared | None]) -> None:
    """Keep what was found in place of materials, by their inputs; None: the applicant hands it in after all."""
    rest = {name: one for name, one in draft.spared.items() if name not in found}
    draft.spared = rest | {name: one.as_kept() for name, one in found.items() if one is not None}
    store(draft)


def give_code(draft: Kept, now: datetime | None = None) -> str:
    """A new code for the draft, in groups of four; one given before is no good any more. Nobody can read it again."""
    letters = [secrets.choice(codes.ALPHABET) for _ in range(CODE_LENGTH)]
    draft.code_hash = hashed("".join(letters))
    store(draft, now)
    return "-".join("".join(letters[at : at + 4]) for at in range(0, CODE_LENGTH, 4))


def hashed(code: str, secret: str | None = None) -> str:
    """What is kept of a code: useless without the hall's secret key."""
    typed = codes.normalise_code(code)
    return salted_hmac("applications.draft", typed, secret=secret, algorithm="sha256").hexdigest()


def count_try(client: str) -> None:
    """Refused (429) after too many codes tried from one address."""
    ratelimit.check("draft-code", client, TRIES, TRY_WINDOW)


def find(rows: Any, code: str, now: datetime | None = None) -> Any:
    """The draft among `rows` that a code opens; None for a wrong one. Whoever calls has counted the try."""
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return rows.open(now or timezone.now()).filter(code_hash__in=[hashed(code, key) for key in keys]).first()


def opens(draft: Kept, code: str) -> bool:
    """Whether a code is the draft's."""
    return draft.is_saved and draft.code_hash == hashed(code)


def send_once(draft: Kept, sent: Callable[[], Sent | None], make: Callable[[], Sent]) -> Sent:
    """Send a draft, once, and delete it: `make` sends; `sent` finds what it has become already.

    Refused if another page changed it since this one was read; Gone if it is there no more and was not sent.
    """
    with transaction.atomic():
        locked = type(draft)._default_manager.select_for_update().filter(pk=draft.pk).first()
        if locked is None:
            if (found := sent()) is None:
                raise Gone
            return found
        if locked.changed_at != draft.changed_at:
            raise Refused(_("这份申请刚在别的页面改过。请核对后再提交。"), code="draft-changed")
        made = make()
        discard(locked)
        return made


def discard(draft: Kept) -> None:
    """Delete a draft and its files."""
    with transaction.atomic():
        uploads.discard(draft.owner)
        draft.delete()


def remove_expired(kind: type[Kept], now: datetime) -> int:
    """Delete the drafts of a kind whose time is over, with their files. Returns how many."""
    drafts = list(kind.objects.expired(now).order_by("expires_at")[:500])  # type: ignore[attr-defined]
    for draft in drafts:
        discard(draft)
    return len(drafts)
