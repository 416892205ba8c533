"""Files on their way in: kept privately under an unguessable token until a case or a draft claims them."""

import datetime
import hashlib
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import filetypes

CEILING_MB = 50
"""The most an editor may allow for one file."""
KEEP = datetime.timedelta(days=30)
"""How long an upload nobody claimed is kept."""
SALT = "forms.uploads"


@dataclass(frozen=True)
class Limits:
    """What one field takes: kinds of `filetypes` and megabytes a file."""

    kinds: tuple[str, ...] = filetypes.DEFAULT
    max_mb: int = 10

    @property
    def max_bytes(self) -> int:
        """The size limit in bytes."""
        return self.max_mb * 1024 * 1024

    @property
    def accept(self) -> str:
        """The HTML accept attribute."""
        return ",".join(f".{e}" for k in self.kinds if k in filetypes.KINDS for e in filetypes.KINDS[k].extensions)

    @property
    def kinds_text(self) -> str:
        """The kinds in words."""
        return _("、").join(str(filetypes.KINDS[kind].label) for kind in self.kinds if kind in filetypes.KINDS)


@dataclass(frozen=True)
class Held:
    """An upload as answers keep it: enough to show it without the row."""

    token: str
    name: str
    size: int
    content_type: str
    sha256: str

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> "Held":
        """From a kept answer."""
        return cls(answer["token"], answer["name"], answer["size"], answer["type"], answer["sha256"])

    def as_answer(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "token": self.token, "name": self.name, "size": self.size, "type": self.content_type, "sha256": self.sha256,
        }  # fmt: skip

    @property
    def signed(self) -> str:
        """The token as a page may carry it and send it back."""
        return sign(self.token)


def sign(token: str) -> str:
    """A token for a hidden input."""
    return signing.Signer(salt=SALT).sign(token)


def unsign(value: str) -> str | None:
    """The token of a hidden input; None if it was not signed here."""
    try:
        return signing.Signer(salt=SALT).unsign(value)
    except signing.BadSignature:
        return None


def store(file: UploadedFile, limits: Limits, *, dry: bool = False) -> Held:
    """Check a file and keep it. ValidationError says in plain words why not. `dry` checks and keeps nothing."""
    from .models import Upload

    name = filetypes.clean_name(file.name or "")
    size = file.size or 0
    if not size:
        raise ValidationError(_("「%(name)s」是空文件。请重新选择。") % {"name": name}, code="empty")
    if size > limits.max_bytes:
        words = {"name": name, "size": limits.max_mb}
        raise ValidationError(_("「%(name)s」超过 %(size)s MB。请压缩后再上传。") % words, code="size")
    content_type = filetypes.detect(name, file, limits.kinds)
    if filetypes.scan(file):
        raise filetypes.infected(name)
    held = Held(secrets.token_urlsafe(32), name, size, content_type, digest(file))
    if not dry:
        file.seek(0)
        upload = Upload(token=held.token, name=name, size=size, content_type=content_type, sha256=held.sha256)
        upload.expires_at = timezone.now() + KEEP
        upload.file.save(uuid.uuid4().hex, file, save=False)
        upload.save()
    return held


def digest(file: UploadedFile) -> str:
    """The sha256 of a file, in hex."""
    file.seek(0)
    hashed = hashlib.sha256()
    for chunk in file.chunks():
        hashed.update(chunk)
    return hashed.hexdigest()


@dataclass
class Desk:
    """Takes in the files of one form: whose they are to be, and whether to keep them at all."""

    owner: str = ""
    dry: bool = False
    known: dict[str, Held] | None = None
    """What of the post's uploads there is, once `look_up` has read it."""

    def look_up(self, data: Mapping[str, Any]) -> None:
        """Read once all uploads that a post names, so that its fields need not ask one by one."""
        if self.known is not None:
            return
        signed = [value for name in data if name.endswith("-kept") for value in values(data, name)]
        tokens = [token for token in map(unsign, signed) if token]
        self.known = self._read(tokens) if tokens else {}

    def receive(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str, limits: Limits
    ) -> tuple[list[Held], list[Held], list[ValidationError]]:
        """(kept, new, what was wrong) for the input of that name."""
        removed = set(values(data, f"{name}-remove"))
        tokens = [token for token in map(unsign, values(data, f"{name}-kept")) if token and token not in removed]
        kept = self.find(tokens)
        problems = []
        if len(kept) < len(set(tokens)):
            problems.append(ValidationError(_("有文件已经过期或被移除。请重新上传。"), code="gone"))
        for held in kept:
            try:
                admit(held, limits)
            except ValidationError as error:
                problems.append(error)
        fresh = []
        for file in values(files, name):
            try:
                fresh.append(store(file, limits, dry=self.dry))
            except ValidationError as error:
                problems.append(error)
        return kept, fresh, problems

    def find(self, tokens: Iterable[str]) -> list[Held]:
        """The uploads of these tokens that are free or this owner's, in the order given."""
        tokens = list(dict.fromkeys(tokens))
        found = self._read(tokens) if tokens and self.known is None else self.known or {}
        return [found[token] for token in tokens if token in found]

    def _read(self, tokens: list[str]) -> dict[str, Held]:
        from .models import Upload

        mine = Q(owner="", expires_at__gt=timezone.now()) | (Q(owner=self.owner) if self.owner else Q(pk=None))
        return {row.token: row.held for row in Upload.objects.filter(mine, token__in=tokens)}


