from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "guidance.appointments"
    verbose_name = "预约"

    def ready(self) -> None:
        from . import citizen, flow  # noqa: F401

        flow.install()
