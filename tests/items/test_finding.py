"""What search engines are told; and the search by words and filters, as pages and other front ends use it."""

import pytest

from items.models import HomePage

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(health):
    return factories.guide(health, live=True)


def test_search_engines_get_the_published_guides_and_nothing_private(client, guide):
    assert guide.public_path() in client.get("/sitemap.xml").content.decode()
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /progress/" in robots
    assert "/sitemap.xml" in robots


def test_the_api_finds_by_words_what_the_page_finds(client, guide):
    rows = client.get("/api/items", {"q": guide.title}).json()["items"]
    assert guide.address in [row["address"] for row in rows]


def test_an_offset_beyond_all_numbers_is_an_empty_page(client, guide):
    answer = client.get("/api/items", {"offset": "9" * 30})
    assert answer.status_code == 200
    assert answer.json()["items"] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_filter_holds_in_every_language(client, guide, language):
    client.cookies["django_language"] = language
    for words in ("", guide.title):
        page = client.get("/search/", {"audience": "person", "type": guide.kind, "q": words}).content.decode()
        assert guide.public_path() in page


def test_words_to_begin_with_are_parted_as_people_type(client, guide):
    home = HomePage.objects.get()
    home.hot_words = "开饭店；办营业执照; 过户"
    home.save_revision().publish()
    assert client.get("/").context["hot_words"] == ["开饭店", "办营业执照", "过户"]


@pytest.mark.parametrize(
    ("words", "anchor"), [("多少钱", "facts"), ("要什么材料", "materials"), ("几天", "limits"), ("", "")]
)
def test_words_for_a_section_lead_to_it(client, guide, words, anchor):
    page = client.get("/search/", {"q": f"{guide.title}{words}"}).content.decode()
    assert f'href="{guide.public_path()}{anchor and "#"}{anchor}"' in page
    assert not anchor or f'id="{anchor}"' in client.get(guide.public_path()).content.decode()


def test_what_holds_little_of_the_words_is_told_and_shown_on_demand(client, health):
    near = factories.guide(health, "食品经营许可（新办）", live=True)
    far = factories.guide(health, "印刷经营许可（包装装潢）", live=True)
    page = client.get("/search/", {"q": "开饭店"}).content.decode()
    assert near.public_path() in page
    assert far.public_path() not in page
    assert "还有 1 个关联不大的事项" in page
    assert "找到 1 个事项" in page
    wide = client.get("/search/?q=开饭店&more=1").content.decode()
    assert far.public_path() in wide
    assert "关联不大" not in wide
