"""The verbs of steps: take, pass, send back, hand over. Who may is in `hands`; the table is `install` at the end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowed, Refused
from guidance.cases import bulk, deputies, permissions
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.models import Case
from guidance.cases.registry import register
from guidance.cases.states import DECIDED, Kind, State

from . import joint, steps
from .hands import PASSING, Hands, giver, note_review, worker
from .models import CaseStep
from .step_forms import GiveStepForm, PassForm, ReturnForm, TakeStepForm, earlier, passable

WORKED = (State.ACCEPTED, State.REVIEW)
"""States in which the way to the decision goes on."""
HELD = (*WORKED, State.SUSPENDED, *DECIDED)
"""States in which steps are in somebody's hands."""


def _at(doing: Doing, hands: Hands, chosen: CaseStep, may: Callable[[CaseStep, Any], bool]) -> CaseStep:
    """The chosen step as it is under the lock; Refused if it is over, NotAllowed if it is no longer the actor's.

    Notes with the event which step it was, and whose deputy the actor is at it.
    """
    step = next((row for row in hands.under_way if row.pk == chosen.pk), None)
    if step is None:
        raise Refused(_t("环节“%(name)s”已经完成。") % {"name": chosen.name}, code="step-done")
    if not may(step, doing.actor.user):
        raise NotAllowed(hands.whose(step), code="step-not-yours")
    doing.instead_of = deputies.instead_of(hands.holder(step), doing.actor)
    doing.facts["step"] = step.name
    return step


def pass_step(doing: Doing) -> str | None:
    """Close one step; when its group is through, the next one opens."""
    hands = Hands(doing.case)
    step = _at(doing, hands, doing.data["step"], hands.works_on)
    steps.finish(doing, [step], doing.reason)
    joint.agreed(doing, step)
    opened = steps.open_next(doing)
    doing.facts["opened"] = [row.name for row in opened]
    return State.REVIEW if doing.case.state in WORKED else None


def return_step(doing: Doing) -> str:
    """Send the case back to a step that is over, with the reason: it is done anew, and what came after it."""
    hands = Hands(doing.case)
    step = _at(doing, hands, doing.data["step"], hands.works_on)
    target = next((row for row in earlier(hands, step) if row.pk == doing.data["to"].pk), None)
    if target is None:
        raise Refused(_t("只能退回到前面已经完成的环节。"), code="step-not-done")
    note_review(doing, step)
    again = steps.send_back(doing, step, target, doing.reason)
    joint.anew(doing, again)
    doing.facts.update(to=target.name, again=[row.name for row in again])
    return State.REVIEW


def take_step(doing: Doing) -> None:
    """Take a step that waits in a pool."""
    hands = Hands(doing.case)
    step = _at(doing, hands, doing.data["step"], hands.may_take)
    step.assignee = doing.actor.user
    doing.save(step, _t("认领环节“%(name)s”") % {"name": step.name})


def give_step(doing: Doing) -> None:
    """Hand over one step, or all that are the actor's to give."""
    hands, person = Hands(doing.case), doing.data["owner"]
    for chosen in doing.data["steps"]:
        step = _at(doing, hands, chosen, hands.may_give)
        holder = hands.holder(step)
        doing.facts.setdefault("given", []).append({"step": step.name, "from": str(holder or "")})
        step.assignee = person
        doing.save(step, doing.reason or _t("转交环节“%(name)s”") % {"name": step.name})
    doing.facts["to"] = str(person)


def _taker(case: Case, actor: Actor) -> permissions.Answer:
    if refusal := permissions.seat(case, actor):
        return refusal
    hands = Hands(case)
    waits = any(hands.may_take(step, actor.user) for step in hands.under_way)
    return None if waits else _t("没有等您认领的环节。")


def _can_pass(case: Case, now: datetime) -> str | None:
    if passable(Hands(case)):
        return None
    return (
        _t("决定之后没有要完成的环节，请送达并办结。")
        if case.state in DECIDED
        else _t("审查环节都已完成，请作出决定。")
    )


def _can_return(case: Case, now: datetime) -> str | None:
    hands = Hands(case)
    found = any(earlier(hands, step) for step in hands.under_way)
    return None if found else _t("前面没有可以退回的环节。")


def install() -> None:
    """Called once, from the app's `ready()`."""
    bulk.add("give_step")
    kinds = [Kind.APPLICATION]
    register(
        "take_step", _("认领环节"), kinds=kinds, sources=HELD, ask=_taker, run=take_step, form=TakeStepForm,
        public=False, tone="primary", order=19,
    )  # fmt: skip
    register(
        PASSING, _("完成环节"), kinds=kinds, sources=[*WORKED, *DECIDED], ask=worker, run=pass_step, form=PassForm,
        targets=[State.REVIEW], ready=_can_pass, public=False, tone="primary", order=20,
    )  # fmt: skip
    register(
        "return_step", _("退回环节"), kinds=kinds, sources=WORKED, ask=worker, run=return_step, form=ReturnForm,
        targets=[State.REVIEW], ready=_can_return, public=False, order=24,
    )  # fmt: skip
    register(
        "give_step", _("转交环节"), kinds=kinds, sources=HELD, ask=giver, run=give_step, form=GiveStepForm,
        public=False, order=81,
    )  # fmt: skip
