"""The queues of the inbox: each one word, one filter, one default order. A new one is a row of `QUEUES`, or `add`ed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .deputies import hands_of, today
from .models import CaseQuerySet
from .states import CLOCK_STOPPED

if TYPE_CHECKING:
    from accounts.models import User

STOPPED = Case(When(state__in=CLOCK_STOPPED, then=1), default=0)
BY_DUE: tuple[Any, ...] = (STOPPED, F("due_at").asc(nulls_last=True), "submitted_at", "pk")
"""What is most pressing first; what waits for the citizen or a special procedure last."""
NEWEST: tuple[Any, ...] = ("-submitted_at", "-pk")


@dataclass(frozen=True)
class Queue:
    """A named part of the cases a person may see. `empty` is what the page says where nothing is in it."""

    name: str
    label: str | Promise
    rows: Callable[[CaseQuerySet, "User", datetime], CaseQuerySet]
    empty: str | Promise
    order: tuple[Any, ...] = BY_DUE
    counted: bool = True
    """Whether its tab shows how many: not for what only grows."""
    alarm: bool = False
    """Whether anything in it is a fault: its number is drawn as late."""
    open: bool | None = True
    """Whether it holds open cases only, ended ones only, or (None) both."""


QUEUES: list[Queue] = [
    Queue(
        "mine", _("我的"), lambda rows, user, now: rows.open().in_hands_of(hands_of(user)), _("您手上没有在办的件。")
    ),
    Queue(
        "unassigned",
        _("未分派"),
        lambda rows, user, now: rows.led_by(user).unassigned(today(user)),
        _("没有等待认领的件。"),
    ),
    Queue("today", _("今天到期"), lambda rows, user, now: rows.due_today(now), _("今天没有到期的件。")),
    Queue("overdue", _("已超期"), lambda rows, user, now: rows.overdue(now), _("没有超期的件。"), alarm=True),
    Queue("open", _("全部在办"), lambda rows, user, now: rows.open(), _("没有在办的件。")),
    Queue(
        "ended",
        _("已结"),
        lambda rows, user, now: rows.ended(),
        _("还没有办结的件。"),
        NEWEST,
        counted=False,
        open=False,
    ),
    Queue("all", _("全部"), lambda rows, user, now: rows, _("还没有收到任何件。"), NEWEST, counted=False, open=None),
]
BY_NAME = {queue.name: queue for queue in QUEUES}


def add(queue: Queue, after: str) -> None:
    """Let an app above add a queue of its own, after another one; called from its `ready()`."""
    QUEUES.insert(QUEUES.index(BY_NAME[after]) + 1, queue)
    BY_NAME[queue.name] = queue


def choices() -> list[tuple[str, str | Promise]]:
    """The queues as a form chooses among them."""
    return [(queue.name, queue.label) for queue in QUEUES]


@dataclass(frozen=True)
class Tab:
    """A queue as a link: its address, its number, and whether it is the one shown."""

    queue: Queue
    url: str
    count: int | None
    current: bool


def counts(rows: CaseQuerySet, user: "User", now: datetime) -> dict[str, int]:
    """How many are in each counted queue; one query each, however many cases there are."""
    return {queue.name: queue.rows(rows, user, now).count() for queue in QUEUES if queue.counted}
