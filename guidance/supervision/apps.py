from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "guidance.supervision"
    verbose_name = "督查"
