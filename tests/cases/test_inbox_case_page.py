"""The case page: what it shows to whom, and its verbs with nothing lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from guidance.cases.models import AccessLog
from guidance.cases.states import State
from tests.cases.staff import application, attachment, consultation, do
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def item(bureau):
    return make_item(bureau)


@pytest.fixture
def clerk(bureau):
    return make_user(Role.CLERK, bureau=bureau)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def page_of(case):
    return reverse("cases:inspect", args=[case.pk])


def verb_of(case, name):
    return reverse("cases:verb", args=[case.pk, name])


def test_the_bureau_in_charge_sees_whole_numbers_and_each_view_is_logged(desk, clerk, item):
    case = application(item)
    page = desk.get(page_of(case)).content.decode()
    assert "13812345678" in page
    assert "41010519491231002X" in page
    assert list(AccessLog.objects.values_list("user", "case", "what")) == [(clerk.pk, case.pk, "page")]


def test_the_citys_supervisor_sees_masks(client, item):
    case = application(item)
    client.force_login(make_user(Role.SUPERVISOR))
    page = client.get(page_of(case)).content.decode()
    assert "13812345678" not in page
    assert "李小敏" not in page
    assert "138****5678" in page
    assert not AccessLog.objects.exists()


def test_the_page_explains_the_due_date_and_lists_steps_and_materials(desk, item):
    page = desk.get(page_of(application(item))).content.decode()
    assert "为什么是这一天" in page
    assert "5 个工作日" in page
    assert "营业执照" in page
    assert "审查" in page


def test_a_verb_changes_the_case_and_leads_back_to_it(desk, clerk, item):
    case = consultation(item)
    response = desk.post(verb_of(case, "take"), {"seen": case.version, "from": "queue=unassigned"}, follow=True)
    case.refresh_from_db()
    assert case.owner == clerk
    assert case.state == State.WORKING
    assert "“认领”已完成" in response.content.decode()
    assert response.redirect_chain[-1][0] == f"{page_of(case)}?from=queue%3Dunassigned"


def test_next_follows_the_list_one_came_from(desk, item):
    first, second = consultation(item), consultation(item)
    data = {"seen": first.version, "from": "queue=unassigned&kind=consultation", "then": "next"}
    response = desk.post(verb_of(first, "take"), data)
    assert response.url.startswith(page_of(second))
    response = desk.post(verb_of(second, "take"), {**data, "seen": second.version})
    assert response.url == f"{reverse('cases:index')}?queue=unassigned&kind=consultation"


def test_what_is_missing_is_said_at_its_field_and_nothing_is_written(desk, clerk, item):
    case = do(consultation(item), "take", clerk)
    response = desk.post(verb_of(case, "refuse"), {"seen": case.version, "reason": ""})
    assert response.status_code == 422
    action = next(row for row in response.context["actions"] if row.offer.verb.name == "refuse")
    assert action.open
    assert "reason" in action.form.errors
    case.refresh_from_db()
    assert case.state == State.WORKING


def test_a_stale_page_shows_what_changed_and_keeps_the_draft(desk, clerk, bureau, item):
    case = do(consultation(item), "take", clerk)
    seen = case.version
    do(case, "note", make_user(Role.SUPERVISOR, bureau=bureau), {"body": "请尽快"})
    response = desk.post(verb_of(case, "answer"), {"seen": seen, "answer": "写了很久的答复"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "这期间的变化" in page
    assert "内部备注" in page
    assert "写了很久的答复</textarea>" in page
    assert f'name="seen" value="{seen + 1}"' in page
    case.refresh_from_db()
    assert case.state == State.WORKING


def test_a_draft_for_a_verb_that_is_gone_is_shown_to_be_copied(desk, clerk, item):
    case = do(consultation(item), "take", clerk)
    seen = case.version
    do(case, "answer", clerk, {"answer": "别的窗口先答了"})
    page = desk.post(verb_of(case, "answer"), {"seen": seen, "answer": "我的答复"}).content.decode()
    assert "您写的内容没有提交" in page
    assert "我的答复" in page


def test_verbs_that_are_not_allowed_are_listed_with_the_reason(desk, bureau, item):
    case = do(consultation(item), "take", make_user(Role.CLERK, bureau=bureau))
    response = desk.get(page_of(case))
    why = {offer.verb.name: offer.why_not for offer in response.context["refused"]}
    assert "经办" in why["answer"]
    assert "认领" in why["take"]
    assert "withdraw" not in why
    refused = desk.post(verb_of(case, "answer"), {"seen": case.version, "answer": "越权"})
    assert refused.status_code == 403
    case.refresh_from_db()
    assert case.state == State.WORKING


def test_an_unknown_verb_and_a_reloaded_post_lead_to_the_case(desk, item):
    case = consultation(item)
    assert desk.post(verb_of(case, "nonsense")).url == page_of(case)
    assert desk.get(verb_of(case, "take")).url == page_of(case)


def test_nobody_is_led_to_another_site(desk, item):
    case = consultation(item)
    response = desk.post(verb_of(case, "take"), {"seen": case.version, "next": "https://evil.example/"})
    assert response.url.startswith(page_of(case))


def test_a_transfer_out_of_scope_leads_back_to_the_list(desk, clerk, item):
    case = do(consultation(item), "take", clerk)
    target = make_bureau()
    data = {"seen": case.version, "bureau": target.pk, "reason": "不归我们管"}
    assert desk.post(verb_of(case, "transfer"), data).url == reverse("cases:index")
    assert desk.get(page_of(case)).status_code == 404


def test_the_history_says_field_from_and_to(desk, clerk, item):
    case = do(consultation(item), "take", clerk)
    do(case, "refuse", clerk, {"reason": "不属于本局职责"})
    entries = desk.get(page_of(case)).context["history"]
    assert [entry.label for entry in entries] == ["不予受理", "认领", "提交咨询"]
    assert entries[0].who == str(clerk)
    assert entries[0].why == "不属于本局职责"
    changes = {(change.label, change.old, change.new) for entry in entries for change in entry.changes}
    assert ("状态", "办理中", "不予受理") in changes
    assert ("经办人", "", str(clerk)) in changes
    assert any("不属于本局职责" in text for text in entries[0].added)
    assert not any("code_salt" in change.label for entry in entries for change in entry.changes)
    assert desk.get(reverse("cases:history", args=[case.pk])).status_code == 200


def test_a_file_is_shown_in_place_and_logged(desk, clerk, item):
    case = application(item)
    file = attachment(case)
    assert "营业执照.png" in desk.get(page_of(case)).content.decode()
    response = desk.get(reverse("cases:file", args=[case.pk, file.token]))
    assert response.status_code == 200
    assert "sandbox" in response["Content-Security-Policy"]
    assert AccessLog.objects.filter(user=clerk, what="file", case=case).count() == 1


def test_the_page_costs_the_same_with_a_long_thread(desk, clerk, item):
    case = do(consultation(item), "take", clerk)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page_of(case)).status_code == 200
        return len(captured)

    do(case, "note", clerk, {"body": "一"})
    attachment(case)
    desk.get(page_of(case))
    few = cost()
    for n in range(20):
        do(case, "note", clerk, {"body": f"备注{n}"})
        attachment(case)
    assert cost() == few


@pytest.mark.parametrize("data", [{}, {"seen": ""}, {"seen": "x"}])
def test_a_page_that_does_not_say_its_age_counts_as_stale(desk, clerk, item, data):
    case = consultation(item)
    assert desk.post(verb_of(case, "take"), data).status_code == 409
    case.refresh_from_db()
    assert case.owner is None


def test_the_history_names_what_was_added_in_words(desk, clerk, item):
    case = do(consultation(item), "take", clerk)
    do(case, "note", clerk, {"body": "电话里说过"})
    page = desk.get(page_of(case)).content.decode()
    assert "消息：" in page
    assert "message：" not in page
