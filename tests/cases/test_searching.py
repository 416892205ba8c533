"""Full text in the inbox: what is found, by whom, how it divides, and what becomes of it when a case changes."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from guidance.cases import inbox, registry
from guidance.cases.flow import Applicant
from guidance.cases.models import Case
from search import outbox, queue
from search.engines.embedded import engine as embedded
from tests.cases.staff import PEOPLE, application, consultation, do
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
INBOX = "/admin/cases/"
OTHER = Applicant(name="王芳", phone="13987654321", id_number="E12349876")


@pytest.fixture(autouse=True)
def own_index(db):
    """An index of nothing, known to be whole: beside PostgreSQL it is a file, with what other tests left in it."""
    outbox.empty()
    embedded.note("whole", "1")


def found(client, words, **params):
    return [case.number for case in client.get(INBOX, {"q": words, **params}).context["object_list"]]


def facet(response, label):
    return {
        value.label: (value.count, value.query)
        for each in response.context["facets"]
        if str(each.label) == label
        for value in each.values
    }


def indexed():
    return repr([embedded.rows(f"SELECT * FROM {name}") for name in ("search_queue", "search_queue_fts")])


def test_texts_answers_and_messages_are_found_newest_first(desk, clerk, item):
    paper = application(item, timezone.now() - timedelta(hours=2))
    first = consultation(item, timezone.now() - timedelta(hours=1), "夜市摆摊要什么手续？")
    do(paper, "note", clerk, {"body": "申请人问过夜市的事"})
    do(first, "take", clerk)
    do(first, "answer", clerk, {"answer": "到窗口登记临时经营。"})
    last = consultation(item, text="夜市几点收摊？")
    assert found(desk, "夜市") == [last.number, first.number, paper.number]
    assert found(desk, "临时经营 夜市") == [first.number]
    assert found(desk, "食品经营") == [last.number, first.number, paper.number]
    assert found(desk, "夜市", queue="open") == [last.number, paper.number]
    tab = next(tab for tab in desk.get(INBOX, {"q": "夜市"}).context["tabs"] if tab.queue.name == "ended")
    assert [case.number for case in desk.get(tab.url).context["object_list"]] == [first.number]
    assert found(desk, "夜市", kind="application") == [paper.number]


@pytest.mark.parametrize("words", [
    PEOPLE.phone, "138 1234 5678", "5678", PEOPLE.id_number, PEOPLE.id_number.lower(), "002x", "李小敏", "小敏",
])  # fmt: skip
def test_a_person_is_found_by_name_and_by_numbers_that_no_index_holds(desk, item, words):
    mine = application(item)
    consultation(item, text="夜市摆摊要什么手续？", who=OTHER)
    assert found(desk, words) == [mine.number]
    assert not any(whole in indexed() for whole in (PEOPLE.phone, PEOPLE.id_number, OTHER.phone, OTHER.id_number))


def test_a_number_in_a_text_is_found_and_not_indexed(desk, item):
    text = "我的身份证是410105199003074411，手机13700001111，能办吗？"
    case = consultation(item, text=text, who=OTHER)
    for words in ("410105199003074411", "13700001111", "4411", "1111", "能办吗"):
        assert found(desk, words) == [case.number]
    assert "19900307" not in indexed()
    assert "13700001111" not in indexed()


def test_a_moved_case_leaves_at_once_and_takes_its_count_along(desk, clerk, item, client):
    case, stays = consultation(item, text="夜市摆摊"), consultation(item, text="夜市收摊")
    other = make_bureau()
    assert found(desk, "夜市") == [stays.number, case.number]
    do(case, "transfer", clerk, {"bureau": other.pk, "reason": "职责所在"})
    response = desk.get(INBOX, {"q": "夜市"})
    assert [row.number for row in response.context["object_list"]] == [stays.number]
    assert case.number not in response.content.decode()
    assert found(desk, case.number) == []
    client.force_login(make_user(Role.CLERK, bureau=other))
    assert found(client, "夜市") == [case.number]


def test_what_the_index_holds_too_long_is_not_shown_or_counted(desk, clerk, item, monkeypatch):
    """An index that lags: the case has moved, and the old index still answers."""
    case, stays = consultation(item, text="夜市摆摊"), application(item)
    do(stays, "note", clerk, {"body": "夜市"})
    stale = queue.find("夜市", "case", [queue.EVERYTHING])
    do(case, "transfer", clerk, {"bureau": make_bureau().pk, "reason": "职责所在"})
    monkeypatch.setattr(queue, "find", lambda *args: stale)
    response = desk.get(INBOX, {"q": "夜市"})
    assert [row.number for row in response.context["object_list"]] == [stays.number]
    assert response.context["facets"] == []
    assert response.context["paginator"].count == 1
    assert case.number not in response.content.decode()


def test_facets_count_what_is_listed_and_each_link_narrows_and_widens(desk, clerk, item):
    late = consultation(item, timezone.now() - timedelta(days=40), "夜市摆摊")
    fresh, paper = consultation(item, text="夜市收摊"), application(item)
    do(paper, "note", clerk, {"body": "夜市"})
    do(fresh, "take", clerk)
    response = desk.get(INBOX, {"q": "夜市"})
    kinds = facet(response, "类型")
    assert {label: count for label, (count, _query) in kinds.items()} == {"咨询": 2, "办件": 1}
    assert facet(response, "时限")["已超期"][0] == 1
    assert facet(response, "月份")[f"{timezone.localtime(late.submitted_at):%Y-%m}"][0] == 1
    assert facet(response, "机构") == {}
    assert facet(response, "经办人")[str(clerk)][0] == 1
    narrowed = desk.get(f"{INBOX}?{kinds['咨询'][1]}")
    assert {row.number for row in narrowed.context["object_list"]} == {late.number, fresh.number}
    back = facet(narrowed, "类型")["咨询"][1]
    assert len(desk.get(f"{INBOX}?{back}").context["object_list"]) == 3
    for label, facet_name in (("时限", "已超期"), ("月份", f"{timezone.localtime(late.submitted_at):%Y-%m}")):
        only = desk.get(f"{INBOX}?{facet(response, label)[facet_name][1]}")
        assert [row.number for row in only.context["object_list"]] == [late.number]


def test_lateness_follows_the_clock_without_any_write(desk, item, time_machine):
    case = consultation(item, text="夜市摆摊")
    application(item)
    assert facet(desk.get(INBOX, {"q": "夜市"}), "时限") == {}
    assert found(desk, "夜市", late="late") == []
    time_machine.move_to(case.due_at + timedelta(minutes=1))
    desk.force_login(make_user(Role.CLERK, bureau=item.bureau))
    assert found(desk, "夜市", late="late") == [case.number]


def test_lateness_in_the_database_is_that_of_the_case(item, clerk):
    now = timezone.now()
    cases = [consultation(item, now - timedelta(days=days)) for days in (0, 1, 3, 4, 5, 30)]
    do(cases[0], "take", clerk)
    do(cases[0], "answer", clerk, {"answer": "可以。"})
    told = dict(Case.objects.annotate(late_now=Case.lateness_at(now)).values_list("pk", "late_now"))
    assert told == {case.pk: case.lateness(now) for case in Case.objects.all()}
    assert len(set(told.values())) > 2


def test_marks_show_no_more_than_the_list(desk, clerk, item):
    case = consultation(item, text="夜市摆摊要什么手续？")
    do(case, "note", clerk, {"body": "李小敏来过窗口，电话13812345678"})
    page = desk.get(INBOX, {"q": "李小敏 窗口"}).content.decode()
    assert "<mark>李*敏</mark>" in page
    assert "<mark>窗口</mark>" in page
    assert "****5678" in page
    assert "13812345678" not in page
    assert "<mark>夜市</mark>" in desk.get(INBOX, {"q": "夜市"}).content.decode()


def test_suggestions_are_masked_and_within_scope(desk, item):
    case = consultation(item, text="夜市摆摊")
    hidden = consultation(make_item(make_bureau()), text="夜市摆摊")
    begun = desk.get(INBOX, {"q": case.number[:9]})
    assert [one.words for one in begun.context["suggestions"]] == [case.number]
    assert hidden.number not in begun.content.decode()
    named = desk.get(INBOX, {"q": "李小"}).context["suggestions"]
    assert [(one.label, one.words) for one in named] == [(f"李*敏 {case.number}", case.number)]
    application(item)
    assert [one.words for one in desk.get(INBOX, {"q": "食品"}).context["suggestions"]] == ["食品经营许可"]


def test_without_an_index_the_database_answers_with_a_notice(desk, item, monkeypatch):
    case = consultation(item, text="夜市摆摊")
    monkeypatch.setattr(embedded, "newest", lambda asked: 1 / 0)
    response = desk.get(INBOX, {"q": "夜市"})
    assert [row.number for row in response.context["object_list"]] == [case.number]
    assert "全文搜索暂时不可用" in response.content.decode()


def test_very_many_are_cut_with_a_notice(desk, item, monkeypatch):
    consultation(item, text="夜市摆摊")
    monkeypatch.setattr(queue, "MOST", 1)
    page = desk.get(INBOX, {"q": "夜市"}).content.decode()
    assert "这里是最近的 1 件" in page


def test_next_and_export_follow_the_list(desk, clerk, item, rf):
    first, last = consultation(item, text="夜市摆摊"), consultation(item, text="夜市收摊")
    application(item)
    request = rf.get("/")
    request.user = clerk
    assert inbox.after(request, "q=夜市", last) == first.pk
    assert inbox.after(request, "q=夜市", first) == last.pk
    response = desk.get(INBOX, {"q": "夜市", "export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [last.number, first.number]


def test_blanked_values_leave_the_index(desk, item):
    """As the verb that ends the keeping of personal values writes them, and tells."""
    case = consultation(item, text="夜市摆摊", who=OTHER)
    assert found(desk, "王芳") == found(desk, OTHER.phone) == [case.number]
    case.applicant_name = case.applicant_phone = case.applicant_id = ""
    case.save()
    registry.changed(case)
    assert found(desk, "王芳") == found(desk, OTHER.phone) == found(desk, "4321") == []
    assert found(desk, "夜市") == [case.number]
    assert "王芳" not in indexed()


def test_a_search_costs_the_same_at_5_and_50_rows(desk, clerk, item):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(INBOX, {"q": "夜市"}).status_code == 200
        return len(captured)

    def add(count):
        for n in range(count):
            case = consultation(item, text=f"夜市摆摊{n}")
            if n % 2:
                do(case, "take", clerk)

    add(5)
    desk.get(INBOX)
    few = cost()
    add(45)
    assert len(found(desk, "夜市")) == 50
    assert cost() == few <= 34


def test_words_that_are_not_in_this_queue_lead_to_all(desk, clerk, item):
    case = consultation(item, text="夜市摆摊在哪里登记？")
    page = desk.get(INBOX, {"q": "夜市摆摊", "queue": "overdue"})
    assert page.context["everywhere"] in page.content.decode().replace("&amp;", "&")
    assert [one.number for one in desk.get(page.context["everywhere"]).context["object_list"]] == [case.number]
    assert not desk.get(INBOX, {"q": "无此一词"}).context["everywhere"]
