"""Checks of what every field has: a label and a key of its own, and an example that it would take."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import heard
from ...fields.registry import TYPES
from ...fields.spec import KEY_PATTERN, Spec
from ...keys import label_of, whole_key
from ..draft import Draft, at, at_block
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot


@check("label")
def labels(draft: Draft) -> Iterator[Problem]:
    """Every field has a label."""
    for place in draft.places:
        if not place.spec.label:
            yield at(place, "label", _("字段没有问题文字。请填写要问申请人的内容。"))


def tell_apart(spot: Spot) -> None:
    """Number the label, beyond those in the step that are numbered so already."""
    stem, taken = spot.value["label"].strip()[:190], {child.value.get("label") for child in spot.stream}
    spot.value["label"] = next(name for n in range(2, 10_000) if (name := f"{stem}（{n}）") not in taken)


@check("label-twice", fix=Fix(gettext_lazy("在问题后面加上序号"), tell_apart))
def labels_apart(draft: Draft) -> Iterator[Problem]:
    """No two labels of a step, or of a row, are the same; no two groups are called the same."""
    seen: set[tuple[int, str, str]] = set()
    for place in draft.places:
        label = heard(place.spec.label)
        if label and (place.step, place.group, label) in seen:
            yield at(place, "label", _("同一步里已有同名的字段。请改成能区分的问题，如「经办人手机号」。"))
        seen.add((place.step, place.group, label))
    called: set[str] = set()
    for step, block, group in draft.groups:
        label = heard(group.get("label", ""))
        if label and (step, "", label) in seen:
            yield at_block(
                step, block, group, "label", _("同一步里已有同名的字段。请改成说明这一组是什么的标题，如「从业人员」。")
            )
        elif label and label in called:
            yield at_block(step, block, group, "label", _("前面已有同名的一组。请改成能区分的标题。"))
        called.add(label)


OFTEN = 4
"""Characters of a question from which it is hardly asked twice by chance, as 备注 is."""


@check("label-again", blocking=False)
def asked_once(draft: Draft) -> Iterator[Problem]:
    """No step asks what an earlier one asked, where neither says of whom."""
    asked: dict[tuple[str, str, str], int] = {}
    for place in draft.places:
        label = heard(place.spec.label)
        if place.group or place.spec.show or len(label) < OFTEN:
            continue
        first = asked.setdefault((place.spec.type, label, draft.party(place)), place.step)
        if first != place.step:
            message = _("第 %(step)s 步已问过同样的问题。请删除一个，或在问题、步骤名称里写明是谁的、哪一个。")
            yield at(place, "label", message % {"step": first + 1})


def renumber(spot: Spot) -> None:
    """Empty the key: saving gives the next one."""
    spot.value["key"] = ""


RENUMBER = Fix(gettext_lazy("重新自动编号"), renumber)


@check("key-twice", fix=RENUMBER)
def keys_apart(draft: Draft) -> Iterator[Problem]:
    """Every field has a key of its own."""
    seen: set[tuple[str, str]] = set()
    for step, block, group in draft.groups:
        if (group.get("key", ""), "") in seen and group.get("key"):
            yield at_block(step, block, group, "key", _("编号与前面的一组相同。请清空编号，保存时会自动给出新的。"))
        seen.add((group.get("key", ""), ""))
    for place in draft.places:
        if place.scope in seen or (not place.group and (place.spec.key, "") in seen):
            yield at(place, "key", _("编号与前面的字段相同。请清空编号，保存时会自动给出新的。"))
        seen.add(place.scope)


@check("key-shape", fix=RENUMBER)
def spelled_keys(draft: Draft) -> Iterator[Problem]:
    """A key is of small letters, digits and underscores."""
    for place in draft.places:
        if place.spec.key and not re.fullmatch(KEY_PATTERN, place.spec.key):
            yield at(place, "key", _("编号只用小写字母、数字和下划线，以字母开头。请清空编号，保存时会自动给出新的。"))


@check("key-type", fix=RENUMBER)
def retyped(draft: Draft) -> Iterator[Problem]:
    """No key was published as another type: answers given before would be read wrongly."""
    message = _("编号「%(key)s」已发布为「%(kind)s」。请清空编号，让它自动编号。")
    for place in draft.places:
        kind = draft.published.get(whole_key(place.group, place.spec.key), place.spec.type)
        if kind != place.spec.type:
            yield at(place, "key", message % {"key": place.spec.key, "kind": label_of(kind)})


def no_example(spot: Spot) -> None:
    """Empty the example."""
    spot.value["example"] = ""


@check("example", blocking=False, fix=Fix(gettext_lazy("删除填写示例"), no_example))
def examples(draft: Draft) -> Iterator[Problem]:
    """The field itself would take its example."""
    for place in draft.places:
        spec, kind = place.spec, TYPES[place.spec.type]
        takes = spec.example and kind.takes_examples and not kind.holds_files
        if takes and (why := refusal(spec, spec.example)):
            message = _("填写示例通不过这个字段自己的检查（%(why)s）。请改正示例。")
            yield at(place, "example", message % {"why": why})


def refusal(spec: Spec, answer: str) -> str:
    """Why the field would not take an answer; empty if it would."""
    try:
        TYPES[spec.type].form_field(spec).clean(answer)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
