"""A theme as it is filled in: who applies, each item's own form step by step, the papers of all of them once."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.http import QueryDict

from forms import service
from forms.models import FormVersion
from forms.service import keeping
from forms.uploads import Desk, Limits
from guidance.cases.flow import Applicant
from guidance.comparing.identity import Person
from items.bundles import Lane
from items.choices import Status
from items.models import ItemPage, ThemePage
from items.pages import theme_bundle
from items.theme_order import depths
from items.verifying import same

from ..agents import AgentForm
from ..facts import facts
from ..filling.sparing import still_good
from ..filling.way import Way
from ..forms import MATERIAL_FILES
from ..promises.form import PromiseForm, Vow
from ..spared import Spared
from ..submit import Submission
from . import files as shared_files
from .files import Source
from .knowing import known
from .models import JointDraft
from .pages import CONTACT, PAPERS, JointPage, contact_page, pages_of, papers_page, part_of
from .papers import Papers
from .parts import ContactForm, PapersForm, person_in, roles_of


def available(item: ItemPage) -> bool:
    """Whether the item can be applied for online now."""
    return bool(item.live and item.apply_online and item.status == Status.IN_USE)


class Joint:
    """A draft under its theme: the chosen items, and the forms of its pages bound to what was kept or is sent now."""

    def __init__(self, draft: JointDraft, page: str = "", post: Any = None, files: Any = None) -> None:
        self.draft = draft
        theme: Any = draft.theme
        self.theme: ThemePage = theme
        self.bundle = theme_bundle(self.theme, QueryDict(draft.situation))
        chosen = [lane for lane in self.bundle.lanes if lane.item.pk in draft.items and available(lane.item)]
        self.after = self.bundle.order(chosen)
        deep = depths((lane.item.pk for lane in chosen), self.after)
        self.lanes = sorted(chosen, key=lambda lane: deep[lane.item.pk])
        self._post, self._files = post, files
        self.here = self.page(page)
        if self.here is not None and self.here.lane and (form := self.forms.get(self.here.lane.item.pk)):
            form.step = self.here.step

    @cached_property
    def versions(self) -> dict[int, FormVersion]:
        """The versions of the items' forms, by the item's key."""
        wanted = {int(pk): version for pk, version in self.draft.versions.items()}
        rows = FormVersion.objects.filter(pk__in=wanted.values()).select_related("form").defer("form__body")
        found = {row.pk: row for row in rows}
        return {pk: found[version] for pk, version in wanted.items() if version in found}

    def version(self, lane: Lane) -> FormVersion | None:
        """The version that an item is filled in under; None where it has no form."""
        return self.versions.get(lane.item.pk)

    @cached_property
    def papers(self) -> Papers:
        return Papers(self.lanes, self.after, self.versions)

    @cached_property
    def all_pages(self) -> list[JointPage]:
        """Every page there may be: which steps are shown depends on the answers."""
        own = [page for lane in self.lanes if (version := self.version(lane)) for page in pages_of(lane, version)]
        return [contact_page(), *own, *([papers_page()] if self.papers.places else [])]

    @cached_property
    def pages(self) -> list[JointPage]:
        """The pages that these answers lead through, in order."""
        return [page for page in self.all_pages if self._is_shown(page)]

    def _is_shown(self, page: JointPage) -> bool:
        return page.lane is None or page.step is None or self.forms[page.lane.item.pk].is_asked(page.step)

    def page(self, name: str) -> JointPage | None:
        """The page of that name; None without one."""
        return next((one for one in self.all_pages if one.name == name), None)

    def _beside(self, name: str) -> tuple[Any, Any]:
        """Inputs and files of a page that is asked once for all."""
        if self._post is not None and self.here is not None and self.here.name == name:
            return self._post, self._files
        kept = self.draft.inputs.get(name)
        if kept is None and name == PAPERS:
            kept = self._papers_known() or None
        return (keeping.post_of(kept), None) if kept is not None else (None, None)

    def _papers_known(self) -> keeping.Inputs:
        """The papers that an item's own form has taken in under the same name: for the items whose form does not ask."""
        given = shared_files.together(self.sources.values())
        found: keeping.Inputs = {}
        for name, place in self.papers.places.items():
            held = shared_files.fitting(given.get(same(place.name), ()), Limits(), MATERIAL_FILES)
            found |= {f"{name}-{keeping.KEPT}": held} if held else {}
        return found

    @cached_property
    def contact(self) -> ContactForm:
        return ContactForm(self._beside(CONTACT)[0])

    @cached_property
    def agent(self) -> AgentForm:
        """Who applies for somebody else: of all items."""
        return AgentForm(*self._beside(CONTACT), desk=Desk(self.draft.owner))

    @cached_property
    def materials(self) -> PapersForm:
        """The papers that have to be handed in."""
        data, files = self._beside(PAPERS)
        desk, places = Desk(self.draft.owner), self.papers.places
        form = PapersForm(data, files, places=places, spared=self.spared, desk=desk)
        lapsed = set(self._sparing[1])
        form.lapsed = {key: one.name for key, one in places.items() if any(use.key in lapsed for use in one.uses)}
        return form

    @cached_property
    def promises(self) -> dict[int, PromiseForm]:
        """By the item's key, the papers of it that may be promised; none for a result that is still to come."""
        data, found = self._beside(PAPERS)[0], {}
        for lane in self.lanes:
            form = PromiseForm(data, personal=lane.personal, given=self.papers.to_come(lane), prefix=part_of(lane))
            if form.fields:
                found[lane.item.pk] = form
        return found

    @property
    def promised(self) -> list[tuple[Lane, PromiseForm]]:
        """The same with the items, for the page."""
        return [(lane, self.promises[lane.item.pk]) for lane in self.lanes if lane.item.pk in self.promises]

    @cached_property
    def forms(self) -> dict[int, service.AnswerForm]:
        """The items' own forms; of one that was not begun yet, filled in with what is known."""
        found: dict[int, service.AnswerForm] = {}
        for lane in self.lanes:
            if (version := self.version(lane)) is None:
                continue
            inputs, files = self.draft.inputs.get(part_of(lane)), None
            if inputs is None:
                inputs = known(self.draft, self.versions, self.shared, lane, version)
                inputs |= shared_files.lent(version, shared_files.together(self._sources(found)))
            if self._post is not None and (page := self.here) is not None and page.part == part_of(lane):
                inputs = keeping.replaced(service.compiled(version), inputs, self._post, page.step)
                files = self._files
            desk = Desk(self.draft.owner)
            data = keeping.post_of(inputs)
            found[lane.item.pk] = service.django_form(version, data, files, facts=facts(lane.personal), desk=desk)
        return found

    def _sources(self, forms: Mapping[int, service.AnswerForm]) -> Iterator[Source]:
        """What these items' forms have taken in, in their order."""
        for lane in self.lanes:
            if (form := forms.get(lane.item.pk)) is not None:
                yield Source(lane.item.title, shared_files.taken_in(self.versions[lane.item.pk], form))

    @cached_property
    def sources(self) -> dict[int, Source]:
        """The same of all items, by the item's key."""
        return dict(zip(self.forms, self._sources(self.forms), strict=True))

    def before(self, lane: Lane) -> list[Source]:
        """What the forms of the items before one have taken in."""
        keys = list(self.sources)
        at = keys.index(lane.item.pk) if lane.item.pk in keys else len(keys)
        return [self.sources[pk] for pk in keys[:at]]

    @cached_property
    def shared(self) -> dict[str, str]:
        """What was told of the applicant, by the roles of the forms' fields."""
        kept = self.draft.inputs.get(CONTACT, {})
        return roles_of({name: (kept.get(name) or [""])[0].strip() for name in ContactForm.base_fields})

    def hints(self, lane: Lane) -> dict[str, str]:
        """What an item's own form tells of the applicant."""
        return self._hints.get(lane.item.pk, {})

    @cached_property
    def _hints(self) -> dict[int, dict[str, str]]:
        found = {}
        for pk, form in self.forms.items():
            form.is_valid()
            found[pk] = service.applicant_hints(self.versions[pk], form.answers())
        return found

    def person(self, lane: Lane) -> Person:
        """Whom a data source is asked about for an item."""
        return person_in(self.hints(lane), self.shared)

    @cached_property
    def _sparing(self) -> tuple[dict[str, Spared], list[str]]:
        uses, kept = self.papers.uses, self.draft.spared
        rows = {key: uses[key].row for key in kept if key in uses}
        return still_good(rows, kept, lambda key: self.person(uses[key].lane))

    @property
    def spared(self) -> dict[str, Spared]:
        """What was found in place of papers and still holds, by the use."""
        return self._sparing[0]

    @property
    def spared_kept(self) -> dict[str, Any]:
        """What the draft keeps of it, once the page of papers was sent."""
        return {key: found.as_kept() for key, found in self.spared.items()}

    def forms_of(self, page: JointPage) -> list[Any]:
        """The forms that stand on a page."""
        if page.lane:
            return [self.forms[page.lane.item.pk]]
        return [self.contact, self.agent] if page.name == CONTACT else [self.materials, *self.promises.values()]

    def is_faulty(self, page: JointPage) -> bool:
        """Whether something on a page has to be put right."""
        if page.lane and page.step:
            return self.forms[page.lane.item.pk].is_faulty(page.step)
        return any(form.errors for form in self.forms_of(page))

    def way(self, url_of: Callable[[str], str], check_url: str) -> Way[JointPage]:
        """The way through the pages."""
        return Way(self.pages, self.draft.done, self.is_faulty, url_of, check_url)

    @property
    def is_complete(self) -> bool:
        """Whether every page was left with nothing to put right, and there is still nothing."""
        return self.way(str, "").first_open is None

    def inputs_of(self, page: JointPage) -> keeping.Inputs:
        """What the part of a page was filled in with, ready to be kept."""
        found: keeping.Inputs = {}
        for form in self.forms_of(page):
            if page.lane:
                return keeping.settled(form)
            data: Any = form.data
            names = [name for name in map(form.add_prefix, form.fields) if name in data]
            found |= {name: keeping.texts(data, name) for name in names}
            found |= keeping.tokens(form)
        return found

    def applicant(self, lane: Lane) -> Applicant:
        """Who applies for an item: the contact; the number where it is told."""
        data = self.contact.cleaned_data
        number = data["id_number"].upper() or self.person(lane).number
        return Applicant(data["name"], data["phone"], number)

    def vows(self, lane: Lane) -> tuple[Vow, ...]:
        """What the applicant promised in place of papers of an item."""
        form = self.promises.get(lane.item.pk)
        return form.vows() if form is not None else ()

    def submission(self, lane: Lane) -> Submission:
        """One item's application, of checked pages. Its papers are those of the page of papers that it uses."""
        version, form = self.version(lane), self.forms.get(lane.item.pk)
        answers = form.answers() if form else {}
        files: dict[str, list[Any]] = {}
        for key, _label, held in service.files_of(version, answers) if version else []:
            files.setdefault(key, []).append(held)
        spared: dict[str, Spared] = {}
        for name, place in self.papers.places.items():
            given = list(self.materials.cleaned_data.get(name) or [])
            left = place.left(self.spared)
            for use in (use for use in place.uses if use.lane is lane):
                files |= {use.material: given} if given and use in left else {}
                spared |= {use.material: self.spared[use.key]} if use.key in self.spared else {}
        return Submission(
            lane.item, version, answers, self.applicant(lane), files, lane.personal, self.draft.owner,
            self.draft.source, agency=self.agent.agency(), spared=spared, vows=self.vows(lane),
        )  # fmt: skip
