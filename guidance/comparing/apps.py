from django.apps import AppConfig


class ComparingConfig(AppConfig):
    name = "guidance.comparing"
    verbose_name = "数据比对"

    def ready(self) -> None:
        from accounts.roles import Role, grant

        for action in ("view", "add", "change"):
            grant(Role.SUPERVISOR, f"comparing.{action}_datasource")
