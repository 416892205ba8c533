from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ItemsConfig(AppConfig):
    name = "items"
    label = "items"
    verbose_name = "事项"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from accounts.roles import Role, grant
        from forms import uses

        from . import form_uses, leads, searching, selfchecks, setup, stamping  # noqa: F401
        from .importing.access import ProfilePolicy
        from .models import ImportProfile, SharedMaterial
        from .permissions import SharedMaterialPolicy

        searching.connect()
        leads.connect()
        stamping.connect()
        uses.register(form_uses.compared)
        uses.register_users(form_uses.items)
        register_permission_policy(ImportProfile, ProfilePolicy(ImportProfile), exact_class=True)
        register_permission_policy(SharedMaterial, SharedMaterialPolicy(SharedMaterial))
        grant(Role.EDITOR, *(f"items.{verb}_sharedmaterial" for verb in ("view", "add", "change", "delete")))
        for role in (Role.REVIEWER, Role.LEGAL, Role.SUPERVISOR):
            grant(role, "items.view_sharedmaterial")
        post_migrate.connect(setup.after_migrate, sender=self)
