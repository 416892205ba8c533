"""The inbox: queues, filters, search, order, export, bulk, and what it costs."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from guidance.cases.flow import Applicant
from guidance.cases.models import AccessLog, Case
from guidance.cases.states import State
from tests.cases.staff import application, consultation, do
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
INBOX = "/admin/cases/"


def numbers(response):
    return [case.number for case in response.context["object_list"]]


def long_ago(days=20):
    return timezone.now() - timedelta(days=days)


def test_queues_hold_what_their_names_say(desk, clerk, item):
    fresh, late, taken = application(item), application(item, long_ago()), application(item)
    do(taken, "take", clerk)
    ended = consultation(item)
    do(ended, "take", clerk)
    do(ended, "answer", clerk, {"answer": "营业执照。"})
    shown = {
        queue: set(numbers(desk.get(INBOX, {"queue": queue}))) for queue in ("mine", "unassigned", "overdue", "ended")
    }
    assert shown == {
        "mine": {taken.number},
        "unassigned": {fresh.number, late.number},
        "overdue": {late.number},
        "ended": {ended.number},
    }
    tabs = {tab.queue.name: tab.count for tab in desk.get(INBOX).context["tabs"]}
    counted = {"mine": 1, "steps": 0, "pool": 0, "unassigned": 2, "today": 0, "overdue": 1, "open": 3}
    counted |= {"take_in": 0, "to_end": 0, "to_look_at": 0}
    assert tabs == {**counted, "ended": None, "all": None}


def test_without_a_queue_open_cases_are_listed_most_pressing_first(desk, item):
    fresh, late = application(item), application(item, long_ago())
    assert numbers(desk.get(INBOX)) == [late.number, fresh.number]


def test_searching_looks_into_ended_cases_too(desk, clerk, item):
    ended = consultation(item, text="夜市摆摊")
    do(ended, "take", clerk)
    do(ended, "answer", clerk, {"answer": "可以。"})
    for words in ("摆摊", ended.number, ended.number.replace("-", ""), "5678", "002x"):
        assert numbers(desk.get(INBOX, {"q": words})) == [ended.number], words
    response = desk.get(INBOX, {"q": "没有这样的件"})
    assert numbers(response) == []
    assert "没有符合条件的件" in response.content.decode()


def test_filters_stand_in_the_address(desk, clerk, item):
    question, paper = consultation(item), application(item)
    do(paper, "take", clerk)
    assert numbers(desk.get(INBOX, {"kind": "consultation"})) == [question.number]
    assert numbers(desk.get(INBOX, {"owner": clerk.pk})) == [paper.number]
    assert numbers(desk.get(INBOX, {"state": "received"})) == [paper.number]
    assert len(numbers(desk.get(INBOX, {"item": "食品"}))) == 2
    assert numbers(desk.get(INBOX, {"item": "烟花"})) == []
    assert numbers(desk.get(INBOX, {"step": "收件", "queue": "open"})) == [paper.number]
    assert numbers(desk.get(INBOX, {"due_at_to": "2001-01-01"})) == []


@pytest.mark.parametrize(
    "query", ["queue=nonsense", "kind=x", "owner=abc", "p=999", "ordering=applicant_id", "due_at_from=x", "q=%25'\""]
)
def test_a_bent_address_is_still_a_page(desk, item, query):
    application(item)
    assert desk.get(f"{INBOX}?{query}").status_code == 200


def test_lists_mask_people(desk, item):
    application(item)
    page = desk.get(INBOX).content.decode()
    assert "李*敏" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "李小敏" not in page
    assert "41010519491231002X" not in page


def test_an_empty_queue_says_so(desk):
    assert "您手上没有在办的件" in desk.get(INBOX, {"queue": "mine"}).content.decode()


def test_the_inbox_costs_the_same_at_5_and_50_rows(desk, clerk, item):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert desk.get(INBOX).status_code == 200
        return len(captured)

    for _ in range(5):
        do(application(item), "take", clerk)
    desk.get(INBOX)
    few = cost()
    for n in range(45):
        case = application(item) if n % 2 else consultation(item)
        if n % 3:
            do(case, "take", clerk)
    assert len(numbers(desk.get(INBOX))) == 50
    assert cost() == few


def test_export_is_masked_harmless_scoped_and_logged(desk, clerk, item):
    consultation(item, text='=HYPERLINK("http://evil")', who=Applicant(name="李小敏", phone="13812345678"))
    application(make_item(make_bureau()))
    response = desk.get(INBOX, {"export": "csv", "kind": "consultation"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[0][:3] == ["编号", "类型", "标题"]
    assert len(rows) == 2
    assert rows[1][2].startswith("'=")
    assert rows[1][3:5] == ["李*敏", "138****5678"]
    book = load_workbook(io.BytesIO(b"".join(desk.get(INBOX, {"export": "xlsx"}).streaming_content)))
    cells = list(book.active.iter_rows(values_only=True))
    assert len(cells) == 2
    assert str(cells[1][2]).startswith("'=")
    assert AccessLog.objects.filter(user=clerk, what="export").count() == 2


def test_bulk_assigning_across_bureaus_says_whose_case_it_is_and_what_to_do(client, clerk, bureau, item):
    far = make_bureau("远方局")
    mine, theirs = application(item), application(make_item(far))
    client.force_login(make_user(Role.SUPERVISOR))
    picked = [f"{row.pk}:{row.version}" for row in (mine, theirs)]
    answer = client.post(reverse("cases:bulk"), {"verb": "assign", "case": picked, "owner": clerk.pk, "from": ""})
    problems = {row.case.pk: row.problem for row in answer.context["outcomes"]}
    assert problems[mine.pk] == ""
    assert "这是远方局的件，只能改派给远方局" in problems[theirs.pk]
    assert "按机构分开勾选" in problems[theirs.pk]


def test_bulk_assigns_each_by_its_own_verb_and_reports_each(desk, clerk, bureau, item):
    other = make_user(Role.CLERK, bureau=bureau)
    first, second = application(item), application(item)
    stale = f"{second.pk}:{second.version}"
    do(second, "take", clerk)
    picked = [f"{first.pk}:{first.version}", stale]
    response = desk.post(
        reverse("cases:bulk"), {"verb": "assign", "case": picked, "owner": other.pk, "from": "queue=open"}
    )
    assert [bool(row.problem) for row in response.context["outcomes"]] == [False, True]
    first.refresh_from_db(), second.refresh_from_db()
    assert first.owner == other
    assert second.owner == clerk
    assert first.events.last().verb == "assign"
    assert first.events.last().actor == clerk


def test_bulk_without_a_pick_says_so(desk):
    response = desk.post(reverse("cases:bulk"), {"verb": "take", "from": "queue=unassigned"}, follow=True)
    assert "请先勾选" in response.content.decode()


def test_bulk_take(desk, clerk, item):
    cases = [consultation(item), consultation(item)]
    desk.post(reverse("cases:bulk"), {"verb": "take", "case": [f"{case.pk}:{case.version}" for case in cases]})
    assert set(Case.objects.values_list("owner", "state")) == {(clerk.pk, State.WORKING)}


def test_the_dashboard_counts_todays_work(desk, clerk, item):
    do(application(item, long_ago()), "take", clerk)
    page = desk.get("/admin/").content.decode()
    assert "今天的工作" in page
    assert "?queue=overdue" in page


def test_an_editor_has_no_inbox(client, bureau):
    client.force_login(make_user(Role.EDITOR, bureau=bureau))
    assert "今天的工作" not in client.get("/admin/").content.decode()
    assert client.get(INBOX).status_code == 302
