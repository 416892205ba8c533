from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "guidance.applications"
    verbose_name = "申请"

    def ready(self) -> None:
        from . import citizen, flow, panels, queues, searching  # noqa: F401

        flow.install()
        queues.install()
        searching.install()
