from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "guidance.consultations"
    verbose_name = "咨询"

    def ready(self) -> None:
        from . import citizen, flow, panels, searching, telling  # noqa: F401

        flow.install()
        searching.install()
        telling.install()
