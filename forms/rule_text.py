"""Conditions in words, for editors to read: 「申请人类型」等于「单位」."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from . import calculations
from .definition import Definition, groups, places
from .fields.spec import Spec
from .rule_blocks import OPERATORS
from .rules import Node
from .sentences import TODAY_NAME, TODAY_VALUES, NoSentence, container, sentence

Names = Mapping[str, Any]


def names_of(definition: Definition) -> dict[str, Any]:
    """What the answers of a definition are called: fields by "f1", "@f2" and "g1.f2", groups by "g1:"."""
    found: dict[str, Any] = {}
    for place in places(definition):
        if place.group:
            found |= {f"@{place.spec.key}": place.spec, f"{place.group}.{place.spec.key}": place.spec}
        else:
            found[place.spec.key] = place.spec
    return found | {f"{group.get('key')}:": group.get("label", "") for _step, _block, group in groups(definition)}


def in_words(node: Node | None, names: Names) -> str:
    """A condition as a sentence; "" where there is none."""
    if not node:
        return ""
    joined = container(node)
    if joined is None:
        return _sentence(node, names)
    mode, parts, _place = joined
    texts = [f"（{in_words(part, names)}）" if container(part) else in_words(part, names) for part in parts]
    if mode == "none":
        return _("以下都不满足：%(parts)s") % {"parts": "；".join(texts)}
    return (_("，并且") if mode == "all" else _("，或者")).join(texts)


def _sentence(node: Node, names: Names) -> str:
    try:
        words = sentence(node)
    except NoSentence:
        return _("另写的条件")
    subject, how = [*words["subject"].split(":"), ""][:2]
    spec = names.get(subject)
    said = _subject(subject, how, names)
    operator = str(dict(OPERATORS)[words["operator"]])
    if words["operator"] in ("empty", "filled"):
        return f"{said}{operator}"
    values = [
        _value(words[name], spec if how in ("", "any", "all") else None)
        for name in ("value", "value_to")
        if words[name]
    ]
    return f"{said}{operator}「{_(' 至 ').join(values)}」"


def _subject(subject: str, how: str, names: Names) -> str:
    if how == "count" and f"{subject}:" in names:
        return _("「%(label)s」的项数") % {"label": names[f"{subject}:"]}
    label = "～".join(_label(part, names) for part in subject.split("~"))
    said = {"sum": _("各项合计"), "any": _("任意一项"), "all": _("每一项"), "count": _("选的个数"), "days": _("天数")}
    return f"「{label}」{said.get(how, '')}"


def _label(subject: str, names: Names) -> str:
    if subject == TODAY_NAME:
        return _("今天")
    spec = names.get(subject)
    return spec.label if isinstance(spec, Spec) else subject


def _value(text: str, spec: Any) -> str:
    labels = {row["value"]: row["label"] for row in spec.get("choices", [])} if isinstance(spec, Spec) else {}
    if isinstance(spec, Spec) and spec.type == "date":
        labels |= {TODAY_VALUES[0]: _("今天")}
    labels |= {"yes": _("是"), "no": _("否")} if isinstance(spec, Spec) and not labels else {}
    return "、".join(labels.get(one, one) for one in text.split("、"))


def calculation_in_words(node: Node | None, names: Names) -> str:
    """A calculation as a sum of terms; "" where there is none."""
    try:
        terms = [child["value"] for child in calculations.raw(node)["conditions"]]
    except NoSentence:
        return _("另写的计算")
    said = [
        ("－" if term["sign"] == "minus" else "＋" if at else "") + _term(term, names) for at, term in enumerate(terms)
    ]
    return "".join(said)


def _term(term: Mapping[str, str], names: Names) -> str:
    named = [[*term[name].split(":"), ""][:2] for name in ("subject", "factor") if term[name]]
    parts = [_subject(subject, how, names) for subject, how in named]
    return "×".join([*parts, *([term["number"]] if term["number"] else [])])
