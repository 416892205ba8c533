"""What differs between two versions of a guide, in words an editor reads: labels and choices, only rows that changed.

Made of Wagtail's own comparison classes, so that its compare screen draws them wherever it is opened from.
"""

import difflib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.admin.compare import ChildObjectComparison, ChildRelationComparison, FieldComparison

OWN_LABELS = {"title": "事项名称", "go_live_at": "计划发布时间", "expire_at": "计划撤下时间"}
"""Of Wagtail's own columns, as the editor's screen calls them."""
SHARED = ("title", "go_live_at", "expire_at")
NOT_CONTENT = {"id", "sort_order", "page"}
SHORTEST_EQUAL = 2
"""Runs of equal characters below this, inside a change, make a Chinese diff unreadable; they count as changed."""


def words(field: Any, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value is None or value == "" or value == () or value == []:
        return ""
    labels = dict(getattr(field, "flatchoices", None) or ())
    if isinstance(value, tuple | list):
        return "、".join(str(labels.get(one, one)) for one in value)
    if hasattr(value, "astimezone"):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
    if hasattr(value, "isoformat"):
        return str(date_format(value, "Y-m-d"))
    return str(labels.get(value, value))


def marked(before: str, after: str) -> SafeString:
    """The two texts as one, with what went and what came; HTML of `del` and `ins`."""
    if before == after:
        return format_html("{}", after or "—")
    parts: list[tuple[str, str]] = []
    for kind, a, b in _runs(before, after):
        if kind == "equal":
            parts.append(("{}", a))
            continue
        if a:
            parts.append(('<del class="deletion">{}</del>', a))
        if b:
            parts.append(('<ins class="addition">{}</ins>', b))
    return format_html_join("", "{}", ((format_html(shape, text),) for shape, text in parts))


def _runs(before: str, after: str) -> list[tuple[str, str, str]]:
    """(equal or changed, what was, what is), with short equal runs between changes taken into them."""
    codes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    runs: list[tuple[str, str, str]] = []
    for n, (tag, a1, a2, b1, b2) in enumerate(codes):
        inner = 0 < n < len(codes) - 1 and a2 - a1 < SHORTEST_EQUAL
        kind = "equal" if tag == "equal" and not inner else "changed"
        if runs and runs[-1][0] == kind:
            last = runs.pop()
            runs.append((kind, last[1] + before[a1:a2], last[2] + after[b1:b2]))
        else:
            runs.append((kind, before[a1:a2], after[b1:b2]))
    return runs


class WordsComparison(FieldComparison):
    """A field by its label, its values by their words."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.words_a, self.words_b = self._words(obj_a), self._words(obj_b)

    def _words(self, obj: Any) -> str:
        if self.field.many_to_many:
            return "、".join(sorted(str(one) for one in getattr(obj, self.field.name).all()))
        if self.field.is_relation:
            related = self.field.related_model._default_manager.filter(pk=self.field.value_from_object(obj)).first()
            return "" if related is None else str(related)
        return words(self.field, self.field.value_from_object(obj))

    def field_label(self) -> str:
        """As the editor's screen calls it."""
        return OWN_LABELS.get(self.field.name) or str(capfirst(self.field.verbose_name))

    def has_changed(self) -> bool:
        """By what is read: "" and nothing are the same."""
        return self.words_a != self.words_b

    def htmldiff(self) -> SafeString:
        """Choices and numbers whole, texts by what changed in them."""
        field: Any = self.field
        prose = isinstance(field, models.CharField | models.TextField) and not field.choices
        if prose and self.words_a and self.words_b:
            return marked(self.words_a, self.words_b)
        was, now = self.words_a or _("未填"), self.words_b or _("未填")
        return format_html('<del class="deletion">{}</del> <ins class="addition">{}</ins>', was, now)


class Heading:
    """The first line of a row: what became of it, and which it is."""

    is_field = True

    def __init__(self, what: str, name: str) -> None:
        self.what, self.name = what, name

    def field_label(self) -> str:
        """新增, 删除, 修改, 移动."""
        return self.what

    def htmldiff(self) -> SafeString:
        """The row's name, as it is now."""
        return format_html("<strong>{}</strong>", self.name)


class RowComparison(ChildObjectComparison):
    """One row: what became of it, then only the fields that changed (of a new row, those that say something)."""

    moved = 0

    def changes(self) -> list[Any]:
        """The fields to show."""
        found = super().get_field_comparisons()
        if self.is_addition() or self.is_deletion():
            return [one for one in found if one.words_b]
        return [one for one in found if one.has_changed()]

    def get_field_comparisons(self) -> list[Any]:
        """The heading, then the fields; of a new or deleted row as they are."""
        row = self.obj_b or self.obj_a
        what = _("修改")
        if self.is_addition():
            what = _("新增")
        elif self.is_deletion():
            what = _("删除")
        elif not self.changes():
            what = _("移动")
        return [
            Heading(what, str(row)),
            *(_plain(one) if not self.obj_a or not self.obj_b else one for one in self.changes()),
        ]

    def get_position_change(self) -> int:
        """How far it moved among the rows that both versions have; Wagtail's template says it."""
        return self.moved

    def get_num_differences(self) -> int:
        """How many fields differ; Wagtail asks when it pairs rows without a key."""
        return sum(one.has_changed() for one in super().get_field_comparisons())

    def has_changed(self) -> bool:
        """In content or place."""
        return bool(self.moved or self.get_num_differences())


class _Plain:
    is_field = True

    def __init__(self, label: str, text: str) -> None:
        self.label, self.text = label, text

    def field_label(self) -> str:
        return self.label

    def htmldiff(self) -> SafeString:
        return format_html("{}", self.text)


def _plain(one: WordsComparison) -> _Plain:
    return _Plain(one.field_label(), one.words_b)


class RowsComparison(ChildRelationComparison):
    """The rows of a relation: those that came, went, changed or moved, and no others."""

    def get_child_comparison(self, obj_a: Any, obj_b: Any) -> RowComparison:
        """Ours, for Wagtail's pairing of rows."""
        return RowComparison(self.field.related_model, self.field_comparisons, obj_a, obj_b)

    def field_label(self) -> str:
        """As the editor's screen calls the rows."""
        return str(self.field.related_model._meta.verbose_name)

    def get_child_comparisons(self) -> list[RowComparison]:
        """In the order of the newer version; what went stands at the end."""
        before, after = list(self.val_a.all()), list(self.val_b.all())
        _forwards, pairs, added, deleted = self.get_mapping(before, after)
        kept = [n for n in range(len(after)) if n in pairs]
        moves = _moves([pairs[n] for n in kept])
        found = []
        for n, row in enumerate(after):
            one = self.get_child_comparison(None if n in added else before[pairs[n]], row)
            one.moved = 0 if n in added else moves[kept.index(n)]
            found.append(one)
        found += [self.get_child_comparison(before[n], None) for n in deleted]
        return [one for one in found if one.is_addition() or one.is_deletion() or one.has_changed()]

    def has_changed(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.get_child_comparisons())


def _moves(places: list[int]) -> list[int]:
    """How far each row moved: those of a longest run still in order stayed where they were."""
    best: list[list[int]] = [[]]
    for n, place in enumerate(places):
        fitting = [run for run in best if not run or places[run[-1]] < place]
        best.append([*max(fitting, key=len), n])
    longest = max(best, key=len)
    stayed = set(longest)
    ranks = {place: rank for rank, place in enumerate(sorted(places))}
    return [0 if n in stayed else (n - ranks[place]) or 1 for n, place in enumerate(places)]


Comparator = Callable[[Any, Any], Any]


def comparators(model: type[models.Model]) -> list[Comparator]:
    """For Wagtail's compare screen: every column and row of a guide that an editor may change, new ones included."""
    own = [field for field in model._meta.local_concrete_fields if field.editable and not field.primary_key]
    shared = [model._meta.get_field(name) for name in SHARED]
    many: list[Any] = list(get_all_child_m2m_relations(model))
    fields = [partial(WordsComparison, field) for field in (shared[0], *own, *many, *shared[1:])]
    rows = [
        partial(RowsComparison, relation, _row_fields(relation.related_model))
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label == model._meta.app_label
    ]
    return [*fields, *rows]


def _row_fields(model: type[models.Model]) -> list[Any]:
    wanted = [field for field in model._meta.concrete_fields if field.name not in NOT_CONTENT]
    return [partial(WordsComparison, field) for field in wanted]
