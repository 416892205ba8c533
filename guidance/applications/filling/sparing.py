"""The materials page: what may take the place of each paper, the buttons for it, and what was found."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts import ratelimit
from accounts.errors import Refused
from forms import service
from guidance.cases.models import Case
from guidance.comparing.answers import Outcome
from guidance.comparing.asking import ask
from guidance.comparing.identity import Person, mark
from guidance.comparing.models import DataSource

from .. import own_results
from ..own_results import OwnResult
from ..spared import By, Spared

if TYPE_CHECKING:
    from forms.models import FormVersion

    from .filling import Filling

ASKS, ASK_WINDOW = 30, timedelta(hours=1)
"""Questions to data sources for one address: who tries numbers and names of others comes to nothing."""
COMPARE, RESULT, UPLOAD = "compare", "result", "upload"
"""What the buttons say before the colon; the input of the material follows."""


@dataclass(frozen=True)
class Offer:
    """What may take the place of one paper: a result of this hall, a data source that can be asked, what it said before."""

    key: str
    source: DataSource | None = None
    result: OwnResult | None = None
    before: Spared | None = None

    @property
    def wanted(self) -> str:
        """Which of the applicant's answers the source is told."""
        if self.source is None:
            return ""
        number = str(self.source.get_identity_display())
        if not self.source.check_name:
            return number
        company = self.source.identity == DataSource.Identity.CREDIT_CODE
        words = _("%(number)s和法定代表人（负责人）姓名") if company else _("%(number)s和姓名")
        return words % {"number": number}

    @property
    def again(self) -> bool:
        """Whether it was asked before in vain: it may be tried again."""
        return self.before is not None and not self.before.matched


class Offers:
    """The offers of a page. One query for the sources of a guide that has any, one for the earlier case."""

    def __init__(self, filling: "Filling", earlier: str = "") -> None:
        self.filling, self.earlier = filling, earlier

    @cached_property
    def sources(self) -> dict[int, DataSource]:
        """Those that may be asked, and that the form has the answers for."""
        return sources_of(self.filling.materials.rows.values(), self.filling.version)

    @cached_property
    def case(self) -> Case | None:
        """The earlier case that the applicant opened with its query code and let be used."""
        return earlier_case(self.earlier)

    def of(self, key: str) -> Offer | None:
        """For the material of that input; None where there is nothing to offer."""
        row = self.filling.materials.rows.get(key)
        if row is None:
            return None
        found = own_results.for_material(self.case, row, timezone.now()) if self.case else None
        offer = Offer(key, self.sources.get(row.data_source_id), found, self.filling.spared.get(key))
        return offer if offer.source or offer.result or offer.before else None

    def put_on(self) -> None:
        """Give each field its offer, for the page to draw."""
        for key, field in self.filling.materials.fields.items():
            field.offer = self.of(key)  # type: ignore[attr-defined]

    def find(self, go: str, client: str, most: int = 0) -> tuple[str, Spared | None]:
        """Do what a button says: the input of the material, and what was found in its place (None: nothing any more).

        Refused if it cannot be asked now, or (429) after `most` questions from one address.
        """
        what, _colon, key = go.partition(":")
        offer = self.of(key)
        name = self.filling.materials.rows[key].name if offer else ""
        if what == RESULT and offer and offer.result and self.case:
            return key, own(offer.result, self.case, self.filling.person, name)
        if what == COMPARE and offer and offer.source:
            return key, ask_about(offer.source, self.filling.person, name, client, most)
        return key, None


def earlier_case(number: str) -> Case | None:
    """The earlier case that the applicant opened with its query code and let be used."""
    rows = Case.objects.select_related("application__form_version") if number else Case.objects.none()
    return rows.filter(number=number).first()


def own(found: OwnResult, case: Case, person: Person, name: str) -> Spared:
    """A result of this hall in place of the paper of that name. Refused if it was issued to somebody else."""
    if not own_results.is_of(case, person):
        raise Refused(_("这个结果是发给别的申请人的：两次申请的证件号码不同。请填对号码，或上传材料。"), code="another")
    now, number = timezone.now(), found.number or found.case
    return Spared(By.RESULT, Outcome.MATCH, found.words, now, name, mark(person), reference=number[:100])


def sources_of(rows: Iterable[Any], version: "FormVersion | None") -> dict[int, DataSource]:
    """The data sources of these materials that are asked now, and that the form has the answers for, by their keys."""
    wanted = {row.data_source_id for row in rows} - {None}
    return {pk: source for pk, source in in_use(wanted).items() if can_ask(version, source)}


def in_use(keys: Collection[int]) -> dict[int, DataSource]:
    """The data sources of these keys that are asked now."""
    return DataSource.objects.in_use().in_bulk(keys) if keys else {}


def can_ask(version: "FormVersion | None", source: DataSource) -> bool:
    """Whether a form asks for what a source is asked with; the name stands beside the form at the latest."""
    return version is not None and not source.roles.isdisjoint(service.applicant_keys(version))


def ask_about(source: DataSource, person: Person, name: str, client: str, most: int = 0) -> Spared:
    """What a source says of the applicant, in place of the paper of that name.

    Refused if the applicant told too little, or (429) after `most` questions from one address.
    """
    if person.lacks(source):
        words = _("请先在表单里填好%(what)s，再查询。")
        raise Refused(words % {"what": Offer("", source).wanted}, code="identity")
    ratelimit.check("compare", client, most or ASKS, ASK_WINDOW)
    answer = ask(source, person)
    return Spared(
        By.DATA, str(answer.outcome), source.name, timezone.now(), name, mark(person), source.pk, answer.reference
    )  # fmt: skip


def still_good(
    rows: Mapping[str, Any], kept: Mapping[str, Any], person_of: Callable[[str], Person]
) -> tuple[dict[str, Spared], list[str]]:
    """Of what was found in place of these materials, what still speaks of this applicant and this guide.

    And the keys of what had spared a paper and does so no more.
    """
    good, lapsed, now = {}, [], timezone.now()
    for key, row in rows.items():
        found = Spared.read(kept[key]) if key in kept else None
        if found is not None and found.holds(row, person_of(key), now):
            good[key] = found
        elif found is not None and found.matched:
            lapsed.append(key)
    return good, lapsed


def is_button(go: str) -> bool:
    """Whether a page was sent by one of the buttons here."""
    return go.partition(":")[0] in (COMPARE, RESULT, UPLOAD)


def lines(filling: "Filling") -> list[dict[str, Any]]:
    """The papers that are spared, for the page and the summary."""
    return [
        {"key": key, "name": filling.materials.rows[key].name, "words": found.words}
        for key, found in filling.spared.items()
        if not found.needs_upload
    ]
