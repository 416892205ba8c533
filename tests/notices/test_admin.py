"""The outbox in the admin: scoped, masked, closed to everything but sending again."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Bureau, User
from accounts.roles import Role, assign
from guidance.notices import outbox
from guidance.notices.channels import UndeliverableError
from guidance.notices.models import Notice, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureaus():
    return [Bureau.objects.create(name=f"{name}局", slug=name) for name in ("a", "b")]


@pytest.fixture
def clerk(client, bureaus):
    user = User.objects.create_user("clerk", bureau=bureaus[0])
    assign(user, [Role.CLERK])
    client.force_login(user)
    return user


@pytest.fixture
def failed(add, sent, bureaus):
    sent.failing = UndeliverableError("not a number")
    ours, theirs = add("ours", bureau=bureaus[0], case_number="A1"), add("theirs", bureau=bureaus[1], case_number="B1")
    outbox.deliver()
    sent.failing = None
    return ours, theirs


def test_the_list_is_masked_and_of_the_bureau(client, clerk, failed):
    page = client.get(reverse("notices:index")).content.decode()
    assert "138****1234" in page
    assert "13812341234" not in page
    assert "A1" in page
    assert "B1" not in page
    assert "重发 1 条失败通知" in page


@pytest.mark.parametrize(
    ("query", "seen"), [("q=A1", True), ("q=A2", False), ("state=failed", True), ("state=sent", False)]
)
def test_search_and_filter(client, clerk, failed, query, seen):
    page = client.get(reverse("notices:index_results") + f"?{query}").content.decode()
    assert ("138****1234" in page) is seen


def test_one_notice_shows_its_tries_and_not_another_bureaus(client, clerk, failed):
    ours, theirs = failed
    page = client.get(reverse("notices:inspect", args=[ours.pk])).content.decode()
    assert "not a number" in page
    assert "13812341234" not in page
    assert reverse("notices:retry", args=[ours.pk]) in page
    assert client.get(reverse("notices:inspect", args=[theirs.pk])).status_code == 404


def test_sending_again(client, clerk, failed, sent):
    ours, theirs = failed
    assert client.get(reverse("notices:retry", args=[ours.pk])).status_code == 200
    assert client.post(reverse("notices:retry", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("notices:retry_all")).status_code == 302
    assert outbox.deliver() == 1
    assert [parcel.reference for parcel in sent.parcels] == ["ours"]
    theirs.refresh_from_db()
    assert theirs.state == State.FAILED
    assert "没有需要重新发送的通知" in client.get(reverse("notices:retry_all")).content.decode()


def test_nothing_is_written_by_hand(client, admin_client, failed):
    assert admin_client.get(reverse("notices:index")).status_code == 200
    assert admin_client.get(reverse("notices:inspect", args=[failed[0].pk])).status_code == 200
    for name in ("add", "edit", "delete", "copy", "history", "usage"):
        with pytest.raises(NoReverseMatch):
            reverse(f"notices:{name}", args=[] if name == "add" else [1])


def test_an_editor_has_no_notices(client, bureaus, failed):
    editor = User.objects.create_user("editor", bureau=bureaus[0])
    assign(editor, [Role.EDITOR])
    client.force_login(editor)
    for name, args in (("index", []), ("inspect", [failed[0].pk]), ("retry_all", []), ("retry", [failed[0].pk])):
        assert client.get(reverse(f"notices:{name}", args=args)).status_code in {302, 403}
    client.post(reverse("notices:retry_all"))
    assert Notice.objects.failed().count() == 2


def test_the_list_costs_the_same_at_any_length(client, clerk, add, bureaus):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("notices:index_results")).status_code == 200
        return len(queries)

    for i in range(5):
        add(f"n{i}", bureau=bureaus[0])
    cost()
    few = cost()
    for i in range(45):
        add(f"m{i}", bureau=bureaus[0])
    assert cost() == few


def test_moments_are_in_the_halls_time(client, clerk, failed):
    Notice.objects.filter(pk=failed[0].pk).update(created_at=datetime(2026, 2, 9, 16, 30, tzinfo=UTC))
    for name, args in (("index", []), ("inspect", [failed[0].pk])):
        page = client.get(reverse(f"notices:{name}", args=args)).content.decode()
        assert "2026-02-10 00:30" in page
        assert ">None<" not in page


def test_the_query_code_is_not_shown_to_staff():
    from guidance.notices.texts import without_code

    text = "您的申请已收到，编号20261123-00002，查询码77XHKRX8。查询进度：https://hall.example.gov.cn/"
    assert "77XHKRX8" not in without_code(text)
    assert "20261123-00002" in without_code(text)
