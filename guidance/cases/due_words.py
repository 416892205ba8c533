"""Why a case is due on its day, in words: from when the days count, what they come to, and what the law allows."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guidance.clock.explain import explain
from items.choices import Unit
from items.limits import limit_text

from .models import Case
from .states import DECIDED, State

JOINT_DAYS = 45
"""Working days that the statute gives to a joint approval, with 15 of extension beside them; 行政许可法 art. 42."""


def explained(case: Case) -> str:
    """The sum of the due date; nothing while the applicant is awaited, whose answer sets a new one."""
    if case.state == State.CORRECTION or not case.due_trail:
        return ""
    today = timezone.localdate() if case.state == State.SUSPENDED else None
    return explain(case.due_trail, _(case.due_what), began(case), today) + _limits(case)


def began(case: Case) -> str:
    """What the days count from: receipt, acceptance, or the decision."""
    if case.state in DECIDED:
        return _("作出决定")
    return _("受理") if case.accepted_at else _("收到")


def _statute(snapshot: dict[str, Any]) -> dict[str, Any] | None:
    """The statute's limit as the guide states it; 45 working days where several bureaus act together and it states fewer."""
    limit: dict[str, Any] | None = snapshot.get("statutory")
    own = (snapshot.get("bureau") or {}).get("id")
    joint = any(step.get("bureau_id") not in (None, own) for step in snapshot.get("steps") or [])
    few = joint and limit is not None and limit["unit"] == Unit.WORKDAY and limit["n"] < JOINT_DAYS
    return {"n": JOINT_DAYS, "unit": Unit.WORKDAY.value} if few else limit


def _limits(case: Case) -> str:
    """The promise and the statute of the guide as it was when the case came, where they bind now."""
    if case.accepted_at is None or case.state in DECIDED:
        return ""
    limits = {"promised": case.snapshot.get("promised"), "statutory": _statute(case.snapshot)}
    named = {name: limit_text(limit["n"], limit["unit"]) for name, limit in limits.items() if limit}
    if len(named) == 2:
        return _("承诺时限 %(promised)s，法定时限 %(statutory)s。") % named
    return _("法定时限 %(statutory)s。") % named if "statutory" in named else ""
