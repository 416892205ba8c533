from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FormsConfig(AppConfig):
    name = "forms"
    label = "hall_forms"
    verbose_name = "表单"

    def ready(self) -> None:
        from accounts.roles import Role, grant

        from . import (
            system_checks,  # noqa: F401  registers the checks
            triggers,
        )

        post_migrate.connect(triggers.after_migrate, sender=self)
        names = ("add_form", "change_form", "view_form", "publish_form", "add_choicelist", "change_choicelist")
        grant(Role.EDITOR, *(f"hall_forms.{name}" for name in names))
