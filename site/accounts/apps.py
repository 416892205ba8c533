from typing import Any

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate, post_save


def _install_roles(**kwargs: Any) -> None:
    from . import roles

    roles.install()


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与机构"

    def ready(self) -> None:
        from . import roles
        from .models import User

        post_migrate.connect(_install_roles, sender=self)
        post_save.connect(roles.on_saved, sender=User, dispatch_uid="accounts-roles-saved")
        m2m_changed.connect(roles.on_groups, sender=User.groups.through, dispatch_uid="accounts-roles-groups")
