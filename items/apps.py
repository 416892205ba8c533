from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "items"
    label = "items"
    verbose_name = "事项"
