"""Keys of fields and values of choices out of the names of a workbook."""

import itertools
import re
from collections.abc import Mapping

from ..fields.spec import KEY_PATTERN

LONGEST = 30


class Names:
    """Gives each name a key of its own, the name itself wherever that can be."""

    def __init__(self, published: Mapping[str, str]) -> None:
        self.published = published
        self.used: set[tuple[str, str]] = set()

    def key(self, name: str, kind: str, group: str = "") -> str:
        """A key never given before among the fields of the group, and not one that was published as another type."""
        wish = spelled(name) or "q"
        numbers = (f"_{number}" for number in itertools.count(2))
        for tail in itertools.chain([""], numbers):
            key = wish[: LONGEST - len(tail)] + tail
            whole = f"{group}.{key}" if group else key
            if (group, key) not in self.used and self.published.get(whole, kind) == kind:
                self.used.add((group, key))
                return key
        raise AssertionError("itertools.count ended")


def spelled(name: str) -> str:
    """A name in the letters of keys; empty if none of its letters are."""
    if re.match(KEY_PATTERN, name):
        return name
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    return (plain if plain[:1].isalpha() else f"q_{plain}" if plain else "")[:LONGEST]


def values(names: list[str]) -> list[str]:
    """The values of a list of choices, each its name wherever that is a value."""
    found: list[str] = []
    used = {name for name in names if re.match(KEY_PATTERN, name)}
    free = (value for number in itertools.count(1) if (value := f"c{number}") not in used)
    for name in names:
        found.append(name if re.match(KEY_PATTERN, name) and name not in found else next(free))
    return found
