"""Identity papers other than the resident identity card."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.iso7064 import mod_11_2
from wagtail import blocks

from .parts import Parts, PartsField, PartsInput
from .pattern import Pattern, masked
from .spec import Spec


@dataclass(frozen=True)
class Paper:
    """A kind of paper and the shape of its number."""

    label: str | Promise
    pattern: str
    wrong: str | Promise


PAPERS = {
    # ICAO Doc 9303: a passport number has at most nine characters.
    "passport": Paper(gettext_lazy("护照"), r"[A-Z0-9]{5,9}", gettext_lazy("护照号码应是 5 至 9 位字母和数字。")),
    # GA 945: H or M and eight digits, perhaps two more for how often it was renewed.
    "hk_macao": Paper(
        gettext_lazy("港澳居民来往内地通行证"), r"[HM][0-9]{8}([0-9]{2})?",
        gettext_lazy("通行证号码应是字母 H 或 M，后面 8 位数字（旧证 10 位）。"),
    ),
    "taiwan": Paper(
        gettext_lazy("台湾居民来往大陆通行证"), r"[0-9]{8}([0-9]{2})?",
        gettext_lazy("台湾居民来往大陆通行证号码应是 8 位数字（旧证 10 位）。"),
    ),
    # GA 1186-2023: eighteen digits that begin with 9; before, three letters and twelve digits.
    "permanent": Paper(
        gettext_lazy("外国人永久居留身份证"), r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}",
        gettext_lazy("永久居留身份证号码应是 9 开头的 18 位，旧证是 3 个字母和 12 位数字。"),
    ),
}  # fmt: skip
MAX_LENGTH = 30


class PaperField(PartsField):
    """Where one part is filled, the other is asked for by its own name."""

    def clean(self, value: Any) -> Any:
        parts = [str(part or "").strip() for part in value] if isinstance(value, list) else []
        if any(parts) and not all(parts):
            fits(parts)
        return super().clean(value)


class IdentityPaper(Parts):
    """The kind of a paper and its number: {"kind": "passport", "number": "E12345678"}."""

    name = "identity_paper"
    label = gettext_lazy("其他身份证件")
    icon = "user"
    rule_type = "opaque"
    group = gettext_lazy("身份和联系方式")
    personal = True
    takes_examples = False
    names = ("kind", "number")

    def options(self) -> list[tuple[str, blocks.Block]]:
        kinds = blocks.MultipleChoiceBlock(
            choices=[(name, paper.label) for name, paper in PAPERS.items()], required=False, default=list(PAPERS),
            label=gettext_lazy("接受的证件"), widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        return [("papers", kinds)]

    def accepted(self, spec: Spec) -> dict[str, Paper]:
        """The kinds this field takes; all where the editor ticked none."""
        return {name: paper for name, paper in PAPERS.items() if name in (spec.get("papers") or PAPERS)}

    def field_options(self, spec: Spec) -> dict[str, Any]:
        pairs = [("", _("请选择")), *((name, paper.label) for name, paper in self.accepted(spec).items())]
        inputs = {
            "kind": forms.Select(attrs={"class": "select"}, choices=pairs),
            "number": forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        }
        kind = forms.ChoiceField(choices=pairs, error_messages={"invalid_choice": _("请选择列出的证件。")})
        return {
            "fields": [kind, forms.CharField(max_length=MAX_LENGTH)],
            "widget": PartsInput(inputs, [_("证件类型"), _("证件号码")]),
            "validators": [fits],
        }

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return PaperField

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        if not cleaned or not all(cleaned):
            return None
        return {"kind": cleaned[0], "number": tidy(cleaned[1])}

    def display(self, spec: Spec, answer: Any) -> str:
        return f"{PAPERS[answer['kind']].label} {answer['number']}"

    def mask(self, spec: Spec, answer: Any) -> str:
        return f"{PAPERS[answer['kind']].label} {masked(answer['number'], 0, 4)}"

    def part_schema(self, spec: Spec, name: str) -> dict[str, Any]:
        if name == "kind":
            return {"type": "string", "enum": list(self.accepted(spec))}
        return {"type": "string"}

    def schema(self, spec: Spec) -> dict[str, Any]:
        """The number as its kind has it, by if-then."""
        shapes = [
            {
                "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
                "then": {"properties": {"number": {"pattern": f"^(?:{paper.pattern})$"}}},
            }
            for name, paper in self.accepted(spec).items()
        ]
        return {**super().schema(spec), "allOf": shapes}

    def hints(self, spec: Spec) -> dict[str, Any]:
        choices = [{"value": name, "label": str(paper.label)} for name, paper in self.accepted(spec).items()]
        checked = {"checksum": {"permanent": "ISO 7064 MOD 11-2"}} if "permanent" in self.accepted(spec) else {}
        return {"choices": choices, **checked}


tidy: Callable[[str], str] = lambda text: Pattern.tidy(Pattern(), text).upper()  # noqa: E731


def fits(parts: list[str]) -> None:
    """Both or none, and the number as its paper has it."""
    kind, number = [*parts, "", ""][:2]
    if bool(kind) != bool(number):
        raise ValidationError(_("请填写证件号码。") if kind else _("请选择证件类型。"), code="one_part")
    if not kind:
        return
    paper, number = PAPERS[kind], tidy(number)
    if not re.fullmatch(paper.pattern, number):
        raise ValidationError(str(paper.wrong), code="paper")  # Django has words of its own for "invalid"
    if kind == "permanent" and len(number) == 18 and not mod_11_2.is_valid(number):
        raise ValidationError(_("永久居留身份证号码的校验位不对，请对照证件再看一遍。"), code="checksum")
