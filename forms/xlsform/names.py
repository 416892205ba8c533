"""Keys of fields and values of choices out of the names of a workbook."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..fields.spec import KEY_PATTERN

LONGEST = 30


@dataclass(frozen=True)
class Known:
    """What the form had before the workbook; empty for a new form."""

    types: Mapping[str, str] = field(default_factory=dict)
    """The type of each field that was ever published, by its whole key."""
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The labels of all values a field ever had, by the field's whole key."""
    labels: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """The key of each field of the draft, by (group, type, label)."""
    last: int = 0
    """The highest number of a key, f1, f2 …, that the form has given."""


class Names:
    """Gives each name a key of its own, the name itself wherever that can be, else f1, f2 … in the form's order."""

    def __init__(self, known: Known | None = None) -> None:
        self.known = known or Known()
        self.used: set[tuple[str, str]] = set()
        self.last = self.known.last
        self.written: set[str] = set()

    def reserve(self, names: Iterable[str]) -> None:
        """Keep numbers clear of what the workbook itself calls its questions."""
        self.written |= set(names)

    def key(self, name: str, kind: str, group: str = "", label: str = "") -> str:
        """A key never given before among the fields of the group, and not one that was published as another type.

        A name without a key's letters is known again by its label, where the form has such a field.
        """
        wish = spelled(name)
        for key in itertools.chain(_variants(wish) if wish else [self._labelled(kind, group, label)], self._numbers()):
            whole = f"{group}.{key}" if group else key
            if key and (group, key) not in self.used and self.known.types.get(whole, kind) == kind:
                self.used.add((group, key))
                return key
        raise AssertionError("itertools.count ended")

    def _labelled(self, kind: str, group: str, label: str) -> str:
        found = self.known.labels.get((group, kind, label), "")
        return "" if found in self.written else found

    def _numbers(self) -> Iterator[str]:
        while True:
            self.last += 1
            if f"f{self.last}" not in self.written:
                yield f"f{self.last}"


def _variants(wish: str) -> Iterator[str]:
    yield wish
    for number in itertools.count(2):
        tail = f"_{number}"
        yield wish[: LONGEST - len(tail)] + tail


def spelled(name: str) -> str:
    """A name in the letters of keys; empty if letters of it would be lost."""
    if re.match(KEY_PATTERN, name):
        return name
    if not name.isascii():
        return ""
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
