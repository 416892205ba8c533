"""Guides of the demo that are paused or cancelled: changed by an editor and approved by two others, as in any hall."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from items.choices import Status
from items.importing.writing import current
from items.models import ItemPage

from .clockwork import Clockwork

PAUSED = ("计量标准器具核准", "广告审查（药品、医疗器械、保健食品）")
CANCELLED = (("食品小作坊登记", "食品生产许可"),)
"""(guide, the one to apply for instead)."""
SINCE = 10
"""Working days ago the cancelled ones ended."""


@dataclass(frozen=True)
class Desk:
    """The three people past whom a change goes."""

    editor: User
    reviewer: User
    legal: User

    @classmethod
    def open(cls) -> "Desk":
        """Those of the demo."""
        people = User.objects.in_bulk(["editor", "reviewer", "legal"], field_name="username")
        return cls(people["editor"], people["reviewer"], people["legal"])

    def page(self, title: str) -> ItemPage | None:
        """The demo's guide of that name in the editor's bureau."""
        found: ItemPage | None = ItemPage.objects.filter(
            title=title, bureau=self.editor.bureau, is_demo=True, live=True
        ).first()
        return found


def write(clock: Clockwork) -> int:
    """Make those that are still in use; how many guides are paused or cancelled by this."""
    desk, made = Desk.open(), 0
    for title in PAUSED:
        made += _change(desk, title, status=Status.PAUSED)
    for title, instead in CANCELLED:
        ended = clock.day(SINCE)
        made += _change(desk, title, status=Status.CANCELLED, effective_to=ended, successor=desk.page(instead))
    return made


def _change(desk: Desk, title: str, **fields: Any) -> bool:
    """One change: saved, submitted, passed by the bureau's reviewer and by the legal office, and so published."""
    page = desk.page(title)
    if page is None or page.status != Status.IN_USE or page.has_unpublished_changes:
        return False
    draft = current(page)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=desk.editor, log_action=True)
    fresh = ItemPage.objects.get(pk=page.pk)
    workflow = fresh.get_workflow()
    if workflow is None:
        return False
    state = workflow.start(fresh, desk.editor)
    for approver in (desk.reviewer, desk.legal):
        task_state = state.current_task_state.specific
        task_state.task.specific.on_action(task_state, approver, "approve")
        state.refresh_from_db()
    return True
