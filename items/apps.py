from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ItemsConfig(AppConfig):
    name = "items"
    label = "items"
    verbose_name = "事项"

    def ready(self) -> None:
        from . import searching, selfchecks, setup, stamping  # noqa: F401

        searching.connect()
        stamping.connect()
        post_migrate.connect(setup.after_migrate, sender=self)
