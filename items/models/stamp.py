"""When what a public page shows last changed, and a token that says so: shared by every process."""

import secrets
from dataclasses import dataclass
from time import time

from django.db import connection, models

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
    changed_at = models.BigIntegerField(help_text="Seconds since 1970, as in a Last-Modified header.")

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
    changed_at: int
    whole: bool
    """Whether each key has its stamp: without one nothing tells when the page changes, so it is not kept."""


def touch(*keys: str) -> None:
    """Say that what these keys stand for has changed. In the transaction that changes it, after the rows."""
    now = int(time())
    rows = [Stamp(key=key, token=secrets.token_hex(8), changed_at=now) for key in sorted(set(keys))]
    Stamp.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["token", "changed_at"])


def read(key: str) -> Fresh:
    """The state of the hall and of one key, in one query. Read it before the rows: then a page is never older than its
    token. In plain SQL: this is most of what a kept page costs, and building the same query anew doubled it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, token, changed_at FROM items_stamp WHERE key IN (%s, %s)", [HALL, key])
        rows = {found: (token, at) for found, token, at in cursor.fetchall()}
    hall, own = rows.get(HALL, ("", 0)), rows.get(key, ("", 0))
    return Fresh(f"{hall[0]}-{own[0]}", hall[0], max(hall[1], own[1]) or int(time()), whole=len(rows) == 2)
