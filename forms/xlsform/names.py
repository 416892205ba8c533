"""Keys of fields and values of choices out of the names of a workbook."""

import itertools
import re
from collections.abc import Mapping, Sequence

from ..fields.spec import KEY_PATTERN

LONGEST = 30


class Names:
    """Gives each name a key of its own, the name itself wherever that can be."""

    def __init__(self, published: Mapping[str, str], choices: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.published = published
        self.choices = choices or {}
        """The labels of all values a field ever had, by the field's whole key."""
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


def values(names: Sequence[str], labels: Sequence[str] = (), before: Mapping[str, str] | None = None) -> list[str]:
    """The values of a list of choices, each its name wherever that is a value, else the name in the letters of values.

    `before` are the labels of all values the list ever had: a label that comes back has its value again, and no new
    choice gets the value of another, since answers were kept under it.
    """
    old = before or {}
    used = {name for name in names if re.match(KEY_PATTERN, name)}
    known = {label: value for value, label in old.items() if value not in used}
    free = (value for number in itertools.count(1) if (value := f"c{number}") not in used and value not in old)
    found: dict[str, None] = {}
    for name, label in itertools.zip_longest(names, labels[: len(names)], fillvalue=""):
        wishes = [name, known.get(label, "")] if re.match(KEY_PATTERN, name) else [known.get(label, ""), _value(name)]
        fitting = (wish for wish in wishes if wish and wish not in found and (wish == name or wish not in used))
        found[next(fitting, "") or next(one for one in free if one not in found)] = None
    return list(found)


def _value(name: str) -> str:
    """A name in the letters of values: 3 is c3, Yes is yes; empty where letters would be lost."""
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    whole = name.isascii() and bool(plain)
    return (
        (plain if plain[0].isalpha() else f"c{plain}" if plain[0].isdigit() else f"c_{plain}")[:LONGEST]
        if whole
        else ""
    )