def admit(held: Held, limits: Limits) -> None:
    """ValidationError if a file kept from before, perhaps for another field, is not within a field's limits."""
    extension = held.name.rpartition(".")[2].lower()
    if held.size > limits.max_bytes or f".{extension}" not in limits.accept.split(","):
        message = _("「%(name)s」不符合这里的要求（%(kinds)s，不超过 %(size)s MB）。请重新上传。")
        words = {"name": held.name, "kinds": limits.kinds_text, "size": limits.max_mb}
        raise ValidationError(message % words, code="limits")


def values(source: Mapping[str, Any] | None, name: str) -> list[Any]:
    """All values of a name, from a QueryDict or a plain dict."""
    if source is None:
        return []
    if hasattr(source, "getlist"):
        return [value for value in source.getlist(name) if value]
    value = source.get(name)
    return [] if value in (None, "", []) else list(value) if isinstance(value, list | tuple) else [value]


def claim(token: str, owner: str, *, before: str = "") -> Any:
    """Give a free upload to its owner (as "case:20260001"): it is then never removed. Returns the Upload.

    `before` names an owner that hands it over, as a draft to the case it becomes. Upload.DoesNotExist if the token is
    unknown, expired or another's. The same owner may claim again.
    """
    from .models import Upload

    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(token=token)
        free = not upload.owner and upload.expires_at > timezone.now()
        if upload.owner not in {owner, before} - {""} and not free:
            raise Upload.DoesNotExist(token)
        upload.owner, upload.claimed_at = owner, upload.claimed_at or timezone.now()
        upload.save(update_fields=["owner", "claimed_at"])
        return upload


def copy(held: Held, owner: str) -> Held:
    """The same file once more, for an owner, so that each of two cases has its own. Upload.DoesNotExist if it is gone."""
    from .models import Upload

    source = Upload.objects.get(token=held.token)
    again = Held(secrets.token_urlsafe(32), held.name, held.size, held.content_type, held.sha256)
    upload = Upload(
        token=again.token, name=again.name, size=again.size, content_type=again.content_type, sha256=again.sha256,
        owner=owner, expires_at=timezone.now() + KEEP,
    )  # fmt: skip
    with source.file.open("rb") as file:
        upload.file.save(uuid.uuid4().hex, file, save=False)
    upload.save()
    return again


def keep_only(owner: str, tokens: Iterable[str]) -> None:
    """Claim these for an owner, and let go of whatever else it held. What is not there any more is passed over."""
    from .models import Upload

    wanted = set(tokens)
    held = set(Upload.objects.filter(owner=owner).values_list("token", flat=True)) if owner else set()
    now = timezone.now()
    if fresh := wanted - held:
        free = Upload.objects.filter(token__in=fresh, owner="", expires_at__gt=now)
        free.update(owner=owner, claimed_at=now)
    if dropped := held - wanted:
        Upload.objects.filter(token__in=dropped, owner=owner).update(owner="", expires_at=now)


def discard(owner: str) -> int:
    """Delete what an owner held at once: rows now, files when the transaction is through. Returns how many."""
    from .models import Upload

    held = list(Upload.objects.filter(owner=owner))
    for upload in held:
        storage, name = upload.file.storage, str(upload.file.name)
        upload.delete()
        transaction.on_commit(partial(storage.delete, name))
    return len(held)


def remove_expired(now: datetime.datetime) -> int:
    """Delete uploads that nobody claimed in time, row first, then the file. Returns how many."""
    from .models import Upload

    done = 0
    for upload in Upload.objects.filter(owner="", expires_at__lte=now).order_by("pk")[:500]:
        gone, _by_model = Upload.objects.filter(pk=upload.pk, owner="", expires_at__lte=now).delete()
        if gone:
            upload.file.storage.delete(str(upload.file.name))
            done += 1
    return done
