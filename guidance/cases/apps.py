from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "guidance.cases"
    verbose_name = "办件箱"

    def ready(self) -> None:
        from accounts.roles import Role, grant
        from guidance.clock import changed

        from . import rating, recalculation, searching, verbs

        verbs.install()
        rating.install()
        recalculation.install()
        searching.install()
        changed.register(recalculation.follow)
        for role in (Role.CLERK, Role.SUPERVISOR, Role.DATA_ENTRY):
            grant(role, "cases.view_case")
        for action in ("view", "add", "change"):
            grant(Role.SUPERVISOR, f"cases.{action}_deskrules")
        for role in (Role.CLERK, Role.SUPERVISOR):
            for action in ("view", "add", "change", "delete"):
                grant(role, f"cases.{action}_absence")
        for action in ("view", "change"):
            grant(Role.SUPERVISOR, f"cases.{action}_ratingfollowup")
        grant(Role.SUPERVISOR, "cases.view_accesslog")
