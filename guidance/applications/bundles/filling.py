"""A theme as it is filled in: who applies, each item's own form, the papers of all of them once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forms import service
from forms.models import FormVersion
from forms.service import keeping
from forms.uploads import Desk
from guidance.cases.contact import PhoneField
from guidance.cases.flow import Applicant
from guidance.cases.uploading import FilesField, TakesFiles
from items.bundles import Lane, Paper, union
from items.choices import MaterialSource, Status
from items.models import ItemPage, ThemePage
from items.pages import theme_bundle
from items.theme_order import order_of
from items.verifying import same

from ..facts import facts, told
from ..forms import MATERIAL_FILES, material_field
from ..submit import Submission, asked_in_form
from .models import JointDraft

CONTACT, PAPERS, CHECK = "contact", "papers", "check"
ITEM = "item-"
"""What the name of an item's page begins with; the item's key follows."""


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


class PapersForm(TakesFiles):
    """One place for files for each paper, whatever number of items asks for it."""

    use_required_attribute = False

    def __init__(self, *args: Any, places: "dict[str, Place]", desk: Desk, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.desk = desk
        for name, place in places.items():
            field = material_field(place.paper.uses[0][1])
            field.help_text = _t("用于：%(items)s。") % {"items": "、".join(one.title for one in place.items)}
            self.fields[name] = field
        self.limits_text = FilesField(max_files=MATERIAL_FILES).help_text


@dataclass(frozen=True)
class Place:
    """A paper to be uploaded once, and in which items it counts: (item, its number in that guide)."""

    paper: Paper
    uses: list[tuple[ItemPage, int]]

    @property
    def items(self) -> list[ItemPage]:
        return [item for item, _order in self.uses]


@dataclass(frozen=True)
class Page:
    """A page on the way: the last part of its address and its title."""

    name: str
    title: str
    lane: Lane | None = None


def available(item: ItemPage) -> bool:
    """Whether the item can be applied for online now."""
    return bool(item.live and item.apply_online and item.status == Status.IN_USE)


class Joint:
    """A draft under its theme: the chosen items, and the forms of its pages bound to what was kept or is sent now."""

    def __init__(self, draft: JointDraft, page: str = "", post: Any = None, files: Any = None) -> None:
        self.draft, self.desk = draft, Desk(draft.owner)
        theme: Any = draft.theme
        self.theme: ThemePage = theme
        self.bundle = theme_bundle(self.theme, QueryDict(draft.situation))
        chosen = [lane for lane in self.bundle.lanes if lane.item.pk in draft.items and available(lane.item)]
        self.after = order_of([lane.entry for lane in chosen])
        self.lanes = sorted(chosen, key=lambda lane: self._depth(lane.item.pk))
        self._sent = (page, post, files)

    def _depth(self, pk: int) -> int:
        before = self.after.get(pk)
        return 0 if before is None else 1 + self._depth(before)

    @cached_property
    def versions(self) -> dict[int, FormVersion]:
        """The versions of the items' forms, by the item's key."""
        wanted = {int(pk): version for pk, version in self.draft.versions.items()}
        rows = FormVersion.objects.filter(pk__in=wanted.values()).select_related("form").defer("form__body")
        found = {row.pk: row for row in rows}
        return {pk: found[version] for pk, version in wanted.items() if version in found}

    @cached_property
    def pages(self) -> list[Page]:
        """The way through: who applies, each item that has a form, the papers."""
        own = [Page(f"{ITEM}{lane.item.pk}", lane.item.title, lane) for lane in self.lanes if self._version(lane)]
        papers = [Page(PAPERS, _t("申请材料"))] if self.places else []
        return [Page(CONTACT, _t("申请人")), *own, *papers]

    def page(self, name: str) -> Page | None:
        return next((one for one in self.pages if one.name == name), None)

    def _version(self, lane: Lane) -> FormVersion | None:
        return self.versions.get(lane.item.pk)

    def _data(self, name: str) -> tuple[Any, Any]:
        page, post, files = self._sent
        if post is not None and page == name:
            return post, files
        kept = self.draft.inputs.get(name)
        return (keeping.post_of(kept), None) if kept is not None else (None, None)

    @cached_property
    def contact(self) -> ContactForm:
        return ContactForm(self._data(CONTACT)[0])

    @cached_property
    def papers(self) -> PapersForm:
        data, files = self._data(PAPERS)
        return PapersForm(data, files, places=self.places, desk=self.desk)

    @cached_property
    def forms(self) -> dict[int, service.AnswerForm]:
        """The items' own forms; of one that was not begun yet, filled in with what is known."""
        found: dict[int, service.AnswerForm] = {}
        for lane in self.lanes:
            version = self._version(lane)
            if version is None:
                continue
            data, files = self._data(f"{ITEM}{lane.item.pk}")
            if data is None:
                data = keeping.post_of(self._known(lane, version))
            found[lane.item.pk] = service.django_form(
                version, data, files, facts=facts(lane.personal), desk=Desk(self.draft.owner)
            )
        return found

    def _known(self, lane: Lane, version: FormVersion) -> keeping.Inputs:
        """What other pages tell already: who applies, the same fields of other items, the answers to 情形引导."""
        known = told(version, lane.personal)
        ready = service.compiled(version)
        for name, kept in self.draft.inputs.items():
            pk = int(name.removeprefix(ITEM)) if name.startswith(ITEM) else 0
            if other := self.versions.get(pk):
                same_form = other.form_id == version.form_id
                old = service.compiled(other)
                form = service.django_form(other, keeping.post_of(kept), owner=self.draft.owner)
                form.is_valid()
                again = keeping.written(old, keeping.reusable(old, form.answers()))
                known |= keeping.carried(old, ready, again, same_form=same_form)
        roles = service.applicant_keys(version)
        said = self.shared
        return {**keeping.written(ready, {key: said[role] for role, key in roles.items() if said.get(role)}), **known}

    @property
    def shared(self) -> dict[str, str]:
        """What was told of the applicant, by the roles of the forms' fields."""
        kept = self.draft.inputs.get(CONTACT, {})
        said = {name: (values or [""])[0].strip() for name, values in kept.items()}
        number = said.pop("id_number", "").upper()
        credit = (
            number if number[:2].isdigit() and number[:2] in ("91", "92", "93", "11", "12", "51", "52", "53") else ""
        )
        is_person = len(number) == 18 and number[6:8] in ("19", "20")
        return {**said, "id_number": number if is_person else "", "credit_code": "" if is_person else credit and number}

    @cached_property
    def places(self) -> "dict[str, Place]":
        """The papers to be uploaded here: not those of data, nor what an item's form asks, nor an earlier item's result."""
        chosen = {lane.item.pk: lane for lane in self.lanes}
        found: dict[str, Place] = {}
        for paper in self._papers:
            uses = []
            for item, row in paper.uses:
                lane = chosen[item.pk]
                order = next(one.order for one in lane.personal.all_materials if one.row.pk == row.pk)
                asked = asked_in_form(self.versions.get(item.pk))
                if row.source == MaterialSource.DATA or same(row.name) in asked or self.from_before(item, row.name):
                    continue
                uses.append((item, order))
            if uses:
                found[f"paper-{uses[0][0].pk}-{uses[0][1]}"] = Place(paper, uses)
        return found

    @cached_property
    def _papers(self) -> list[Paper]:
        return union((lane.item, one) for lane in self.lanes for one in lane.personal.all_materials if one.kept)

    def from_before(self, item: ItemPage, name: str) -> ItemPage | None:
        """The earlier item whose result the paper is: it is filled from it, nothing is uploaded."""
        before = next((lane.item for lane in self.lanes if lane.item.pk == self.after.get(item.pk)), None)
        results = {same(row.name) for row in before.results.all()} if before else set()
        return before if same(name) in results else None

    @property
    def filled_later(self) -> list[tuple[str, ItemPage, ItemPage]]:
        """(paper, the item whose result it is, the item that needs it)."""
        return [
            (paper.name, before, item)
            for paper in self._papers
            for item, row in paper.uses
            if (before := self.from_before(item, row.name))
        ]

    def form_of(self, page: Page) -> Any:
        """The form that stands on a page."""
        if page.lane:
            return self.forms[page.lane.item.pk]
        return self.contact if page.name == CONTACT else self.papers

    def is_right(self, page: Page) -> bool:
        """Whether nothing on a page is to be put right."""
        return page.name in self.draft.done and self.form_of(page).is_valid()

    def first_open(self) -> Page | None:
        """The first page that is not done, or has to be put right."""
        return next((page for page in self.pages if not self.is_right(page)), None)

    def inputs_of(self, page: Page) -> keeping.Inputs:
        """What a page was sent with, ready to be kept."""
        form = self.form_of(page)
        if page.lane:
            return keeping.settled(form)
        typed = {name: keeping.texts(form.data, name) for name in form.fields if name in form.data}
        return typed | keeping.tokens(form)

    @property
    def applicant(self) -> Applicant:
        data = self.contact.cleaned_data
        return Applicant(data["name"], data["phone"], data["id_number"])

    def submission(self, lane: Lane) -> Submission:
        """One item's application, of checked pages. Its papers are those of the page of papers that it uses."""
        version, form = self._version(lane), self.forms.get(lane.item.pk)
        answers = form.answers() if form else {}
        files: dict[str, list[Any]] = {}
        for key, _label, held in service.files_of(version, answers) if version else []:
            files.setdefault(key, []).append(held)
        for name, place in self.places.items():
            given = list(self.papers.cleaned_data.get(name) or [])
            files |= {f"material-{order}": given for item, order in place.uses if item.pk == lane.item.pk and given}
        return Submission(lane.item, version, answers, self.applicant, files, lane.personal, self.draft.owner)
