"""A form's history in words: what each save changed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import definition, diff
from .models import Form


@dataclass(frozen=True)
class Change:
    """One save."""

    pk: int
    user: Any
    when: datetime.datetime
    reason: str
    lines: list[str]


def changes_of(form: Form, rows: list[Any]) -> list[Change]:
    """What each of these history rows (newest first, a page of them) changed against the one before it."""
    if not rows:
        return []
    last = rows[-1]
    older = form.history.filter(history_id__lt=last.history_id).order_by("-history_id").first()
    return [_change(row, before) for row, before in zip(rows, [*rows[1:], older], strict=True)]


def _change(row: Any, before: Any) -> Change:
    reason = row.history_change_reason or ""
    return Change(row.pk, row.history_user, row.history_date, reason, _lines(row, before))


def _lines(row: Any, before: Any) -> list[str]:
    if before is None:
        return [_("建立表单")]
    lines = diff.changes(definition.of(before), definition.of(row))
    if row.bureau_id != before.bureau_id:
        lines.append(_("改为另一个机构的表单"))
    if row.code != before.code:
        lines.append(_("编号由「%(old)s」改为「%(new)s」") % {"old": before.code, "new": row.code})
    if row.archived != before.archived:
        lines.append(_("停用") if row.archived else _("恢复使用"))
    return lines
