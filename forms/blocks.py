"""The form builder: steps, each a stream of fields, section headings and guidance."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from .fields.registry import TYPES

LAYOUT = gettext_lazy("版面")


class SectionBlock(blocks.StructBlock):
    """A heading within a step."""

    title = blocks.CharBlock(required=False, max_length=100, label=gettext_lazy("标题"))
    text = blocks.TextBlock(required=False, rows=2, max_length=1000, label=gettext_lazy("说明"))

    class Meta:
        icon = "title"
        label = gettext_lazy("小标题")
        label_format = "{title}"
        group = LAYOUT


class GuidanceBlock(blocks.StructBlock):
    """A paragraph to read."""

    text = blocks.TextBlock(required=False, rows=4, max_length=5000, label=gettext_lazy("内容"))

    class Meta:
        icon = "info-circle"
        label = gettext_lazy("说明文字")
        label_format = "{text}"
        group = LAYOUT


def step_children() -> list[tuple[str, blocks.Block]]:
    """All that can stand in a step."""
    fields = [(name, kind.block()) for name, kind in TYPES.items()]
    return [("section", SectionBlock()), ("guidance", GuidanceBlock()), *fields]


class StepBlock(blocks.StructBlock):
    """A part of a form. A short form has one, without a title."""

    title = blocks.CharBlock(
        required=False, max_length=100, label=gettext_lazy("步骤名称"),
        help_text=gettext_lazy("只有一步的表单可以不写。"),
    )  # fmt: skip
    intro = blocks.TextBlock(required=False, rows=2, max_length=1000, label=gettext_lazy("步骤说明"))
    blocks = blocks.StreamBlock(step_children(), required=False, collapsed=True, label=gettext_lazy("字段"))

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("步骤")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(children=["title", "blocks"], settings=["intro"])


class FormBody(blocks.StreamBlock):
    """The whole form. Refuses two fields with one key; the other checks wait for publishing, so that a draft saves."""

    step = StepBlock()

    class Meta:
        required = False

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        seen: dict[str, str] = {}
        twice: dict[tuple[int, int], str] = {}
        for place, block in field_blocks(cleaned):
            key, label = block.value.get("key"), block.value.get("label") or _("没有标题的字段")
            if key and key in seen:
                twice[place] = _("编号「%(key)s」已用于「%(label)s」。请换一个，或清空后自动编号。") % {
                    "key": key,
                    "label": seen[key],
                }
            seen.setdefault(key, label)
        if twice:
            raise place_errors({place: {"key": message} for place, message in twice.items()})
        return cleaned


def field_blocks(body: Any) -> list[tuple[tuple[int, int], Any]]:
    """((step, block) positions, stream child) of every field of a body value."""
    return [
        ((at, place), child)
        for at, step in enumerate(body)
        for place, child in enumerate(step.value["blocks"])
        if child.block_type in TYPES
    ]


def place_errors(errors: dict[tuple[int, int], dict[str, str]]) -> StreamBlockValidationError:
    """Messages by (step, block) and the block's input, as the editor shows them beside each.

    Block -1 stands for the step itself. An input named "" stands for the block as a whole.
    """
    steps: dict[int, dict[int, dict[str, str]]] = {}
    for (at, place), messages in errors.items():
        steps.setdefault(at, {})[place] = messages
    return StreamBlockValidationError(block_errors={at: _step_error(inner) for at, inner in steps.items()})


def _step_error(inner: dict[int, dict[str, str]]) -> StructBlockValidationError:
    of_blocks = {place: _struct_error(messages) for place, messages in inner.items() if place >= 0}
    own: dict[str, Any] = {name: ValidationError(text) for name, text in inner.get(-1, {}).items() if name}
    if of_blocks:
        own["blocks"] = StreamBlockValidationError(block_errors=of_blocks)
    general = [text for name, text in inner.get(-1, {}).items() if not name]
    return StructBlockValidationError(block_errors=own, non_block_errors=general or None)


def _struct_error(messages: dict[str, str]) -> StructBlockValidationError:
    own = {name: _input_error(name, text) for name, text in messages.items() if name}
    general = [text for name, text in messages.items() if not name]
    return StructBlockValidationError(block_errors=own, non_block_errors=general or None)


def _input_error(name: str, text: str) -> ValidationError:
    from wagtail.blocks.list_block import ListBlockValidationError

    return ListBlockValidationError(non_block_errors=[text]) if name == "choices" else ValidationError(text)
