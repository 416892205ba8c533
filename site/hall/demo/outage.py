"""Notices of the demo that did not arrive: the SMS platform is played as not answering, the tries are the outbox's own.

One notice is given up after its last try, one still waits for it, half a day after the demo was loaded; then the
worker delivers it. Whoever sends the failed one again finds the platform working.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guidance.notices import outbox
from guidance.notices.channels import CHANNELS, Parcel
from guidance.notices.models import ChannelName, Notice

if TYPE_CHECKING:
    from guidance.cases.models import Case

ANSWER = "短信平台没有应答(演示)"


class Silent:
    """A platform that takes nothing."""

    def deliver(self, parcel: Parcel) -> str:
        """Never arrives; worth another try."""
        raise TimeoutError(ANSWER)


@contextmanager
def silence() -> Iterator[None]:
    """While it lasts, no SMS leaves this process, and the log does not tell of failures that are only played."""
    usual, log = CHANNELS[ChannelName.SMS], logging.getLogger(outbox.__name__)
    CHANNELS[ChannelName.SMS], log.disabled = Silent(), True
    try:
        yield
    finally:
        CHANNELS[ChannelName.SMS], log.disabled = usual, False


def took(tries: int) -> timedelta:
    """From the first of so many tries to the last."""
    return sum(outbox.BACK_OFF[: tries - 1], timedelta())


GIVEN_UP, WAITING = len(outbox.BACK_OFF) + 1, len(outbox.BACK_OFF)
"""Tries after which a notice has failed, and after which it waits longest for the last one."""


def play(case: "Case", tries: int) -> None:
    """The case's first SMS is tried so many times, from the moment it was written on."""
    notice = Notice.objects.of_case(case.number).filter(channel=ChannelName.SMS).order_by("pk").first()
    if notice is None:
        return
    with silence():
        for moment in moments(notice.created_at, tries):
            outbox.attempt(notice.pk, moment)


def moments(first: datetime, tries: int) -> list[datetime]:
    """When a worker that is always there tries."""
    return [first + took(n) for n in range(1, tries + 1)]
