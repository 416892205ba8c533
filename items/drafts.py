"""A new draft of a guide, written by code as the editor writes one."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User

    from .models import ItemPage


def keep(draft: "ItemPage", user: "User | None", **options: Any) -> Any:
    """One new revision; a guide that is not public also keeps its columns in step. Call it under the guide's lock."""
    if not draft.live:
        draft.save()
    return draft.save_revision(user=user, clean=False, **options)
