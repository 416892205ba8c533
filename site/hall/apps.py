from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "hall"
    verbose_name = "大厅"

    def ready(self) -> None:
        from items import kept

        from . import preferences

        kept.vary_on(preferences.cookies)
