"""The search's screens in the admin."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign
from search import querylog
from search.document import Answer
from search.models import ClickPrior, QueryLog, Synonym
from search.synonyms import base
from tests.factories import make_bureau, make_item


@pytest.fixture
def editor(db):
    user = User.objects.create_user("editor", password="x")
    assign(user, [Role.EDITOR])
    return user


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("我是王小红想办低保", "我是#想办低保"),
        ("我家住金水区花园路18号院3号楼", "#3号楼"),
        ("李雷,电话13812345678", "#,电话#"),
        ("张三丰的身份证办好了吗", "#的身份证办好了吗"),
        ("我是高中毕业生", "我是高中毕业生"),
        ("我是个体户", "我是个体户"),
        ("金水区的电话", "金水区的电话"),
        ("常住户口怎么办", "常住户口怎么办"),
    ],
)
def test_names_and_addresses_told_as_such_are_not_kept(said, kept):
    assert querylog.masked(said) == kept


def test_an_editor_adds_a_synonym(client, editor):
    client.force_login(editor)
    page = client.get(reverse("synonym:add"), {"said": "撸猫馆"})
    assert "撸猫馆" in page.content.decode()
    done = client.post(
        reverse("synonym:add"), {"said": "撸猫馆", "meant": "动物诊疗", "kind": "oneway", "active": "on", "note": ""}
    )
    assert done.status_code == 302
    row = Synonym.objects.get()
    assert row.meant == "动物诊疗"
    assert row.history.get().history_user == editor
    index = client.get(reverse("synonym:index")).content.decode()
    assert "撸猫馆" in index
    assert reverse("synonym:base") in index
    assert f"大厅自带 {len(base())} 条说法" in index.replace(",", "")


def test_a_meaning_of_no_item_is_kept_and_told(client, editor):
    make_item(make_bureau(), title="动物诊疗许可")
    client.force_login(editor)
    for said, meant, told in (("撸猫馆", "动物诊疗", False), ("撸狗馆", "动物诊疗、月球漫步许可", True)):
        page = client.post(
            reverse("synonym:add"), {"said": said, "meant": meant, "kind": "oneway", "active": "on"}, follow=True
        ).content.decode()
        assert Synonym.objects.filter(said=said).exists()
        assert ("还没有事项叫“月球漫步许可”" in page) is told
        assert "还没有事项叫“动物" not in page


def test_an_entry_without_words_is_refused_at_its_field(client, editor):
    client.force_login(editor)
    page = client.post(reverse("synonym:add"), {"said": "、", "meant": "x", "kind": "oneway", "active": "on"})
    assert page.status_code == 200
    assert "请填写至少一个词" in page.content.decode()


def test_the_same_words_in_two_entries_are_refused(client, editor):
    Synonym.objects.create(said="猫馆", meant="动物诊疗")
    client.force_login(editor)
    page = client.post(reverse("synonym:add"), {"said": "狗馆、猫馆", "meant": "x", "kind": "oneway", "active": "on"})
    assert "已有词条" in page.content.decode()


def test_the_shipped_base_is_shown_and_can_be_taken_over(client, editor):
    client.force_login(editor)
    page = client.get(reverse("synonym:base"), {"q": "卫生许可证"}).content.decode()
    assert "食品经营许可" in page
    assert reverse("synonym:add") in page
    assert "没有这样的词条" in client.get(reverse("synonym:base"), {"q": "没有的词"}).content.decode()


def test_what_found_nothing_is_reported_most_frequent_first(client, editor):
    for text, times in (("电焊证", 3), ("月球", 1)):
        for _ in range(times):
            querylog.log(Answer(text, "none"))
    client.force_login(editor)
    page = client.get(reverse("search_unanswered")).content.decode()
    assert page.index("电焊证") < page.index("月球")
    assert "无结果" in page
    assert client.get(reverse("search_unanswered"), {"export": "csv"}).status_code == 200


def test_the_report_is_narrowed_by_time_words_and_end(client, editor):
    for text, verdict, ago in (("电焊证", "none", 0), ("电工证", "unsure", 20), ("月球", "none", 100)):
        number = querylog.log(Answer(text, verdict))
        QueryLog.objects.filter(pk=number).update(day=dt.date.today() - dt.timedelta(days=ago))
    client.force_login(editor)

    def told(**asked):
        page = client.get(reverse("search_unanswered_results"), asked).content.decode()
        return [text for text in ("电焊证", "电工证", "月球") if text in page]

    assert told() == ["电焊证", "电工证"]
    assert told(days="1") == ["电焊证"]
    assert told(days="365") == ["电焊证", "电工证", "月球"]
    assert told(days="365", verdict="none") == ["电焊证", "月球"]
    assert told(days="365", text="电") == ["电焊证", "电工证"]


def test_the_report_is_downloaded_in_words_without_formulas(client, editor):
    querylog.log(Answer("=1+1 电焊", "none"))
    client.force_login(editor)
    rows = b"".join(client.get(reverse("search_unanswered"), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert rows.splitlines()[1] == "'=1+1 电焊,无结果,1,0"


def test_a_clerk_does_not_see_it(client, db):
    user = User.objects.create_user("clerk", password="x")
    assign(user, [Role.CLERK])
    client.force_login(user)
    for name in ("synonym:index", "synonym:base", "search_unanswered", "search_learned"):
        assert client.get(reverse(name)).status_code in (302, 403), name


def test_the_log_holds_no_personal_numbers(db):
    querylog.log(Answer("我的身份证410105194912310020丢了 13812345678 a@b.cn", "hits"))
    text = QueryLog.objects.get().text
    assert "410105" not in text
    assert "13812345678" not in text
    assert "a@b" not in text
    assert "身份证" in text


def test_a_click_is_kept_and_a_wrong_number_does_nothing(db):
    number = querylog.log(Answer("公积金", "hits"))
    querylog.log_click(number, "item", "gjj")
    querylog.log_click(10**9, "item", "gjj")
    assert QueryLog.objects.get().clicked_key == "gjj"
    assert not querylog.unanswered().exists()


def test_old_queries_are_forgotten(db):
    querylog.log(Answer("公积金", "hits"))
    today = QueryLog.objects.get().day
    assert querylog.forget(today) == 0
    assert querylog.forget(today + querylog.KEEP + dt.timedelta(days=1)) == 1


def test_a_search_that_is_mostly_opened_is_not_in_vain(db):
    for number in range(5):
        kept = querylog.log(Answer("公积金", "hits"))
        if number:
            querylog.log_click(kept, "item", "gjj")
    assert not querylog.unanswered().exists()
    for _ in range(5):
        querylog.log(Answer("公积金", "hits"))
    assert [(row["times"], row["opened"]) for row in querylog.unanswered()] == [(10, 4)]


def test_what_was_learned_is_told_in_words(client, editor):
    day = dt.date(2026, 3, 2)
    ClickPrior.objects.create(
        text="护照", kind="item", key="1", title="普通护照签发", visitors=12, last_day=day, boost=0.06
    )
    client.force_login(editor)
    page = client.get(reverse("search_learned")).content.decode()
    assert "普通护照签发" in page
    assert "有 12 位访客" in page
    assert "2026-03-02" in page
    assert client.get(reverse("search_learned"), {"export": "csv"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("我叫张明辉身份证丢了", "我叫#身份证丢了"),
        ("豫A12345年检", "#年检"),
        ("一三八零零一二三四五六怎么换", "#怎么换"),
        ("一件事一次办", "一件事一次办"),
        ("13800138000的社保", "#的社保"),
    ],
)
def test_what_may_be_a_person_s_is_masked_in_the_log(typed, kept):
    assert querylog.masked(typed) == kept


@pytest.mark.parametrize("typed", ['"', "%%''", "，。"])
def test_signs_alone_are_not_logged(db, typed):
    assert querylog.log(Answer(typed, "none")) is None
