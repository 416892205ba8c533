from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "guidance.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from accounts.roles import Role, grant

        for role in (Role.CLERK, Role.SUPERVISOR):
            grant(role, "notices.view_notice", "notices.retry_notice")
