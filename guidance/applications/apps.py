from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "guidance.applications"
    verbose_name = "申请"

    def ready(self) -> None:
        from guidance.cases import access

        from . import citizen, flow, panels, queues, searching  # noqa: F401
        from .filling import here

        access.closes(here.SESSION_KEY)
        flow.install()
        queues.install()
        searching.install()
