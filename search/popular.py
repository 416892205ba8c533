"""What many search, offered before anything is typed."""

import datetime as dt

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils import timezone

from .models import QueryLog
from .priors import VISITORS
from .visitors import PERIOD, first_day

KEEP = 600
"""Seconds for which the words are kept: nobody waits for the log to be counted."""
KEY = "search.popular"
MOST = 8


def words() -> list[str]:
    """What at least five visitors of one period searched and found, this period or the last; the most frequent first."""
    kept: list[str] | None = cache.get(KEY)
    if kept is None:
        kept = _count(timezone.localdate())
        cache.set(KEY, kept, KEEP)
    return kept


def _count(today: dt.date) -> list[str]:
    begin = first_day(today)
    found: dict[str, int] = {}
    for start in (begin, begin - dt.timedelta(days=PERIOD)):
        for text, visitors in _of_many(start):
            found[text] = max(found.get(text, 0), visitors)
    return sorted(found, key=lambda text: (-found[text], text))[:MOST]


def _of_many(start: dt.date) -> QuerySet[QueryLog, tuple[str, int]]:
    rows = QueryLog.objects.filter(day__gte=start, day__lt=start + dt.timedelta(days=PERIOD), verdict="hits")
    counted = rows.exclude(visitor="").values_list("text").annotate(visitors=Count("visitor", distinct=True))
    return counted.filter(visitors__gte=VISITORS).order_by("-visitors", "text")[:MOST]
