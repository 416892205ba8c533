from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ItemsConfig(AppConfig):
    name = "items"
    label = "items"
    verbose_name = "事项"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from . import searching, selfchecks, setup, stamping  # noqa: F401
        from .importing.access import ProfilePolicy
        from .models import ImportProfile

        searching.connect()
        stamping.connect()
        register_permission_policy(ImportProfile, ProfilePolicy(ImportProfile), exact_class=True)
        post_migrate.connect(setup.after_migrate, sender=self)
