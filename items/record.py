"""What saving a guide leaves behind: its version with what changed, a note of a new state, and the pages' stamps."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from . import changes, searching, status
from .models.stamp import HALL, key_of, touch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import ItemPage

UNSEEN = frozenset({"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title"})
"""Columns that only a draft moves: no citizen sees them."""


@dataclass(frozen=True)
class Before:
    """A guide as the database had it before a save."""

    live: bool
    live_revision_id: int | None
    version: int
    title: str
    status: str
    status_since: date | None


def before(page: "ItemPage") -> Before | None:
    """Read it; None for a page that is new."""
    from .models import ItemPage

    if page._state.adding:
        return None
    names = tuple(Before.__dataclass_fields__)
    row = ItemPage.objects.filter(pk=page.pk).values_list(*names).first()
    return Before(*row) if row else None


def after(page: "ItemPage", was: Before | None, columns: "Iterable[str] | None") -> None:
    """Write what follows from a save, in its transaction. `columns`: those saved, None for all."""
    if columns is not None and UNSEEN.issuperset(columns):
        return
    if not page.live and not (was and was.live):
        return
    _keep_version(page, was)
    changed_state = bool(was and was.live and was.status != page.status)
    if was and changed_state:
        status.note(page, was.status)
        searching.changed(page)
    outward = was is None or (was.live, was.title, was.status) != (page.live, page.title, page.status)
    touch(key_of(page.address), *([HALL] if outward else []))


def _keep_version(page: "ItemPage", was: Before | None) -> None:
    from .models.versions import GuideVersion

    if not page.live or page.version == (was.version if was else 0):
        return
    told = changes.between(was.live_revision_id if was else None, page.live_revision_id)
    GuideVersion.objects.create(
        page=page, number=page.version, published_at=page.last_published_at or timezone.now(), changes=told
    )


def forgotten(sender: type, instance: "ItemPage", **kwargs: object) -> None:
    """Django's signal `post_delete` of a guide: what was kept of its page is no longer good."""
    touch(key_of(instance.address), HALL)
