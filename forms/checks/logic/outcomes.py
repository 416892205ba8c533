"""Checks of what conditions come to: each step and field can be shown, and what always holds is no condition."""

import itertools
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import rules
from ...possible import always, implied, never
from ..draft import Draft
from ..problem import Problem
from ..registry import Fix, check
from ..ruled import Ruled
from ..spot import Spot
from .conditions import DROP


def clear(spot: Spot) -> None:
    """Take all conditions of the rule away."""
    conditions = spot.value[spot.problem.attribute]["conditions"]
    for position in reversed(range(len(conditions))):
        del conditions[position]


SIMPLE = ("eq", "ne", "lt", "le", "gt", "ge", "between", "in")
"""What compares; to ask in addition whether something was answered is careful, not idle."""
CLEAR = Fix(gettext_lazy("去掉这些条件"), clear)


def _shown(rule: Ruled) -> bool:
    return rule.name == "show"


def _required(rule: Ruled) -> bool:
    return _shown(rule) and bool(rule.part.spec and rule.part.spec.required)


def _that(draft: Draft, wanted: Callable[[Ruled], bool], message: str) -> Iterator[Problem]:
    return (
        rule.problem(message) for rule in draft.rules if wanted(rule) and rule.impossible and not rule.caused_elsewhere
    )


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
    """A condition can fail: by itself, and where its heading, step or group is shown."""
    for rule in draft.rules:
        if not rule.sound or rule.impossible:
            continue
        outer = [node for node in rule.hangs_on if node is not rule.node]
        if always(rule.node, rule.before, rule.group):
            yield rule.problem(_("这些条件总是满足，等于没有条件。请改正，或删除条件。"))
        elif any(_says(rule, node, rule.node) for node in outer):
            yield rule.problem(_idle(rule))


def _says(rule: Ruled, one: rules.Node, other: rules.Node) -> bool:
    """Whether one condition says of the same answers all that the other says."""
    scopes = ({scope for scope, _kind, _place in rules.references(node, rule.group)} for node in (one, other))
    return len(set(map(frozenset, scopes))) == 1 and implied(one, other, rule.before, rule.group)


def _idle(rule: Ruled) -> str:
    if _shown(rule):
        return _("所在的步骤、小标题或组显示时，这些条件总是满足，等于没有条件。请改正，或删除条件。")
    return _("这一项显示时，必填条件总是满足。请删除必填条件，直接勾选「必填」。")


@check("rule-idle", blocking=False, fix=DROP)
def needed(draft: Draft) -> Iterator[Problem]:
    """No condition beside others says only what another says already."""
    for rule in draft.rules:
        if rule.sound and rule.node.get("op") in ("and", "or") and not rule.impossible:
            found = next(_needless(rule), None)
            if found is not None and not always(rule.node, rule.before, rule.group):
                yield rule.problem(_("有没有这一条，结果都一样。请删除，或改正其中一条。"), f"args.{found}")


def _needless(rule: Ruled) -> Iterator[int]:
    """The conditions of a rule that another one beside them decides, or that never hold beside others that may."""
    for at, part in enumerate(rule.node["args"] if rule.node["op"] == "or" else ()):
        if never(
            {"op": "and", "args": [*(one for one in rule.hangs_on if one is not rule.node), part]},
            rule.before,
            rule.group,
        ):
            yield at
    simple = [(at, part) for at, part in enumerate(rule.node["args"]) if part.get("op") in SIMPLE]
    for (at, part), (_at, other) in itertools.permutations(simple, 2):
        pair = (other, part) if rule.node["op"] == "and" else (part, other)
        if part != other and _says(rule, *pair):
            yield at


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
        nodes = [*rule.hangs_on, rule.node]
        if _shown(rule) or not rule.hangs_on or not rule.sound or rule.impossible:
            continue
        if not rule.never_shown and never({"op": "and", "args": nodes}, rule.before, rule.group):
            yield rule.problem(_("必填条件满足时，这一项总是隐藏的。请改正其中一个条件。"))
