"""A file, and what it shares with several files."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .. import filetypes, uploads
from ..widgets import UploadsInput
from .base import FieldType, Post
from .spec import Spec


class UploadsField(forms.Field):
    """Files as tokens of uploads. `receive` stores what came with a request before the form is cleaned."""

    widget: UploadsInput

    def __init__(self, *, limits: uploads.Limits, max_files: int, count_message: str, **options: Any) -> None:
        self.limits = limits
        self.max_files = max_files
        self.count_message = count_message
        self.problems: list[ValidationError] = []
        self.held: list[uploads.Held] = []
        super().__init__(**options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "UploadsField":
        copied = super().__deepcopy__(memo)
        copied.problems, copied.held = [], []
        return copied

    def show(self, initial: Any) -> None:
        """Draw what was kept before."""
        self.widget.held = list(initial or [])

    def receive(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str, desk: uploads.Desk) -> None:
        """Take over the files kept from before, less those ticked for removal, and the new ones."""
        kept, fresh, self.problems = desk.receive(data, files, name, self.limits)
        held = fresh[-1:] or kept[-1:] if self.max_files == 1 else [*kept, *fresh]
        self.held = held[: self.max_files]
        self.widget.held = [] if desk.dry else self.held
        if len(held) > self.max_files:
            self.problems.append(ValidationError(self.count_message, code="max_files"))

    def clean(self, value: Any) -> list[uploads.Held]:
        if self.problems:
            raise ValidationError(self.problems)
        if self.required and not self.held:
            raise ValidationError(self.error_messages["required"], code="required")
        return self.held


class File(FieldType):
    """One file. The answer names the upload by its token, with name, size, type and hash as they were checked."""

    name = "file"
    label = gettext_lazy("文件")
    icon = "doc-full"
    group = gettext_lazy("文件")
    holds_files = True
    rule_type = "opaque"
    required_message = gettext_lazy("请上传「%(label)s」。")

    def options(self) -> list[tuple[str, blocks.Block]]:
        kinds = blocks.MultipleChoiceBlock(
            choices=filetypes.choices(), required=False, default=["pdf", "image"], label=gettext_lazy("允许的文件"),
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        size = blocks.IntegerBlock(
            required=False,
            default=10,
            min_value=1,
            max_value=uploads.CEILING_MB,
            label=gettext_lazy("每个文件最大（MB）"),
        )
        return [("kinds", kinds), ("max_mb", size)]

    def max_files(self, spec: Spec) -> int:
        """How many files one answer may hold."""
        return 1

    def limits(self, spec: Spec) -> uploads.Limits:
        """Kinds and size."""
        return uploads.Limits(tuple(spec.get("kinds") or filetypes.DEFAULT), int(spec.get("max_mb") or 10))

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return UploadsField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        most = self.max_files(spec)
        attrs = {"class": "input input--file", "accept": self.limits(spec).accept}
        message = _("最多上传 %(most)s 个文件。请先移除不需要的。") % {"most": most}
        return {
            "limits": self.limits(spec),
            "max_files": most,
            "count_message": message,
            "widget": UploadsInput(attrs=attrs, many=most > 1),
        }

    def limits_text(self, spec: Spec) -> str:
        limits = self.limits(spec)
        words = {"kinds": limits.kinds_text, "size": limits.max_mb}
        return _("可上传 %(kinds)s，每个不超过 %(size)s MB。") % words

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return cleaned[0].as_answer() if cleaned else None

    def files(self, answer: Any) -> list[dict[str, Any]]:
        return [answer]

    def initial(self, spec: Spec, answer: Any) -> Any:
        return [uploads.Held.read(one) for one in self.files(answer)]

    def post(self, spec: Spec, payload: Any) -> Post:
        """The token of an upload, or a kept answer."""
        if payload is None:
            return {}
        return {"-kept": [uploads.sign(self._token(spec, payload))]}

    def _token(self, spec: Spec, payload: Any) -> str:
        token = payload.get("token") if isinstance(payload, dict) else payload
        if not isinstance(token, str):
            message = _("「%(label)s」应是上传文件后得到的编号。")
            raise ValidationError(message % {"label": spec.label}, code="type")
        return token

    def display(self, spec: Spec, answer: Any) -> str:
        return f"{answer['name']}（{filesizeformat(answer['size'])}）".replace("\xa0", " ")

    def search_text(self, spec: Spec, answer: Any) -> str:
        return ""

    def export(self, spec: Spec, answer: Any) -> str:
        return str(answer["name"])

    def schema(self, spec: Spec) -> dict[str, Any]:
        return {"type": "string", "minLength": 20, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        limits = self.limits(spec)
        return {"upload": True, "accept": limits.accept, "maxBytes": limits.max_bytes, "maxFiles": self.max_files(spec)}
