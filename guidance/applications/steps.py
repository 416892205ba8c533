"""The steps of a case: copied as published, opened and closed stage by stage, a group of them side by side."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from guidance.cases.doing import Doing
from guidance.cases.models import Case
from guidance.clock import calendar
from items.choices import StepKind

from . import joint
from .deadlines import pauses_of, step_due
from .models import DECISION_KIND, CaseMaterial, CaseStep


def copy_rows(doing: Doing, snapshot: dict[str, Any]) -> None:
    """Write the case's own steps and materials; later edits of the item never move them.

    A material keeps its number in the whole guide: files are kept under it, whatever the answers left out.
    """
    for order, step in enumerate(snapshot.get("steps") or default_steps(), start=1):
        row = CaseStep(
            case=doing.case,
            order=order,
            group=step.get("group") or "",
            kind=step["kind"],
            name=step["name"],
            role=step.get("role") or "",
            bureau_id=joint.elsewhere(doing.case, step.get("bureau_id")),
            limit=step.get("limit"),
            unit=step.get("unit") or "",
            standard=step.get("standard") or "",
            outcome=step.get("outcome") or "",
            checks=step.get("checks") or [],
            recheck_basis=step.get("recheck_basis") or "",
            separate=step["kind"] == DECISION_KIND and bool(snapshot.get("separate_decision")),
        )
        doing.save(row)
    for order, material in enumerate(snapshot.get("materials") or [], start=1):
        paper = CaseMaterial(
            case=doing.case,
            order=material.get("order") or order,
            name=material["name"],
            necessity=material.get("necessity") or "",
            standard=material.get("standard") or "",
        )
        doing.save(paper)


def default_steps() -> list[dict[str, Any]]:
    """What the law asks of every licence, for an item that lists no steps."""
    kinds = (StepKind.RECEIVE, StepKind.ACCEPT, StepKind.REVIEW, StepKind.DECIDE, StepKind.DELIVER)
    return [{"kind": kind.value, "name": str(kind.label)} for kind in kinds]


def word_of(step: CaseStep, case: Case) -> str:
    """How a step stands: its state; of a case that ended before it was over, that it stopped or never began."""
    if case.is_open or step.is_over:
        return str(step.get_state_display())
    return _("已停止") if step.state == CaseStep.State.ACTIVE else _("未办理")


def stages(steps: Iterable[CaseStep]) -> list[list[CaseStep]]:
    """The steps in their order, those of one group as one stage: it is over when all of them are."""
    found: dict[str | int, list[CaseStep]] = {}
    for step in steps:
        found.setdefault(step.group or step.order, []).append(step)
    return list(found.values())


def finish(doing: Doing, rows: Iterable[CaseStep], opinion: str = "") -> None:
    """Close steps, each with its actor and time."""
    for step in rows:
        step.state = CaseStep.State.DONE
        step.started_at = step.started_at or doing.now
        step.ended_at = doing.now
        step.actor = doing.actor.user
        step.opinion = opinion
        doing.save(step, _("完成环节“%(name)s”") % {"name": step.name})


def skip(doing: Doing, rows: Iterable[CaseStep]) -> None:
    """What the decision has made needless: nobody does it, and nothing waits for it."""
    for step in rows:
        step.state = CaseStep.State.SKIPPED
        doing.save(step, _("不需要环节“%(name)s”") % {"name": step.name})


def open_next(doing: Doing) -> list[CaseStep]:
    """Open what waits in the first stage that is not over, and tell whose steps begin; those that were opened now."""
    for stage in stages(doing.case.steps.all()):
        if not all(step.is_over for step in stage):
            waiting = [step for step in stage if step.state == CaseStep.State.WAITING]
            for step in waiting:
                _open(doing, step)
            joint.tell_begun(doing, waiting)
            return waiting
    return []


def _open(doing: Doing, step: CaseStep) -> None:
    step.state = CaseStep.State.ACTIVE
    step.started_at = doing.now
    step.rounds += 1
    set_due(doing, [step])
    doing.save(step, _("开始环节“%(name)s”") % {"name": step.name})


def set_due(doing: Doing, rows: Iterable[CaseStep]) -> None:
    """Write when each is due: its own limit from its start, less the case's pauses. Does not save."""
    calendars, pauses = calendar.load_all(), pauses_of(doing.case)
    for step in rows:
        step.due_at = step_due(step, doing.case, calendars, pauses)


def send_back(doing: Doing, step: CaseStep, target: CaseStep, reason: str) -> list[CaseStep]:
    """Do an earlier step anew, and what came between after it; `step` waits for its turn again.

    Each goes back to the person who did it. Steps beside the two, in their groups, stay as they are.
    """
    places = {row.pk: (n, row) for n, stage in enumerate(stages(doing.case.steps.all())) for row in stage}
    first, last = places[target.pk][0], places[step.pk][0]
    between = [row for n, row in places.values() if first < n < last and row.state == CaseStep.State.DONE]
    again = [target, *between, step]
    for row in again:
        row.assignee = row.assignee or _who_did(doing, row)
        row.state, row.actor, row.opinion = CaseStep.State.WAITING, None, ""
        row.started_at = row.ended_at = row.due_at = None
        row.returned = reason if row is target else ""
        if row is not target:
            doing.save(row, _("退回后等待重新办理"))
    _open(doing, target)
    joint.tell_begun(doing, [target])
    return again


def _who_did(doing: Doing, step: CaseStep) -> Any:
    """Whose step it was, if not the case's owner, with whom it stays by itself."""
    who = step.actor
    gone = who is None or not who.is_active or who.bureau_id != (step.bureau_id or doing.case.bureau_id)
    return None if gone or who == doing.case.owner else who


def of_kinds(doing: Doing, kinds: Iterable[str]) -> list[CaseStep]:
    """The case's unfinished steps of these kinds."""
    wanted = set(kinds)
    return [step for step in doing.case.steps.all() if step.kind in wanted and not step.is_over]
