"""An application that is being filled in: its parts as one, all of it checked, one page of it shown."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms

from forms import service
from forms.models import FormVersion
from forms.service import keeping
from forms.uploads import Desk
from guidance.comparing.identity import Person
from items.checklists import Checklist

from ..agents import AgentForm
from ..facts import answers_from, facts
from ..forms import material_field
from ..promises.form import PromiseForm
from ..spared import Spared
from ..submit import Submission, asked_in_form
from .pages import Page, all_pages
from .parts import ContactForm, MaterialsForm, applicant_of, known_of, person_of
from .sparing import still_good


class Filling:
    """The item's form, the contact, the materials that apply, and who applies for somebody else.

    `personal` is the guide under the applicant's answers to 情形引导: which materials apply is worked out from it, never
    taken from the browser. Without `data` it is new, with what those answers tell filled in. `owner` names the draft
    that keeps its files.
    """

    def __init__(
        self,
        personal: Checklist,
        version: FormVersion | None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        owner: str = "",
    ) -> None:
        self.personal, self.version, self.owner = personal, version, owner
        desk = Desk(owner)
        self.answers: service.AnswerForm | None = None
        if version:
            told = answers_from(version, personal) if data is None else None
            self.answers = service.django_form(version, data, files, told, facts=facts(personal), desk=desk)
        self.contact = ContactForm(data, known=known_of(version))
        elsewhere = asked_in_form(version)
        self.materials = MaterialsForm(data, files, personal=personal, elsewhere=elsewhere, desk=desk)
        self.promises = PromiseForm(data, personal=personal)
        self.agent = AgentForm(data, files, desk=desk)
        self.page = all_pages(version)[0]
        self.spared: dict[str, Spared] = {}
        self._lapsed: dict[str, Any] = {}

    def show(self, page: Page) -> None:
        """Draw that page, and tell only the errors on it."""
        self.page = page
        if self.answers is not None:
            self.answers.step = page.step

    def spare(self, kept: Mapping[str, Any]) -> None:
        """Take over what was found in place of materials, as far as it still speaks of this applicant and this guide."""
        if not kept:
            return
        person, rows = self.person, self.materials.rows
        self.spared, lapsed = still_good(rows, kept, lambda _key: person)
        for key, found in self.spared.items():
            if not found.needs_upload:
                del self.materials.fields[key]
        self._lapsed = {key: kept[key] for key in lapsed}
        self.materials.lapsed = {key: rows[key].name for key in lapsed}

    def put(self, key: str, found: Spared | None) -> None:
        """Take what was just found in place of a material; None: it is handed in after all."""
        self.spared.pop(key, None)
        if found is not None:
            self.spared[key] = found
        fields, row = self.materials.fields, self.materials.rows.get(key)
        if found is not None and not found.needs_upload:
            fields.pop(key, None)
        elif row is not None and key not in fields:
            fields[key] = material_field(row)

    @property
    def spared_kept(self) -> dict[str, Any]:
        """What a draft keeps of it. What has lapsed stays until the materials page itself is sent, which tells of it."""
        lapsed = {} if self.page.asks_materials else self._lapsed
        return lapsed | {key: found.as_kept() for key, found in self.spared.items()}

    @property
    def person(self) -> Person:
        """Whom a data source is asked about, by the answers as they are now."""
        hints = service.applicant_hints(self.version, self._answered()) if self.version else {}
        self.contact.is_valid()
        return person_of(hints, getattr(self.contact, "cleaned_data", {}))

    def _answered(self) -> dict[str, Any]:
        if self.answers is None or not self.answers.is_bound:
            return {}
        self.answers.is_valid()
        return self.answers.answers()

    @cached_property
    def pages(self) -> list[Page]:
        """The pages that these answers lead through, in order."""
        return [page for page in all_pages(self.version) if self._is_shown(page)]

    def _is_shown(self, page: Page) -> bool:
        if page.is_whole:
            return True
        if page.step:
            return self.answers is not None and self.answers.is_asked(page.step)
        return bool(self.contact.fields if page.asks_contact else self.materials.rows or self.promises.fields)

    @property
    def _beside(self) -> tuple[forms.Form, ...]:
        """What is asked beside the item's own form."""
        return self.contact, self.materials, self.promises, self.agent

    @property
    def forms(self) -> list[forms.BaseForm]:
        """The parts that stand on the page, in order: for the error summary and for checking."""
        parts: list[forms.BaseForm] = [self.answers] if self.answers is not None and self.page.asks_form else []
        parts += [self.contact] if self.page.asks_contact else []
        return [*parts, *([self.materials, self.promises, self.agent] if self.page.asks_materials else [])]

    def is_faulty(self, page: Page) -> bool:
        """Whether something on a page has to be put right. All parts are checked, whichever page is shown."""
        faulty = False
        if self.answers is not None and page.asks_form:
            faulty = self.answers.is_faulty(page.step) if page.step else bool(self.answers.errors)
        faulty |= page.asks_contact and bool(self.contact.errors)
        return faulty | (
            page.asks_materials and bool(self.materials.errors or self.promises.errors or self.agent.errors)
        )

    @property
    def edits_rows(self) -> bool:
        """Whether the page was sent by a button that adds or removes a row of a group."""
        return self.answers is not None and self.answers.edits_rows

    def receive(self) -> None:
        """Check all parts, and so take in the files that came."""
        for part in (self.answers, *self._beside):
            if part is not None:
                part.is_valid()

    def forget_errors(self) -> None:
        """Take the files in, and say nothing of what is not finished yet."""
        self.receive()
        if self.answers is not None:
            self.answers.forget_errors()
        for part in self._beside:
            part.errors.clear()

    @property
    def has_errors(self) -> bool:
        """Whether the page starts with what is wrong."""
        if self.answers is not None and self.page.asks_form and self.answers.non_field_errors():
            return True
        return self.is_bound and self.is_faulty(self.page)

    @property
    def is_bound(self) -> bool:
        """Whether anything was filled in yet."""
        return self.contact.is_bound

    @property
    def inputs(self) -> keeping.Inputs:
        """All that was filled in, right or wrong, ready to be kept."""
        found = keeping.settled(self.answers) if self.answers is not None else {}
        for part in self._beside:
            data = part.data
            typed = {name: keeping.texts(data, name) for name in part.fields if name in data}
            found |= typed | keeping.tokens(part)
        return found

    def submission(self, source: str = "") -> Submission:
        """The checked application."""
        answers = self.answers.answers() if self.answers else {}
        held = service.files_of(self.version, answers) if self.version else []
        files: dict[str, list[Any]] = {}
        for key, _label, upload in held:
            files.setdefault(key, []).append(upload)
        files.update({name: uploads for name, uploads in self.materials.cleaned_data.items() if uploads})
        hints = service.applicant_hints(self.version, answers) if self.version else {}
        applicant = applicant_of(hints, self.contact.cleaned_data)
        return Submission(
            self.personal.page, self.version, answers, applicant, files, self.personal, self.owner, source,
            agency=self.agent.agency(), spared=self.spared, vows=self.promises.vows(),
        )  # fmt: skip
