"""What must come before what among a theme's items (前后顺序): an item waits for others to be granted."""

from collections.abc import Collection, Iterable, Mapping

Pair = tuple[int, int]
"""The keys of an item and of one it waits for."""
Order = dict[int, tuple[int, ...]]
"""By the key of an item, those of the ones it waits for."""


def order_of(here: Collection[int], pairs: Iterable[Pair]) -> Order:
    """Among these items alone, each pair once, and nothing that goes in a circle."""
    wanted: dict[int, dict[int, None]] = {}
    for pk, before in pairs:
        if pk in here and before in here:
            wanted.setdefault(pk, {})[before] = None
    circle = in_circle(wanted)
    found = {
        pk: tuple(one for one in befores if one not in circle or pk not in circle) for pk, befores in wanted.items()
    }
    return {pk: befores for pk, befores in found.items() if befores}


def in_circle(wanted: Mapping[int, Iterable[int]]) -> set[int]:
    """The items that wait, round about, for themselves."""
    return {pk for pk in wanted if pk in _all_before(pk, wanted)}


def _all_before(pk: int, wanted: Mapping[int, Iterable[int]]) -> set[int]:
    found, left = set[int](), list(wanted.get(pk, ()))
    while left:
        if (one := left.pop()) not in found:
            found.add(one)
            left += wanted.get(one, ())
    return found


def depths(keys: Iterable[int], order: Mapping[int, Collection[int]]) -> dict[int, int]:
    """By the key of each item, how many items, one after the other, come before it at most; `order` has no circle."""
    found: dict[int, int] = {}

    def depth(pk: int) -> int:
        if pk not in found:
            found[pk] = max((1 + depth(before) for before in order.get(pk, ())), default=0)
        return found[pk]

    return {pk: depth(pk) for pk in keys}
