from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _seed(using: str = "default", **kwargs: Any) -> None:
    """After migrate, and after a test empties the tables: a hall without a calendar gets one."""
    from . import flow
    from .models import Stamp

    if Stamp._meta.db_table in connections[using].introspection.table_names():
        flow.seed()


class ClockConfig(AppConfig):
    name = "guidance.clock"
    verbose_name = "时限"

    def ready(self) -> None:
        from accounts.roles import Role, grant

        verbs = ("add", "change", "delete", "view")
        grant(Role.SUPERVISOR, *(f"clock.{verb}_{model}" for verb in verbs for model in ("day", "calendaryear")))
        post_migrate.connect(_seed, sender=self)
