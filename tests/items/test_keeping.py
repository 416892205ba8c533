"""A guide with cases is not deleted by the admin's stock screens, and no guide has an alias."""

import pytest
from django.urls import reverse
from django.utils import timezone

from items.models import ItemPage
from tests.cases import staff

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def used(health):
    page = factories.guide(health, "有办件的", live=True)
    staff.consultation(page, timezone.now())
    return page


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_deleting_a_guide_with_cases_is_refused_with_a_message(client, admin, health, used):
    client.force_login(admin)
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[used.pk]), follow=True)
    assert ItemPage.objects.filter(pk=used.pk).exists()
    assert answer.status_code == 200
    client.post(reverse("wagtailadmin_pages:delete", args=[health.pk]), follow=True)
    assert ItemPage.objects.filter(pk=used.pk).exists()


def test_bulk_deletion_spares_what_has_cases(client, admin, health, used):
    free = factories.guide(health, "没有办件的")
    client.force_login(admin)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = client.post(f"{url}?id={used.pk}&id={free.pk}&next=/admin/", follow=True)
    assert set(ItemPage.objects.all()) == {used}
    assert "有办件的" in said(answer)


def test_a_guide_without_cases_can_go(client, admin, health):
    free = factories.guide(health)
    client.force_login(admin)
    client.post(reverse("wagtailadmin_pages:delete", args=[free.pk]))
    assert not ItemPage.objects.exists()


def test_no_aliases(client, admin, health):
    page = factories.guide(health, live=True)
    client.force_login(admin)
    data = {"new_title": "别名", "new_slug": "b", "new_parent_page": health.pk, "alias": "on"}
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data, follow=True)
    assert ItemPage.objects.count() == 1
    assert "别名" in said(answer)
