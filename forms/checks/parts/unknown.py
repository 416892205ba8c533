"""Checks of blocks that the hall cannot show: of a type that it does not know, or groups in groups."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ...fields.registry import TYPES
from ...plan import GROUP
from ..draft import Draft, problem_at
from ..problem import Problem
from ..registry import check

TOLD = ("section", "guidance")
"""Blocks that ask nothing."""


def _blocks(draft: Draft) -> Iterator[tuple[tuple[int, int, int], dict[str, Any]]]:
    """((step, block, position in a group), what is written) of every block."""
    for step, one in enumerate(draft.steps):
        for at, block in enumerate(one.get("blocks", [])):
            yield (step, at, -1), block
            for inner, row in enumerate(block.get("blocks", [])):
                yield (step, at, inner), row


@check("type-unknown")
def known_types(draft: Draft) -> Iterator[Problem]:
    """Every block is of a type that the hall has."""
    for place, block in _blocks(draft):
        if block["type"] not in (*TYPES, *TOLD, GROUP):
            message = _("没有「%(kind)s」这种字段，申请人看不到这一项。请换成列表里有的类型，或删除。")
            yield problem_at(block, place, message=message % {"kind": block["type"]})


@check("group-nested")
def flat_groups(draft: Draft) -> Iterator[Problem]:
    """A row of a group has fields alone."""
    for place, block in _blocks(draft):
        if place[2] >= 0 and block["type"] == GROUP:
            yield problem_at(
                block, place, message=_("组里不能再有可重复的一组，申请人看不到。请移到步骤里，或改成字段。")
            )
