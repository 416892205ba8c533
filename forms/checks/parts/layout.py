"""Checks of steps, headings and texts: each asks or tells something, and none is too long for a phone."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamValue

from ...alike import heard
from ...fields.registry import TYPES
from ..draft import Draft, at_block, at_step
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

LONG_STEP = 20
"""Fields in one step beyond which a phone's user loses the thread."""
LONG_TITLE = 20
"""Characters of a step's name beyond which the path of steps breaks on a phone."""


def remove(spot: Spot) -> None:
    """Take the block or the step away."""
    spot.remove()


REMOVE = Fix(gettext_lazy("删除"), remove)


@check("no-fields")
def has_fields(draft: Draft) -> Iterator[Problem]:
    """A form asks something."""
    if not draft.places:
        yield Problem(_("表单没有字段。请在步骤里添加至少一个字段。"))


def name_step(spot: Spot) -> None:
    """Give a step the name of its first heading or question, or its number."""
    words = [child.value.get("title") or child.value.get("label") or "" for child in spot.step["blocks"]]
    spot.step["title"] = next((word[:LONG_TITLE] for word in words if word), "") or numbered(spot.problem.step)


def numbered(step: int) -> str:
    """A name for a step that has none."""
    return _("第 %(step)s 步") % {"step": step + 1}


@check("step-title", fix=Fix(gettext_lazy("用第一个问题作步骤名称"), name_step))
def step_titles(draft: Draft) -> Iterator[Problem]:
    """Where there are several steps, each has a name."""
    for number, step in enumerate(draft.steps):
        if len(draft.steps) > 1 and not step.get("title"):
            yield at_step(number, _("表单有几步时，每一步都要有名称。请填写步骤名称。"))


def tell_step_apart(spot: Spot) -> None:
    """Add the step's number to its name."""
    spot.step["title"] = f"{spot.step['title'][:90]}（{spot.problem.step + 1}）"


@check("step-title-twice", blocking=False, fix=Fix(gettext_lazy("在名称后面加上第几步"), tell_step_apart))
def step_titles_apart(draft: Draft) -> Iterator[Problem]:
    """Steps can be told apart."""
    titles = [heard(step.get("title", "")) for step in draft.steps]
    for number, title in enumerate(titles):
        if title and title in titles[:number]:
            yield at_step(number, _("前面已有同名的步骤。请改成能区分的名称。"))


@check("step-empty", fix=Fix(gettext_lazy("删除这一步"), remove))
def empty_steps(draft: Draft) -> Iterator[Problem]:
    """Each of several steps asks or tells something."""
    for number, step in enumerate(draft.steps):
        if len(draft.steps) > 1 and not step.get("blocks"):
            yield at_step(number, _("这一步没有内容。请添加字段，或删除这一步。"))


def split(spot: Spot) -> None:
    """Part a step into steps that are short enough, at headings where that is possible."""
    blocks = spot.step["blocks"]
    kinds = [(child.block_type, bool(child.value["show"]["conditions"])) for child in blocks]
    title, body, at = spot.step["title"] or numbered(spot.problem.step), spot.body, spot.problem.step
    ends = [*cuts(kinds), len(kinds)]
    children = list(blocks)
    spot.step["title"] = title
    for number, (start, end) in enumerate(itertools.pairwise(ends), 2):
        value = {
            "title": f"{title[:90]}（{number}）",
            "intro": "",
            "show": spot.step["show"],
            "blocks": StreamValue(blocks.stream_block, children[start:end]),
        }
        body.insert(at + number - 1, ("step", value))
    del_from(blocks, ends[0])


def del_from(stream: Any, start: int) -> None:
    """Take away all that stands from there on."""
    for position in reversed(range(start, len(stream))):
        del stream[position]


def cuts(kinds: Sequence[tuple[str, bool]]) -> list[int]:
    """Where to part blocks of these (type, has a condition) so that no part asks for more than LONG_STEP fields.

    Never between a heading with a condition and what it covers.
    """
    found, start, covered = [], 0, False
    allowed: list[int] = []
    for at, (kind, conditional) in enumerate(kinds):
        covered = conditional if kind == "section" else covered
        if at > start and (kind == "section" or not covered):
            allowed.append(at)
        if fields_in(kinds[start : at + 1]) > LONG_STEP and allowed:
            headings = [cut for cut in allowed if kinds[cut][0] == "section"]
            start = (headings or allowed)[-1]
            found.append(start)
            allowed = [cut for cut in allowed if cut > start]
    return found


@check("long-step", blocking=False, fix=Fix(gettext_lazy("分成几步"), split))
def short_steps(draft: Draft) -> Iterator[Problem]:
    """No step is too long for a phone."""
    for number, step in enumerate(draft.steps):
        kinds = [(block["type"], bool(block.get("show"))) for block in step.get("blocks", [])]
        if (count := fields_in(kinds)) > LONG_STEP:
            message = _("这一步有 %(count)s 个字段，在手机上很长。建议分成几步。") % {"count": count}
            ends = [0, *cuts(kinds), len(kinds)]
            short = all(fields_in(kinds[start:end]) <= LONG_STEP for start, end in itertools.pairwise(ends))
            yield replace(at_step(number, message), fixable=short)


def fields_in(kinds: Iterable[tuple[str, bool]]) -> int:
    """How many of the blocks are fields."""
    return sum(kind in TYPES for kind, _conditional in kinds)


@check("section-empty", blocking=False, fix=REMOVE)
def empty_sections(draft: Draft) -> Iterator[Problem]:
    """A heading says something, or at least holds a condition for what follows."""
    for step, at, block in of_kind(draft, "section"):
        if not any(block.get(name) for name in ("title", "text", "show")):
            yield at_block(step, at, block, "title", _("小标题没有文字。请填写，或删除。"))


@check("section-idle", blocking=False, fix=REMOVE)
def idle_sections(draft: Draft) -> Iterator[Problem]:
    """A heading has something below it."""
    for step, at, block in of_kind(draft, "section"):
        after = next(iter(draft.steps[step]["blocks"][at + 1 :]), None)
        if (
            (block.get("title") or block.get("show"))
            and not block.get("text")
            and (after or block)["type"] == "section"
        ):
            yield at_block(step, at, block, "title", _("这个小标题下面没有内容。请移到它的字段前面，或删除。"))


@check("guidance-empty", blocking=False, fix=REMOVE)
def empty_guidance(draft: Draft) -> Iterator[Problem]:
    """A text says something."""
    for step, at, block in of_kind(draft, "guidance"):
        if not block.get("text"):
            yield at_block(step, at, block, "text", _("说明文字是空的。请填写，或删除。"))
    for step, at, group in draft.groups:
        for inner, row in enumerate(group.get("blocks", [])):
            if row["type"] == "guidance" and not row.get("text"):
                yield Problem(_("说明文字是空的。请填写，或删除。"), step, at, "text", inner=inner)


def of_kind(draft: Draft, kind: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """(step, block, what is written) of each heading, or of each text."""
    for number, step in enumerate(draft.steps):
        for at, block in enumerate(step.get("blocks", [])):
            if block["type"] == kind:
                yield number, at, block
