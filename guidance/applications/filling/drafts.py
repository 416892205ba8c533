"""What is done with a draft: kept after every page, found again by its code, sent, and deleted with its files.

A draft without a code lives a day in its browser; with one, thirty days after the last change.
"""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import ratelimit
from accounts.errors import Refused
from forms import service, uploads
from forms.service import keeping
from guidance.cases import actors, codes
from guidance.cases.flow import Opened
from guidance.cases.models import Case
from items.checklists import Checklist

from ..spared import Spared
from ..submit import submit
from .filling import Filling
from .models import Draft
from .pages import all_pages

if TYPE_CHECKING:
    from forms.models import FormVersion

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


class Gone(Refused):
    """The draft is there no more: sent, deleted, or kept past its time."""

    def __init__(self) -> None:
        super().__init__(_("这份申请已经不在了：可能已删除，或过了保留期。请重新填写。"), code="draft-gone")


def begin(
    personal: Checklist,
    version: "FormVersion | None",
    client: str,
    *,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Draft:
    """A new draft with nothing in it, or the one that the same page began, by its `key`.

    Refused (429) after too many from one address.
    """
    item = personal.page
    if key and (found := Draft.objects.of_guide().filter(key=key, item=item).first()):
        return found
    ratelimit.check("draft", client, STARTS, START_WINDOW)
    moment = now or timezone.now()
    draft = Draft(key=key or uuid.uuid4(), item=item, form_version=version)
    draft.situation, draft.page = personal.query, all_pages(version)[0].name
    draft.created_at = draft.changed_at = moment
    draft.expires_at = moment + KEEP_OPEN
    draft.save()
    return draft


def keep(draft: Draft, filling: Filling, *, done: bool, now: datetime | None = None) -> None:
    """Keep what was filled in with the page that is shown, its files too. `done`: nothing on it is to be put right.

    Gone, here and below, if the draft was sent or deleted since it was read: it never comes back by being kept.
    """
    name = filling.page.name
    draft.inputs, draft.page = filling.inputs, name
    draft.spared = filling.spared_kept
    draft.done = [*(one for one in draft.done if one != name), *([name] if done else [])]
    _store(draft, now)


def spare(draft: Draft, key: str, found: Spared | None) -> None:
    """Keep what was found in place of the material of that input; None: the applicant hands it in after all."""
    rest = {name: one for name, one in draft.spared.items() if name != key}
    draft.spared = rest if found is None else {**rest, key: found.as_kept()}
    _store(draft, None)


def answer_situation(draft: Draft, query: str) -> None:
    """Other answers to 情形引导, as the query string of a checklist; empty for none."""
    if draft.situation != query:
        draft.situation = query
        _store(draft, None)


def change(draft: Draft, inputs: keeping.Inputs, now: datetime | None = None) -> None:
    """Keep other inputs, as those of another version or of an earlier case: every page is to be looked at again."""
    draft.inputs, draft.done = inputs, []
    _store(draft, now)


def _store(draft: Draft, now: datetime | None) -> None:
    draft.changed_at = now or timezone.now()
    draft.expires_at = draft.changed_at + (KEEP_SAVED if draft.is_saved else KEEP_OPEN)
    draft.reminded_at = None
    with transaction.atomic():
        if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
            raise Gone
        draft.save()
        uploads.keep_only(draft.owner, keeping.tokens_in(draft.inputs))


def give_code(draft: Draft, now: datetime | None = None) -> str:
    """A new code for the draft, in groups of four; one given before is no good any more. Nobody can read it again."""
    letters = [secrets.choice(codes.ALPHABET) for _ in range(CODE_LENGTH)]
    draft.code_hash = hashed("".join(letters))
    _store(draft, now)
    return "-".join("".join(letters[at : at + 4]) for at in range(0, CODE_LENGTH, 4))


def hashed(code: str, secret: str | None = None) -> str:
    """What is kept of a code: useless without the hall's secret key."""
    typed = codes.normalise_code(code)
    return salted_hmac("applications.draft", typed, secret=secret, algorithm="sha256").hexdigest()


def find(code: str, client: str, now: datetime | None = None) -> Draft | None:
    """The draft that a code opens; None for a wrong one. Refused (429) after too many tries from one address."""
    ratelimit.check("draft-code", client, TRIES, TRY_WINDOW)
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    rows = Draft.objects.of_guide().filter(code_hash__in=[hashed(code, key) for key in keys], item__isnull=False)
    return rows.filter(expires_at__gt=now or timezone.now()).select_related("item").first()


def opens(draft: Draft, code: str) -> bool:
    """Whether a code is the draft's."""
    return draft.is_saved and draft.code_hash == hashed(code)


def take_over(draft: Draft, version: "FormVersion") -> None:
    """Go on under another version with what fits it."""
    inputs = moved(draft, version)
    draft.form_version, draft.declined = version, None
    draft.page = all_pages(version)[0].name
    change(draft, inputs)


def decline(draft: Draft, version: "FormVersion") -> None:
    """Stay with the version the draft was begun under, though there is a newer one."""
    draft.declined = version
    _store(draft, None)


def moved(draft: Draft, version: "FormVersion") -> keeping.Inputs:
    """A draft's inputs as far as another version has a place for them; those beside the form stay."""
    if draft.form_version is None:
        return draft.inputs
    old, new = service.compiled(draft.form_version), service.compiled(version)
    same_form = draft.form_version.form_id == version.form_id
    beside = {name: values for name, values in draft.inputs.items() if keeping.place_of(old, name) is None}
    beside.pop(keeping.UNSEEN, None)
    return {**beside, **keeping.carried(old, new, draft.inputs, same_form=same_form)}


def submission_key(key: Any) -> str:
    """The key under which a draft is a case."""
    return f"web:apply:{key}"


def sent_as(key: Any) -> Case | None:
    """The case that the draft of that key has become."""
    return Case.objects.filter(submission_key=submission_key(key)).first()


def send(draft: Draft, filling: Filling, *, language: str = "zh-hans", now: datetime | None = None) -> Opened:
    """Make the draft a case, once: whoever sends it again is led to the same one.

    Refused if another page changed it since this one was read, or if it is there no more.
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if locked is None:
            case = sent_as(draft.key)
            if case is None:
                raise Gone
            return Opened(case, created=False)
        if locked.changed_at != draft.changed_at:
            raise Refused(_("这份申请刚在别的页面改过。请核对后再提交。"), code="draft-changed")
        submission = filling.submission(draft.source)
        key = submission_key(draft.key)
        opened = submit(submission, actors.citizen(), key=key, language=language, now=now)
        uploads.discard(locked.owner)
        locked.delete()
        return opened


def discard(draft: Draft) -> None:
    """Delete a draft and its files."""
    with transaction.atomic():
        uploads.discard(draft.owner)
        draft.delete()


def remove_expired(now: datetime) -> int:
    """Delete the drafts whose time is over, with their files. Returns how many."""
    drafts = list(Draft.objects.expired(now).order_by("expires_at")[:500])
    for draft in drafts:
        discard(draft)
    return len(drafts)
