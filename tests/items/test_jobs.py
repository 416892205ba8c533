"""Scheduled publishing goes through the gate, page by page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from items.jobs import publish_scheduled
from items.models import ItemPage
from tests.factories import make_item

pytestmark = pytest.mark.django_db


def scheduled(page, at):
    page.go_live_at = at
    page.save_revision(approved_go_live_at=at)


def test_due_pages_go_live_and_one_that_fails_the_rules_stops_nobody():
    now = timezone.now()
    bad, good, later = (make_item(publish=False) for _ in range(3))
    bad.materials.all().delete()
    bad.conditions = ""
    scheduled(bad, now - timedelta(minutes=2))
    scheduled(good, now - timedelta(minutes=1))
    scheduled(later, now + timedelta(hours=1))
    publish_scheduled(now)
    live = {page.pk: page.live for page in ItemPage.objects.all()}
    assert live == {bad.pk: False, good.pk: True, later.pk: False}
    assert publish_scheduled(now) == 0


def test_expired_pages_come_down():
    page = make_item()
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save_revision().publish()
    publish_scheduled(timezone.now())
    page.refresh_from_db()
    assert not page.live
