"""How long something on a public page holds by itself, beside what its rows say."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Span:
    """The time for which it holds: an opening hour, a month. Bounds may be open; `until` is the first moment it does not."""

    since: datetime | None = None
    until: datetime | None = None
