"""在用, 暂停, 取消 and the dates on which they take effect by themselves.

`effective_to` reached: cancelled, whatever else was chosen. `effective_from` reached: a pause that began before it ends,
and an item in use begins. `status_since` is the day from which the present state holds.
"""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from .choices import Status

if TYPE_CHECKING:
    from .models import ItemPage
    from .record import Before

CHANGED = "items.status_changed"


def due(page: "ItemPage", today: date) -> str:
    """The status that the dates of a guide ask for on a day; the chosen one where they say nothing."""
    if page.effective_to and page.effective_to <= today:
        return Status.CANCELLED
    began = page.status_since
    if page.status == Status.PAUSED and page.effective_from and began and began < page.effective_from <= today:
        return Status.IN_USE
    return page.status


def settle(page: "ItemPage", was: "Before | None") -> None:
    """Before a public guide is saved: let its dates decide, and note the day from which its state holds."""
    page.status_since = was.status_since if was else None
    page.status = due(page, timezone.localdate())
    if was is None or not was.live or was.status != page.status:
        page.status_since = _since(page, timezone.localdate())


def _since(page: "ItemPage", today: date) -> date | None:
    if page.status == Status.CANCELLED and page.effective_to and page.effective_to <= today:
        return page.effective_to
    if page.status == Status.IN_USE:
        return page.effective_from if page.effective_from and page.effective_from <= today else None
    return today


def overdue(today: date) -> "QuerySet[ItemPage]":
    """The public guides on which a planned date has come and has not been seen to."""
    from .models import ItemPage

    ended = Q(effective_to__lte=today) & ~Q(status=Status.CANCELLED)
    begun = Q(effective_from__lte=today) & (Q(status_since=None) | Q(status_since__lt=F("effective_from")))
    begun &= Q(status=Status.IN_USE) | Q(status=Status.PAUSED, status_since__isnull=False)
    return ItemPage.objects.live().filter(ended | begun).order_by("pk")


@transaction.atomic
def take_effect(key: int, today: date) -> None:
    """Change one guide's state as its dates ask; the log says so. No new version: what it asks for is the same."""
    from .models import ItemPage

    page = ItemPage.objects.select_for_update(of=("self",)).get(pk=key)
    before = page.status
    page.status = due(page, today)
    page.status_since = page.effective_to if page.status == Status.CANCELLED else page.effective_from
    page.save(update_fields=["status", "status_since"])
    if before == page.status:
        note(page, before)


def note(page: "ItemPage", before: str) -> None:
    """Write a change of state into the page's log."""
    since = page.status_since.isoformat() if page.status_since else ""
    log(page, CHANGED, data={"from": str(before), "to": str(page.status), "since": since})
