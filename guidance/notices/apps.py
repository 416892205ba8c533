from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "guidance.notices"
    verbose_name = "通知"
