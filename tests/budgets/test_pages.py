"""Every row of the table: the same number of queries for 5 rows and for 50, and no more than stated."""

from collections import Counter

import pytest
from django.urls import resolve

from search import outbox, service

from . import addresses, desk, guides, office, public, shared, sources, steps, themes
from .table import FEW, MANY, Budget, Cost, Growth, Hall

BUDGETS = [
    *public.BUDGETS,
    *desk.BUDGETS,
    *steps.BUDGETS,
    *office.BUDGETS,
    *guides.BUDGETS,
    *shared.BUDGETS,
    *sources.BUDGETS,
    *themes.BUDGETS,
]
GROWTHS = list(dict.fromkeys(budget.grow for budget in BUDGETS))


def fault(budget: Budget, few: Cost, many: Cost) -> str:
    """What is wrong with a page's cost; empty for nothing."""
    small, large = len(few.queries), len(many.queries)
    if small != large and not budget.uneven:
        more = (Counter(many.queries) - Counter(few.queries)).most_common(4)
        asked = "".join(f"\n  {times} x {sql[:400]}" for sql, times in more)
        return f"{small} queries with {FEW} rows, {large} with {MANY}, among them{asked}"
    if large > budget.most:
        return f"{large} queries, {budget.most} allowed"
    if budget.uneven and small == large:
        return "it asks the same for all rows now: it needs no excuse"
    if budget.grows and many.length <= few.length:
        return f"it is no longer with {MANY} rows than with {FEW}: the rows are not on it"
    return ""


def made(grow: Growth, hall: Hall, start: int, end: int) -> None:
    """The rows, by their verbs; the index takes each document once, when all rows are there."""
    with outbox.later():
        grow(hall, start, end)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("grow", GROWTHS, ids=lambda grow: f"{grow.__module__.rpartition('.')[2]}-{grow.__name__}")
def test_pages_ask_the_same_for_5_rows_and_for_50(grow, monkeypatch):
    monkeypatch.setattr(service, "LOOK_EVERY", 0)  # every query of the search pays for its look at the changes
    hall, rows = Hall(), [budget for budget in BUDGETS if budget.grow is grow]
    made(grow, hall, 0, FEW)
    for budget in rows:
        assert budget.name in addresses.by_route()[resolve(budget.path(hall).partition("?")[0]).route], budget.name
        budget.ask(hall)
    few = [budget.ask(hall) for budget in rows]
    made(grow, hall, FEW, MANY)
    many = [budget.ask(hall) for budget in rows]
    found = [(row.path(hall), fault(row, *costs)) for row, *costs in zip(rows, few, many, strict=True)]
    faults = [f"{path}: {text}" for path, text in found if text]
    assert not faults, "\n".join(faults)


def test_every_address_of_ours_has_a_budget_or_a_reason_to_have_none():
    named = {budget.name for budget in BUDGETS}
    ours = addresses.names()
    assert ours - named - set(addresses.EXEMPT) == set(), "state their budgets, or say in EXEMPT why they need none"
    assert set(addresses.EXEMPT) & named == set(), "these have a budget and need no excuse"
    assert set(addresses.EXEMPT) - ours == set(), "these are no addresses of ours any more"
    assert named - ours == addresses.WAGTAILS
