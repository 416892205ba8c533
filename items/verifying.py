"""Which step of a guide checks which material, and which would check again what an earlier one has verified."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


def names(text: str) -> list[str]:
    """The materials a step checks: one a line, or separated by ;. A 、 is part of many a material's name."""
    return [word for part in re.split(r"[\n;；]", text) if (word := part.strip())]


def same(name: str) -> str:
    """A material's name as it is compared: half-width, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def with_new_names(checks: str, new: dict[str, str], present: Iterable[str]) -> str:
    """The materials that a step checks, by their new names (`new`, by the old); one still `present` keeps its own."""
    kept = {same(name) for name in present}
    wanted = {key: name for old, name in new.items() if (key := same(old)) not in kept}
    found = names(checks)
    if not any(same(name) in wanted for name in found):
        return checks
    return "\n".join(wanted.get(same(name), name) for name in found)


@dataclass(frozen=True)
class Again:
    """A material that a step checks although an earlier one has verified it."""

    name: str
    step: Any
    first: Any


def repeated(steps: Iterable[Any], *, justified: bool = False) -> Iterator[Again]:
    """Checks that come again, without a reason given (or, `justified`, with one). One parallel group is one moment."""
    first: dict[str, Any] = {}
    for step in steps:
        for name in step.check_list:
            earlier = first.setdefault(same(name), step)
            together = earlier is step or (step.parallel_group and step.parallel_group == earlier.parallel_group)
            if not together and bool(step.recheck_basis.strip()) == justified:
                yield Again(name, step, earlier)


def checked_at(steps: Iterable[Any]) -> dict[str, list[str]]:
    """By material, as compared: the names of the steps that check it."""
    found: dict[str, list[str]] = {}
    for step in steps:
        for name in step.check_list:
            at = found.setdefault(same(name), [])
            if step.name not in at:
                at.append(step.name)
    return found
