"""The way of a case as its page draws it: stages one after another, in each the steps side by side."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from guidance.cases import deputies, panels
from guidance.cases.actors import Actor
from guidance.cases.columns import Clock, Until
from guidance.cases.models import Case

from . import rounds
from .hands import Hands
from .models import RECEIPT_KINDS, CaseStep
from .rounds import Round
from .steps import stages, word_of


@dataclass(frozen=True)
class Shown:
    """A step as drawn: who has or had it, since when, how long is left. `until` only where a clock of its own runs."""

    step: CaseStep
    who: str
    until: Until | None
    spent: str
    word: str = ""
    """How it stands."""
    rounds: list[Round] = field(default_factory=list)
    """Those before, where it was sent back."""

    @property
    def bureau(self) -> str:
        """Another bureau than the case's own, whose step it is."""
        return str(self.step.bureau or "")


def stages_of(case: Case, actor: Actor, clock: Clock | None = None) -> list[list[Shown]]:
    """The stages of a case; more than one step in a stage means that they run together."""
    hands, clock, away = Hands(case), clock or Clock(), deputies.today(actor.user)
    before = rounds.earlier(case, hands.steps)
    shown = {step.pk: _shown(case, step, hands, clock, away) for step in hands.steps}
    return [
        [replace(shown[step.pk], rounds=before.get(step.pk, [])) for step in stage] for stage in stages(hands.steps)
    ]


def for_page(case: Case, actor: Actor) -> list[list[Shown]]:
    """The same, worked out once for all panels of a page."""
    found: list[list[Shown]] = panels.once(case, "stages", lambda: stages_of(case, actor))
    return found


def _shown(case: Case, step: CaseStep, hands: Hands, clock: Clock, away: deputies.Away) -> Shown:
    runs = step.state == CaseStep.State.ACTIVE and case.clock_runs
    until = clock.until(case, step.due) if runs and step.due else None
    return Shown(step, _who(case, step, hands, away), until, _spent(step, clock.now), word_of(step, case))


def _who(case: Case, step: CaseStep, hands: Hands, away: deputies.Away) -> str:
    """The actor of a step that is over; of one under way whose it is, or that it waits to be taken; else to whom it goes; of a needless one nobody."""
    if step.state == CaseStep.State.DONE:
        return str(step.actor or _("系统"))
    if step.state == CaseStep.State.SKIPPED:
        return ""
    if step.state == CaseStep.State.WAITING or not case.is_open:
        return str(step.assignee or "")
    holder = case.owner if step.kind in RECEIPT_KINDS else hands.holder(step)
    return away.named(holder) if holder is not None else _("待认领")


def _spent(step: CaseStep, now: datetime) -> str:
    """How long it has taken, in days; empty for less than one."""
    if step.started_at is None:
        return ""
    days = ((step.ended_at or now) - step.started_at).days
    return _("%(days)s 天") % {"days": days} if days > 0 else ""
