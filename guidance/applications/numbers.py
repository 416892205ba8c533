"""What the dashboard tells of steps and opinions: how many wait for the reader."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidance.cases.dashboard import Number, add_numbers
from guidance.cases.models import Case
from guidance.cases.queues import BY_NAME

from .opinions import Opinion

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = ("steps", "pool", "to_look_at")


@add_numbers
def waiting(user: "User", now: datetime) -> list[Number]:
    """The steps of the reader and of their posts, the joint cases that wait for their bureau to look, and the opinions that their bureau owes."""
    rows, base = Case.objects.visible_to(user), reverse("cases:index")
    queues = [BY_NAME[name] for name in SHOWN]
    counted = [Number(one.label, one.rows(rows, user, now).count(), f"{base}?queue={one.name}") for one in queues]
    owed = Opinion.objects.visible_to(user).waiting()
    opinions = owed.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return [*counted, Number(_("待回复意见"), opinions["all"], reverse("opinions"), alarm=bool(opinions["late"]))]
