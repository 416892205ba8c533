"""What the choice fields share: a list of {value, label}, values set once, labels free to change."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from ..alike import seen
from ..widgets import Radios
from .base import FieldType, Post
from .spec import KEY_PATTERN, Fault, Spec


def choices_block() -> blocks.ListBlock:
    """Rows of a label and, behind it, the value that answers keep."""
    label = blocks.CharBlock(required=False, max_length=100, label=gettext_lazy("选项"))
    value = blocks.RegexBlock(
        regex=KEY_PATTERN, required=False, max_length=30, label=gettext_lazy("选项编号"),
        help_text=gettext_lazy("留空则自动编号；发布后不要更改。"),
        error_messages={"invalid": gettext_lazy("编号以小写字母开头，只用小写字母、数字和下划线。")},
    )  # fmt: skip
    row = blocks.StructBlock(
        [("label", label), ("value", value)],
        label_format="{label}",
        form_layout=blocks.BlockGroup(children=["label"], settings=["value"]),
    )
    return blocks.ListBlock(row, label=gettext_lazy("选项"), default=[])


def shared_lists() -> list[tuple[str, str]]:
    """The choice lists kept in the admin."""
    from ..choice_lists import pairs

    return pairs()


def shared_choices(code: str) -> list[dict[str, str]] | None:
    """The choices of one of them as it is now."""
    from ..choice_lists import choices_of

    return choices_of(code)


class Choice(FieldType):
    """Base of the choice types. An answer keeps the value; the version keeps the label."""

    group = gettext_lazy("选择")
    takes_examples = False
    icon = "list-ul"
    required_message = gettext_lazy("请选择「%(label)s」。")

    def options(self) -> list[tuple[str, blocks.Block]]:
        paste = blocks.TextBlock(
            required=False, rows=2, label=gettext_lazy("批量添加选项"),
            help_text=gettext_lazy("一行一个，可从 Excel 粘贴；保存后变成上面的选项。"),
        )  # fmt: skip
        shared = blocks.ChoiceBlock(
            choices=shared_lists, required=False, label=gettext_lazy("用选项表"),
            help_text=gettext_lazy("选了选项表，就不用填上面的选项；发布时复制当时的选项。"),
        )  # fmt: skip
        return [("choices", choices_block()), ("paste", paste), ("shared", shared)]

    def read_options(self, value: Any) -> dict[str, Any]:
        rows = [
            {"value": row.get("value") or "", "label": (row.get("label") or "").strip()}
            for row in value.get("choices") or []
        ]
        own = [row for row in rows if row["label"] or row["value"]]
        shared = value.get("shared") or ""
        return {"choices": (shared_choices(shared) if shared else None) or own, "shared": shared}

    def pairs(self, spec: Spec) -> list[tuple[str, str]]:
        """(value, label) of each choice."""
        return [(row.get("value", ""), row.get("label", "")) for row in spec.get("choices", [])]

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return forms.ChoiceField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        return {
            "choices": self.pairs(spec),
            "widget": Radios(),
            "error_messages": {"invalid_choice": _("请在列出的选项中选择。")},
        }

    def display(self, spec: Spec, answer: Any) -> str:
        return dict(self.pairs(spec)).get(answer, str(answer))

    def schema(self, spec: Spec) -> dict[str, Any]:
        """The values, and for each its words."""
        pairs = self.pairs(spec)
        titled = [{"const": value, "title": label} for value, label in pairs]
        return {"type": "string", "enum": [value for value, _label in pairs], "oneOf": titled}

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"choices": [{"value": value, "label": label} for value, label in self.pairs(spec)]}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        pairs = self.pairs(spec)
        if len(pairs) < 2:
            yield Fault(
                "choices", _("至少要有两个选项。请添加选项；只有一种回答时，改用「声明」或说明文字。"), "choices"
            )
        labels, values = [label for _value, label in pairs], [value for value, _label in pairs]
        if not all(labels):
            yield Fault("choices", _("有选项没有文字。请填写或删除这个选项。"), "choice-label")
        if len(set(map(seen, labels))) < len(labels):
            yield Fault("choices", _("有两个选项的文字相同。请改成不同的文字。"), "choice-twice")
        if len(set(values)) < len(values):
            yield Fault("choices", _("有两个选项的编号相同。请清空其中一个，保存时会重新编号。"), "choice-value")


class SeveralChoices(Choice):
    """Base for choosing more than one."""

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return forms.MultipleChoiceField

    def post(self, spec: Spec, payload: Any) -> Post:
        if payload is None:
            return {}
        if not isinstance(payload, list) or not all(isinstance(value, str) for value in payload):
            raise ValidationError(_("「%(label)s」应是一列选项。") % {"label": spec.label}, code="type")
        return {"": payload}
