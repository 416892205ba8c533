"""The history of a choice list in words, and its screen."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, UserColumn
from wagtail.admin.views.generic.history import HistoryView

from . import diff
from .choice_lists import ChoiceList, ChoiceListQuerySet, read
from .columns import LinesColumn, WhenColumn
from .history import Change

MOST_LINES = 30
"""Of one save; a list may have thousands of choices."""


def changes_of(kept: ChoiceList, rows: list[Any]) -> list[Change]:
    """What each of these history rows (newest first, a page of them) changed against the one before it."""
    if not rows:
        return []
    older = kept.history.filter(history_id__lt=rows[-1].history_id).order_by("-history_id").first()
    return [_change(row, before) for row, before in zip(rows, [*rows[1:], older], strict=True)]


def _change(row: Any, before: Any) -> Change:
    lines = list(_lines(row, before))
    if len(lines) > MOST_LINES:
        more = _("还有 %(count)s 处改动") % {"count": len(lines) - MOST_LINES}
        lines = [*lines[:MOST_LINES], more]
    return Change(row.pk, row.history_user, row.history_date, row.history_change_reason or "", lines)


def _lines(row: Any, before: Any) -> Iterator[str]:
    if before is None:
        yield _("建立选项表，%(count)s 个选项") % {"count": len(read(row.lines))}
        return
    if row.title != before.title:
        yield _("名称由「%(old)s」改为「%(new)s」") % {"old": before.title, "new": row.title}
    if row.bureau_id != before.bureau_id:
        yield _("改为另一个机构的选项表")
    yield from diff.of_choices(*({value: label for label, value in read(one.lines)} for one in (before, row)))


class ListHistoryView(HistoryView):
    """Who changed which choices, from the list's own history. Another bureau's list is not found."""

    filterset_class = None
    any_permission_required = ("change", "view")

    def get_base_object_queryset(self) -> ChoiceListQuerySet:
        """For the object."""
        return ChoiceList.objects.visible_to(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            LinesColumn("lines", label=_("改动")),
            UserColumn("user", blank_display_name=_("系统"), label=_("操作人"), width="20%"),
            WhenColumn("when", label=_("时间"), width="15%"),
        ]

    def get_base_queryset(self) -> Any:
        return self.object.history.select_related("history_user__wagtail_userprofile").order_by(
            "-history_date", "-history_id"
        )

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(changes_of(self.object, list(object_list)))
