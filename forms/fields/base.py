"""A field type: one class that owns all sides of a kind of question.

To add one: a file beside this one with a subclass of `FieldType`, and its line in `registry.py`. The contract test
in tests/forms/test_registry.py then holds it to everything below.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from ..rule_blocks import REQUIRE, SHOW
from .spec import KEY_PATTERN, Fault, Spec

Post = dict[str, list[str]]
"""What a browser would send for one field: by suffix of the input's name ("" is the input itself)."""
Cell = str | int | float | Decimal | datetime.date
"""What stands in a table's cell."""
FIELD_TEMPLATE = "forms/field.html"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

CONTROLS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f"
"""The same for the patterns of a schema."""


def no_control(value: str) -> None:
    """A validator: no control characters, but for tabs and line ends."""
    if CONTROL.search(value):
        raise ValidationError(_("含有不能使用的字符。"), code="invalid")


def key_block() -> blocks.Block:
    """The input for a key: left empty, it is given when the form is saved."""
    return blocks.RegexBlock(
        regex=KEY_PATTERN,
        required=False,
        max_length=30,
        label=gettext_lazy("字段编号"),
        help_text=gettext_lazy("留空则自动编号（f1、f2……）。只用小写字母、数字和下划线；发布后不能更改。"),
        error_messages={"invalid": gettext_lazy("编号以小写字母开头，只用小写字母、数字和下划线，最多 30 个字符。")},
    )


