"""A draft as the checks look at it: what each asks for is worked out once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..definition import Definition, Place, groups, places
from ..fields.registry import TYPES
from ..plan import Step, steps_of
from .problem import Problem
from .ruled import VALUE, Dangling, Ruled, dangling, everything, ruled

PARTY = re.compile(r"人|方|单位|企业|公司|机构|部门|学校|配偶|父|母|子女|家属|成员|丈夫|妻子|场所|项目|设备|车辆|房屋")
"""What a heading says where it is about somebody or something of its own."""
NOBODY = re.compile(r"申请人?|本人|信息|情况|资料|基本|填写|登记|的|和|[\W\d_一二三四五六七八九十]")
"""What a heading says of the applicant, or of nobody."""


def party_in(title: str) -> str:
    """The person or body that a heading is about; nothing if that is the applicant."""
    rest = NOBODY.sub("", title)
    return rest if PARTY.search(rest) else ""


@dataclass(frozen=True)
class Said:
    """A text that people read, and where: a problem of it still without a message."""

    text: str
    problem: Problem
    kind: str
    key: str = ""
    label: str = ""

    def told(self, message: str, *, fixable: bool = True) -> Problem:
        """The problem with its message."""
        return replace(self.problem, message=message, fixable=fixable)


WORDS = ("title", "label", "row_title", "help", "text", "example", "purpose", "statement")


def said(definition: Definition) -> Iterator[Said]:
    """Every text of a definition: of steps, headings, paragraphs, groups, fields and choices."""
    for name in ("title", "intro"):
        yield from _said(definition, name, (-1, -1, -1))
    for step, one in enumerate(definition.get("steps", [])):
        for name in ("title", "intro"):
            yield from _said(one, name, (step, -1, -1))
        for at, block in enumerate(one.get("blocks", [])):
            yield from _of_block(block, (step, at, -1))
            for inner, row in enumerate(block.get("blocks", [])):
                yield from _of_block(row, (step, at, inner))


def _of_block(block: Mapping[str, Any], place: tuple[int, int, int]) -> Iterator[Said]:
    for name in WORDS:
        yield from _said(block, name, place)
    for row in block.get("choices") or [] if block["type"] in TYPES else []:
        yield Said(row.get("label") or "", problem_at(block, place, "choices"), "choice", label=block.get("label", ""))


def _said(block: Mapping[str, Any], name: str, place: tuple[int, int, int]) -> Iterator[Said]:
    if text := block.get(name):
        yield Said(
            str(text),
            problem_at(block, place, name),
            block.get("type", "step"),
            block.get("key", ""),
            block.get("label", ""),
        )


def problem_at(block: Mapping[str, Any], place: tuple[int, int, int], name: str = "", message: str = "") -> Problem:
    """A problem of a block of a definition, or of a step, in the input of that name."""
    step, at, inner = place
    label = (block.get("label") or block.get("title", "")) if at >= 0 else ""
    return Problem(message, step, at, name, block.get("key", ""), label, inner)


@dataclass(frozen=True)
class Draft:
    """A definition, and the type that each of its keys was ever published with."""

    definition: Definition
    published: Mapping[str, str]

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """The steps as they are written."""
        found: list[dict[str, Any]] = self.definition.get("steps", [])
        return found

    @cached_property
    def plan(self) -> list[Step]:
        """The steps in the order in which they are asked, with what each part hangs on."""
        return steps_of(self.definition)

    @cached_property
    def places(self) -> list[Place]:
        """Every field, those in rows too."""
        return list(places(self.definition))

    @cached_property
    def texts(self) -> list[Said]:
        """Every text that people read, the choices too."""
        return list(said(self.definition))

    @cached_property
    def _parties(self) -> dict[tuple[int, int], str]:
        """Of each step and block: the person or body that its heading, or else its step, is about."""
        found = {}
        for step, one in enumerate(self.steps):
            heading = ""
            for at, block in enumerate(one.get("blocks", [])):
                heading = block.get("title", "") if block["type"] == "section" else heading
                found[step, at] = party_in(heading) or party_in(one.get("title", ""))
        return found

    def party(self, place: Place) -> str:
        """Whom a field's heading or step is about; nothing where that is the applicant, or is not said."""
        return self._parties[place.step, place.block]

    @cached_property
    def groups(self) -> list[tuple[int, int, dict[str, Any]]]:
        """(step, block, the group) of each repeating group."""
        return list(groups(self.definition))

    @cached_property
    def _ruled(self) -> list[Ruled]:
        """Every rule where it stands."""
        return list(ruled(self.plan))

    @cached_property
    def rules(self) -> list[Ruled]:
        """Every condition where it stands."""
        return [rule for rule in self._ruled if rule.name != VALUE]

    @cached_property
    def calculations(self) -> list[Ruled]:
        """Every calculation where it stands."""
        return [rule for rule in self._ruled if rule.name == VALUE]

    @cached_property
    def dangling(self) -> list[Dangling]:
        """What conditions ask for that is not asked before them."""
        return list(dangling(self.rules, everything(self.plan)))

    @cached_property
    def dangling_terms(self) -> list[Dangling]:
        """What calculations ask for that is not asked before them."""
        return list(dangling(self.calculations, everything(self.plan)))


def at(place: Place, attribute: str, message: str) -> Problem:
    """A problem of a field, in one of its inputs."""
    spec = place.spec
    return Problem(message, place.step, place.block, attribute, spec.key, spec.label, place.inner)


def at_step(number: int, message: str, attribute: str = "title") -> Problem:
    """A problem of a step."""
    return Problem(message, number, attribute=attribute)


def at_block(step: int, block: int, raw: Mapping[str, Any], attribute: str, message: str) -> Problem:
    """A problem of a heading, a text or a group."""
    return Problem(message, step, block, attribute, raw.get("key", ""), raw.get("label") or raw.get("title", ""))
