"""What the admin's home shows of guides and shared materials: what waits for one's review, was sent in, is locked.

In place of Wagtail's panels of the same, which list every page and ask about each: 27 queries for a page that waits for a
review. One reviews in the editor, with the draft before one's eyes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState

from ..models import ItemPage, SharedMaterial

SHOWN = 10
"""Rows of each list; its heading counts all."""
REPLACED = {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation", "locked_pages"}


@dataclass(frozen=True)
class Line:
    """A page or a shared material to go to: where it stands, who sent it in, since when."""

    row: Page | SharedMaterial
    step: str = ""
    who: str = ""
    since: datetime | None = None

    @property
    def title(self) -> str:
        """Of a page, as its newest draft has it."""
        return str(self.row.draft_title if isinstance(self.row, Page) else self.row)

    @property
    def url(self) -> str:
        """Where it is edited and reviewed."""
        name = "wagtailadmin_pages:edit" if isinstance(self.row, Page) else "wagtailsnippets_items_sharedmaterial:edit"
        return reverse(name, args=[self.row.pk])

    @property
    def bureau(self) -> str:
        """Of a guide or a shared material; other pages have none."""
        if isinstance(self.row, SharedMaterial):
            return self.row.owner_name
        item = getattr(self.row, "itempage", None)
        return item.bureau.display_name if item else ""

    @property
    def compare_url(self) -> str:
        """What the draft changes of a public guide; a shared material says so in its own editor."""
        if not (isinstance(self.row, Page) and self.row.live and self.row.has_unpublished_changes and self.bureau):
            return ""
        return reverse("wagtailadmin_pages:revisions_compare", args=[self.row.pk, "live", "latest"])


@dataclass(frozen=True)
class Shelf:
    """One of the lists: the first of it, and how many there are."""

    title: str | Promise
    count: int
    lines: list[Line]


def waiting(user: Any) -> Shelf:
    """What the user may review, the longest waiting first."""
    rows = TaskState.objects.reviewable_by(user)
    first = list(rows.select_related("task", "workflow_state__requested_by").order_by("started_at", "pk")[:SHOWN])
    subjects = _subjects(row.workflow_state for row in first)
    lines = [
        Line(subject, row.task.name, str(row.workflow_state.requested_by or ""), row.started_at)
        for row in first
        if (subject := subjects.get(row.workflow_state_id))
    ]
    return Shelf(_("等我审核"), rows.count(), lines)


def sent(user: Any) -> Shelf:
    """What the user wrote or sent in and is under review, the newest first."""
    own = Page.objects.filter(owner=user).order_by().values(key=Cast("pk", CharField()))
    kind = ContentType.objects.get_for_model(Page)
    mine = Q(requested_by=user) | Q(base_content_type=kind, object_id__in=own)
    rows = WorkflowState.objects.active().filter(mine)
    first = list(rows.select_related("current_task_state__task", "requested_by").order_by("-created_at", "-pk")[:SHOWN])
    subjects = _subjects(first)
    lines = [
        Line(subject, _step(row), str(row.requested_by or ""), row.created_at)
        for row in first
        if (subject := subjects.get(row.pk))
    ]
    return Shelf(_("我送审的"), rows.count(), lines)


def locked(user: Any) -> Shelf:
    """What the user has locked, so that nobody else can edit it."""
    rows = Page.objects.filter(locked=True, locked_by=user)
    first = _with_bureau(rows.order_by("-locked_at", "-pk"))[:SHOWN]
    return Shelf(_("我锁定的指南"), rows.count(), [Line(page, since=page.locked_at) for page in first])


def _step(state: WorkflowState) -> str:
    at = state.current_task_state
    if at is None:
        return ""
    return str(_("退回修改")) if at.status == TaskState.STATUS_REJECTED else str(at.task.name)


def _subjects(states: Iterable[WorkflowState]) -> dict[int, Page | SharedMaterial]:
    """What each of these reviews is of, by the review's key: a query for pages, one for shared materials."""
    found: dict[int, Page | SharedMaterial] = {}
    states = list(states)
    kinds: tuple[tuple[Any, Any], ...] = ((Page, _with_bureau), (SharedMaterial, _with_its_bureau))
    for model, read in kinds:
        kind = ContentType.objects.get_for_model(model)
        keys = {state.pk: int(state.object_id) for state in states if state.base_content_type_id == kind.pk}
        rows = {row.pk: row for row in read(model.objects.filter(pk__in=keys.values()))} if keys else {}
        found |= {state: rows[key] for state, key in keys.items() if key in rows}
    return found


def _with_its_bureau(records: Any) -> Any:
    return records.select_related("bureau")


def _with_bureau(pages: Any) -> Any:
    of_item = [f"itempage__{field.name}" for field in ItemPage._meta.local_fields if field.name not in {"page_ptr"}]
    return pages.select_related("itempage__bureau").defer(*(name for name in of_item if name != "itempage__bureau"))


class GuidesPanel(Component):
    """Nothing where there is nothing."""

    name = "guides"
    template_name = "items/admin/home.html"
    order = 210

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        shelves = [make(self.request.user) for make in (waiting, sent, locked)]
        return {"shelves": [shelf for shelf in shelves if shelf.count]}


def guides_of_mine(request: HttpRequest, panels: list[Any]) -> None:
    """Hook `construct_homepage_panels`."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in REPLACED]
    panels.append(GuidesPanel(request))
