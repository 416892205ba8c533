"""What Wagtail asks about a page or a shared material and a person, answered by the hall's roles and scope."""

from typing import Any

from wagtail.models import PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.roles import Role, has_role
from accounts.scope import scope_of


class ItemPermissionTester(PagePermissionTester):
    """Publishing goes through the workflow; taking a guide off is for the bureau's reviewers."""

    def can_unpublish(self) -> bool:
        """A reviewer of the bureau, or a superuser."""
        if not self.user.is_active or not self.page.live or self.page_locked():
            return False
        return self.user.is_superuser or self._reviews()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """As Wagtail's answer, without a query for pages below: a guide has none. `can_move` asks this too."""
        if not self.user.is_active or self.user.is_superuser:
            return bool(super().can_delete(ignore_bulk))
        may = "change" in self.permissions or ("add" in self.permissions and self.page.owner_id == self.user.pk)
        return may and ("publish" in self.permissions or not self.page.live)

    def _reviews(self) -> bool:
        return has_role(self.user, Role.REVIEWER, Role.LEGAL) and scope_of(self.user).allows(self.page.bureau_id)


class SharedMaterialPolicy(ModelPermissionPolicy):
    """What a role may do with shared materials at all, it may do with those of the user's scope."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """For one record."""
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """For one record, one of several."""
        return scope_of(user).allows(instance.bureau_id) and bool(self.user_has_any_permission(user, actions))

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """The records."""
        rows = super().instances_user_has_any_permission_for(user, actions)
        return rows.editable_by(user)
