"""A joint case as lanes, one for each bureau: who is at what, since when, how long is left, what the bureau has said."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from guidance.appointments.models import SiteVisit, VisitPart
from guidance.cases.columns import Clock
from guidance.cases.models import Case, Participation

from . import picture
from .models import CaseMaterial, CaseStep
from .opinions import Opinion
from .timeline import Shown
from .tracks import tracks
from .visiting import visits_of
from .waits import Wait

Stages = list[list[Shown]]


@dataclass(frozen=True)
class Lane:
    """One bureau's steps in a joint case. `misses`: the names of the papers it asks for before acceptance; `asked`: what
    it had asked for in the supplement that the applicant has answered, in words; `visits`: those to which it was to come, with what it found."""

    part: Participation
    steps: list[Shown]
    misses: list[str]
    visits: list[tuple[SiteVisit, VisitPart]]
    asked: str = ""

    @property
    def now(self) -> list[Shown]:
        """What is under way."""
        return [row for row in self.steps if row.step.state == CaseStep.State.ACTIVE]

    @property
    def done(self) -> int:
        return sum(row.step.is_over for row in self.steps)

    @property
    def silent(self) -> bool:
        """Whether it owes a step that is late."""
        return any(row.until is not None and row.until.level == "late" for row in self.now)


def drawn(case: Case, lanes: list[Lane], stages: Stages, spans: list[Wait], clock: Clock) -> picture.Picture:
    """The lanes as a picture for the staff, with earlier rounds and the opinions that each bureau asked for.

    Of a case that one bureau handles, the one lane of that bureau.
    """
    opinions = list(case.opinions.all())
    axis = picture.axis_of([case], clock, [row.due_at for row in opinions])
    if not lanes:
        rows = tracks(_flat(stages), opinions, case, axis, clock)
        return picture.of_case(case, axis, spans, clock, [(case.bureau.display_name, "", rows)])
    takes_part, made = {lane.part.bureau_id for lane in lanes}, []
    for lane in lanes:
        own = [row for row in opinions if _asker(row, case, takes_part) == lane.part.bureau_id]
        name, note = str(lane.part.bureau.display_name), str(lane.part.get_role_display())
        made.append((name, note, tracks(lane.steps, own, case, axis, clock)))
    return picture.of_case(case, axis, spans, clock, made)


def _asker(opinion: Opinion, case: Case, takes_part: set[int]) -> int:
    """The bureau that asked; the lead where whoever asked is of none that takes part."""
    own: int = opinion.asker.pk
    return own if own in takes_part else case.bureau_id


def _flat(stages: Stages) -> list[Shown]:
    return [row for stage in stages for row in stage]


def shown_to_all(case: Case, spans: list[Wait]) -> picture.Picture:
    """The picture of a joint case for its applicant: the bureaus by name, nobody who works there."""
    clock = Clock()
    axis = picture.axis_of([case], clock)
    made = [
        (
            part.bureau.display_name,
            str(part.get_role_display()),
            [
                picture.track_of(step, case, axis, clock)
                for step in case.steps.all()
                if (step.bureau_id or case.bureau_id) == part.bureau_id
            ],
        )
        for part in case.participations.all()
    ]
    return picture.of_case(case, axis, spans, clock, made)


def lanes_of(case: Case, stages: Stages) -> list[Lane]:
    """The lanes of a joint case, the lead's first; none of a case of one bureau."""
    parts = list(case.participations.all())
    if not parts:
        return []
    shown = _flat(stages)
    names = {row.order: row.name for row in case.materials.all()}
    visits, asked = visits_of(case), _asked_before(case, parts)
    return [
        Lane(
            part,
            [row for row in shown if (row.step.bureau_id or case.bureau_id) == part.bureau_id],
            [names[order] for order in part.missing if order in names],
            [
                (visit, own)
                for visit in visits
                for own in visit.case.visit_parts.all()
                if own.bureau_id == part.bureau_id
            ],
            asked.get(part.pk, ""),
        )
        for part in parts
    ]


def _asked_before(case: Case, parts: list[Participation]) -> dict[int, str]:
    """What bureaus had asked for before the applicant answered a supplement, by the part. One query, if there was one."""
    if not case.application.supplements:
        return {}
    rows = Participation.history.filter(id__in=[part.pk for part in parts]).exclude(missing_reason="")
    last = {row.id: row for row in rows.order_by("history_date", "history_id")}
    materials = {row.order: row for row in case.materials.all()}
    found = {}
    for pk, row in last.items():
        papers = _("、").join(_with_state(materials[order]) for order in row.missing if order in materials)
        found[pk] = _("：").join(text for text in (papers, row.missing_reason) if text)
    return found


def _with_state(material: CaseMaterial) -> str:
    """`红线图（已补）`: a paper that was asked for, and how it stands."""
    good = material.state in (CaseMaterial.State.GIVEN, CaseMaterial.State.VERIFIED)
    words = {"name": material.name, "state": _("已补") if good else material.get_state_display()}
    return _("%(name)s（%(state)s）") % words
