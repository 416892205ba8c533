"""How the cases found divide: by kind, state, lateness, bureau, owner and month, each value a link with its number."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Bureau, User

from .models import Case, CaseQuerySet
from .states import Kind, Lateness, State

SHOWN = 8
"""Values of a facet that are shown: the most frequent."""
Names = Callable[[Collection[str]], dict[str, str]]


@dataclass(frozen=True)
class Value:
    """A value as a link: the query of its address takes it on, or, for the current one, takes it away."""

    label: str
    query: str
    count: int
    current: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list."""

    label: str | Promise
    values: list[Value]


def _bureaus(keys: Collection[str]) -> dict[str, str]:
    return {str(bureau.pk): bureau.display_name for bureau in Bureau.objects.filter(pk__in=keys)}


def _owners(keys: Collection[str]) -> dict[str, str]:
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=keys)}


def _months(keys: Collection[str]) -> dict[str, str]:
    return {key: key for key in keys}


FACETS: dict[str, tuple[str | Promise, Names]] = {
    "kind": (_("类型"), lambda keys: {kind.value: str(kind.label) for kind in Kind}),
    "state": (_("状态"), lambda keys: {state.value: str(state.label) for state in State}),
    "late": (_("时限"), lambda keys: {level.value: str(level.label) for level in Lateness}),
    "bureau": (_("机构"), _bureaus),
    "owner": (_("经办人"), _owners),
    "month": (_("月份"), _months),
}
"""By the name of the filter each sets: what it is called, and what its values are called."""


def facets(rows: CaseQuerySet, params: QueryDict, now: datetime, names: Collection[str]) -> list[Facet]:
    """The rows counted in one query, for those of the facets whose filter the reader has (`names`)."""
    grouped = rows.order_by().annotate(late_now=Case.lateness_at(now), day=Substr("number", 1, 6))
    groups = grouped.values_list("kind", "state", "late_now", "bureau_id", "owner_id", "day").annotate(n=Count("pk"))
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for kind, state, late, bureau, owner, day, number in groups:
        values = (kind, state, late, bureau, owner, f"{day[:4]}-{day[4:]}")
        for name, value in zip(FACETS, values, strict=True):
            counts[name][str(value or "")] += number
    made = (_facet(name, counts[name], params) for name in FACETS if name in names)
    return [facet for facet in made if facet is not None]


def _facet(name: str, counted: Counter[str], params: QueryDict) -> Facet | None:
    """None where there is nothing to choose: one value that all have, and that nobody asked for."""
    asked = params.getlist(name)
    shown = [(key, count) for key, count in counted.most_common() if key][:SHOWN]
    if not shown or (len(counted) < 2 and shown[0][0] not in asked):
        return None
    if name == "month":
        shown.sort(reverse=True)
    label, names = FACETS[name]
    known = names([key for key, _count in shown])
    values = [Value(known[key], _query(params, name, key), n, key in asked) for key, n in shown if key in known]
    return Facet(label, values)


def _query(params: QueryDict, name: str, value: str) -> str:
    """The address with the value set, or without it where it is set."""
    changed = params.copy()
    for gone in ("p", "export", "_w_filter_fragment"):
        changed.pop(gone, None)
    if value in changed.pop(name, []):
        return changed.urlencode()
    changed[name] = value
    return changed.urlencode()
