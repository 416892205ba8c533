"""The form builder: steps, each a stream of fields, repeating groups, section headings and guidance."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from .fields.base import key_block
from .fields.registry import TYPES
from .fields.spec import RULES
from .plan import GROUP, MOST_ROWS
from .rule_blocks import SHOW, RulePath, rule_error

LAYOUT = gettext_lazy("版面")


class SectionBlock(blocks.StructBlock):
    """A heading within a step."""

    title = blocks.CharBlock(required=False, max_length=100, label=gettext_lazy("标题"))
    text = blocks.TextBlock(required=False, rows=2, max_length=1000, label=gettext_lazy("说明"))
    show = SHOW

    class Meta:
        icon = "title"
        label = gettext_lazy("小标题")
        label_format = "{title}"
        group = LAYOUT
        form_layout = blocks.BlockGroup(children=["title", "text"], settings=["show"])


class GuidanceBlock(blocks.StructBlock):
    """A paragraph to read."""

    text = blocks.TextBlock(required=False, rows=4, max_length=5000, label=gettext_lazy("内容"))
    show = SHOW

    class Meta:
        icon = "info-circle"
        label = gettext_lazy("说明文字")
        label_format = "{text}"
        group = LAYOUT
        form_layout = blocks.BlockGroup(children=["text"], settings=["show"])


def row_children() -> list[tuple[str, blocks.Block]]:
    """All that can stand in a row of a repeating group: made once, so that the builder's page carries them once."""
    return [("guidance", GuidanceBlock()), *((name, kind.block()) for name, kind in TYPES.items())]


ROW = row_children()


class GroupBlock(blocks.StructBlock):
    """Questions that are asked again for each place, shareholder, member of the family."""

    label = blocks.CharBlock(required=False, max_length=200, label=gettext_lazy("标题"))
    help = blocks.TextBlock(required=False, rows=2, max_length=500, label=gettext_lazy("说明"))
    row_title = blocks.CharBlock(
        required=False, max_length=50, label=gettext_lazy("每一项叫什么"),
        help_text=gettext_lazy("如「经营场所」，申请人看到「经营场所 1」「经营场所 2」。"),
    )  # fmt: skip
    min = blocks.IntegerBlock(
        required=False, default=1, min_value=0, max_value=MOST_ROWS, label=gettext_lazy("最少几项")
    )
    max = blocks.IntegerBlock(
        required=False, default=10, min_value=1, max_value=MOST_ROWS, label=gettext_lazy("最多几项")
    )
    blocks = blocks.StreamBlock(ROW, required=False, collapsed=True, label=gettext_lazy("每一项要填的字段"))
    key = key_block()
    show = SHOW

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("可重复的一组")
        label_format = "{label}"
        group = LAYOUT
        form_layout = blocks.BlockGroup(
            children=["label", "help", "row_title", "min", "max", "blocks"], settings=["key", "show"]
        )


def step_children() -> list[tuple[str, blocks.Block]]:
    """All that can stand in a step."""
    return [("section", SectionBlock()), (GROUP, GroupBlock()), *ROW]


class StepBlock(blocks.StructBlock):
    """A part of a form. A short form has one, without a title."""

    title = blocks.CharBlock(
        required=False, max_length=100, label=gettext_lazy("步骤名称"),
        help_text=gettext_lazy("只有一步的表单可以不写。"),
    )  # fmt: skip
    intro = blocks.TextBlock(required=False, rows=2, max_length=1000, label=gettext_lazy("步骤说明"))
    show = SHOW
    blocks = blocks.StreamBlock(step_children(), required=False, collapsed=True, label=gettext_lazy("字段"))

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("步骤")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(children=["title", "blocks"], settings=["intro", "show"])


class FormBody(blocks.StreamBlock):
    """The whole form. Refuses two fields with one key; the other checks wait for publishing, so that a draft saves."""

    step = StepBlock()

    class Meta:
        required = False

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        seen: dict[tuple[Any, str], str] = {}
        twice: dict[Position, str] = {}
        for place, block, _group in keyed_blocks(cleaned):
            scope = place[:2] if place[2] >= 0 else None
            key, label = block.value.get("key"), block.value.get("label") or _("没有标题的字段")
            if key and (scope, key) in seen:
                twice[place] = _("编号「%(key)s」已用于「%(label)s」。请换一个，或清空后自动编号。") % {
                    "key": key,
                    "label": seen[scope, key],
                }
            seen.setdefault((scope, key), label)
        if twice:
            raise place_errors({place: [("key", message)] for place, message in twice.items()})
        return cleaned


Position = tuple[int, int, int]
"""(step, block, position in the group); -1 for the step itself, and for what stands in no group."""
Messages = list[tuple[str, str]]
"""(input, text) of each message of one block; see `place_errors`."""


def keyed_blocks(body: Any) -> Iterator[tuple[Position, Any, str]]:
    """(position, stream child, key of the group it stands in or "") of every field and group of a body value."""
    for at, step in enumerate(body):
        for place, child in enumerate(step.value["blocks"]):
            if child.block_type in TYPES or child.block_type == GROUP:
                yield (at, place, -1), child, ""
            for inner, row in enumerate(child.value["blocks"] if child.block_type == GROUP else ()):
                if row.block_type in TYPES:
                    yield (at, place, inner), row, child.value.get("key") or ""


def place_errors(errors: dict[Position, Messages]) -> StreamBlockValidationError:
    """Messages by position and the block's input, as the editor shows them beside each.

    Block -1 stands for the step itself. An input named "" stands for the block as a whole; "show.1.0" for the first
    condition within the second of its rule "show".
    """
    steps: dict[int, dict[int, dict[int, Messages]]] = {}
    for (at, place, inner), messages in errors.items():
        steps.setdefault(at, {}).setdefault(place, {})[inner] = messages
    return StreamBlockValidationError(block_errors={at: _step_error(blocks) for at, blocks in steps.items()})


def _step_error(inner: dict[int, dict[int, Messages]]) -> StructBlockValidationError:
    of_blocks = {place: _block_error(found) for place, found in inner.items() if place >= 0}
    return _struct_error(inner.get(-1, {}).get(-1, []), of_blocks)


def _block_error(inner: dict[int, Messages]) -> StructBlockValidationError:
    of_rows = {place: _struct_error(messages) for place, messages in inner.items() if place >= 0}
    return _struct_error(inner.get(-1, []), of_rows)


def _struct_error(messages: Messages, of_blocks: dict[int, Any] | None = None) -> StructBlockValidationError:
    inputs: dict[str, list[tuple[RulePath, str]]] = {}
    for name, text in messages:
        first, *path = name.split(".")
        inputs.setdefault(first, []).append((tuple(map(int, path)), text))
    general = [text for _path, text in inputs.pop("", [])]
    own = {name: _input_error(name, found) for name, found in inputs.items()}
    if of_blocks:
        texts = [text for _path, text in inputs.get("blocks", [])]
        own["blocks"] = StreamBlockValidationError(block_errors=of_blocks, non_block_errors=texts or None)
    return StructBlockValidationError(block_errors=own, non_block_errors=general or None)


def _input_error(name: str, found: list[tuple[RulePath, str]]) -> ValidationError:
    texts = [text for _path, text in found]
    if name == "blocks":
        return StreamBlockValidationError(non_block_errors=texts)
    if name == "choices":
        return ListBlockValidationError(non_block_errors=texts)
    return rule_error(found) if name in RULES else ValidationError(texts)
