"""What a fix does, in words for its button and for the history, with what will be so when no condition is left."""

from typing import Any

from django.utils.translation import gettext as _

from .checks import CHECKS, Problem, Spot
from .checks.logic.conditions import drop
from .checks.logic.outcomes import clear
from .checks.spot import conditions


def words_of(body: Any, problem: Problem) -> str:
    """The words of a problem's fix; empty if there is none. `body` is the form's as it is before."""
    fix = CHECKS[problem.code].fix
    if fix is None or not problem.fixable:
        return ""
    outcome = _outcome(body, problem) if fix.change in (drop, clear) else ""
    return _("%(fix)s（%(outcome)s）") % {"fix": fix.label, "outcome": outcome} if outcome else str(fix.label)


def _outcome(body: Any, problem: Problem) -> str:
    """What holds for everybody once the last condition of a rule is gone; empty while others are left."""
    name, *path = problem.attribute.split(".")
    if name not in ("show", "require"):
        return ""
    value = Spot(body, problem).value
    if path and len(list(conditions(value[name]))) > 1:
        return ""
    if name == "require":
        return _("以后谁都可以不填")
    if problem.block < 0:
        return _("以后人人都有这一步")
    return _("以后人人都看到，人人必填") if _must(value) else _("以后人人都看到")


def _must(value: Any) -> bool:
    """Whether what is shown must be answered: a field that is required, or a group with at least one row."""
    return bool(value.get("required") or value.get("min"))
