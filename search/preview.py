"""What a change of the synonyms would do to what citizens searched lately, before it is saved."""

import datetime as dt
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.utils import timezone

from . import service
from .document import Answer
from .models import QueryLog, Synonym
from .synonyms import Thesaurus, proposed, thesaurus
from .understanding import corrected, understand

DAYS = 30
MOST_QUERIES = 500
"""The most frequent searches that are looked at."""
MOST_LINES = 20
"""Changed answers that are shown."""
PATIENCE = 1.5
"""Seconds after which no further search is tried: an editor waits for the page."""
FIRST = 3
"""Answers compared."""


@dataclass(frozen=True)
class Line:
    """A search that would be answered differently."""

    text: str
    times: int
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Preview:
    """The searches that would change, of the `looked_at` most frequent of `asked` ones."""

    lines: tuple[Line, ...]
    looked_at: int
    asked: int

    @cached_property
    def mark(self) -> str:
        """Tells one preview from another: who confirms has seen this one."""
        told = [(line.text, _told(line.before), _told(line.after)) for line in self.lines]
        return hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()

    @property
    def cut(self) -> bool:
        """Whether some searches were left out, for want of time or place."""
        return self.looked_at < self.asked


def of(row: Synonym, *, gone: bool = False) -> Preview:
    """What saving (or deleting) this entry would change. At most about `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    before, after = thesaurus(), proposed(row, gone=gone)
    asked = list(_asked())
    lines: list[Line] = []
    looked_at = 0
    for text, times in asked:
        if time.monotonic() > end or len(lines) >= MOST_LINES:
            break
        looked_at += 1
        if _read_alike(text, before, after):
            continue
        line = Line(text, times, _answer(text, before), _answer(text, after))
        if _told(line.before) != _told(line.after):
            lines.append(line)
    return Preview(tuple(lines), looked_at, len(asked))


def _asked() -> Iterator[tuple[str, int]]:
    since = timezone.localdate() - dt.timedelta(days=DAYS)
    rows = QueryLog.objects.filter(day__gte=since).values_list("text").annotate(times=Count("pk"))
    yield from rows.order_by("-times", "text")[:MOST_QUERIES]


def _read_alike(text: str, before: Thesaurus, after: Thesaurus) -> bool:
    """Whether both read the words alike, so that no answer can differ: most searches need no asking."""
    return understand(text, before) == understand(text, after) and corrected(text, before) == corrected(text, after)


def _answer(text: str, known: Thesaurus) -> Answer:
    return service.query(text, limit=FIRST, known=known)


def _told(answer: Answer) -> tuple[str, list[str]]:
    return answer.verdict, [hit.key for hit in answer.shown]
