"""Which bureaus' rows a user may see: the one answer that lists, object views, exports, API and search ask."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, QuerySet

from .roles import Role, has_role

if TYPE_CHECKING:
    from .models import User

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])
CITY_WIDE = (Role.SUPERVISOR, Role.LEGAL, Role.REVIEWER, Role.EDITOR, Role.DATA_ENTRY)
"""Roles that, in a user without a bureau, see the rows of every bureau."""


@dataclass(frozen=True)
class Scope:
    """All bureaus, or those with the given keys (perhaps none)."""

    everything: bool
    bureau_ids: frozenset[int]

    def allows(self, bureau_id: int | None) -> bool:
        """Whether a row of this bureau is within the scope."""
        return self.everything or bureau_id in self.bureau_ids

    def q(self, field: str = "bureau") -> Q:
        """The same as a filter on the foreign key `field`."""
        return Q() if self.everything else Q(**{f"{field}__in": self.bureau_ids})


def scope_of(user: "User | Any") -> Scope:
    """A superuser and a city-wide role see all; others their own bureau; anonymous nothing."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope(False, frozenset())
    if user.is_superuser or (user.bureau_id is None and has_role(user, *CITY_WIDE)):
        return Scope(True, frozenset())
    return Scope(False, frozenset([user.bureau_id] if user.bureau_id else []))


def limit(rows: Rows, user: "User | Any", field: str = "bureau") -> Rows:
    """The rows whose bureau (through `field`) the user may see."""
    scope = scope_of(user)
    return rows if scope.everything else rows.filter(scope.q(field))
