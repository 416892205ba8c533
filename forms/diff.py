"""What differs between two definitions, in words an editor reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .blocks import GroupBlock
from .definition import Definition, groups, places
from .fields.registry import TYPES
from .fields.spec import COMMON, Spec
from .keys import whole_key
from .plan import GROUP
from .rule_text import calculation_in_words, in_words, names_of

NAMED = ("label", "help", "example", "purpose")
HIDDEN = ("key", "type", "choices")
SHOWN = 10
"""Fields that are named where many moved."""


def changes(old: Definition, new: Definition) -> list[str]:
    """One line for each difference; empty if people would see none."""
    return [
        *_words(old, new), *_steps(old, new), *_groups(old, new), *_fields(old, new), *_rules(old, new), *_order(old, new),
    ]  # fmt: skip


def _words(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name, label in (("title", _("表单名称")), ("intro", _("填写前的说明"))):
        if old.get(name, "") != new.get(name, ""):
            yield _changed(label, old.get(name, ""), new.get(name, ""))


def _steps(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ([_prose(step) for step in definition.get("steps", [])] for definition in (_as_in(old, new), new))
    first, then = _titles(old), _titles(new)
    for title in _moved(first, then) if _same_steps(old, new) else ():
        words = {"title": title, "old": first.index(title) + 1, "new": then.index(title) + 1}
        yield _("步骤「%(title)s」由第 %(old)s 步移到第 %(new)s 步") % words
    if len(before) != len(after):
        yield _("步骤由 %(old)s 步改为 %(new)s 步") % {"old": len(before), "new": len(after)}
    for number, (was, now) in enumerate(zip(before, after, strict=False), start=1):
        if was[0] != now[0]:
            yield _changed(_("第 %(number)s 步的名称") % {"number": number}, was[0], now[0])
        if was[1:] != now[1:]:
            yield _("第 %(number)s 步的说明或小标题有改动") % {"number": number}


def _titles(definition: Mapping[str, Any]) -> list[str]:
    return [step.get("title", "") for step in definition.get("steps", [])]


def _same_steps(old: Definition, new: Definition) -> bool:
    """Whether both have the steps of the same names, each once: then another order is a move, not new names."""
    was, now = _titles(old), _titles(new)
    return len(set(was)) == len(was) and sorted(was) == sorted(now)


def _as_in(old: Definition, new: Definition) -> Definition:
    """The old definition with its steps in the order of the new one, where they are the same steps."""
    if not _same_steps(old, new):
        return old
    order = _titles(new)
    return {**old, "steps": sorted(old.get("steps", []), key=lambda step: order.index(step.get("title", "")))}


def _moved(before: list[str], after: list[str]) -> list[str]:
    """The fewest that have to move to come from one order to the other; both hold the same."""
    places = [before.index(one) for one in after]
    best: list[list[int]] = []
    longest: list[int] = []
    for at, place in enumerate(places):
        run: list[int] = []
        for row in best:
            if places[row[-1]] < place and len(row) > len(run):
                run = row
        best.append([*run, at])
        longest = max(longest, best[-1], key=len)
    kept = set(longest)
    return [one for at, one in enumerate(after) if at not in kept]


def _prose(step: Mapping[str, Any]) -> tuple[Any, ...]:
    blocks = [b for b in step.get("blocks", []) if b["type"] not in TYPES and b["type"] != GROUP]
    texts = [(b.get("title", ""), b.get("text", ""), b.get("show")) for b in blocks]
    return (step.get("title", ""), step.get("intro", ""), step.get("show"), texts)


def _by_key(definition: Definition) -> dict[str, Spec]:
    """Each field, in order; a row's as "g1.f2"."""
    return {whole_key(place.group, place.spec.key): place.spec for place in places(definition)}


