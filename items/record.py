"""What saving a guide leaves behind: its version with what changed, a note of a new state, and the pages' stamps."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wagtail.models import COMMENTS_RELATION_NAME

from . import changes, searching, status
from .models.stamp import HALL, key_of, touch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import ItemPage

UNSEEN = frozenset(
    {"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title", COMMENTS_RELATION_NAME}
)
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

    @classmethod
    def of(cls, page: "ItemPage") -> "Before":
        """As the object holds it."""
        return cls(*(getattr(page, name) for name in cls.__dataclass_fields__))


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
    # A whole save has written just what the object holds; a part of it leaves the other columns as they were.
    now = Before.of(page) if columns is None else before(page)
    if now is None:
        return
    _keep_version(page, was)
    if was and was.live and was.status != now.status:
        status.note(page, was.status)
        searching.changed(page)
    outward = was is None or (was.live, was.title, was.status) != (now.live, now.title, now.status)
    touch(key_of(page.address), *([HALL] if outward else []))


def _keep_version(page: "ItemPage", was: Before | None) -> None:
    from .models.versions import GuideVersion

    published_at = page.last_published_at
    if not page.live or published_at is None or page.version == (was.version if was else 0):
        return
    told = changes.between(was.live_revision_id if was else None, page.live_revision_id)
    GuideVersion.objects.create(page=page, number=page.version, published_at=published_at, changes=told)


def forgotten(sender: type, instance: "ItemPage", **kwargs: object) -> None:
    """Django's signal `post_delete` of a guide: what was kept of its page is no longer good."""
    touch(key_of(instance.address), HALL)
