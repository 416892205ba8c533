"""What the dashboard tells of opinions: how many wait for the reader."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidance.cases.dashboard import Number, add_numbers

from .opinions import Opinion

if TYPE_CHECKING:
    from accounts.models import User


@add_numbers
def waiting(user: "User", now: datetime) -> list[Number]:
    """The opinions that the reader's bureau owes."""
    owed = Opinion.objects.visible_to(user).waiting()
    opinions = owed.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return [Number(_("待回复意见"), opinions["all"], reverse("opinions"), alarm=bool(opinions["late"]))]
