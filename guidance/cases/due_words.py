"""Why a case is due on its day, in words: from when the days count, what they come to, and what the law allows."""

from django.utils.translation import gettext as _

from guidance.clock.explain import explain
from items.limits import limit_text

from .models import Case
from .states import DECIDED, State


def explained(case: Case) -> str:
    """The sum of the due date; nothing while the applicant is awaited, whose answer sets a new one."""
    if case.state == State.CORRECTION or not case.due_trail:
        return ""
    return explain(case.due_trail, _(case.due_what), began(case)) + _limits(case)


def began(case: Case) -> str:
    """What the days count from: receipt, acceptance, or the decision."""
    if case.state in DECIDED:
        return _("作出决定")
    return _("受理") if case.accepted_at else _("收到")


def _limits(case: Case) -> str:
    """The promise and the statute of the guide as it was when the case came, where they bind now."""
    if case.accepted_at is None or case.state in DECIDED:
        return ""
    named = {
        name: limit_text(limit["n"], limit["unit"])
        for name in ("promised", "statutory")
        if (limit := case.snapshot.get(name))
    }
    if len(named) == 2:
        return _("承诺时限 %(promised)s，法定时限 %(statutory)s。") % named
    return _("法定时限 %(statutory)s。") % named if "statutory" in named else ""
