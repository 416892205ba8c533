"""The history kept of every working model: django-simple-history, with the id of the request beside who, when and why."""

from typing import Any, TypeVar

from django.db import models
from simple_history.models import HistoricalRecords

from . import request_id


class RequestIdField(models.Model):
    """What each history row carries beyond the row itself."""

    request_id = models.UUIDField("请求编号", default=request_id.current, editable=False, db_index=True)

    class Meta:
        abstract = True


def track(**options: object) -> HistoricalRecords:
    """The history of a model: `history = track()`. Rows outlive the row they tell of and the user who wrote them."""
    return HistoricalRecords(bases=[RequestIdField], **options)


Row = TypeVar("Row", bound=models.Model)


class WrittenOnceQuerySet(models.QuerySet[Row]):
    """Rows that are their own history: no statement changes them."""

    def update(self, **values: Any) -> int:
        raise TypeError(f"{self.model.__name__} is written once and never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError(f"{self.model.__name__} is written once and never changed.")


class WrittenOnce(models.Model):
    """A row that says what was at a moment, and so is never changed: it needs no history."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once and never changed.")
        super().save(*args, **kwargs)
