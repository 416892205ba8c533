"""Every way by which a guide can go out, as a table: what passes the rules goes out, what does not stays, nobody is stopped."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import PageLogEntry

from items import gate, jobs
from items.models import ItemPage

from . import factories
from .test_gate import post_data

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


def fresh(page):
    return ItemPage.objects.get(pk=page.pk)


def revision_publish(page, **kit):
    page.get_latest_revision().publish(user=kit["admin"])


def publish_action(page, **kit):
    PublishPageRevisionAction(page.get_latest_revision(), user=kit["admin"]).execute(skip_permission_checks=True)


def button(page, **kit):
    kit["client"].force_login(kit["admin"])
    data = post_data(page.get_latest_revision_as_object()) | {"action-publish": "1"}
    kit["client"].post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def bulk(page, **kit):
    kit["client"].force_login(kit["admin"])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    kit["client"].post(f"{url}?id={page.pk}&next=/admin/")


def bulk_below(page, **kit):
    kit["client"].force_login(kit["admin"])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    kit["client"].post(f"{url}?id={page.get_parent().pk}&next=/admin/", {"include_descendants": "on"})


def approval(page, **kit):
    """As if each had been let through: the last approval itself asks the gate."""
    from items.approval import publish_approved

    publish_approved(mock.Mock(content_object=fresh(page)), kit["admin"])


def schedule(page, run):
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - LATER
    revision.save()
    run()


def by_job(page, **kit):
    schedule(page, lambda: jobs.publish_scheduled(timezone.now()))


def by_command(page, **kit):
    schedule(page, lambda: call_command("publish_scheduled", verbosity=0))


def revert(page, **kit):
    """An older version, published at once by somebody who may."""
    kit["client"].force_login(kit["admin"])
    newest = page.get_latest_revision_as_object()
    newest.summary = "再改"
    newest.save_revision(clean=False)
    old = page.revisions.order_by("pk").first()
    data = post_data(old.as_object()) | {"action-publish": "1", "revision": str(old.pk)}
    kit["client"].post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def plain_save(page, **kit):
    page = fresh(page)
    page.live, page.live_revision_id = True, page.latest_revision_id
    page.save()


def importing(page, **kit):
    from items.importing.run import Options, import_file

    path = kit["tmp_path"] / "all.xlsx"
    call_command("export_items", str(path), verbosity=0)
    ItemPage.objects.filter(pk=page.pk).update(has_unpublished_changes=True)
    import_file(path, Options(publish=True))


WAYS = [
    revision_publish, publish_action, button, bulk, bulk_below, approval, by_job, by_command, revert, plain_save,
    importing,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_way_asks_the_gate(way, health, client, admin, tmp_path):
    kit = {"client": client, "admin": admin, "tmp_path": tmp_path}
    good = factories.guide(health, "合格的")
    bad = factories.guide(health, "缺时限的", promised_limit=None)
    for page in (bad, good):
        way(page, **kit)
    assert {"good": fresh(good).live, "bad": fresh(bad).live} == {"good": True, "bad": False}


def test_copying_live_asks_the_gate(health, admin):
    page = factories.guide(health, live=True)
    ItemPage.objects.filter(pk=page.pk).update(promised_limit=None)
    assert not ItemPage.objects.get(pk=fresh(page).copy(keep_live=True, user=admin).pk).live


def test_scheduling_what_is_not_ready_is_refused_at_once_and_told(health, admin):
    page = factories.guide(health, promised_limit=None, go_live_at=timezone.now() + LATER)
    page.get_latest_revision().publish(user=admin)
    assert page.get_latest_revision().approved_go_live_at is None
    entry = PageLogEntry.objects.get(page=page, action=gate.REFUSED)
    assert "承诺办结时限" in entry.data["reasons"][0]


def test_one_refused_schedule_stops_neither_the_others_nor_expiry(health):
    now = timezone.now()
    bad = factories.guide(health, "不合格的", promised_limit=None)
    good, ending = factories.guide(health, "合格的"), factories.guide(health, "到期的", live=True)
    for page in (bad, good):
        revision = page.get_latest_revision()
        revision.approved_go_live_at = now - LATER
        revision.save()
    ending.expire_at = now - LATER
    ending.save()
    jobs.publish_scheduled(now)
    assert (fresh(bad).live, fresh(good).live, fresh(ending).live) == (False, True, False)
    assert jobs.publish_scheduled(now) == 0
    assert PageLogEntry.objects.filter(page=bad, action=gate.REFUSED).count() == 1


def test_a_page_that_was_taken_off_asks_the_gate_again(health, client, admin):
    page = factories.guide(health, live=True)
    fresh(page).unpublish(user=admin)
    newest = fresh(page).get_latest_revision_as_object()
    newest.promised_limit = None
    newest.save_revision(clean=False).publish(user=admin)
    assert not fresh(page).live


def test_bulk_unpublishing_takes_off_without_asking(health, client, admin):
    page = factories.guide(health, live=True)
    client.force_login(admin)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client.post(f"{url}?id={page.pk}&next=/admin/")
    assert not fresh(page).live


def test_no_api_publishes(client, admin):
    """The hall's API reads guides; no verb of it writes them."""
    from items.api import router

    views = router.path_operations.values()
    methods = {method for view in views for operation in view.operations for method in operation.methods}
    assert methods == {"GET"}
