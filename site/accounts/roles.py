"""The six roles of a hall, as groups of Django's, and what each may do in the admin."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .models import User


class Role(models.TextChoices):
    """Who a member of staff is. The value is the group's name in the database."""

    EDITOR = "role:editor", "编辑"
    REVIEWER = "role:reviewer", "业务审核"
    LEGAL = "role:legal", "法制审核"
    DATA_ENTRY = "role:data_entry", "录入员"
    CLERK = "role:clerk", "经办"
    SUPERVISOR = "role:supervisor", "督查"


@dataclass(frozen=True)
class Grant:
    """What a role is given: permissions by `app_label.codename`."""

    role: Role
    permissions: tuple[str, ...]


ADMIN = "wagtailadmin.access_admin"
GRANTS: list[Grant] = [Grant(role, (ADMIN,)) for role in Role]


def grant(role: Role, *permissions: str) -> None:
    """Let an app add what its role needs: called from the app's `ready()`, applied after migrate by `install`."""
    GRANTS.append(Grant(role, permissions))


def install() -> None:
    """Make the groups and give them their permissions. May run again; never takes a permission away."""
    for label in {name.split(".", 1)[0] for given in GRANTS for name in given.permissions}:
        create_permissions(apps.get_app_config(label), verbosity=0)
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.value)
        wanted = {name for g in GRANTS if g.role == role for name in g.permissions}
        for name in sorted(wanted):
            app_label, codename = name.split(".", 1)
            for permission in Permission.objects.filter(content_type__app_label=app_label, codename=codename):
                group.permissions.add(permission)


def roles_of(user: "User") -> frozenset[Role]:
    """The roles a user holds; read once for each user object."""
    cached: frozenset[Role] | None = getattr(user, "_roles", None)
    if cached is None:
        names = set(user.groups.values_list("name", flat=True)) if user.pk else set()
        cached = frozenset(role for role in Role if role.value in names)
        user._roles = cached
    return cached


def has_role(user: "User", *roles: Role) -> bool:
    """Whether an active user holds one of the roles; a superuser holds all."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or bool(roles_of(user) & set(roles))


def assign(user: "User", roles: "Iterable[Role]") -> None:
    """Set a user's roles; groups that are no role stay."""
    others = user.groups.exclude(name__in=Role.values)
    user.groups.set([*others, *Group.objects.filter(name__in=[Role(role).value for role in roles])])


def settle(user: "User") -> None:
    """Give a user the bureau's groups, through which Wagtail scopes pages and files, that roles and bureau entail."""
    user._roles = None
    roles, bureau = roles_of(user), user.bureau
    wanted: set[int] = set()
    if bureau and bureau.editors_id and Role.EDITOR in roles:
        wanted.add(bureau.editors_id)
    if bureau and bureau.reviewers_id and roles & {Role.REVIEWER, Role.LEGAL}:
        wanted.add(bureau.reviewers_id)
    of_bureaus = models.Q(edits_bureau__isnull=False) | models.Q(reviews_bureau__isnull=False)
    have = set(user.groups.filter(of_bureaus).values_list("pk", flat=True))
    if have - wanted:
        user.groups.remove(*(have - wanted))
    if wanted - have:
        user.groups.add(*(wanted - have))


def on_saved(instance: "User", update_fields: "Iterable[str] | None" = None, **kwargs: Any) -> None:
    """Signal `post_save` of a user: the bureau may be another one."""
    if update_fields is None or "bureau" in update_fields:
        settle(instance)


def on_groups(sender: Any, instance: Any, action: str, reverse: bool, pk_set: "set[int] | None", **kwargs: Any) -> None:
    """Signal `m2m_changed` of users' groups, whichever screen or line of code changed them."""
    if not action.startswith("post_"):
        return
    for user in instance.user_set.model.objects.filter(pk__in=pk_set or ()) if reverse else [instance]:
        settle(user)
