"""The citizens' page of answers: one card for a matter, what leads to items, honest ends, and what is kept of a search."""

import re

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.urls import reverse

from accounts.roles import Role
from guidance.consultations import searching
from items import clicks, leads
from items.models import ThemeIndexPage, ThemeItem, ThemePage, Topic
from items.models.rows import Question
from search import querylog, service
from search.models import QueryLog
from tests.cases import staff
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_words():
    cache.delete("search.popular")


@pytest.fixture
def food():
    bureau = make_bureau("市场监督管理局")
    names = ("新办", "变更", "延续", "补办", "注销")
    return {name: make_item(bureau, f"食品经营许可({name})", everyday_names="开饭店") for name in names}


def page(client, text, **params):
    return client.get("/search/", {"q": text, **params})


def test_a_family_is_one_card_led_by_the_variant_asked_for(client, food):
    answer = page(client, "食品经营许可证注销")
    cards = answer.context["cards"]
    assert [card.item for card in cards] == [food["注销"]]
    assert {action for action, _item in cards[0].variants} == {"新办", "变更", "延续", "补办"}
    html = answer.content.decode()
    for item in food.values():
        assert f'href="{item.public_path()}"' in html
    assert "找到 1 个事项" in html


def test_suggestions_hold_one_of_a_family(client, food):
    rows = client.get("/search/suggest/", {"q": "食品经营"}).json()["suggestions"]
    assert [row["text"] for row in rows] == ["食品经营许可(新办)"]


def test_a_variant_that_was_withdrawn_is_no_link(client, food):
    food["变更"].unpublish()
    food["新办"].unpublish()
    cards = page(client, "食品经营许可").context["cards"]
    assert len(cards) == 1
    assert food["变更"].pk not in [item.pk for _action, item in cards[0].variants]


def theme_of(*items, title="我要开饭店"):
    theme = ThemePage(title=title, slug="shop", summary="从取名到开门。")
    theme.theme_items = [ThemeItem(item=item, sort_order=at) for at, item in enumerate(items)]
    ThemeIndexPage.objects.get().add_child(instance=theme)
    theme.save_revision().publish()
    return theme


def test_a_theme_is_a_card_that_leads_to_its_items(client, food):
    theme = theme_of(food["新办"], food["延续"])
    leads = page(client, "我要开饭店").context["leads"]
    assert leads.theme == theme
    assert list(leads.items) == [food["新办"], food["延续"]]
    assert [card.item for card in page(client, "我要开饭店").context["cards"]] == [food["新办"]], "items stay the list"
    theme.unpublish()
    assert page(client, "我要开饭店").context["leads"].theme is None


def test_the_theme_that_the_answer_is_part_of_is_offered_after_it(client, food):
    theme = theme_of(food["延续"], food["新办"], title="办一家餐馆")
    found = page(client, "食品经营许可新办")
    assert (found.context["leads"].theme, found.context["leads"].around) == (theme, True)
    text = found.content.decode()
    assert text.index(food["新办"].title) < text.index("可以一次办的一件事")
    theme.unpublish()
    assert page(client, "食品经营许可新办").context["leads"].theme is None


def test_of_several_themes_the_one_with_most_of_what_was_found_is_offered(client, food):
    one, two = ThemePage(title="一", slug="one"), ThemePage(title="二", slug="two")
    one.theme_items = [ThemeItem(item=food["新办"], sort_order=0)]
    two.theme_items = [ThemeItem(item=food[name], sort_order=at) for at, name in enumerate(("延续", "新办"))]
    for theme in (one, two):
        ThemeIndexPage.objects.get().add_child(instance=theme)
        theme.save_revision().publish()
    keys = [str(food[name].pk) for name in ("新办", "延续")]
    assert leads.find("食品经营许可新办", keys).theme == two
    assert leads.find("食品经营许可新办", keys[:1]).theme == one


def test_a_question_of_a_guide_answers_and_leads_to_it(client, food):
    item = food["新办"]
    item.questions.add(Question(question="油烟净化器一定要装吗？", answer="产生油烟的，必须安装油烟净化设施。"))
    item.save_revision().publish()
    html = page(client, "油烟净化器要装吗").content.decode()
    assert "必须安装油烟净化设施" in html
    assert f'href="{item.public_path()}#questions"' in html
    item.unpublish()
    assert "必须安装" not in page(client, "油烟净化器要装吗").content.decode()


def test_a_question_that_is_deleted_from_its_guide_is_gone(client, food):
    item = food["新办"]
    item.questions.add(Question(question="油烟净化器一定要装吗？", answer="必须安装。"))
    item.save_revision().publish()
    item.questions.clear()
    item.save_revision().publish()
    assert not service.query("油烟净化器", kinds=("faq",)).hits


def test_a_published_question_answers_until_it_is_withdrawn(client, food):
    item = food["新办"]
    clerk = make_user(Role.CLERK, bureau=item.bureau)
    case = staff.consultation(item, text="在小区一楼开饭店要邻居签字吗？张三 13812345678")
    staff.do(case, "take", clerk)
    staff.do(case, "answer", clerk, {"answer": "不需要。"})
    words = "开饭店要邻居签字吗"
    assert not page(client, words).context["leads"].questions
    public = {"question": "在小区一楼开饭店要邻居签字吗？", "answer": "不需要邻居签字。"}
    staff.do(case, "publish", clerk, public)
    html = page(client, words).content.decode()
    assert "不需要邻居签字" in html
    assert "张三" not in html
    assert reverse("question", args=[case.number]) in html
    assert service.verify(["asked"]) == []
    staff.do(case, "unpublish", clerk, {"reason": "提问人要求"})
    assert not page(client, words).context["leads"].questions
    assert not service.query(words, kinds=("asked",)).hits


