"""The same change to many guides of a bureau: a phone, opening hours, a place. Planned and shown first, then done.

Each guide gets one new draft revision of its own, with the reason in its history, and goes public as any change does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import PHONE

from . import drafts, gate
from .logged import apart
from .models import ItemPage

if TYPE_CHECKING:
    from accounts.models import Bureau, User


class What(models.TextChoices):
    """What can be changed in many guides at once."""

    CONSULT_PHONE = "consult_phone", _("咨询电话")
    COMPLAINT_PHONE = "complaint_phone", _("监督投诉电话")
    HOURS = "hours", _("办理时间")
    ADDRESS = "address", _("办理地点")
    WINDOW = "window", _("窗口号")


CHANGED = "items.bulk_changed"
CHANGED_NOW: Any = _("刚刚有人修改过，请重新预览。")
PHONES = (What.CONSULT_PHONE, What.COMPLAINT_PHONE)


@dataclass(frozen=True)
class Change:
    """Set `what` to `new`; with `old`, only where it reads exactly so now."""

    what: str
    new: str
    old: str = ""

    def check(self) -> None:
        """ValidationError where the new value cannot stand in a guide."""
        if not self.new:
            raise ValidationError(_t("请填写新的内容。"))
        if self.what in PHONES:
            PHONE(self.new)
        longest = {What.HOURS: 300, What.ADDRESS: 300, What.WINDOW: 100}.get(What(self.what), 30)
        if len(self.new) > longest:
            raise ValidationError(_t("最长 %(n)s 个字。") % {"n": longest})


@dataclass(frozen=True)
class Line:
    """What the change means for one guide: what it says now, why it cannot be done, what the rules then refuse."""

    page: ItemPage
    before: tuple[str, ...]
    why_not: Any = ""
    problems: tuple[str, ...] = ()
    pending: bool = False
    """Whether the public guide has other changes waiting in its draft, which go out with this one."""
    revision_id: int | None = None
    """The draft that was written; None where nothing was."""


def plan(bureau: "Bureau", change: Change, user: "User", only: Iterable[int] | None = None) -> list[Line]:
    """The guides of the bureau that would change, by name; nothing is written."""
    rows = ItemPage.objects.filter(bureau=bureau).select_related("latest_revision", "bureau", "city_item")
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    found = []
    for page in rows.order_by("title", "pk"):
        draft = page.get_latest_revision_as_object()
        before = _apply(draft, change)
        if before:
            found.append(_line(page, draft, before, user))
    return found


def carry_out(bureau: "Bureau", change: Change, user: "User", chosen: Iterable[int]) -> list[Line]:
    """Do it to the guides chosen, each in a transaction of its own; one that cannot be changed now says why."""
    return [_carry_out(line, change, user) for line in plan(bureau, change, user, only=chosen)]


def _carry_out(line: Line, change: Change, user: "User") -> Line:
    if line.why_not:
        return line
    with transaction.atomic(), apart(user):
        page = ItemPage.objects.select_for_update(of=("self",)).select_related("latest_revision").get(pk=line.page.pk)
        if page.latest_revision_id != line.page.latest_revision_id:
            return replace(line, why_not=CHANGED_NOW)
        draft = page.get_latest_revision_as_object()
        _apply(draft, change)
        data = {"what": change.what, "old": "；".join(line.before), "new": change.new}
        revision = _save(draft, user, data)
    return replace(line, revision_id=revision.pk)


def _save(draft: ItemPage, user: "User", data: dict[str, str], **more: Any) -> Any:
    """One new draft; its history says what was changed in many guides, from what to what."""
    revision = drafts.keep(draft, user, **more)
    log(draft, CHANGED, user=user, revision=revision, content_changed=True, data=data)
    return revision


def undo(bureau: "Bureau", user: "User", made: Iterable[int]) -> list[Line]:
    """Give each guide back the draft before this one (a revision's key); a guide that was changed since is left."""
    return [_undo(line, user) for line in _of_revisions(bureau, user, made)]


def submit(bureau: "Bureau", user: "User", made: Iterable[int]) -> list[Line]:
    """Send each draft into the review, where it is ready for it."""
    return [_submit(line, user) for line in _of_revisions(bureau, user, made)]


def _of_revisions(bureau: "Bureau", user: "User", made: Iterable[int]) -> list[Line]:
    pages = ItemPage.objects.filter(bureau=bureau, latest_revision__in=list(made))
    found = []
    for page in pages.select_related("latest_revision", "bureau").order_by("title", "pk"):
        found.append(_line(page, page.get_latest_revision_as_object(), (), user))
    return found


def _undo(line: Line, user: "User") -> Line:
    if line.why_not:
        return line
    with transaction.atomic(), apart(user):
        page = ItemPage.objects.select_for_update(of=("self",)).get(pk=line.page.pk)
        before = page.revisions.filter(pk__lt=page.latest_revision_id).order_by("pk").last()
        if before is None or page.latest_revision_id != line.page.latest_revision_id:
            return replace(line, why_not=CHANGED_NOW)
        revision = _save(before.as_object(), user, {}, previous_revision=before)
    return replace(line, revision_id=revision.pk)


def _submit(line: Line, user: "User") -> Line:
    if line.why_not:
        return line
    draft = line.page.get_latest_revision_as_object()
    if problems := gate.blocking(draft):
        return replace(line, why_not="；".join(map(str, problems)))
    workflow = line.page.get_workflow()
    if workflow is None or not line.page.permissions_for_user(user).can_submit_for_moderation():
        return replace(line, why_not=_t("您不能提交这份指南。"))
    with transaction.atomic(), apart(user):
        workflow.start(line.page, user)
    return replace(line, revision_id=line.page.latest_revision_id)


def _line(page: ItemPage, draft: ItemPage, before: tuple[str, ...], user: "User") -> Line:
    locked = page.permissions_for_user(user).page_locked()
    why_not = _t("正在审核或已锁定。") if locked else ""
    problems = tuple(str(problem) for problem in gate.blocking(draft)) if page.live else ()
    return Line(page, before, why_not, problems, page.live and page.has_unpublished_changes)


def _apply(draft: ItemPage, change: Change) -> tuple[str, ...]:
    """Change a guide in memory; the values that were replaced, without repeats."""
    if change.what in PHONES:
        now = getattr(draft, change.what)
        if now == change.new or (change.old and now != change.old):
            return ()
        setattr(draft, change.what, change.new)
        return (now,)
    rows = list(draft.places.all())
    hit = [row for row in rows if getattr(row, change.what) != change.new]
    hit = [row for row in hit if not change.old or getattr(row, change.what) == change.old]
    before = tuple(dict.fromkeys(getattr(row, change.what) for row in hit))
    for row in hit:
        setattr(row, change.what, change.new)
    if hit:
        draft.places.set(rows)
    return before
