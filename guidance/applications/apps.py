from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "guidance.applications"
    verbose_name = "申请"

    def ready(self) -> None:
        from accounts.roles import Role, grant
        from forms import links
        from guidance.cases import access
        from guidance.clock import changed

        from . import citizen, flow, numbers, panels, queues, rescheduling, searching, submissions  # noqa: F401
        from .bundles.models import JointDraft
        from .filling.models import Draft
        from .promises import jobs, pages

        for kind in (Draft, JointDraft):
            access.closes(kind.session_key)
        for action in ("view", "add", "change", "delete"):
            grant(Role.SUPERVISOR, f"applications.{action}_postholder")
        flow.install()
        rescheduling.install()
        queues.install()
        searching.install()
        pages.install()
        changed.register(jobs.follow)
        links.register(submissions.link)
