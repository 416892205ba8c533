"""Checks of repeating groups: each has a title, asks something, and can be filled in."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...fields.registry import TYPES
from ...plan import MOST_ROWS
from ..draft import Draft, at_block
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from .layout import remove

LONG_ROW = 12
"""Fields in one row beyond which a phone shows less than one row."""


@check("group-label")
def group_labels(draft: Draft) -> Iterator[Problem]:
    """A group has a title."""
    for step, block, group in draft.groups:
        if not group.get("label"):
            yield at_block(step, block, group, "label", _("可重复的一组没有标题。请填写，如「经营场所」。"))


@check("group-empty", fix=Fix(gettext_lazy("删除这一组"), remove))
def empty_groups(draft: Draft) -> Iterator[Problem]:
    """A group asks something."""
    for step, block, group in draft.groups:
        if not any(row["type"] in TYPES for row in group.get("blocks", [])):
            message = _("这一组没有字段。请添加每一项要填的字段，或删除这一组。")
            yield at_block(step, block, group, "blocks", message)


COUNTS = {"min": 0, "max": MOST_ROWS}
"""The fewest and the most rows of a group that states neither."""


def order(spot: Spot) -> None:
    """The smaller of the two counts first, both within what a group may have."""
    counts = sorted(min(max(spot.value[name] or default, 0), MOST_ROWS) for name, default in COUNTS.items())
    spot.value["min"], spot.value["max"] = counts[0], counts[1] or MOST_ROWS


@check("group-limits", fix=Fix(gettext_lazy("改正最少和最多项数"), order))
def group_limits(draft: Draft) -> Iterator[Problem]:
    """A group may have as many rows as it must have."""
    for step, block, group in draft.groups:
        least, most = (int(group.get(name) or default) for name, default in COUNTS.items())
        if least > most:
            yield at_block(step, block, group, "min", _("最少项数大于最多项数。请改正其中一个。"))
        for name, value in (("min", least), ("max", most if group.get("max") != 0 else 0)):
            if not (name == "max") <= value <= MOST_ROWS:
                message = _("项数应在 %(least)s 至 %(most)s 之间。请改正。")
                yield at_block(step, block, group, name, message % {"least": int(name == "max"), "most": MOST_ROWS})


def allow_more(spot: Spot) -> None:
    """As many rows as a new group allows."""
    spot.value["max"] = 10


@check("group-optional", blocking=False)
def something_required(draft: Draft) -> Iterator[Problem]:
    """Of the rows that must be there, something must be answered."""
    for step, block, group in draft.groups:
        rows = [row for row in group.get("blocks", []) if row["type"] in TYPES and TYPES[row["type"]].asked]
        if int(group.get("min") or 0) and rows and not any(row.get("required") or row.get("require") for row in rows):
            message = _("至少要填 %(count)s 项，每一项里却没有必填的，空着也能提交。请把说明是哪一项的字段设为必填。")
            yield at_block(step, block, group, "blocks", message % {"count": group["min"]})


@check("group-once", blocking=False, fix=Fix(gettext_lazy("允许最多 10 项"), allow_more))
def single_groups(draft: Draft) -> Iterator[Problem]:
    """A group can repeat."""
    for step, block, group in draft.groups:
        if group.get("max") == 1:
            message = _("最多一项，就不会重复。请改大，或把字段直接放在步骤里。")
            yield at_block(step, block, group, "max", message)


@check("long-row", blocking=False)
def long_rows(draft: Draft) -> Iterator[Problem]:
    """One row of a group fits a phone's user's head."""
    for step, block, group in draft.groups:
        count = sum(row["type"] in TYPES for row in group.get("blocks", []))
        if count > LONG_ROW:
            message = _("每一项有 %(count)s 个字段，在手机上很长。建议只留必要的。") % {"count": count}
            yield at_block(step, block, group, "blocks", message)
