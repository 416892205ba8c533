"""Who stands in for whom today: asked by permissions, queues and pages alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .absence import Absence
from .actors import Actor

if TYPE_CHECKING:
    from accounts.models import User

    from .models import Case


@dataclass(frozen=True)
class Away:
    """The absences of one day: by the key of who is away, the row."""

    day: date
    rows: Mapping[int, Absence] = field(default_factory=dict)

    @classmethod
    def on(cls, day: date) -> "Away":
        """Read from the database, in one query."""
        rows = Absence.objects.meeting(day, day).select_related("user", "deputy")
        return cls(day, {row.user_id: row for row in rows.order_by("-pk")})

    def deputy_of(self, key: int | None) -> "User | None":
        """Who stands in for a person: the deputy, or, where that one is away too, the deputy's.

        None: they are there, or away with nobody in their place, since a closed account stands in for nobody.
        """
        found: User | None = None
        passed: set[int] = set()
        while key is not None and key in self.rows and key not in passed:
            passed.add(key)
            found = self.rows[key].deputy
            if not found.is_active:
                return None
            key = found.pk
        return found

    @cached_property
    def lost(self) -> frozenset[int]:
        """By key, those who are away with nobody in their place: what is theirs is for others to take."""
        return frozenset(key for key in self.rows if self.deputy_of(key) is None)

    @cached_property
    def doers(self) -> dict[int, int]:
        """By the key of who is away, the key of who stands in."""
        found = ((key, self.deputy_of(key)) for key in self.rows)
        return {key: deputy.pk for key, deputy in found if deputy is not None}

    def reaches(self, user: "User | None") -> bool:
        """Whether what is a person's waits for somebody: their account is open, and they are there or have a deputy."""
        return user is not None and user.is_active and user.pk not in self.lost

    def named(self, user: "User") -> str:
        """A person's name, and, while they are away, who stands in and until when."""
        deputy = self.deputy_of(user.pk)
        if deputy is None:
            return str(user)
        words = {"name": user, "deputy": deputy, "last": self.rows[user.pk].last_day.isoformat()}
        return _("%(name)s（不在岗，至 %(last)s 由%(deputy)s代办）") % words

    def minded_by(self, user: "User | Any") -> frozenset[int]:
        """By key, those for whom a person stands in."""
        found = ((key, self.deputy_of(key)) for key in self.rows)
        return frozenset(key for key, deputy in found if deputy is not None and deputy.pk == user.pk)


def today(user: "User | Any") -> Away:
    """Who is away today; read once for each object that is asked for: a user, as roles are, or a case."""
    day, user = timezone.localdate(), getattr(user, "_looked_at_by", user)
    known: Away | None = getattr(user, "_away", None)
    if known is None or known.day != day:
        known = Away.on(day)
        user._away = known
    return known


def lend(case: "Case", user: "User | Any") -> None:
    """Let a case that a user looks at know who is away as the user does: read once for both, if at all."""
    case._looked_at_by = user  # type: ignore[attr-defined]


def hands_of(user: "User | Any") -> frozenset[int]:
    """By key, the people whose work is in a person's hands today: their own, and of those they stand in for."""
    return today(user).minded_by(user) | {user.pk}


def acts_for(user: "User | Any", key: int | None) -> bool:
    """Whether a person's work is in the user's hands today: their own, or that of somebody they stand in for."""
    return key is not None and (key == user.pk or key in today(user).minded_by(user))


def instead_of(owner: "User | None", actor: Actor) -> "User | None":
    """The absent colleague for whom the actor acts on what is the owner's; None where they act for themselves."""
    if owner is None or actor.user is None or owner.pk == actor.user.pk:
        return None
    return owner if acts_for(actor.user, owner.pk) else None
