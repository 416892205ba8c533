"""What Wagtail asks about a page and a person, answered by the hall's roles and scope."""

from wagtail.models import PagePermissionTester

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
