from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install_roles(**kwargs: Any) -> None:
    from . import roles

    roles.install()


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与机构"

    def ready(self) -> None:
        post_migrate.connect(_install_roles, sender=self)
