"""The six roles of a hall, as groups of Django's, and what each may do in the admin."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    """Set a user's roles and, from them and the bureau, the group through which Wagtail scopes pages and files."""
    wanted = {Role(role) for role in roles}
    groups = list(Group.objects.filter(name__in=[role.value for role in wanted]))
    bureau = user.bureau
    if bureau and bureau.editors and Role.EDITOR in wanted:
        groups.append(bureau.editors)
    if bureau and bureau.reviewers and wanted & {Role.REVIEWER, Role.LEGAL}:
        groups.append(bureau.reviewers)
    user.groups.set(groups)
    user._roles = None
