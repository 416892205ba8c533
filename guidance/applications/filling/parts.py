"""What an application asks beside the item's own form: who applies, and the materials; and for which form it is."""

from collections.abc import Container
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forms import service
from forms.models import FormVersion
from forms.uploads import Desk
from guidance.cases.contact import PhoneField
from guidance.cases.flow import Applicant
from guidance.cases.uploading import FilesField, TakesFiles
from guidance.comparing.identity import Person
from items.checklists import Checklist, Judged
from items.choices import MaterialSource
from items.models import ItemPage
from items.verifying import same

from ..forms import MATERIAL_FILES, material_field
from .pages import MATERIAL

GUIDE_ROWS = ("materials", "scenario_questions")
"""What of a guide every page of an application asks for."""


class ContactForm(forms.Form):
    """Who applies, for what the item's own form does not ask."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("申请人姓名或单位名称"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(help_text=_("办理进度发到这个号码，不会公开。"))

    def __init__(self, *args: Any, known: dict[str, str], **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for role in known:
            self.fields.pop(role, None)


class PapersForm(TakesFiles):
    """Places for the files of papers, by their inputs. All may come later, at the window or as a supplement."""

    use_required_attribute = False

    def __init__(self, *args: Any, desk: Desk | None = None, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.lapsed: dict[str, str] = {}
        """By the input, what had been spared and is asked for again: the applicant is another, or the answer too old."""
        self.limits_text = FilesField(max_files=MATERIAL_FILES).help_text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if left := [name for key, name in self.lapsed.items() if not cleaned.get(key)]:
            words = _t(
                "申请人的号码或姓名改过，或核对结果已过一天，这些材料的核对结果作废：%(names)s。请重新核对，或上传材料。"
            )
            raise forms.ValidationError(words % {"names": "、".join(left)}, code="lapsed")
        return cleaned


class MaterialsForm(PapersForm):
    """One place for files for each material of a guide that applies.

    `elsewhere`: names, as `same` writes them, of what the item's form asks for itself.
    """

    def __init__(self, *args: Any, personal: Checklist, elsewhere: Container[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[str, Any] = {}
        for one in personal.all_materials:
            if is_asked_beside(one, elsewhere):
                self.fields[f"{MATERIAL}{one.order}"] = material_field(one.row)
                self.rows[f"{MATERIAL}{one.order}"] = one.row


def is_asked_beside(one: Judged, elsewhere: Container[str]) -> bool:
    """Whether a material is asked for beside the form: it applies, no desk compares it by itself, no field asks for it."""
    by_desk = one.row.source == MaterialSource.DATA and one.row.data_source_id is None
    return one.kept and not by_desk and same(one.row.name) not in elsewhere


def person_of(hints: dict[str, str], contact: dict[str, Any]) -> Person:
    """Whom a data source is asked about."""
    name = hints.get("name") or contact.get("name", "")
    return Person(name, hints.get("id_number", ""), hints.get("credit_code", ""))


def applicant_of(hints: dict[str, str], contact: dict[str, Any]) -> Applicant:
    """The applicant, from the answers and from what was asked beside them.

    Where an organisation applies it is the applicant, by its own name and code; who stands for it stays in the answers.
    """
    name = hints.get("name") or contact.get("name", "")
    number = hints.get("id_number") or hints.get("credit_code", "")
    if service.ORGANISATION in hints:
        asked_beside = "" if hints.get("name") else contact.get("name", "")
        if company := hints[service.ORGANISATION] or asked_beside:
            name, number = company, hints["credit_code"]
    phone = hints.get("phone") or contact.get("phone", "")
    return Applicant(name=name[:100], phone=phone, id_number=number, email=hints.get("email", ""))


def known_of(version: FormVersion | None) -> dict[str, str]:
    """What of the applicant the form itself asks for: field by role; not asked beside it."""
    if version is None:
        return {}
    known = service.applicant_keys(version)
    return {"name": known["credit_code"], **known} if service.asks_organisation(version) else known


def version_for(item: ItemPage) -> FormVersion | None:
    """The version that citizens fill in now; None where the item has no form of its own."""
    return service.latest(item.form) if item.form else None
