"""Checks of computed values: each is worked out from numbers and dates that are answered before it."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import calculations, rules
from ...fields.computed import Computed
from ...fields.number import Number
from ...fields.registry import TYPES
from ...fields.spec import Spec
from ...possible import never
from ...spans import asked
from ..draft import Draft
from ..problem import Problem
from ..registry import Fix, check
from ..ruled import Dangling, Ruled, kind_of, sound
from ..saying.units import FACTOR, same, spelled
from ..spot import Spot
from ..types.limits import of_types
from .conditions import drop

DROP = Fix(gettext_lazy("删除计算里的这一项"), drop)
"""Offered where other terms are left."""


def _dangling(draft: Draft, why: str) -> Iterator[Dangling]:
    return (found for found in draft.dangling_terms if found.why == why)


def _tell(draft: Draft, why: str, message: str) -> Iterator[Problem]:
    for rule, scope, place, _why in _dangling(draft, why):
        yield rule.problem(message % {"key": scope[1] or scope[0]}, place)


def _drop_or_remove(spot: Spot) -> None:
    if "." in spot.problem.attribute:
        drop(spot)
    else:
        spot.remove()


@check("value-empty", fix=Fix(gettext_lazy("删除没有写的这一项"), _drop_or_remove))
def written(draft: Draft) -> Iterator[Problem]:
    """A computed value has something to compute, and each of its terms asks for something."""
    wanted = {
        scope[1]
        for rule in (*draft.rules, *draft.calculations)
        for scope, _kind, _place in rules.references(rule.node, rule.group)
    }
    for problem in of_types(draft, "value-empty"):
        yield replace(problem, fixable=problem.key not in wanted)
    yield from _tell(draft, "empty", _("这一项没有选字段，也没有写数。请选择，或删除这一项。"))


@check("value-idle", blocking=False)
def of_answers(draft: Draft) -> Iterator[Problem]:
    """A value is computed from answers: a fixed number needs no computing."""
    for rule in draft.calculations:
        if not any(rules.references(rule.node, rule.group)) and "today" not in str(rule.node):
            yield rule.problem(_("计算里没有用到任何回答，结果总是同一个数。请选择字段，或改成说明文字。"))


@check("value-copy", blocking=False)
def worked_out(draft: Draft) -> Iterator[Problem]:
    """A computed value says more than the one answer that it is worked out from."""
    for rule in draft.calculations:
        terms = list(calculations.parts(rule.node))
        if len(terms) == 1 and terms[0][0] == "plus" and {"field", "row"} & set(terms[0][1]):
            yield rule.problem(_("这个计算值只是照抄前面的回答。请补上要加减乘的，或删除这一项。"), terms[0][2])


@check("value-self", fix=DROP)
def of_others(draft: Draft) -> Iterator[Problem]:
    """Nothing is computed from itself."""
    return _tell(draft, "self", _("计算用到了自己，算不出来。请换成前面的字段。"))


@check("value-circle", fix=DROP)
def without_circles(draft: Draft) -> Iterator[Problem]:
    """No two computed values hang on each other, whichever way round."""
    for rule, scope, place, _why in _dangling(draft, "later"):
        if _leads_to(draft, scope, _own(rule), set()):
            message = _("这个计算值和「%(key)s」互相引用，谁也算不出来。请改其中一个。")
            yield rule.problem(message % {"key": scope[1] or scope[0]}, place)


@check("value-later", fix=DROP)
def earlier(draft: Draft) -> Iterator[Problem]:
    """A value is computed from what is asked before it."""
    for rule, scope, place, _why in _dangling(draft, "later"):
        if not _leads_to(draft, scope, _own(rule), set()):
            yield rule.problem(_("计算用到了后面的字段，这时还没有答到。请换成前面的字段，或调整顺序。"), place)


def _own(rule: Ruled) -> tuple[str, str]:
    return rule.group, rule.part.name


def _leads_to(draft: Draft, start: tuple[str, str], aim: tuple[str, str], seen: set[tuple[str, str]]) -> bool:
    """Whether the value computed at `start` hangs on `aim`."""
    if start == aim:
        return True
    if start in seen:
        return False
    terms = [
        scope
        for rule in draft.calculations
        if _own(rule) == start
        for scope, _kind, _place in rules.references(rule.node, rule.group)
    ]
    return any(_leads_to(draft, scope, aim, {*seen, start}) for scope in terms)


@check("value-missing", fix=DROP)
def existing(draft: Draft) -> Iterator[Problem]:
    """A value is computed from fields that are there."""
    return _tell(draft, "missing", _("计算用的字段「%(key)s」已经没有了。请重新选择，或删除这一项。"))


@check("value-type", fix=DROP)
def numbers(draft: Draft) -> Iterator[Problem]:
    """A value is computed from numbers and days."""
    vain = {id(found.rule) for found in draft.dangling_terms}
    for rule in (rule for rule in draft.calculations if id(rule) not in vain):
        yield from _of_types(rule)


def _of_types(rule: Ruled) -> Iterator[Problem]:
    for scope, kind, place in rules.references(rule.node, rule.group):
        spec = rule.before[scope]
        if kind != kind_of(spec):
            yield rule.problem(_("计算用的字段换了类型。请重新选择。"), place)
            return
    said = {"value": _("这个数不能用。请写成 1000 或 0.5。")}
    for _sign, part, place in calculations.parts(rule.node):
        try:
            rules.check(part, "number", in_row=bool(rule.group))
        except rules.RuleError as error:
            message = said.get(error.code, _("只有数字能加减乘。请换成数字、金额、个数、合计或天数。"))
            yield rule.problem(message, place)
            return


@check("value-vain", blocking=False, fix=DROP)
def telling_terms(draft: Draft) -> Iterator[Problem]:
    """Each term of a calculation adds something: none is nothing, none is taken away again or counted twice."""
    for rule in draft.calculations:
        terms = list(calculations.parts(rule.node))
        for number, (sign, part, place) in enumerate(terms):
            before = next(
                (one for one, other, _place in terms[:number] if other == part and "number" not in part), None
            )
            if before is not None:
                told = _("这一项加了又减，等于没有。请改正其中一个。")
                yield rule.problem(told if before != sign else _("这一项算了两次。请删除一个，或乘以 2。"), place)
            elif _is_nothing(part):
                yield rule.problem(_("这一项总是 0。请改正，或删除。"), place)


def _is_nothing(part: rules.Node) -> bool:
    args = part.get("args", [])
    if part.get("op") == "days":
        return bool(args[0] == args[1])
    return any(_is_zero(one) for one in args if part.get("op") == "mul") or _is_zero(part)


def _is_zero(node: rules.Node) -> bool:
    text = str(node.get("number", ""))
    return bool(rules.NUMBER.fullmatch(text)) and not text.strip("-0.")


@check("value-units", blocking=False)
def one_unit(draft: Draft) -> Iterator[Problem]:
    """What is added has one unit."""
    for rule in draft.calculations:
        units: set[str] = set()
        for _sign, part, place in calculations.parts(rule.node):
            spec = asked(part, rule.before, rule.group)
            unit = _unit(spec) if spec else ""
            if unit and units and all(_differ(unit, one) for one in units):
                message = _("前面的单位是「%(one)s」，这一项是「%(other)s」，不能直接相加减。请改正，或乘以换算的数。")
                yield rule.problem(message % {"one": min(units), "other": unit}, place)
            units |= {unit} if unit else set()


def _terms(rule: Ruled) -> Iterator[Spec]:
    """The fields that are added to or taken from each other, where nothing else is."""
    for part in rule.node.get("args", ()) if rule.node.get("op") in ("sum", "sub") else ():
        if spec := asked(part, rule.before, rule.group):
            yield spec


def _unit(spec: Spec) -> str:
    return TYPES[spec.type].unit(spec)


def _differ(one: str, other: str) -> bool:
    """Whether two units are not one; where the table lacks one of them, their words decide."""
    return not same(one, other) if FACTOR.keys() >= {spelled(one), spelled(other)} else one != other


@check("value-unit", blocking=False)
def unit_of_result(draft: Draft) -> Iterator[Problem]:
    """What comes out of adding has the unit of what is added, where that is one."""
    for rule in draft.calculations:
        own = _unit(rule.part.spec) if rule.part.spec else ""
        units = [unit for unit in map(_unit, _terms(rule)) if unit]
        other = next((unit for unit in units if own and not same(unit, own)), "")
        if other and not any(_differ(units[0], unit) for unit in units):
            message = _(
                "结果的单位是「%(one)s」，相加减的各项是「%(other)s」，数会差很多倍。请改成一样，或乘以换算的数。"
            )
            yield rule.problem(message % {"one": own, "other": other})


@check("value-places", blocking=False)
def places_of_result(draft: Draft) -> Iterator[Problem]:
    """What comes out of adding keeps the decimal places of what is added."""
    for rule in draft.calculations:
        own = int(rule.part.spec.get("places") or 0) if rule.part.spec else 0
        kinds = ((TYPES[spec.type], spec) for spec in _terms(rule))
        most = max((kind.places(spec) for kind, spec in kinds if isinstance(kind, Number | Computed)), default=0)
        if most > own == 0:
            message = _("相加减的各项有 %(count)s 位小数，结果会四舍五入成整数。请把结果的小数位数改为 %(count)s。")
            yield rule.problem(message % {"count": most})


@check("value-hidden", blocking=False)
def shown_together(draft: Draft) -> Iterator[Problem]:
    """A value is shown where what it is worked out from is."""
    for rule in draft.calculations:
        for scope, _kind, place in rules.references(rule.node, rule.group):
            spec = rule.before.get(scope)
            if not spec or not spec.show or scope[0] not in ("", rule.group):
                continue
            hung: list[rules.Node] = [*rule.hangs_on, dict(spec.show)]
            known = all(sound(node, rule.before, rule.group) for node in hung)
            if known and never({"op": "and", "args": hung}, rule.before, rule.group) and not rule.never_shown:
                message = _("显示这个计算值时，「%(label)s」总是隐藏的，算不出来。请改正其中一个的显示条件。")
                yield rule.problem(message % {"label": spec.label}, place)
