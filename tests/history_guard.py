"""No test may change a tracked row past its history: `QuerySet.update` and `bulk_update` would, so they are refused."""

from typing import Any

import pytest
from django.db.models import QuerySet

COUNTERS = {"Slot": {"booked"}}
"""Counters that a lock guards; the bookings are their history."""


def _check(rows: QuerySet[Any], names: set[str]) -> None:
    model = rows.model
    tracked = hasattr(model._meta, "simple_history_manager_attribute")
    allowed = names <= COUNTERS.get(model.__name__, set())
    assert not tracked or allowed, f"{model.__name__}: {sorted(names)} changed past the history; save the rows instead"


@pytest.fixture(autouse=True)
def history_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch every update of the code under test."""
    update, bulk_update = QuerySet.update, QuerySet.bulk_update

    def watched_update(self: QuerySet[Any], **values: Any) -> int:
        _check(self, set(values))
        return update(self, **values)

    def watched_bulk_update(self: QuerySet[Any], objs: Any, fields: Any, **options: Any) -> int:
        _check(self, set(fields))
        return bulk_update(self, objs, fields, **options)

    monkeypatch.setattr(QuerySet, "update", watched_update)
    monkeypatch.setattr(QuerySet, "bulk_update", watched_bulk_update)
