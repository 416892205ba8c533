from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install_index(**kwargs: Any) -> None:
    from . import outbox

    outbox.install()


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "搜索"

    def ready(self) -> None:
        from accounts.roles import Role, grant

        entries = ("search.add_synonym", "search.change_synonym", "search.delete_synonym", "search.view_synonym")
        for role in (Role.EDITOR, Role.REVIEWER, Role.SUPERVISOR):
            grant(role, *entries, "search.view_querylog")
        post_migrate.connect(_install_index, sender=self)
