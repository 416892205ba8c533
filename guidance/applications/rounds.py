"""The earlier rounds of steps that were sent back, read from the history: the rows hold the newest round alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from guidance.cases.models import Case

from .models import CaseStep


@dataclass(frozen=True)
class Round:
    """One time that a step was done. `due_at` as it stood at its end; `returned`: it was sent back before it was over."""

    number: int
    started_at: datetime
    ended_at: datetime
    due_at: datetime | None
    returned: bool


def earlier(case: Case, steps: Iterable[CaseStep]) -> dict[int, list[Round]]:
    """By the key of a step its rounds before the one under way or to come; one query, none where nothing was sent back."""
    past = {step.pk: _past(step) for step in steps if _past(step)}
    if not past:
        return {}
    rows = CaseStep.history.filter(case_id=case.pk, id__in=past).order_by("id", "history_date", "history_id")
    return {
        pk: [found for number in range(1, past[pk] + 1) if (found := _round(kept, number))]
        for pk, kept in ((pk, list(mine)) for pk, mine in groupby(rows, lambda row: row.id))
    }


def _past(step: CaseStep) -> int:
    """How many rounds are behind it: of a step that waits for its next turn all of them."""
    return step.rounds if step.state == CaseStep.State.WAITING else max(step.rounds - 1, 0)


def _round(rows: list[Any], number: int) -> Round | None:
    """What the history of a step holds of one round."""
    own = [row for row in rows if row.rounds == number and row.started_at is not None]
    if not own:
        return None
    last = own[-1]
    after = next(iter(rows[rows.index(last) + 1 :]), last)
    ended = last.ended_at or after.history_date
    return Round(number, last.started_at, ended, last.due_at, last.state != CaseStep.State.DONE)
