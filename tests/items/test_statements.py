"""The footer's statements and the site map."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from items.settings import HallSettings
from tests.factories import make_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_a_statement_has_words_and_takes_the_citys_own(client, name):
    assert len(client.get(reverse(name)).content) > 2000
    settings = HallSettings.for_site(Site.objects.get(is_default_site=True))
    setattr(settings, name, "本市自己的声明。")
    settings.save()
    assert "本市自己的声明。" in client.get(reverse(name)).content.decode()


def test_the_map_names_every_way_in_and_the_footer_leads_there(client):
    item = make_item()
    page = client.get(reverse("sitemap_page")).content.decode()
    assert item.bureau.name in page
    assert reverse("ask") in page
    assert reverse("sitemap_page") in client.get("/").content.decode()
