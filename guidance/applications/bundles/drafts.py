"""What is done with a theme's draft, beside what `kept` does with drafts of any kind."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from forms import service
from forms.models import FormVersion
from items.models import ItemPage, ThemePage

from ..filling import here, kept
from ..submit import ask_form
from .filling import Joint
from .models import JointDraft
from .pages import PAPERS, JointPage


def begin(theme: ThemePage, situation: str, items: list[ItemPage], client: str, key: uuid.UUID | None) -> JointDraft:
    """A new draft for these items, or the one that the same page began. Refused (429) after too many from one address.

    Refused too while the form of one is out of use.
    """
    if key and (found := JointDraft.objects.filter(key=key, theme=theme).first()):
        return found
    versions: dict[str, Any] = {}
    for item in items:
        ask_form(item)
        newest: FormVersion | None = service.latest(item.form) if item.form else None
        if newest is not None:
            versions[str(item.pk)] = newest.pk
    draft = JointDraft(key=key or uuid.uuid4(), theme=theme, situation=situation, versions=versions)
    draft.items = [item.pk for item in items]
    kept.start(draft, client)
    return draft


def forms_away(items: Iterable[ItemPage]) -> set[int]:
    """The keys of those whose form is out of use: they are not begun now. One query."""
    rows = ItemPage.objects.filter(pk__in=[item.pk for item in items], form__archived=True)
    return set(rows.order_by().values_list("pk", flat=True))


def keep(draft: JointDraft, joint: Joint, page: JointPage, *, done: bool) -> None:
    """Keep what a page was sent with, and its files; `done`: nothing on it is to be put right."""
    draft.inputs = {**draft.inputs, page.part: joint.inputs_of(page)}
    if page.name == PAPERS:
        draft.spared = joint.spared_kept
    kept.mark(draft, page.name, done=done)
    kept.store(draft)


def open_draft(request: HttpRequest, theme: ThemePage) -> JointDraft | None:
    """The draft of a theme that this browser has open, if it is still kept."""
    draft: JointDraft | None = here.opened(request, JointDraft.objects.all(), theme.pk)
    if draft is not None:
        draft.theme = theme
    return draft


def find(code: str) -> JointDraft | None:
    """The draft that a code opens; None for a wrong one."""
    found: JointDraft | None = kept.find(JointDraft.objects.select_related("theme__lead"), code)
    return found
