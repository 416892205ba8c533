"""The admin's own search over images, documents and pages."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from items.models import ItemPage
from search.wagtail_backend import SearchBackend
from tests.items.factories import place, shelved

HOSTILE = ['"', "'", "%", "_", "\\", "a OR", "(", "\x00", " ", "", "词 " * 2000, "字" * 10_000, "🐶"]


@pytest.fixture
def papers(db):
    for title in ("食品经营许可申请表", "食品经营", "个体户申请表", "关于食品经营许可的说明"):
        Document.objects.create(title=title, file=ContentFile(b"x", name="x.pdf"))


def titles(query):
    return [document.title for document in get_search_backend().search(query, Document)]


def test_it_is_the_one_in_use():
    assert isinstance(get_search_backend(), SearchBackend)


def test_a_part_of_a_phrase_is_found_the_closest_name_first(papers):
    assert titles("品经营") == ["关于食品经营许可的说明", "食品经营", "食品经营许可申请表"]
    assert titles("食品经营")[:2] == ["食品经营", "食品经营许可申请表"]
    assert titles("食品 申请表") == titles('“食品” "申请表"') == ["食品经营许可申请表"]
    assert titles("經營 申请")[:1] == ["食品经营许可申请表"]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_words_find_nothing_and_fail_not(papers, query):
    assert titles(query) == []
    assert list(get_search_backend().autocomplete(query, Page)) == []


def test_pages_are_found_by_title_through_a_filter(db):
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=Page(title="公安局办事指南", slug="guide-x"))
    found = get_search_backend().search("办事指", Page.objects.filter(live=True))
    assert [each.pk for each in found] == [page.pk]
    assert found.count() == 1
    assert get_search_backend().autocomplete("公安", Page.objects.descendant_of(root)).count() == 1
    assert list(get_search_backend().search("办事", Page.objects.none())) == []


@pytest.mark.parametrize("words", ["SPJY-01", "spjy", "开饭店", "食品经营 SPJY"])
def test_all_pages_are_searched_by_what_an_item_has_more_than_a_page(db, words):
    bureau = place()
    item = shelved(bureau, "食品经营许可", code="SPJY-01", everyday_names="开饭店\n做餐饮")
    shelved(bureau, "烟花爆竹经营许可", code="YHBZ-02")
    for pages in (Page.objects.all(), ItemPage.objects.all(), Page.objects.filter(live=False) | Page.objects.all()):
        assert [page.pk for page in get_search_backend().autocomplete(words, pages)] == [item.pk]


def test_saving_writes_nothing_beside_the_row(db, django_assert_num_queries):
    page = Page.objects.get(depth=1).add_child(instance=Page(title="一", slug="one-x"))
    with django_assert_num_queries(0):
        get_search_backend().add(page)
