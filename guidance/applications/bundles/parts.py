"""What is asked once for all items of a theme: who applies, and the papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.contact import PhoneField
from guidance.comparing.identity import Person
from items.bundles import Lane
from items.models import ItemPage

from ..filling import parts
from ..filling.pages import MATERIAL
from ..forms import material_field
from ..spared import Spared

COMPANIES = ("91", "92", "93", "11", "12", "51", "52", "53")
"""How credit codes begin (GB 32100): of companies, one-person shops, co-operatives, offices, institutions, societies."""


class ContactForm(forms.Form):
    """Who applies, for all items at once."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("申请人姓名或单位名称"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(help_text=_("所有事项的办理进度都发到这个号码，不会公开。"))
    id_number = forms.CharField(
        label=_("身份证号或统一社会信用代码"),
        max_length=30,
        required=False,
        help_text=_("填一次，各事项的表里不用再填。"),
    )
    address = forms.CharField(
        label=_("地址"), max_length=200, required=False, help_text=_("如经营场所、住址。填一次，各事项的表里不用再填。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


def roles_of(said: dict[str, str]) -> dict[str, str]:
    """What the contact tells, by the roles of the forms' fields: a number is a person's or a company's."""
    number = said.pop("id_number", "").upper()
    is_person = len(number) == 18 and number[6:8] in ("19", "20")
    is_company = not is_person and number.startswith(COMPANIES)
    return {**said, "id_number": number if is_person else "", "credit_code": number if is_company else ""}


def person_in(hints: dict[str, str], said: dict[str, str]) -> Person:
    """Whom a data source is asked about: by the item's own form, else by the contact."""
    if not (hints.get("id_number") or hints.get("credit_code")):
        hints = {**hints, "id_number": said["id_number"], "credit_code": said["credit_code"]}
    return parts.person_of(hints, said)


@dataclass(frozen=True)
class Use:
    """A paper as one item asks for it: the material and its number in that guide."""

    lane: Lane
    order: int
    row: Any

    @property
    def item(self) -> ItemPage:
        return self.lane.item

    @property
    def key(self) -> str:
        """The input of the paper, and under what is kept what was found in its place."""
        return f"paper-{self.item.pk}-{self.order}"

    @property
    def material(self) -> str:
        """The input of the material in the item's own application."""
        return f"{MATERIAL}{self.order}"


@dataclass(frozen=True)
class Place:
    """A paper that is handed in once, and in which items it counts."""

    name: str
    uses: tuple[Use, ...]

    @property
    def key(self) -> str:
        """Its input."""
        return self.uses[0].key

    def left(self, spared: Mapping[str, Spared]) -> list[Use]:
        """The uses for which it has to be handed in, after what was found in its place."""
        return [one for one in self.uses if one.key not in spared or spared[one.key].needs_upload]


class PapersForm(parts.PapersForm):
    """One place for files for each paper, whatever number of items asks for it; none for what is spared."""

    def __init__(self, *args: Any, places: Mapping[str, Place], spared: Mapping[str, Spared], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, place in places.items():
            if left := place.left(spared):
                field = material_field(left[0].row)
                field.label = place.name
                field.help_text = _t("用于：%(items)s。") % {"items": "、".join(one.item.title for one in left)}
                self.fields[name] = field
