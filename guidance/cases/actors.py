"""Who does a verb: a citizen who holds a case's number and code, a member of staff, a partner system, or the clock."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Actor:
    """The person or machine behind an event. `user` only for staff and partners; a `label` is kept in the source's words."""

    kind: str
    label: str
    user: "User | None" = None

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_citizen(self) -> bool:
        return self.kind == "citizen"

    @property
    def is_system(self) -> bool:
        return self.kind == "system"


def citizen() -> Actor:
    """Whoever shows the number and the code, or has just submitted. The name is not copied into the events."""
    return Actor("citizen", _("申请人"))


def staff(user: "User") -> Actor:
    """A signed-in member of staff."""
    return Actor("staff", user.get_full_name(), user)


def system() -> Actor:
    """A rule that time set off."""
    return Actor("system", _("系统"))
