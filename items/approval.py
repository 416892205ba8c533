"""What the last approval of a guide does. Wagtail's models load this by name, so it imports nothing of Wagtail's."""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """WAGTAIL_FINISH_WORKFLOW_ACTION: the approval is the permission; the gate is asked as always."""
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
