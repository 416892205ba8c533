from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "guidance.applications"
    verbose_name = "申请"

    def ready(self) -> None:
        from accounts.roles import Role, grant
        from guidance.cases import access
        from guidance.clock import changed

        from . import citizen, flow, numbers, panels, queues, rescheduling, searching  # noqa: F401
        from .bundles import drafts as joint_drafts
        from .filling import here
        from .promises import jobs, pages

        access.closes(here.SESSION_KEY)
        access.closes(joint_drafts.SESSION_KEY)
        for action in ("view", "add", "change", "delete"):
            grant(Role.SUPERVISOR, f"applications.{action}_postholder")
        flow.install()
        rescheduling.install()
        queues.install()
        searching.install()
        pages.install()
        changed.register(jobs.follow)
