"""House rules that `manage.py check` holds."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError

from . import triggers


@register(Tags.database)
def frozen_versions(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Published form versions are guarded by triggers (`check --database default`)."""
    found: list[CheckMessage] = []
    for using in databases or []:
        try:
            missing = triggers.missing(using)
        except OperationalError:
            continue
        if missing:
            hint = "Run `manage.py migrate`: it installs them again."
            message = f"Triggers that freeze published forms are missing: {', '.join(missing)}."
            found.append(Error(message, hint=hint, id="hall_forms.E001"))
    return found