class FieldType:
    """All sides of one kind of question. Instances carry no state: one of each lives in the registry."""

    name: ClassVar[str]
    """The ASCII name in definitions. Never change it: published versions hold it."""
    label: ClassVar[str | Promise]
    icon: ClassVar[str] = "pilcrow"
    group: ClassVar[str | Promise] = gettext_lazy("文字和数字")
    personal: ClassVar[bool] = False
    """Whether an answer is always personal data; else the editor may say so for one field."""
    role: ClassVar[str] = ""
    """What an answer tells of the applicant: name, phone, id_number, credit_code, email, address or nothing."""
    autocomplete: ClassVar[str] = ""
    """The HTML autocomplete token (WCAG 1.3.5)."""
    holds_files: ClassVar[bool] = False
    asked: ClassVar[bool] = True
    """Whether the applicant answers it; else the server knows, and what is sent counts for nothing."""
    once: ClassVar[bool] = False
    """Whether it is said below a text and for one application alone: a declaration, a signature."""
    takes_examples: ClassVar[bool] = True
    """Whether an example is something one could type in."""
    rule_type: ClassVar[str] = "text"
    """What an answer is to a condition: a type of `forms.rules`; opaque if only its being there counts."""
    computes: ClassVar[bool] = False
    """Whether the answer is worked out from others by the field's `value` rule, never typed in."""
    required_message: ClassVar[str | Promise] = gettext_lazy("请填写「%(label)s」。")

    # The editor's side

    def options(self) -> list[tuple[str, blocks.Block]]:
        """The inputs that only this type has, beside label, help and the like."""
        return []

    def block(self) -> blocks.StructBlock:
        """The StreamField block: label and limits first, the rest behind "settings"."""
        own = self.options()
        children = [
            ("label", blocks.CharBlock(required=False, max_length=200, label=gettext_lazy("问题"))),
            ("help", blocks.TextBlock(required=False, rows=2, max_length=500, label=gettext_lazy("说明"))),
            *own,
            ("required", blocks.BooleanBlock(required=False, default=True, label=gettext_lazy("必填"))),
            ("purpose", self._purpose_block()),
            ("example", blocks.CharBlock(required=False, max_length=200, label=gettext_lazy("填写示例"))),
            ("key", key_block()),
        ]
        children += [("show", SHOW), ("require", REQUIRE)]
        if not self.personal:
            label = gettext_lazy("属于个人信息")
            children.append(("personal", blocks.BooleanBlock(required=False, label=label)))
        settings = ["purpose", "example", "key"] if not self.personal else ["example", "key"]
        settings += ["show", "require"]
        settings += [] if self.personal else ["personal"]
        shown = [name for name, _block in children if name not in settings]
        layout = blocks.BlockGroup(children=shown, settings=settings)
        return blocks.StructBlock(
            children, icon=self.icon, label=self.label, group=self.group, label_format="{label}", form_layout=layout
        )

    def _purpose_block(self) -> blocks.Block:
        help_text = gettext_lazy("个人信息必须写明为什么收集、用来做什么，申请人填写时能看到。")
        return blocks.CharBlock(required=False, max_length=200, label=gettext_lazy("收集目的"), help_text=help_text)

    def read_options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """This type's own inputs as JSON values for the definition; empty ones are left out by the caller."""
        return {name: value.get(name) for name, _block in self.options()}

    def write_options(self, spec: Spec) -> dict[str, Any]:
        """The reverse: the raw block value of a definition's options."""
        return {name: spec.options[name] for name, _block in self.options() if name in spec.options}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        """What is wrong with a field of this type in a draft, beyond what holds for all types."""
        return iter(())

    # The citizen's side

    def field_class(self, spec: Spec) -> type[forms.Field]:
        """The Django field."""
        return forms.CharField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        """The Django field's arguments beyond label, help and required; `widget` included."""
        return {"widget": forms.TextInput(attrs={"class": "input"}), "validators": [no_control]}

    def limits_text(self, spec: Spec) -> str:
        """The limits in words, shown before anything is filled or chosen."""
        return ""

    def form_field(self, spec: Spec) -> forms.Field:
        """The Django form field, with its widget, words and limits."""
        options = self.field_options(spec)
        messages = {"required": self.required_message % {"label": spec.label}, **options.pop("error_messages", {})}
        field = self.field_class(spec)(label=spec.label, required=spec.required, error_messages=messages, **options)
        field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing
        lines = [spec.help, self.limits_text(spec)]
        if spec.example:
            lines.append(_("例如：%(example)s") % {"example": spec.example})
        if spec.purpose:
            lines.append(_("收集目的：%(purpose)s") % {"purpose": spec.purpose})
        field.hint_lines = [line for line in lines if line]  # type: ignore[attr-defined]
        field.help_text = "\n".join(field.hint_lines)  # type: ignore[attr-defined]
        field.template_name = FIELD_TEMPLATE  # type: ignore[attr-defined]
        field.answer_key = spec.key  # type: ignore[attr-defined]
        if self.autocomplete:
            field.widget.attrs.setdefault("autocomplete", self.autocomplete)
        return field

    def reading(self, spec: Spec) -> dict[str, Any]:
        """What `readings.js` needs to read a typed answer as the Django field does; nothing where all that is typed counts."""
        return {}

    def affixes(self, spec: Spec) -> dict[str, str]:
        """What may be typed around a number, in an answer and in what a condition compares it with."""
        return {"suffix": self.unit(spec)}

    # Answers

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        """The JSON value kept of what the Django field cleaned; None where nothing was answered."""
        return cleaned if cleaned not in (None, "", []) else None

    def initial(self, spec: Spec, answer: Any) -> Any:
        """What to show in the form for a kept answer."""
        return answer

    def post(self, spec: Spec, payload: Any) -> Post:
        """What a browser would have sent for a JSON payload. ValidationError if the JSON type is wrong."""
        if payload is None:
            return {}
        if not isinstance(payload, str):
            raise ValidationError(_("「%(label)s」应是一段文字。") % {"label": spec.label}, code="type")
        return {"": [payload]}

    def files(self, answer: Any) -> list[dict[str, Any]]:
        """The uploads an answer holds, each as `uploads.Held` writes it."""
        return []

    def rule_value(self, spec: Spec, answer: Any) -> Any:
        """A kept answer as JSON of `rule_type`, for conditions."""
        return answer

    def display(self, spec: Spec, answer: Any) -> str:
        """The answer for people."""
        return str(answer)

    def mask(self, spec: Spec, answer: Any) -> str:
        """The answer as lists and exports may show it."""
        return self.display(spec, answer)

    def search_text(self, spec: Spec, answer: Any) -> str:
        """What of the answer the office's search may find; nothing of personal data."""
        return "" if self.is_personal(spec) else self.display(spec, answer)

    def export(self, spec: Spec, answer: Any) -> Cell:
        """The answer as a cell of a table: numbers and dates as such, so that a spreadsheet counts and sorts."""
        return self.display(spec, answer)

    def unit(self, spec: Spec) -> str:
        """The unit of exported numbers, for the heading of their column."""
        return ""

    # Other front ends

    def schema(self, spec: Spec) -> dict[str, Any]:
        """The JSON Schema (2020-12) of what the API takes for this field."""
        return {"type": "string"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        """What a front end needs to draw the field, beyond the schema."""
        return {}

    def is_personal(self, spec: Spec) -> bool:
        """Whether this field's answers are personal data."""
        return self.personal or spec.personal
