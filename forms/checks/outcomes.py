"""Checks of what conditions come to: each step and field can be shown, and what always holds is no condition."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..possible import always, never
from .draft import Draft
from .problem import Problem
from .registry import Fix, check
from .ruled import Ruled
from .spot import Spot


def clear(spot: Spot) -> None:
    """Take all conditions of the rule away."""
    conditions = spot.value[spot.problem.attribute]["conditions"]
    for position in reversed(range(len(conditions))):
        del conditions[position]


CLEAR = Fix(gettext_lazy("去掉这些条件"), clear)


def _never(rule: Ruled) -> bool:
    """Whether a rule, with all that its block hangs on, never holds."""
    nodes = rule.part.show if rule.name == "show" else (rule.node,)
    return rule.sound and never({"op": "and", "args": list(nodes)}, rule.before, rule.group)


def _shown(rule: Ruled) -> bool:
    return rule.name == "show"


def _required(rule: Ruled) -> bool:
    return _shown(rule) and bool(rule.part.spec and rule.part.spec.required)


def _that(draft: Draft, wanted: Callable[[Ruled], bool], message: str) -> Iterator[Problem]:
    return (rule.problem(message) for rule in draft.rules if wanted(rule) and _never(rule))


@check("step-unreachable", fix=CLEAR)
def reachable_steps(draft: Draft) -> Iterator[Problem]:
    """A step is reached with some answers."""
    message = _("这一步的显示条件互相矛盾，申请人永远走不到这一步。请改正其中一条。")
    return _that(draft, lambda rule: rule.block < 0, message)


@check("hidden-required", fix=CLEAR)
def required_shown(draft: Draft) -> Iterator[Problem]:
    """What must be answered is shown with some answers."""
    message = _("这一项必填，但显示条件永远不会满足，申请人看不到。请改正条件。")
    return _that(draft, _required, message)


@check("rule-never", fix=CLEAR)
def satisfiable(draft: Draft) -> Iterator[Problem]:
    """The conditions of a rule do not contradict each other, their heading or their step."""
    message = _("这些条件互相矛盾，永远不会满足。请改正其中一条。")
    return _that(draft, lambda rule: rule.block >= 0 and not _required(rule), message)


@check("rule-always", blocking=False, fix=CLEAR)
def telling(draft: Draft) -> Iterator[Problem]:
    """A condition can fail."""
    for rule in draft.rules:
        if rule.sound and always(rule.node, rule.before, rule.group):
            yield rule.problem(_("这些条件总是满足，等于没有条件。请改正，或删除条件。"))


@check("require-idle", blocking=False, fix=CLEAR)
def idle_requirements(draft: Draft) -> Iterator[Problem]:
    """What must be answered anyway has no condition for that."""
    for rule in draft.rules:
        if not _shown(rule) and rule.part.spec and rule.part.spec.required:
            yield rule.problem(_("已勾选「必填」，必填条件不起作用。请删除条件，或取消勾选。"))


@check("require-hidden", blocking=False, fix=CLEAR)
def required_where_shown(draft: Draft) -> Iterator[Problem]:
    """What must be answered under a condition is shown under it."""
    for rule in draft.rules:
        nodes = [*rule.part.show, rule.node]
        if _shown(rule) or not rule.part.show or not rule.sound or _never(rule):
            continue
        hidden = never({"op": "and", "args": list(rule.part.show)}, rule.before, rule.group)
        if not hidden and never({"op": "and", "args": nodes}, rule.before, rule.group):
            yield rule.problem(_("必填条件满足时，这一项总是隐藏的。请改正其中一个条件。"))
