from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "guidance.supervision"
    verbose_name = "督查"

    def ready(self) -> None:
        from accounts.roles import Role, grant

        from . import selfchecks  # noqa: F401

        grant(Role.SUPERVISOR, "supervision.view_alert")
