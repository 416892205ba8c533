"""What an empty hall needs to stand: root, home page, site, themes' shelf, and the publishing workflow."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import translation
from wagtail.models import Collection, Locale, Page, Site, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from accounts.roles import Role

HOME_TITLE = "网上审批大厅"
WORKFLOW = "办事指南发布审核"
TASKS = (("业务审核", Role.REVIEWER), ("法制审核", Role.LEGAL))


def after_migrate(**kwargs: Any) -> None:
    """Run by post_migrate, so also after a flush; a hall that has all this is left as it is."""
    from .models import HomePage

    if HomePage._meta.db_table in connection.introspection.table_names():
        with translation.override("zh-hans"):
            install()


def install() -> None:
    """Make what is missing of the hall's skeleton. May run again."""
    Locale.objects.get_or_create(language_code="zh-hans")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    _stamp()
    home = _home()
    _themes(home)
    _site(home)
    _workflow(home)


def _stamp() -> None:
    from .models import Stamp, stamp

    if not Stamp.objects.filter(key=stamp.HALL).exists():
        stamp.touch(stamp.HALL)


def _home() -> Any:
    from .models import HomePage

    home = HomePage.objects.order_by("path").first()
    if home is not None:
        return home
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    for welcome in Page.objects.child_of(root).filter(slug="home"):
        if welcome.specific_class is Page:
            welcome.delete()
    return Page.objects.get(pk=root.pk).add_child(
        instance=HomePage(title=HOME_TITLE, slug="home", live=True, headline="办事，从这里开始")
    )


def _themes(home: Any) -> None:
    from .models import ThemeIndexPage

    if not ThemeIndexPage.objects.exists():
        home.add_child(instance=ThemeIndexPage(title="一件事", slug="themes", live=True))


def _site(home: Any) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", site_name=HOME_TITLE, root_page=home, is_default_site=True)
    elif site.root_page.specific_class is not type(home):
        site.root_page, site.site_name = home, HOME_TITLE
        site.save()


def _workflow(home: Any) -> None:
    """One workflow for guides and for the materials they share; a hall that has one keeps it, whatever it is called."""
    from .models import BureauReviewTask, SharedMaterial

    assigned = WorkflowPage.objects.filter(page=home).select_related("workflow").first()
    if assigned is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        for order, (name, role) in enumerate(TASKS):
            task = BureauReviewTask.objects.create(name=name, role=role.value)
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
        assigned = WorkflowPage.objects.create(page=home, workflow=workflow)
    kind = ContentType.objects.get_for_model(SharedMaterial)
    WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": assigned.workflow})
