from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "guidance.clock"
    verbose_name = "时限"
