"""What is wrong with the conditions of a draft: what they ask for, whether it fits, and whether they can ever hold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import rules
from .definition import Definition
from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import GROUP, Part, steps_of
from .possible import never
from .problems import Problem
from .sentences import path_of

Scope = tuple[str, str]
WORDS = {
    "op": gettext_lazy("选择的比较方式不能用。请重新选择。"),
    "args": gettext_lazy("这一条没有写完整。请补上比较方式和值。"),
    "type": gettext_lazy("比较方式与字段不配。请重新选择比较方式或字段。"),
    "value": gettext_lazy("值不能用。数字写成 1000 或 0.5，日期写成 2026-03-01，选项从列表里选。"),
}


@dataclass(frozen=True)
class Ruled:
    """A rule where it stands: its block, what is asked before it, and what it hangs on altogether."""

    step: int
    block: int
    inner: int
    name: str
    node: rules.Node
    part: Part
    before: Mapping[Scope, Spec | None]
    group: str = ""

    def problem(self, code: str, message: str, place: str | None = None) -> Problem:
        """A problem of the condition that a place of the tree stands for; of the whole rule where there is none."""
        path = () if place is None else path_of(self.node, place)
        spec, block = self.part.spec, self.part.block
        return Problem(
            code,
            message,
            self.step,
            self.block,
            ".".join([self.name, *map(str, path)]),
            spec.key if spec else "",
            spec.label if spec else block.get("label") or block.get("title", ""),
            inner=self.inner,
        )


def ruled(definition: Definition) -> Iterator[Ruled]:
    """Every rule of a definition, in order."""
    before: dict[Scope, Spec | None] = {}
    for number, step in enumerate(steps_of(definition)):
        yield from _of_part(number, -1, -1, step.part, before)
        for at, part in enumerate(step.parts):
            yield from _of_part(number, at, -1, part, before)
            inner = dict(before)
            for place, row in enumerate(part.group.parts if part.group else ()):
                yield from _of_part(number, at, place, row, inner, part.name)
                if row.spec:
                    inner[part.name, row.name] = row.spec
            before |= inner
            if part.group:
                before[part.name, ""] = None
            elif part.spec:
                before["", part.name] = part.spec


def _of_part(
    step: int, block: int, inner: int, part: Part, before: dict[Scope, Any], group: str = ""
) -> Iterator[Ruled]:
    for name in ("show", "require"):
        if node := part.block.get(name):
            yield Ruled(step, block, inner, name, node, part, dict(before), group)


def everything(definition: Definition) -> set[Scope]:
    """All fields and groups."""
    found: set[Scope] = set()
    for part in (part for step in steps_of(definition) for part in step.parts if part.asks):
        found.add((part.name, "") if part.group else ("", part.name))
        found |= {(part.name, row.name) for row in part.group.parts if row.spec} if part.group else set()
    return found


def rule_references(definition: Definition) -> Iterator[Problem]:
    """A rule asks for what comes before it."""
    known = everything(definition)
    for rule in ruled(definition):
        for scope, _kind, place in rules.references(rule.node, rule.group):
            own = scope in ((rule.group, rule.part.name), (rule.part.name, ""))
            if scope in rule.before:
                continue
            if scope == ("", ""):
                yield rule.problem("rule-empty", _("条件没有选字段。请选择，或删除这一条。"), place)
            elif own:
                yield rule.problem("rule-self", _("条件不能看这一项自己的回答。请换成前面的字段。"), place)
            elif scope in known:
                yield rule.problem(
                    "rule-later", _("条件用了后面的字段，申请人还没有答到。请换成前面的字段，或调整顺序。"), place
                )
            else:
                yield rule.problem(
                    "rule-missing",
                    _("条件用的字段「%(key)s」已经没有了。请重新选择，或删除这一条。") % {"key": scope[1] or scope[0]},
                    place,
                )


def rule_types(definition: Definition) -> Iterator[Problem]:
    """A rule compares what can be compared, with values that fit, as the fields are now."""
    for rule in ruled(definition):
        found = list(rules.references(rule.node, rule.group))
        if any(scope not in rule.before for scope, _kind, _place in found):
            continue
        for scope, kind, place in found:
            spec = rule.before[scope]
            if kind != (TYPES[spec.type].rule_type if spec else GROUP):
                yield rule.problem("rule-type", _("条件用的字段换了类型。请重新选择字段和比较方式。"), place)
        try:
            rules.check(rule.node, in_row=bool(rule.group))
        except rules.RuleError as error:
            yield rule.problem(f"rule-{error.code}", str(WORDS.get(error.code, WORDS["type"])), error.place)


def rule_choices(definition: Definition) -> Iterator[Problem]:
    """A rule compares a choice with choices that are offered."""
    for rule in ruled(definition):
        for scope, value, place in _compared(rule.node, rule.group, ""):
            spec = rule.before.get(scope)
            offered = {row.get("value") for row in spec.get("choices") or []} if spec else set()
            if offered and value not in offered:
                yield rule.problem("rule-choice", _("条件里的选项已经没有了。请重新选择。"), place)


def _compared(node: Any, within: str, place: str) -> Iterator[tuple[Scope, str, str]]:
    """(scope, text, place) of each comparison of an answer with a text."""
    args = node.get("args") or []
    refs = [scope for part in args for scope, _kind, at in rules.references(part, within) if not at]
    for part in args if len(refs) == 1 else ():
        for text in part.get("list", [part["text"]] if "text" in part else []):
            yield refs[0], text, place
    for number, part in enumerate(args):
        yield from _compared(part, within, rules.inside(place, f"args.{number}"))
    for name in ("where", "of"):
        if isinstance(node.get(name), dict):
            yield from _compared(node[name], node["rows"], rules.inside(place, name))


def rule_holds(definition: Definition) -> Iterator[Problem]:
    """What hangs on conditions can be shown: they do not contradict themselves, their heading or their step."""
    for rule in ruled(definition):
        nodes = rule.part.show if rule.name == "show" else (rule.node,)
        if not _sound(nodes, rule) or not never({"op": "and", "args": list(nodes)}, rule.before, rule.group):
            continue
        if rule.part.spec and rule.part.spec.required and rule.name == "show":
            yield rule.problem("hidden-required", _("这一项必填，但显示条件永远不会满足，申请人看不到。请改正条件。"))
        else:
            yield rule.problem("rule-never", _("这些条件互相矛盾，永远不会满足。请改正其中一条。"))


def _sound(nodes: Iterable[rules.Node], rule: Ruled) -> bool:
    try:
        for node in nodes:
            rules.check(node, in_row=bool(rule.group))
    except rules.RuleError:
        return False
    return True
