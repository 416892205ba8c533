"""Every door to a search: 1,000 hostile queries, and the admin's own search and choosers with parts of Chinese names."""

from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from items.models import SharedMaterial
from tests.search import hostile

from . import factories

pytestmark = pytest.mark.django_db
NAME = "食品经营许可新办指南"
PART = "营许可新"
OTHER = "养犬登记"
DOORS = {
    "page explorer": ("wagtailadmin_explore_root", "q"),
    "page search": ("wagtailadmin_pages:search", "q"),
    "page chooser": ("wagtailadmin_choose_page_search", "q"),
    "documents": ("wagtaildocs:index", "q"),
    "document chooser": ("wagtaildocs_chooser:choose_results", "q"),
    "images": ("wagtailimages:index", "q"),
    "image chooser": ("wagtailimages_chooser:choose_results", "q"),
    "snippets": ("wagtailsnippets_items_sharedmaterial:list", "q"),
}


def typed(text):
    """As a browser, or somebody who wants to break things, sends it."""
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.fixture
def things(health, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    for name in (NAME, OTHER):
        factories.guide(health, name)
        get_document_model().objects.create(title=name, file=ContentFile(b"x", "x.pdf"))
        picture = get_test_image_file(filename="x.png")
        get_image_model().objects.create(title=name, file=ImageFile(picture.file, name="x.png"))
        SharedMaterial.objects.create(name=name, bureau=health.bureau)


@pytest.mark.parametrize("door", ["/search/?q={}", "/search/suggest/?q={}", "/api/items?q={}"])
def test_a_thousand_hostile_queries_of_the_public(things, client, door):
    asked = list(hostile.queries(1000))
    assert len(asked) == 1000
    told = {client.get(door.format(typed(query))).status_code for query in asked}
    assert told == {200}


def test_a_thousand_hostile_queries_of_the_admins_search(things):
    backend = get_search_backend()
    for query in hostile.queries(1000):
        list(backend.search(query, Page)[:20])
        list(backend.autocomplete(query, Page.objects.all())[:20])


@pytest.mark.parametrize("door", DOORS)
def test_a_part_of_a_name_is_found_and_hostile_words_break_nothing(things, client, admin, door):
    client.force_login(admin)
    name, parameter = DOORS[door]
    address = f"{reverse(name)}?search_all=1&{parameter}="
    page = client.get(address + typed(PART)).content.decode()
    assert NAME in page
    assert OTHER not in page
    for query in hostile.FIXED:
        assert client.get(address + typed(query)).status_code == 200