def _groups(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({block.get("key"): block for _s, _b, block in groups(found)} for found in (old, new))
    shown = GroupBlock().child_blocks
    for key, block in after.items():
        label = block.get("label") or key
        if key not in before:
            yield _("新增可重复的一组「%(label)s」") % {"label": label}
            continue
        for name in ("label", "help", "row_title", "min", "max"):
            was, now = (str(found.get(name, "")) for found in (before[key], block))
            if was != now:
                yield f"「{label}」：{_changed(str(shown[name].label), was, now)}"
    for key, block in before.items():
        if key not in after:
            yield _("删除可重复的一组「%(label)s」") % {"label": block.get("label") or key}


def _fields(old: Definition, new: Definition) -> Iterator[str]:
    before, after = _by_key(old), _by_key(new)
    for key, spec in after.items():
        if key not in before:
            words = {"label": spec.label or key, "kind": TYPES[spec.type].label}
            yield _("新增字段「%(label)s」（%(kind)s）") % words
    for key, spec in before.items():
        if key not in after:
            yield _("删除字段「%(label)s」") % {"label": spec.label or key}
    for key in after:
        if key in before and before[key] != after[key]:
            name = after[key].label or key
            yield from (f"「{name}」：{line}" for line in _of_field(before[key], after[key]))


def _rules(old: Definition, new: Definition) -> Iterator[str]:
    """Conditions of fields and groups, each in the words of its own form."""
    names = names_of(old), names_of(new)
    before, after = _ruled(old), _ruled(new)
    for key, block in after.items():
        for name, label in (("show", _("显示条件")), ("require", _("必填条件"))):
            was, now = (before[key].get(name), block.get(name)) if key in before else (None, None)
            if was != now:
                line = _changed(label, in_words(was, names[0]), in_words(now, names[1]))
                yield f"「{block.get('label') or key}」：{line}"
        was, now = before.get(key, {}).get("value"), block.get("value")
        if key in before and was != now:
            line = _changed(_("怎样计算"), *map(calculation_in_words, (was, now), names))
            yield f"「{block.get('label') or key}」：{line}"


def _ruled(definition: Definition) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for block in (block for step in definition.get("steps", []) for block in step.get("blocks", [])):
        found[block.get("key", "")] = block
        found |= {f"{block.get('key')}.{row.get('key')}": row for row in block.get("blocks", []) if "key" in row}
    found.pop("", None)
    return found


def _of_field(old: Spec, new: Spec) -> Iterator[str]:
    if old.type != new.type:
        yield _changed(_("类型"), str(TYPES[old.type].label), str(TYPES[new.type].label))
    if old.required != new.required:
        yield _("改为必填") if new.required else _("改为选填")
    if old.personal != new.personal:
        yield _("标为个人信息") if new.personal else _("不再标为个人信息")
    blocks = TYPES[new.type].block().child_blocks
    for name in NAMED:
        if getattr(old, name) != getattr(new, name):
            yield _changed(str(blocks[name].label), getattr(old, name), getattr(new, name))
    yield from _choices(old, new)
    for name in sorted({*old.options, *new.options} - {*HIDDEN, *COMMON}):
        was, now = (_shown(spec.get(name), blocks.get(name)) for spec in (old, new))
        if was != now:
            yield _changed(str(blocks[name].label) if name in blocks else name, was, now)


def _choices(old: Spec, new: Spec) -> Iterator[str]:
    yield from of_choices(*({row["value"]: row["label"] for row in spec.get("choices", [])} for spec in (old, new)))


def of_choices(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """What differs between two lists of choices, each label by its value."""
    for value, label in after.items():
        if value not in before:
            yield _("增加选项「%(label)s」") % {"label": label}
        elif before[value] != label:
            yield _changed(_("选项"), before[value], label)
    for value, label in before.items():
        if value not in after:
            yield _("删除选项「%(label)s」") % {"label": label}
    if list(before) != list(after) and set(before) == set(after):
        yield _("选项的顺序有改动")


def _order(old: Definition, new: Definition) -> Iterator[str]:
    """Which fields changed places; a step that moved takes its own along."""
    before, after = _by_key(_as_in(old, new)), _by_key(new)
    kept = [key for key in before if key in after], [key for key in after if key in before]
    if moved := _moved(*kept):
        names = _("、").join(f"「{after[key].label or key}」" for key in moved[:SHOWN])
        if len(moved) > SHOWN:
            names = _("%(names)s等 %(count)s 个") % {"names": names, "count": len(moved)}
        yield _("字段的顺序有改动：%(names)s换了位置") % {"names": names}


def _shown(value: Any, block: Any) -> str:
    """An option's value in the words of the builder; of several ticked at once, in the builder's order."""
    words = {key: str(label) for key, label in getattr(getattr(block, "field", None), "choices", [])}
    if isinstance(value, list):
        ordered = [key for key in words if key in value] if words else value
        return _("、").join(words.get(one, str(one)) for one in ordered)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else words.get(value, str(value))


def _changed(name: str, old: str, new: str) -> str:
    words = {"name": name, "old": _short(old), "new": _short(new)}
    if not old:
        return _("%(name)s：填写为「%(new)s」") % words
    if not new:
        return _("%(name)s：去掉了「%(old)s」") % words
    return _("%(name)s：由「%(old)s」改为「%(new)s」") % words


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}……"
