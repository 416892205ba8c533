"""What must come before what among a theme's items (前后顺序): one item waits for another to be granted."""

from collections.abc import Iterable
from typing import Any


def order_of(entries: Iterable[Any]) -> dict[int, int]:
    """By the key of an item, that of the one it waits for; of these entries alone, and nothing that goes in a circle."""
    rows = list(entries)
    here = {row.item_id for row in rows}
    wanted = {row.item_id: row.after_id for row in rows if row.after_id in here and row.after_id != row.item_id}
    return {pk: before for pk, before in wanted.items() if not _in_circle(pk, wanted)}


def in_circle(wanted: dict[int, int]) -> set[int]:
    """The items that wait, round about, for themselves."""
    return {pk for pk in wanted if _in_circle(pk, wanted)}


def _in_circle(pk: int, wanted: dict[int, int]) -> bool:
    at, seen = wanted.get(pk), set[int]()
    while at is not None and at not in seen:
        if at == pk:
            return True
        seen.add(at)
        at = wanted.get(at)
    return False
