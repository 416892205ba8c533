"""The page of a theme's papers: what may take the place of each, asked once for all items that need it."""

from dataclasses import replace

from django.utils import timezone
from django.utils.functional import cached_property

from guidance.cases.models import Case
from guidance.comparing.models import DataSource

from .. import own_results
from ..filling.sparing import COMPARE, RESULT, Offer, ask_about, earlier_case, in_use, own
from ..own_results import OwnResult
from ..spared import Spared
from .filling import Joint
from .parts import Place, Use

Found = dict[str, Spared | None]
"""By the use of a paper, what was found in its place; None: it is handed in after all."""


class JointOffers:
    """The offers of a page. One query for the sources of all guides, one for the earlier case."""

    def __init__(self, joint: Joint) -> None:
        self.joint = joint

    @cached_property
    def sources(self) -> dict[int, DataSource]:
        """Those that may be asked: the number that finds somebody is always asked for, with the contact."""
        return in_use({use.row.data_source_id for use in self.joint.papers.uses.values()} - {None})

    @cached_property
    def case(self) -> Case | None:
        """The earlier case that the applicant let be used."""
        return earlier_case(self.joint.draft.source)

    def of(self, place: Place) -> Offer | None:
        """For a paper that has to be handed in; None where there is nothing to offer."""
        left = place.left(self.joint.spared)
        source = next((self.sources[one.row.data_source_id] for one in left if self._source(one)), None)
        result = next(filter(None, map(self._result, left)), None)
        before = next((self.joint.spared[one.key] for one in left if one.key in self.joint.spared), None)
        return Offer(place.key, source, result, before) if source or result or before else None

    def _source(self, use: Use) -> DataSource | None:
        return self.sources.get(use.row.data_source_id)

    def _result(self, use: Use) -> OwnResult | None:
        return own_results.for_material(self.case, use.row, timezone.now()) if self.case else None

    def put_on(self) -> None:
        """Give each field its offer, for the page to draw."""
        for key, field in self.joint.materials.fields.items():
            field.offer = self.of(self.joint.papers.places[key])  # type: ignore[attr-defined]

    def find(self, go: str, client: str) -> Found:
        """Do what a button says, for every item that needs the paper.

        Refused if it cannot be asked now, or (429) after too many questions from one address.
        """
        what, _colon, key = go.partition(":")
        place = self.joint.papers.places.get(key)
        if place is None:
            return {}
        left = place.left(self.joint.spared)
        if what == RESULT:
            return {one.key: self._own(one, found) for one in left if (found := self._result(one))}
        if what == COMPARE:
            return self._asked(left, client)
        return {one.key: None for one in place.uses}

    def _own(self, use: Use, found: OwnResult) -> Spared:
        case: Case = self.case  # type: ignore[assignment]
        return own(found, case, self.joint.person(use.lane), use.row.name)

    def _asked(self, left: list[Use], client: str) -> Found:
        """Each source once for each applicant, whatever number of items asks for the paper."""
        found: Found = {}
        said: dict[tuple[int, object], Spared] = {}
        for use in left:
            if (source := self._source(use)) is None:
                continue
            person = self.joint.person(use.lane)
            known = (source.pk, person)
            if known not in said:
                said[known] = ask_about(source, person, use.row.name, client)
            found[use.key] = replace(said[known], name=use.row.name)
        return found


def lines(joint: Joint) -> list[dict[str, str]]:
    """The papers that nobody has to hand in, for the page and the summary; the words of each answer once."""
    found = []
    for key, place in joint.papers.places.items():
        kept = [joint.spared[one.key] for one in place.uses if one.key in joint.spared]
        words = dict.fromkeys(one.words for one in kept if not one.needs_upload)
        if words:
            found.append({"key": key, "name": place.name, "words": "；".join(words)})
    return found
