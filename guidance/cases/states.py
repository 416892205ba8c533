"""The states of a case, each with one word, one tone and one shape on every screen (civil terms: the field's own)."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a citizen asked for. One number space, one inbox, one clock for all three."""

    APPLICATION = "application", _("办件")
    CONSULTATION = "consultation", _("咨询")
    APPOINTMENT = "appointment", _("预约")


class State(models.TextChoices):
    """Where a case stands. Which states belong to which kind: `STATES`."""

    WAITING = "waiting", _("等前面的事项")
    RECEIVED = "received", _("已收件")
    CORRECTION = "correction", _("待补正")
    REFUSED = "refused", _("不予受理")
    ACCEPTED = "accepted", _("已受理")
    REVIEW = "review", _("审查中")
    SUSPENDED = "suspended", _("已挂起")
    GRANTED = "granted", _("准予")
    DENIED = "denied", _("不予许可")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    TERMINATED = "terminated", _("已终止")
    SUBMITTED = "submitted", _("已提交")
    ASSIGNED = "assigned", _("已分派")
    WORKING = "working", _("办理中")
    ANSWERED = "answered", _("已答复")
    PUBLISHED = "published", _("已公开")
    HELD = "held", _("占位")
    BOOKED = "booked", _("已预约")
    ARRIVED = "arrived", _("已签到")
    CALLED = "called", _("已叫号")
    DONE = "done", _("已办")
    NO_SHOW = "no_show", _("爽约")
    CANCELLED = "cancelled", _("市民取消")
    OFFICE_CANCELLED = "office_cancelled", _("单位取消")
    MOVED = "moved", _("已改期")
    LAPSED = "lapsed", _("占位已过期")


class Lateness(models.TextChoices):
    """How the due time of a case stands, where a clock runs."""

    LATE = "late", _("已超期")
    SOON = "soon", _("即将到期")
    OK = "ok", _("期限内")


@dataclass(frozen=True)
class StateInfo:
    """How a state behaves: is the case still open, and the tone of its tag (new, active, wait, good, bad, ended)."""

    open: bool
    tone: str


_OPEN = {
    State.WAITING: "wait",
    State.RECEIVED: "new",
    State.SUBMITTED: "new",
    State.BOOKED: "new",
    State.HELD: "wait",
    State.CORRECTION: "wait",
    State.SUSPENDED: "wait",
    State.ACCEPTED: "active",
    State.REVIEW: "active",
    State.ASSIGNED: "active",
    State.WORKING: "active",
    State.ARRIVED: "active",
    State.CALLED: "active",
    State.GRANTED: "active",
    State.DENIED: "active",
}
_ENDED = {
    State.CLOSED: "good",
    State.ANSWERED: "good",
    State.PUBLISHED: "good",
    State.DONE: "good",
    State.REFUSED: "bad",
    State.NO_SHOW: "bad",
    State.OFFICE_CANCELLED: "bad",
    State.WITHDRAWN: "ended",
    State.TERMINATED: "ended",
    State.CANCELLED: "ended",
    State.MOVED: "ended",
    State.LAPSED: "ended",
}
INFO: dict[str, StateInfo] = {
    **{state.value: StateInfo(True, tone) for state, tone in _OPEN.items()},
    **{state.value: StateInfo(False, tone) for state, tone in _ENDED.items()},
}
DECIDED = (State.GRANTED, State.DENIED)
"""Where an application has its decision, and waits for delivery."""
OPEN_STATES: tuple[str, ...] = tuple(name for name, info in INFO.items() if info.open)
CLOCK_STOPPED: tuple[str, ...] = (State.CORRECTION.value, State.SUSPENDED.value, State.HELD.value, State.WAITING.value)
"""Open states in which the citizen, a special procedure or another case is awaited: never late on the clerk's account."""

STATES: dict[str, tuple[State, ...]] = {
    Kind.APPLICATION: (
        State.WAITING,
        State.RECEIVED,
        State.CORRECTION,
        State.REFUSED,
        State.ACCEPTED,
        State.REVIEW,
        State.SUSPENDED,
        State.GRANTED,
        State.DENIED,
        State.CLOSED,
        State.WITHDRAWN,
        State.TERMINATED,
    ),
    Kind.CONSULTATION: (
        State.SUBMITTED,
        State.ASSIGNED,
        State.WORKING,
        State.ANSWERED,
        State.PUBLISHED,
        State.REFUSED,
        State.WITHDRAWN,
    ),
    Kind.APPOINTMENT: (
        State.HELD,
        State.BOOKED,
        State.ARRIVED,
        State.CALLED,
        State.DONE,
        State.NO_SHOW,
        State.CANCELLED,
        State.OFFICE_CANCELLED,
        State.MOVED,
        State.LAPSED,
    ),
}
