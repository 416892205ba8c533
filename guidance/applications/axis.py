"""The day axis of a picture: where a moment lies between its first and its last day. Pure geometry, no rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

STRIDES = (1, 2, 7, 14, 28, 56, 91, 182, 364)
"""Days from one written date to the next."""
MOST_DATES = 5
"""Dates that stand side by side on a phone of 360 px."""
NARROWEST = 0.8
"""Per cent of the axis that the shortest bar takes: what was done at once is seen too."""
EDGE = 15.0
"""Per cent from either end within which a word is written inwards, so that it is not cut off."""
LABELLED, GAP = 25.0, 1.0
"""Per cent of the axis that the word of a bar takes on a phone, and how far it stands from the bar."""
ROOM = 10
"""Today is never the very end of the axis: one part in so many is left for what is still to come."""


@dataclass(frozen=True)
class Mark:
    """A word on the axis: `x` and `anchor` are SVG attributes, `row` the line of text counted from the top."""

    x: str
    anchor: str
    text: str
    kind: str = "day"
    row: int = 0

    @property
    def y(self) -> int:
        """Pixels from the top to the base of the word."""
        return 12 + 16 * self.row


@dataclass(frozen=True)
class Bar:
    """A span as drawn. `kind`: done, active, late, left, waiting, or stop for a time that does not count."""

    x: str
    width: str
    kind: str
    title: str = ""
    row: int = 0
    label: str = ""
    """A word, at `label_x`: after its end, else before its start; on it where there is room at neither side."""
    label_x: str = ""
    anchor: str = "start"

    @property
    def label_y(self) -> int:
        """Pixels from the top of its track to the base of the word."""
        return 16 + 20 * self.row

    @property
    def height(self) -> int:
        """Pixels: what is over is drawn thin, so that shape tells it apart as colour does."""
        return 8 if self.kind == "done" else 16

    @property
    def y(self) -> int:
        """Pixels from the top of its track."""
        return 4 + 20 * self.row + (16 - self.height) // 2


def _beside(left: float, right: float) -> tuple[float, str]:
    """Where the word of a bar begins or ends, and which of the two."""
    if right < 100 - LABELLED:
        return right + GAP, "start"
    return (left - GAP, "end") if left > LABELLED else (left + GAP, "start")


@dataclass(frozen=True)
class Axis:
    """From the start of the first day to the end of the last one, in the hall's time zone."""

    first: datetime
    last: datetime
    end: datetime
    """The last moment that it was made for."""

    @classmethod
    def over(cls, moments: list[datetime], now: datetime | None = None) -> "Axis":
        """The whole days that hold these moments, with room after `now`; ValueError for none."""
        begun, ends = min(moments), max(moments)
        if now is not None:
            ends = max(ends, now + max(timedelta(days=1), (now - begun) / ROOM))
        first, last = timezone.localtime(begun), timezone.localtime(ends)
        start = first.replace(hour=0, minute=0, second=0, microsecond=0)
        end = last.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return cls(start, end, ends)

    def share(self, at: datetime) -> float:
        """Per cent of the way, kept between 0 and 100."""
        return min(100.0, max(0.0, 100 * ((at - self.first) / (self.last - self.first))))

    def x(self, at: datetime) -> str:
        """The same as an attribute."""
        return f"{self.share(at):.2f}%"

    def bar(self, since: datetime, until: datetime, kind: str, title: str = "", row: int = 0, label: str = "") -> Bar:
        """A span, never too short to be seen, never beyond the end."""
        width = max(NARROWEST, self.share(until) - self.share(since))
        left = min(self.share(since), 100 - width)
        place, anchor = _beside(left, left + width)
        return Bar(f"{left:.2f}%", f"{width:.2f}%", kind, title, row, label, f"{place:.2f}%", anchor)

    def mark(self, at: datetime, text: str, kind: str, row: int) -> Mark:
        """A word at a moment, written inwards near either end."""
        share = self.share(at)
        anchor = "start" if share < EDGE else "end" if share > 100 - EDGE else "middle"
        return Mark(self.x(at), anchor, text, kind, row)

    def dates(self) -> list[Mark]:
        """The days that are written, at most `MOST_DATES`, evenly apart."""
        days = (self.last - self.first).days
        stride = next((one for one in STRIDES if days <= one * MOST_DATES), days)
        at = [self.first + timedelta(days=n) for n in range(0, days, stride)]
        return [self.mark(day, f"{day:%m-%d}", "day", 0) for day in at]
