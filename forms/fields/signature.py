"""A signature, typed or drawn, below the statement it signs."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .. import uploads
from ..widgets import SignatureInput
from .base import CONTROLS, FieldType, Post, no_control
from .file import UploadsField
from .spec import Fault, Spec

DRAWING = uploads.Limits(("image",), 1)
"""A drawing is a PNG of at most one megabyte."""
HEAD = "data:image/png;base64,"
NAME_LENGTH = 60


class SignatureField(UploadsField):
    """A typed name, or a drawing kept as a private upload. The drawing comes as a data URL of a PNG."""

    widget: SignatureInput

    def show(self, initial: Any) -> None:
        kept = initial or {}
        super().show(kept.get("held"))
        self.widget.typed = kept.get("typed", "")

    def receive(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str, desk: uploads.Desk) -> None:
        drawn, wrong = self._drawing(str(data.get(f"{name}-drawn") or ""))
        super().receive(data, {name: [drawn]} if drawn else {}, name, desk)
        self.problems += wrong
        self.widget.typed = str(data.get(name) or "").strip()

    def _drawing(self, url: str) -> tuple[SimpleUploadedFile | None, list[ValidationError]]:
        if not url:
            return None, []
        try:
            if not url.startswith(HEAD):
                raise ValueError(url[:20])
            return SimpleUploadedFile("signature.png", base64.b64decode(url[len(HEAD) :], validate=True)), []
        except (ValueError, binascii.Error):
            return None, [ValidationError(_("没有收到签名。请重新签名，或直接输入姓名。"), code="drawing")]

    def clean(self, value: Any) -> Any:
        if self.problems:
            raise ValidationError(self.problems)
        typed = self.widget.typed
        no_control(typed)
        if len(typed) > NAME_LENGTH:
            raise ValidationError(_("姓名最多 %(most)s 个字。"), code="length", params={"most": NAME_LENGTH})
        if self.required and not typed and not self.held:
            raise ValidationError(self.error_messages["required"], code="required")
        return {"typed": typed, "held": self.held}


class Signature(FieldType):
    """The answer has the statement as it was signed, and the typed name or the drawing or both."""

    name = "signature"
    label = gettext_lazy("签名")
    icon = "edit"
    rule_type = "opaque"
    group = gettext_lazy("身份和联系方式")
    personal = True
    holds_files = True
    once = True
    takes_examples = False
    required_message = gettext_lazy("请在「%(label)s」处签名：输入姓名，或手写。")

    def options(self) -> list[tuple[str, blocks.Block]]:
        text = blocks.TextBlock(required=False, rows=3, max_length=2000, label=gettext_lazy("签名即表示"))
        return [("statement", text)]

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return SignatureField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        count = _("只需要一个签名。")
        return {"limits": DRAWING, "max_files": 1, "count_message": count, "widget": SignatureInput()}

    def limits_text(self, spec: Spec) -> str:
        return str(spec.get("statement", ""))

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        if not cleaned or not (cleaned["typed"] or cleaned["held"]):
            return None
        drawn = {"file": cleaned["held"][0].as_answer()} if cleaned["held"] else {}
        return {"typed": cleaned["typed"], "statement": spec.get("statement", ""), **drawn}

    def files(self, answer: Any) -> list[dict[str, Any]]:
        return [answer["file"]] if "file" in answer else []

    def initial(self, spec: Spec, answer: Any) -> Any:
        """The signature again only below the same statement: another text wants another signature."""
        if answer.get("statement", "") != spec.get("statement", ""):
            return {"typed": "", "held": []}
        return {"typed": answer.get("typed", ""), "held": [uploads.Held.read(one) for one in self.files(answer)]}

    def post(self, spec: Spec, payload: Any) -> Post:
        """A typed name, or a kept answer whose statement is still this one."""
        if payload is None:
            return {}
        if isinstance(payload, str):
            return {"": [payload]}
        file = payload.get("file", {}) if isinstance(payload, dict) else None
        typed = payload.get("typed", "") if isinstance(payload, dict) else None
        token = file.get("token", "") if isinstance(file, dict) else None
        if not isinstance(typed, str) or not isinstance(token, str):
            raise ValidationError(_("「%(label)s」应是签名人的姓名。") % {"label": spec.label}, code="type")
        if payload.get("statement", "") != spec.get("statement", ""):
            return {}
        return {"": [typed], **({"-kept": [uploads.sign(token)]} if token else {})}

    def display(self, spec: Spec, answer: Any) -> str:
        return answer["typed"] or _("已手写签名")

    def mask(self, spec: Spec, answer: Any) -> str:
        return _("已签名")

    def export(self, spec: Spec, answer: Any) -> str:
        return self.display(spec, answer)

    def schema(self, spec: Spec) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": NAME_LENGTH}
        return {**schema, "pattern": rf"^\s*[^\s{CONTROLS}][^{CONTROLS}]*$" if spec.required else f"^[^{CONTROLS}]*$"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"statement": spec.get("statement", "")}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        if not spec.get("statement"):
            yield Fault("statement", _("没有写签名即表示什么。请写出，如：以上内容由本人填写，真实完整。"), "statement")
