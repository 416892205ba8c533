"""The history kept of every working model: django-simple-history, with the id of the request beside who, when and why."""

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
