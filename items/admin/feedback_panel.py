"""读者反馈 beside the guide as it is edited. Wagtail's models load it, so it imports none of its views."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from accounts.roles import Role, has_role

from ..models.feedback import GuideFeedback

READERS = (Role.EDITOR, Role.REVIEWER, Role.LEGAL, Role.SUPERVISOR)
"""Who reads what citizens think of guides: those who write, review or supervise them."""
COMMENTS_SHOWN = 10


def may_read(user: Any) -> bool:
    """Whether the user has the report at all; which rows it holds is a matter of scope."""
    return has_role(user, *READERS)


class FeedbackPanel(Panel):
    """Below the editor's fields: how many found each version useful, and the last comments. Nothing to fill in."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "items/admin/feedback_panel.html"

        def is_shown(self) -> bool:
            """Not for a guide that is not saved yet, nor for who may not read it."""
            return bool(super().is_shown() and self.instance.pk and may_read(self.request.user))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Counts by version and comments, of this guide."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            rows = GuideFeedback.objects.visible_to(self.request.user).filter(page=self.instance)
            return {
                **context,
                "versions": list(rows.by_version()),
                "comments": list(rows.exclude(comment="")[:COMMENTS_SHOWN]),
                "report": f"{reverse('guide_feedback')}?guide={self.instance.address}",
            }
