"""Answers, papers and results of an earlier application, taken over into a theme's draft where the applicant says so."""

from dataclasses import dataclass, field, replace
from typing import Any

from forms import service
from forms.service import keeping
from guidance.cases.models import Case
from items.bundles import Lane

from ..filling import kept
from ..filling.earlier import fresh_of, nothing, taken_over
from ..filling.earlier_papers import handed_in, has_results, take_papers
from ..submit import asked_in_form
from .filling import Joint
from .models import JointDraft
from .pages import CONTACT, PAPERS, part_of
from .parts import Place


@dataclass
class TakenJoint:
    """What an earlier case gives to a theme's draft: inputs by part, and the papers it spares by their uses."""

    inputs: dict[str, keeping.Inputs] = field(default_factory=dict)
    spared: dict[str, Any] = field(default_factory=dict)
    results: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.inputs or self.spared or self.results)


def take(draft: JointDraft, case: Case) -> None:
    """Fill in what an earlier case holds; every page is to be looked at again. Refused if it holds nothing for it."""
    found = taken(Joint(draft), case)
    if found.is_empty:
        raise nothing()
    parts = {part: {**draft.inputs.get(part, {}), **inputs} for part, inputs in found.inputs.items()}
    draft.inputs = {**draft.inputs, **parts}
    draft.spared = {**draft.spared, **found.spared}
    draft.source, draft.done = case.number, []
    kept.store(draft)


def taken(joint: Joint, case: Case) -> TakenJoint:
    """For fields and papers with nothing in them. The files are copied for the papers that take them."""
    found = TakenJoint()
    contact = {"name": case.applicant_name, "phone": case.applicant_phone, "id_number": case.applicant_id}
    said = joint.draft.inputs.get(CONTACT, {})
    if new := {name: [text] for name, text in contact.items() if text and not any(said.get(name, ()))}:
        found.inputs[CONTACT] = new
    for lane in joint.lanes:
        _answers(joint, case, lane, found)
        found.results |= has_results(case, lane.personal)
    for place in joint.papers.places.values():
        _papers(joint, case, place, found)
    return found


def _answers(joint: Joint, case: Case, lane: Lane, found: TakenJoint) -> None:
    """Of an item's own form, that of which was not begun filled in with what is known as well."""
    version = joint.version(lane)
    if version is None:
        return
    ready, draft, part = service.compiled(version), joint.draft, part_of(lane)
    filled = draft.inputs.get(part)
    if filled is None:
        filled = keeping.settled(joint.forms[lane.item.pk])
    own = {name: values for name, values in taken_over(case, version).items() if keeping.place_of(ready, name)}
    if fresh := fresh_of(version, own, filled):
        found.inputs[part] = {**filled, **fresh}


def _papers(joint: Joint, case: Case, place: Place, found: TakenJoint) -> None:
    """A paper that one of its items finds in the earlier case, for all of them: the files are copied once."""
    name = f"{place.key}-{keeping.KEPT}"
    if joint.draft.inputs.get(PAPERS, {}).get(name):
        return
    for use in place.uses:
        elsewhere = asked_in_form(joint.version(use.lane))
        papers = handed_in(case, use.lane.personal, {}, elsewhere)
        wanted = {use.material: papers[use.material]} if use.material in papers else {}
        inputs, spared = take_papers(case, wanted)
        if one := spared.get(use.material):
            found.inputs[PAPERS] = {**found.inputs.get(PAPERS, {}), name: inputs[f"{use.material}-{keeping.KEPT}"]}
            found.spared |= {other.key: replace(one, name=other.row.name).as_kept() for other in place.uses}
            return
