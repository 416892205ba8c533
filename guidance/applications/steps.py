"""The steps of a case: copied as published, opened and closed in order, groups side by side."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from guidance.cases.doing import Doing
from guidance.clock import calendar
from guidance.clock.due import due
from items.choices import StepKind

from .deadlines import step_span
from .models import CaseMaterial, CaseStep


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
            limit=step.get("limit"),
            unit=step.get("unit") or "",
            standard=step.get("standard") or "",
            outcome=step.get("outcome") or "",
            checks=step.get("checks") or [],
            recheck_basis=step.get("recheck_basis") or "",
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


def finish(doing: Doing, rows: Iterable[CaseStep], opinion: str = "") -> None:
    """Close steps, each with its actor and time."""
    for step in rows:
        step.state = CaseStep.State.DONE
        step.started_at = step.started_at or doing.now
        step.ended_at = doing.now
        step.actor = doing.actor.user
        step.opinion = opinion
        doing.save(step, _("完成环节“%(name)s”") % {"name": step.name})


def open_next(doing: Doing) -> list[CaseStep]:
    """Open the next step, or the whole group it belongs to; nothing while another is still active."""
    rows = list(doing.case.steps.all())
    if any(step.state == CaseStep.State.ACTIVE for step in rows):
        return []
    waiting = [step for step in rows if step.state == CaseStep.State.WAITING]
    if not waiting:
        return []
    first = waiting[0]
    group = [step for step in waiting if first.group and step.group == first.group] or [first]
    days = calendar.load(doing.case.bureau.area_code)
    for step in group:
        step.state = CaseStep.State.ACTIVE
        step.started_at = doing.now
        span = step_span(step)
        step.due_at = due(days, doing.now, span, doing.case.bureau.closing_time, ()).at if span else None
        doing.save(step, _("开始环节“%(name)s”") % {"name": step.name})
    return group


def of_kinds(doing: Doing, kinds: Iterable[str]) -> list[CaseStep]:
    """The case's unfinished steps of these kinds."""
    wanted = set(kinds)
    return [step for step in doing.case.steps.all() if step.kind in wanted and step.state != CaseStep.State.DONE]
