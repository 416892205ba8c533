from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "guidance.cases"
    verbose_name = "办件箱"
