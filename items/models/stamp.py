"""When what a public page shows last changed, and a token that says so: shared by every process."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils import timezone

FIELDS = ("key", "token", "changed_at")
HALL = "hall"
"""What every page shows or may show: settings, bureaus, themes, topics, files, and other guides' names and states."""


def key_of(address: str) -> str:
    """The key of an item's page, known from its address alone."""
    return f"item:{address}"


class Stamp(models.Model):
    """The token of one key. Written in the same transaction as what it stands for, so no reader sees one without the
    other; random and not a counter, so that a transaction rolled back never leaves a token to be met again."""

    key = models.CharField(max_length=100, primary_key=True)
    token = models.CharField(max_length=16)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "页面时间戳"
        verbose_name_plural = "页面时间戳"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True)
class Fresh:
    """The state of everything a page depends on: equal tokens mean an equal page."""

    token: str
    hall: str
    """The token of `HALL` alone."""
    changed_at: datetime
    whole: bool
    """Whether each key has its stamp: without one nothing tells when the page changes, so it is not kept."""


def touch(*keys: str) -> None:
    """Say that what these keys stand for has changed. In the transaction that changes it, after the rows."""
    now = timezone.now()
    rows = [Stamp(key=key, token=secrets.token_hex(8), changed_at=now) for key in sorted(set(keys))]
    Stamp.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["token", "changed_at"])


def read(*keys: str) -> Fresh:
    """The state of these keys, in one query. Read it before the rows: then a page is never older than its token."""
    rows = {key: (token, at) for key, token, at in Stamp.objects.filter(key__in=keys).values_list(*FIELDS)}
    token = "-".join(rows[key][0] for key in keys if key in rows)
    latest = max((at for _token, at in rows.values()), default=timezone.now())
    return Fresh(token, rows.get(HALL, ("",))[0], latest, whole=len(rows) == len(set(keys)))
