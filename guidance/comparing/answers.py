"""What asking a source gives, and what every kind of source has to offer."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .identity import Person
from .models import DataSource


class Outcome(TextChoices):
    """What came of asking. Only MATCH spares the paper."""

    MATCH = "match", _("相符")
    NO_MATCH = "no_match", _("不相符")
    TIMEOUT = "timeout", _("没有及时答复")
    FAULT = "fault", _("数据源故障")


@dataclass(frozen=True)
class Answer:
    """What a source answered. `reference` is the number of the licence it found; `why` is for the staff who keep the
    source, in the hall's language, and names nobody."""

    outcome: Outcome
    reference: str = ""
    why: str = ""


class FaultError(Exception):
    """The source answered, but not in a way that can be read; the message is for operators and names nobody."""


class Provider(Protocol):
    """One way to ask."""

    def ask(self, source: DataSource, person: Person, today: date) -> Answer:
        """MATCH or NO_MATCH; TimeoutError if it took too long, any other exception for a fault."""
        ...
