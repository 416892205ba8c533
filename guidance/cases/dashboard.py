"""The first panel of the admin's home: today's work in numbers, each leading to its queue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.admin.ui.components import Component

from .columns import Clock
from .models import Case
from .queues import BY_NAME, counts

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = ["mine", "unassigned", "today", "overdue"]
"""The queues whose numbers are told; an app above may add its own."""
PRESSING = 8
"""How many of one's own cases the panel lists."""


@dataclass(frozen=True)
class Number:
    """A count that leads to the rows behind it. `alarm`: drawn as late where it is not zero."""

    label: str | Promise
    count: int
    url: str
    alarm: bool = False


Maker = Callable[["User", datetime], list[Number]]
_makers: list[Maker] = []


def add_numbers(maker: Maker) -> Maker:
    """Let an app above show its own numbers beside those of the queues."""
    _makers.append(maker)
    return maker


def numbers(user: "User", now: datetime) -> list[Number]:
    """The numbers of the panel."""
    found = counts(Case.objects.visible_to(user), user, now)
    base = reverse("cases:index")
    own = [Number(BY_NAME[name].label, found[name], f"{base}?queue={name}", alarm=name == "overdue") for name in SHOWN]
    return [*own, *(number for maker in _makers for number in maker(user, now))]


class TodayPanel(Component):
    """今天的工作: shown to who may see cases."""

    name = "today"
    template_name = "guidance/admin/today.html"
    order = 50

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user: Any = self.request.user
        clock = Clock(timezone.now())
        pressing = (
            BY_NAME["mine"]
            .rows(Case.objects.visible_to(user), user, clock.now)
            .for_lists()
            .order_by(*BY_NAME["mine"].order)
        )
        return {
            "numbers": numbers(user, clock.now),
            "pressing": list(pressing.defer("snapshot", "due_trail")[:PRESSING]),
            "clock": clock,
            "today": timezone.localtime(clock.now).date(),
        }


def add_today(request: HttpRequest, panels: list[Any]) -> None:
    """Put today's work first."""
    if request.user.has_perm("cases.view_case"):
        panels.append(TodayPanel(request))
