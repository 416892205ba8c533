from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    label = "hall_forms"
    verbose_name = "表单"
