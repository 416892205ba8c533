"""What is done with a theme's draft: begun, kept page by page, found again by its code, deleted with its files."""

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import ratelimit
from forms import service, uploads
from forms.models import FormVersion
from forms.service import keeping
from guidance.cases import codes
from items.models import ItemPage, ThemePage

from ..filling.drafts import CODE_LENGTH, KEEP_OPEN, KEEP_SAVED, START_WINDOW, STARTS, Gone, hashed
from .models import JointDraft

SESSION_KEY = "joint_drafts"


def begin(theme: ThemePage, situation: str, items: list[ItemPage], client: str, key: uuid.UUID | None) -> JointDraft:
    """A new draft for these items, or the one that the same page began. Refused (429) after too many from one address."""
    if key and (found := JointDraft.objects.filter(key=key, theme=theme).first()):
        return found
    ratelimit.check("draft", client, STARTS, START_WINDOW)
    versions: dict[str, Any] = {}
    for item in items:
        newest: FormVersion | None = service.latest(item.form) if item.form else None
        if newest is not None:
            versions[str(item.pk)] = newest.pk
    draft = JointDraft(key=key or uuid.uuid4(), theme=theme, situation=situation, versions=versions)
    draft.items = [item.pk for item in items]
    draft.expires_at = timezone.now() + KEEP_OPEN
    draft.save()
    return draft


def keep(draft: JointDraft, page: str, inputs: keeping.Inputs, *, done: bool) -> None:
    """Keep what a page was sent with, and its files. Gone if the draft was sent or deleted meanwhile."""
    draft.inputs = {**draft.inputs, page: inputs}
    draft.done = [*(one for one in draft.done if one != page), *([page] if done else [])]
    store(draft)


def store(draft: JointDraft) -> None:
    """Write the draft; whatever is changed prolongs its time."""
    draft.changed_at = timezone.now()
    draft.expires_at = draft.changed_at + (KEEP_SAVED if draft.is_saved else KEEP_OPEN)
    with transaction.atomic():
        if not JointDraft.objects.select_for_update().filter(pk=draft.pk).exists():
            raise Gone
        draft.save()
        tokens = [token for kept in draft.inputs.values() for token in keeping.tokens_in(kept)]
        uploads.keep_only(draft.owner, tokens)


def give_code(draft: JointDraft) -> str:
    """A new code, in groups of four; one given before is no good any more."""
    letters = [secrets.choice(codes.ALPHABET) for _ in range(CODE_LENGTH)]
    draft.code_hash = hashed("".join(letters))
    store(draft)
    return "-".join("".join(letters[at : at + 4]) for at in range(0, CODE_LENGTH, 4))


def find(code: str) -> JointDraft | None:
    """The draft that a code opens. Whoever calls has counted the try already."""
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    rows = JointDraft.objects.filter(code_hash__in=[hashed(code, key) for key in keys], theme__isnull=False)
    return rows.filter(expires_at__gt=timezone.now()).select_related("theme").first()


def remember(request: HttpRequest, draft: JointDraft) -> None:
    """Let this browser go on with the draft."""
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), str(draft.theme_id): draft.pk}


def open_draft(request: HttpRequest, theme: ThemePage) -> JointDraft | None:
    """The draft of a theme that this browser has open, if it is still kept."""
    pk = request.session.get(SESSION_KEY, {}).get(str(theme.pk))
    draft = JointDraft.objects.filter(pk=pk, theme=theme, expires_at__gt=timezone.now()).first() if pk else None
    if draft is not None:
        draft.theme = theme
    return draft


def discard(draft: JointDraft) -> None:
    """Delete a draft and its files."""
    with transaction.atomic():
        uploads.discard(draft.owner)
        draft.delete()


def remove_expired(now: datetime) -> int:
    """Delete the drafts whose time is over. Returns how many."""
    rows = list(JointDraft.objects.filter(expires_at__lte=now)[:500])
    for draft in rows:
        discard(draft)
    return len(rows)
