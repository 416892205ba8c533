"""What the API's calls about an item have in common: the item, and its guide under answers."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.errors import Refused
from items.checklists import Checklist
from items.models import ItemPage

from .filling.parts import GUIDE_ROWS


def item_at(address: str) -> ItemPage:
    """Published, whether it can be applied for now or not; 404 otherwise."""
    rows = ItemPage.objects.public().select_related("bureau", "form").prefetch_related(*GUIDE_ROWS)
    item: ItemPage = get_object_or_404(rows, address=address)
    return item


def situation(item: ItemPage, given: dict[str, str | int], errors: dict[str, list[Any]]) -> Checklist:
    """The guide under the program's answers. Unlike an address, a program is told what is no answer."""
    personal = Checklist.of(item, given)
    if personal.given.proposed:
        raise Refused(_("情形问题已改动，请按新的问题回答。"), code="scenario-changed", extra={"stamp": personal.stamp})
    known = {"s", *(question["key"] for question in personal.asked)}
    wrong = {*personal.given.ignored, *(key for key in given if key not in known)}
    errors.update({f"scenario.{key}": [_("没有这个情形问题或选项。")] for key in sorted(wrong)})
    return personal
