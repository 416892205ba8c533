"""What visitors opened after the same words lifts it a little for the next: bounded, aged, and never from a few.

Computed daily from the log into `ClickPrior`, so that a query reads one small table. Each visitor counts once for the
same words, with what was opened last. Fewer than `VISITORS` in one period count nothing at all.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Sum

from . import registry
from .models import ClickPrior, QueryLog
from .querylog import masked
from .visitors import period

VISITORS = 5
"""Distinct visitors of one period below which nothing is learned: neither people's habits nor anybody's tricks."""
MOST = 0.12
"""The greatest boost: below what an action asked for makes (ranking.ACTION_FITS)."""
HALF_LIFE = 30
"""Days after which a visitor's click counts half."""
HALF_WAY = 10.0
"""Visitors of today who make half of the greatest boost."""
WINDOW = dt.timedelta(days=180)
"""Clicks older than this are not read: after six half-lives nothing of them is left."""
LEAST = 0.005
"""A boost smaller than this is none."""
Pair = tuple[str, str, str]
"""Words, and the kind and key of what was opened."""


def learn(today: dt.date) -> int:
    """Write the table anew from the log; how many pairs it holds."""
    rows = [row for pair, days in _clicks(today).items() if (row := _row(pair, days, today)) is not None]
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        totals[row.text] += row.boost
    for row in rows:
        row.boost = round(row.boost * row.boost / totals[row.text], 4)
    rows = [row for row in rows if row.boost >= LEAST]
    for row in rows:
        row.title = _title(row.kind, row.key)
    with transaction.atomic():
        ClickPrior.objects.all().delete()
        ClickPrior.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _clicks(today: dt.date) -> Mapping[Pair, list[tuple[dt.date, str]]]:
    """For each pair its visitors, each once in a period with the day of the last click."""
    rows = QueryLog.objects.filter(day__gt=today - WINDOW, day__lte=today).exclude(clicked_key="").exclude(visitor="")
    last: dict[tuple[str, str, int], tuple[str, str, dt.date]] = {}
    values = rows.order_by("pk").values_list("text", "visitor", "day", "clicked_kind", "clicked_key")
    for text, visitor, day, kind, key in values.iterator():
        last[text, visitor, period(day)] = (kind, key, day)
    found: dict[Pair, list[tuple[dt.date, str]]] = defaultdict(list)
    for (text, visitor, _), (kind, key, day) in last.items():
        found[text, kind, key].append((day, visitor))
    return found


def _row(pair: Pair, clicks: list[tuple[dt.date, str]], today: dt.date) -> ClickPrior | None:
    """The pair with the visitors of its periods that had enough of them; None where none had."""
    periods: dict[int, list[dt.date]] = defaultdict(list)
    for day, _ in clicks:
        periods[period(day)].append(day)
    days = [day for each in periods.values() if len(each) >= VISITORS for day in each]
    if not days:
        return None
    weight = sum(0.5 ** ((today - day).days / HALF_LIFE) for day in days)
    text, kind, key = pair
    boost = MOST * weight / (weight + HALF_WAY)
    return ClickPrior(text=text, kind=kind, key=key, visitors=len(days), last_day=max(days), boost=boost)


def _title(kind: str, key: str) -> str:
    document = registry.fresh(kind, key)
    return document.title[:500] if document else ""


def boosts(query: str) -> dict[tuple[str, str], float]:
    """For these words how much what was opened is lifted, by kind and key; each at most `MOST`."""
    text = masked(query)
    if not text:
        return {}
    rows = ClickPrior.objects.filter(text=text).values_list("kind", "key", "boost")
    return {(kind, key): min(MOST, max(0.0, boost)) for kind, key, boost in rows}


def popularity() -> dict[tuple[str, str], int]:
    """By kind and key how many visitors opened it after words that enough of them used."""
    rows = ClickPrior.objects.values_list("kind", "key").annotate(times=Sum("visitors"))
    return {(kind, key): times for kind, key, times in rows}
