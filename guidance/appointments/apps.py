from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "guidance.appointments"
    verbose_name = "预约"

    def ready(self) -> None:
        from accounts.roles import Role, grant

        from . import citizen, flow, holding, panels, searching  # noqa: F401
        from .site_visits import flow as visits
        from .site_visits import panels as visit_panels

        flow.install()
        holding.install()
        visits.install()
        visit_panels.install()
        searching.install()
        grant(Role.CLERK, "appointments.view_window")
        for action in ("view", "add", "change"):
            grant(Role.SUPERVISOR, f"appointments.{action}_window")
