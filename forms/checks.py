"""What is wrong with a draft: each fault with its place and what to do. Errors block publishing, warnings do not."""

from collections.abc import Callable, Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .definition import Definition, Place, groups, places
from .fields.registry import TYPES
from .keys import label_of, whole_key
from .plan import MOST_ROWS
from .problems import Problem
from .rule_checks import rule_choices, rule_holds, rule_references, rule_types

LONG_STEP = 20
"""Fields in one step beyond which a phone's user loses the thread."""


def problems(definition: Definition) -> list[Problem]:
    """Every fault of a definition, in the order of the form."""
    found = [problem for check in CHECKS for problem in check(definition)]
    return sorted(found, key=lambda problem: (problem.step, problem.block, problem.inner))


def errors(definition: Definition) -> list[Problem]:
    """The faults that block publishing."""
    return [problem for problem in problems(definition) if problem.blocking]


def at(place: Place, code: str, attribute: str, message: str, *, blocking: bool = True) -> Problem:
    """A problem of a field."""
    spec = place.spec
    return Problem(code, message, place.step, place.block, attribute, spec.key, spec.label, blocking, place.inner)


def has_fields(definition: Definition) -> Iterator[Problem]:
    """A form asks something."""
    if not any(places(definition)):
        yield Problem("no-fields", _("表单没有字段。请在步骤里添加至少一个字段。"))


def no_empty_step(definition: Definition) -> Iterator[Problem]:
    """Each step asks or tells something, and steps can be told apart."""
    steps = definition.get("steps", [])
    for number, step in enumerate(steps):
        if len(steps) > 1 and not step.get("title"):
            yield Problem(
                "step-title", _("表单有几步时，每一步都要有名称。请填写步骤名称。"), number, attribute="title"
            )
        if len(steps) > 1 and not step.get("blocks"):
            yield Problem("step-empty", _("这一步没有内容。请添加字段，或删除这一步。"), number, attribute="title")


def labels(definition: Definition) -> Iterator[Problem]:
    """Every field has a label, and no two the same within a step."""
    seen: set[tuple[int, str, str]] = set()
    for place in places(definition):
        label = place.spec.label
        if not label:
            yield at(place, "label", "label", _("字段没有问题文字。请填写要问申请人的内容。"))
        elif (place.step, place.group, label) in seen:
            yield at(
                place, "label-twice", "label", _("同一步里已有同名的字段。请改成能区分的问题，如「经办人手机号」。")
            )
        seen.add((place.step, place.group, label))


def keys(definition: Definition) -> Iterator[Problem]:
    """Every field has a key of its own."""
    seen: set[tuple[str, str]] = {(group["key"], "") for _step, _block, group in groups(definition) if "key" in group}
    for place in places(definition):
        if place.scope in seen or (not place.group and (place.spec.key, "") in seen):
            yield at(place, "key-twice", "key", _("编号与前面的字段相同。请清空编号，保存时会自动给出新的。"))
        seen.add(place.scope)


def group_words(definition: Definition) -> Iterator[Problem]:
    """A repeating group has a title, asks something, and can be filled in."""
    for step, block, group in groups(definition):
        label, faults = group.get("label", ""), []
        if not label:
            faults.append(("label", "label", _("可重复的一组没有标题。请填写，如「经营场所」。")))
        if not any(row["type"] in TYPES for row in group.get("blocks", [])):
            faults.append(("group-empty", "blocks", _("这一组没有字段。请添加每一项要填的字段，或删除这一组。")))
        if int(group.get("min") or 0) > int(group.get("max") or MOST_ROWS):
            faults.append(("limits", "min", _("最少项数大于最多项数。请改正其中一个。")))
        for code, attribute, message in faults:
            yield Problem(code, message, step, block, attribute, group.get("key", ""), label)


def purposes(definition: Definition) -> Iterator[Problem]:
    """Personal data is asked for with a purpose (个人信息保护法 art. 17)."""
    for place in places(definition):
        if TYPES[place.spec.type].is_personal(place.spec) and not place.spec.purpose:
            yield at(place, "purpose", "purpose", _("这是个人信息，要写明收集目的，如「用于核对申请人身份」。"))


def of_types(definition: Definition) -> Iterator[Problem]:
    """What each field type has to say of its own limits and choices."""
    for place in places(definition):
        for fault in TYPES[place.spec.type].faults(place.spec):
            yield at(place, fault.code, fault.attribute, fault.message)


def examples(definition: Definition) -> Iterator[Problem]:
    """A warning for an example that the field itself would refuse."""
    for place in places(definition):
        kind = TYPES[place.spec.type]
        if not place.spec.example or kind.holds_files or not kind.takes_examples:
            continue
        try:
            kind.form_field(place.spec).clean(place.spec.example)
        except ValidationError as error:
            message = _("填写示例通不过这个字段自己的检查（%(why)s）。请改正示例。")
            yield at(place, "example", "example", message % {"why": " ".join(error.messages)}, blocking=False)


def short_steps(definition: Definition) -> Iterator[Problem]:
    """A warning for steps too long for a phone."""
    for number, step in enumerate(definition.get("steps", [])):
        count = sum(block["type"] in TYPES for block in step.get("blocks", []))
        if count > LONG_STEP:
            message = _("这一步有 %(count)s 个字段，在手机上很长。建议分成几步。") % {"count": count}
            yield Problem("long-step", message, number, attribute="title", blocking=False)


def retyped(definition: Definition, published: Mapping[str, str]) -> list[Problem]:
    """A key that was published as another type: answers given before would be read wrongly."""
    message = _("编号「%(key)s」已发布为「%(kind)s」。请清空编号，让它自动编号。")
    return [
        at(place, "key-type", "key", message % {"key": place.spec.key, "kind": label_of(published[key])})
        for place in places(definition)
        if (key := whole_key(place.group, place.spec.key)) in published and published[key] != place.spec.type
    ]


CHECKS: list[Callable[[Definition], Iterator[Problem]]] = [
    has_fields, no_empty_step, labels, keys, group_words, purposes, of_types, examples, short_steps,
    rule_references, rule_types, rule_choices, rule_holds,
]  # fmt: skip