def test_an_index_behind_the_database_shows_nothing_withdrawn(client, food, monkeypatch):
    item = food["新办"]
    case = staff.consultation(item, text="要邻居签字吗")
    clerk = make_user(Role.CLERK, bureau=item.bureau)
    staff.do(case, "take", clerk)
    staff.do(case, "answer", clerk, {"answer": "不需要。"})
    staff.do(case, "publish", clerk, {"question": "要邻居签字吗", "answer": "不需要。"})
    assert page(client, "要邻居签字吗").context["leads"].questions
    monkeypatch.setattr(searching.outbox, "changed", lambda *args: None)
    staff.do(case, "unpublish", clerk, {"reason": "提问人要求"})
    assert not page(client, "要邻居签字吗").context["leads"].questions


def test_questions_never_stand_among_the_items(client, food):
    before = service.query("食品经营许可").hits
    for number in range(5):
        food["变更"].questions.add(Question(question=f"食品经营许可怎么办{number}", answer="到窗口。"))
    food["变更"].save_revision().publish()
    after = service.query("食品经营许可").hits
    assert [(hit.key, hit.score) for hit in after] == [(hit.key, hit.score) for hit in before]
    assert len(page(client, "食品经营许可").context["leads"].questions) <= 3


def test_nothing_fits_is_said_with_the_words_and_the_nearest_categories(client, food):
    topic = Topic.objects.create(name="餐饮")
    food["新办"].topics.add(topic)
    food["新办"].save_revision().publish()
    html = page(client, "怎么成为宇航员").content.decode()
    assert "没有找到“怎么成为宇航员”" in html
    assert "/ask/?q=%E6%80%8E" in html
    assert "topic=%E9%A4%90%E9%A5%AE" in html
    assert 'class="links"' not in html


def test_too_general_a_question_is_asked_back(client, food):
    food["新办"].topics.add(Topic.objects.create(name="餐饮"))
    food["新办"].save_revision().publish()
    answer = page(client, "许可证")
    html = answer.content.decode()
    assert answer.context["answer"].verdict == "clarify"
    assert html.index("想办哪方面的事") < html.index("餐饮")
    assert "/ask/?q=" in html
    narrowed = page(client, "许可证", topic="餐饮").content.decode()
    assert "想办哪方面的事" not in narrowed
    assert food["新办"].title in narrowed


def test_a_search_is_kept_once_and_what_was_opened_with_it(client, food):
    answer = page(client, "开饭店")
    row = QueryLog.objects.get()
    assert (row.text, row.verdict, bool(row.visitor)) == ("开饭店", "hits", True)
    page(client, "开饭店", audience="person")
    assert QueryLog.objects.count() == 1, "a filter is no new question"
    assert [each["text"] for each in querylog.unanswered()] == ["开饭店"], "found, and not opened"
    address = re.search(r'ping="([^"]+)"', answer.content.decode())[1].replace("&amp;", "&")
    assert client.post(address).status_code == 204
    row.refresh_from_db()
    assert (row.clicked_kind, row.clicked_key) == ("item", str(food["新办"].pk))
    assert not querylog.unanswered()


@pytest.mark.parametrize("number", ["", "1", "1:forged", "x" * 500])
def test_nobody_says_what_others_opened(client, food, number):
    page(client, "开饭店")
    assert client.post(f"/search/opened/?search={number}&opened=item:1").status_code == 400
    assert client.get("/search/opened/").status_code == 405
    assert QueryLog.objects.get().clicked_key == ""


def test_a_search_does_not_fail_for_its_log(client, food, monkeypatch):
    def fail(*args):
        raise DatabaseError("locked")

    monkeypatch.setattr(clicks.querylog, "log", fail)
    html = page(client, "开饭店").content.decode()
    assert food["新办"].public_path() in html
    assert "ping=" not in html


def test_what_five_visitors_searched_is_offered(client, food):
    for number in range(4):
        for _ in range(3):
            client.get("/search/", {"q": "开饭店"}, REMOTE_ADDR=f"10.0.0.{number}")
    assert client.get("/search/suggest/").json()["suggestions"] == []
    cache.delete("search.popular")
    client.get("/search/", {"q": "开饭店"}, REMOTE_ADDR="10.0.0.9")
    assert [row["text"] for row in client.get("/search/suggest/").json()["suggestions"]] == ["开饭店"]
    assert 'href="?q=%E5%BC%80' in client.get("/search/").content.decode(), "without JavaScript too"


def test_a_cluster_that_is_down_is_said_quietly(client, food, settings):
    assert "备用索引" not in page(client, "开饭店").content.decode()
    settings.SEARCH_URL = "http://127.0.0.1:9"
    html = page(client, "开饭店").content.decode()
    assert "备用索引" in html
    assert food["新办"].public_path() in html
