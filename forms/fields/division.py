"""A province, city and district by its code (GB/T 2260)."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from .. import divisions
from .base import FieldType
from .spec import Fault, Spec

LEVELS = (gettext_lazy("省份"), gettext_lazy("城市"), gettext_lazy("区县"))


class DivisionField(forms.CharField):
    """Takes the code or the full name of one of the lowest divisions, within an area."""

    def __init__(self, *, area: str, **options: Any) -> None:
        self.prefix = area.rstrip("0")
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        code = divisions.find(text)
        if code is None:
            message = _("没有找到这个行政区划。请从省写到区县，如 河南省郑州市金水区，或填写 6 位代码。")
            raise ValidationError(message, code="invalid")
        if code not in divisions.lowest():
            raise ValidationError(_("请写到区县，如 河南省郑州市金水区。"), code="level")
        if not code.startswith(self.prefix):
            raise ValidationError(_("请在列出的区县中选择。"), code="area")
        return code


class Division(FieldType):
    """省市区县. Without JavaScript a list of one province or city, or of the whole country a name or code to type; with it,
    a list for each level.
    """

    name = "division"
    label = gettext_lazy("省市区县")
    icon = "site"
    group = gettext_lazy("身份和联系方式")

    def options(self) -> list[tuple[str, blocks.Block]]:
        help_text = gettext_lazy("6 位代码，如 410000 是河南省，410100 是郑州市；留空是全国。")
        area = blocks.CharBlock(required=False, max_length=6, label=gettext_lazy("只在这个省或市"), help_text=help_text)
        return [("area", area)]

    def field_class(self, spec: Spec) -> type[forms.Field]:
        return DivisionField

    def field_options(self, spec: Spec) -> dict[str, Any]:
        area = str(spec.get("area", ""))
        if not area:
            levels = " > ".join(str(level) for level in LEVELS)
            attrs = {"class": "input", "data-divisions": reverse("forms:divisions"), "data-levels": levels}
            return {
                "area": "",
                "max_length": 100,
                "widget": forms.TextInput(attrs={**attrs, "data-empty": _("请选择")}),
            }
        groups = [("", _("请选择")), *divisions.within(area)]
        attrs = {"class": "select", "data-filter": _("输入名称查找")}
        if divisions.has_cities(area):
            attrs = {"class": "select", "data-linked": " > ".join(str(level) for level in LEVELS[1:])}
        return {"area": area, "widget": forms.Select(attrs=attrs, choices=groups)}

    def limits_text(self, spec: Spec) -> str:
        return "" if spec.get("area") else _("从省写到区县，或填写 6 位行政区划代码。")

    def initial(self, spec: Spec, answer: Any) -> Any:
        return answer if spec.get("area") else self.display(spec, answer)

    def display(self, spec: Spec, answer: Any) -> str:
        return divisions.names().get(str(answer), str(answer))

    def mask(self, spec: Spec, answer: Any) -> str:
        """Where marked as personal: the province alone."""
        province = divisions.names().get(str(answer)[:2] + "0000", "")
        return f"{province}***" if spec.personal else self.display(spec, answer)

    def export(self, spec: Spec, answer: Any) -> str:
        return f"{answer} {self.display(spec, answer)}"

    def schema(self, spec: Spec) -> dict[str, Any]:
        """The codes of an area one by one; of the whole country, those of districts and of cities without any."""
        if area := str(spec.get("area", "")):
            return {
                "type": "string",
                "enum": [code for _city, pairs in divisions.within(area) for code, _name in pairs],
            }
        alone = sorted(code for code in divisions.lowest() if code.endswith("00"))
        return {"type": "string", "pattern": f"^(?:{'|'.join(['[1-9][0-9]{3}(?:0[1-9]|[1-9][0-9])', *alone])})$"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        return {"codes": "GB/T 2260", **({"area": spec.get("area")} if spec.get("area") else {})}

    def faults(self, spec: Spec) -> Iterator[Fault]:
        area = spec.get("area")
        if area and (area not in divisions.names() or area in divisions.lowest()):
            yield Fault("area", _("没有这个省或市的代码，或它下面没有区县。请填写如 410100，或清空。"), "area")
