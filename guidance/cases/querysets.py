"""The words in which cases are asked for."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.scope import scope_of

from .deputies import Away
from .participation import Participation
from .states import CLOCK_STOPPED, OPEN_STATES, Kind, State

if TYPE_CHECKING:
    from .models import Case  # noqa: F401  the row of the queryset


def free_q(away: Away | None = None) -> Q:
    """Cases that nobody owns, or whose owner cannot be reached, nor a deputy. `away`: who is today, if it was read."""
    lost = (away or Away.on(timezone.localdate())).lost
    return Q(owner=None) | Q(owner__is_active=False) | Q(owner__in=lost)


class CaseQuerySet(models.QuerySet["Case"]):
    """Words for queues. A queue is a filter on the one table of cases."""

    def visible_to(self, user: Any) -> Self:
        """The cases a member of staff may see: those of the bureaus in scope, and those in which one of them takes part."""
        scope = scope_of(user)
        if scope.everything:
            return self
        joined = Participation.objects.visible_to(user).values("case")
        return self.filter(scope.q() | Q(pk__in=joined))

    def led_by(self, user: Any) -> Self:
        """Those of the bureaus in scope alone: whoever merely takes part has no say over who owns a case."""
        return self.filter(scope_of(user).q())

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def ended(self) -> Self:
        return self.exclude(state__in=OPEN_STATES)

    def in_hands_of(self, people: Collection[int]) -> Self:
        """Owned by one of these; see `deputies.hands_of`."""
        return self.filter(owner__in=people)

    def unassigned(self, away: Away | None = None) -> Self:
        """Open, and owned by nobody, or by somebody who cannot be reached, nor a deputy: `permissions.is_free`.

        An appointment belongs to its window; what waits for another case needs nobody yet.
        """
        return self.open().filter(free_q(away)).exclude(kind=Kind.APPOINTMENT).exclude(state=State.WAITING)

    def on_the_clock(self) -> Self:
        """Open, with a due time, and not waiting for the citizen or a special procedure."""
        return self.open().exclude(state__in=CLOCK_STOPPED).exclude(due_at=None)

    def overdue(self, now: datetime) -> Self:
        return self.on_the_clock().filter(due_at__lt=now)

    def due_today(self, now: datetime) -> Self:
        day_end = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999999)
        return self.on_the_clock().filter(due_at__gte=now, due_at__lte=day_end)

    def due_soon(self, now: datetime) -> Self:
        """Within the warning time, but not yet late."""
        return self.on_the_clock().filter(due_at__gte=now, warn_at__lte=now)

    def late_as(self, level: str, now: datetime) -> Self:
        """Whose due time stands so at a moment: `Lateness`."""
        return self.annotate(late_now=self.model.lateness_at(now)).filter(late_now=level)

    def matching(self, text: str) -> Self:
        """Cases whose number, title, applicant or phone holds every word of the text."""
        rows = self
        for word in text.split()[:6]:
            found = Q(title__icontains=word) | Q(applicant_name__icontains=word)
            if any(char.isdigit() for char in word):
                found |= Q(number__contains=word) | Q(applicant_phone__endswith=word) | Q(applicant_id__iendswith=word)
                if len(word) == 13 and word.isdigit():
                    found |= Q(number=f"{word[:8]}-{word[8:]}")
            rows = rows.filter(found)
        return rows

    def for_lists(self) -> Self:
        """With what a list shows, so that a row costs no query."""
        return self.select_related("bureau", "owner")
