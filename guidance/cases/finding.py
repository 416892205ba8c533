"""Words in the inbox's search field: looked for by the search, and checked against the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t

from search import queue as index

from . import searching
from .models import Case, CaseQuerySet
from .numbers import normalise_number

LONGEST = 100
"""Characters of a query that are looked at."""
SUGGESTED = 6
DIGITS = 6
"""Digits from which what is typed may be the beginning of a number."""


@dataclass(frozen=True)
class Found:
    """What the search says of some words, for one reader. Without a `line` no index could answer: the database does."""

    words: str
    line: index.Line | None

    def among(self, rows: CaseQuerySet) -> CaseQuerySet:
        """Those of the rows that hold the words. `rows` are what the reader may see now: nothing else ever appears."""
        return rows.matching(self.words) if self.line is None else rows.filter(pk__in=[int(k) for k in self.line.keys])

    @property
    def full(self) -> bool:
        """Whether older ones were left out."""
        return self.line is not None and self.line.full

    @property
    def notice(self) -> str:
        """What the reader should know of how it was found; mostly nothing."""
        if self.line is None:
            return _t("全文搜索暂时不可用，现在只查编号、标题、姓名和号码末几位。")
        if self.line.full:
            return _t("符合的件很多，这里是最近的 %(count)s 件。再加一个词，或用筛选缩小范围。") % {"count": index.MOST}
        return _t("搜索集群暂时没有应答，由本机的索引代答。") if self.line.fallback else ""


def find(words: str, user: Any, filters: Mapping[str, Sequence[str]]) -> Found:
    """Ask the search within the reader's scope; `filters` by facet of the cases' documents."""
    try:
        return Found(words, index.find(words, searching.KIND, searching.marks_of(user), filters))
    except index.EngineDownError:
        return Found(words, None)


@dataclass(frozen=True)
class Suggestion:
    """Something the reader may be about to type: what to show, and the words to look for."""

    label: str
    words: str


def suggestions(
    words: str, visible: CaseQuerySet, shown: Sequence[Case], name: Callable[[Case], str]
) -> list[Suggestion]:
    """Numbers that begin as what was typed, and items and applicants of the cases shown. `name` is how a list names one."""
    found = {one.words: one for one in _numbers(words, visible)}
    for case in shown:
        if case.item_id and words in case.title and words != case.title:
            found.setdefault(case.title, Suggestion(case.title, case.title))
        if words in case.applicant_name:
            found.setdefault(case.number, Suggestion(f"{name(case)} {case.number}", case.number))
    return list(found.values())[:SUGGESTED]


def _numbers(words: str, visible: CaseQuerySet) -> list[Suggestion]:
    begun = normalise_number(words) if words.replace("-", "").isdecimal() else ""
    if len(begun) < DIGITS:
        return []
    rows = visible.filter(number__gt=begun, number__lt=f"{begun}~").order_by("-number").values_list("number", "title")
    return [Suggestion(f"{number} {title[:20]}", number) for number, title in rows[:SUGGESTED]]
