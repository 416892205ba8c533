"""Several files."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .. import uploads
from .base import Post
from .file import File
from .spec import Spec

MOST = 20


class Files(File):
    """A list of files."""

    name = "files"
    label = gettext_lazy("多个文件")
    icon = "folder-open-inverse"

    def options(self) -> list[tuple[str, blocks.Block]]:
        most = blocks.IntegerBlock(
            required=False, default=5, min_value=2, max_value=MOST, label=gettext_lazy("最多几个文件")
        )
        return [*super().options(), ("max_files", most)]

    def max_files(self, spec: Spec) -> int:
        return int(spec.get("max_files") or 5)

    def limits_text(self, spec: Spec) -> str:
        return super().limits_text(spec) + _("最多 %(most)s 个。") % {"most": self.max_files(spec)}

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return [held.as_answer() for held in cleaned] if cleaned else None

    def files(self, answer: Any) -> list[dict[str, Any]]:
        return list(answer)

    def post(self, spec: Spec, payload: Any) -> Post:
        if payload is None:
            return {}
        payload = payload if isinstance(payload, list) else [payload]
        return {"-kept": [uploads.sign(self._token(spec, one)) for one in payload]}

    def display(self, spec: Spec, answer: Any) -> str:
        return _("、").join(super(Files, self).display(spec, one) for one in answer)

    def export(self, spec: Spec, answer: Any) -> str:
        return "; ".join(str(one["name"]) for one in answer)

    def schema(self, spec: Spec) -> dict[str, Any]:
        schema = {"type": "array", "items": super().schema(spec), "uniqueItems": True, "maxItems": self.max_files(spec)}
        return {**schema, "minItems": 1} if spec.required else schema
