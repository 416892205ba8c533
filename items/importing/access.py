"""Who may import: an editor, into the own bureau; one who works for the whole city, into any, and makes bureaus."""

from typing import TYPE_CHECKING, Any

from wagtail.permission_policies import ModelPermissionPolicy

from accounts.roles import Role, has_role
from accounts.scope import scope_of

if TYPE_CHECKING:
    from accounts.models import User


def may_import(user: "User | Any") -> bool:
    """An editor with a bureau, or with the whole city in scope."""
    scope = scope_of(user)
    return has_role(user, Role.EDITOR) and (scope.everything or bool(scope.bureau_ids))


def imports_everywhere(user: "User | Any") -> bool:
    """An editor with the whole city in scope: may make bureaus and edit profiles."""
    return has_role(user, Role.EDITOR) and scope_of(user).everything


class ProfilePolicy(ModelPermissionPolicy):
    """Profiles are read by all who import and changed by those who import everywhere."""

    def user_has_permission(self, user: "User", action: str) -> bool:
        """By the two questions above."""
        return may_import(user) if action == "view" else imports_everywhere(user)

    def user_has_any_permission(self, user: "User", actions: Any) -> bool:
        """Any of them."""
        return any(self.user_has_permission(user, action) for action in actions)
