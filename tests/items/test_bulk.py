"""The same change to many guides: previewed, done, in each one's history."""

import pytest

from accounts.roles import Role
from items import bulk
from items.models import ItemPage
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
NEW_HOURS = "工作日 8:30-17:30"


@pytest.fixture
def bureau():
    return make_bureau()


@pytest.fixture
def editor(bureau):
    return make_user(Role.EDITOR, bureau=bureau)


@pytest.fixture
def guides(bureau):
    return [make_item(bureau) for _ in range(3)]


def latest(page):
    return ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_a_plan_writes_nothing_and_names_what_would_change(bureau, editor, guides):
    before = [page.revisions.count() for page in guides]
    lines = bulk.plan(bureau, bulk.Change("hours", NEW_HOURS), editor)
    assert {line.page.pk for line in lines} == {page.pk for page in guides}
    assert {line.before for line in lines} == {("工作日 9:00-17:00",)}
    assert [page.revisions.count() for page in guides] == before


def test_each_chosen_guide_gets_one_draft_in_its_history(bureau, editor, guides):
    change = bulk.Change("hours", NEW_HOURS)
    done = bulk.carry_out(bureau, change, editor, [guides[0].pk, guides[1].pk])
    assert [bool(line.revision_id) for line in done] == [True, True]
    for page in guides[:2]:
        assert latest(page).places.get().hours == NEW_HOURS
        assert page.revisions.count() == 2
        assert page.revisions.latest("pk").user == editor
        assert ItemPage.objects.get(pk=page.pk).places.get().hours == "工作日 9:00-17:00"
    assert guides[2].revisions.count() == 1
    assert bulk.carry_out(bureau, change, editor, [guides[0].pk]) == []


def test_only_what_reads_exactly_so_is_replaced(bureau, editor, guides):
    draft = latest(guides[0])
    draft.consult_phone = "0371-63930001"
    draft.save_revision()
    lines = bulk.plan(bureau, bulk.Change("consult_phone", "0371-67189999", old="0371-67180001"), editor)
    assert guides[0].pk not in {line.page.pk for line in lines}
    assert len(lines) == 2


def test_a_guide_under_review_is_left_and_says_why(bureau, editor, guides):
    page = ItemPage.objects.get(pk=guides[0].pk)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    done = bulk.carry_out(bureau, bulk.Change("hours", NEW_HOURS), editor, [page.pk])
    assert [(line.revision_id, bool(line.why_not)) for line in done] == [(None, True)]


def test_a_change_that_the_gate_will_refuse_is_told_beforehand(bureau, editor, guides):
    lines = bulk.plan(bureau, bulk.Change("complaint_phone", "0371-67180001"), editor)
    assert all("不能与咨询电话相同" in " ".join(line.problems) for line in lines)


def test_other_bureaus_guides_stay_out(bureau, editor):
    stranger = make_item(make_bureau())
    assert bulk.carry_out(bureau, bulk.Change("hours", NEW_HOURS), editor, [stranger.pk]) == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"what": "hours", "new": ""}, "new"),
        ({"what": "consult_phone", "new": "很多电话"}, "new"),
        ({"what": "title", "new": "x"}, "what"),
        ({"what": "window", "new": "号" * 200}, "new"),
    ],
)
def test_bad_input_is_told_at_its_field(client, bureau, editor, guides, fields, wrong):
    client.force_login(editor)
    answer = client.post(f"/admin/items/bulk/{bureau.slug}/", {**fields, "do": "preview"})
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors


def test_the_screen_previews_then_changes_what_is_ticked(client, bureau, editor, guides):
    client.force_login(editor)
    url, fields = f"/admin/items/bulk/{bureau.slug}/", {"what": "hours", "new": NEW_HOURS}
    assert client.get(url).status_code == 200
    preview = client.post(url, {**fields, "do": "preview"}).content.decode()
    assert "会改 3 份指南" in preview
    assert "请勾选" in client.post(url, {**fields, "do": "carry-out"}).content.decode()
    done = client.post(url, {**fields, "do": "carry-out", "item": [guides[0].pk, "x", "9" * 30]}).content.decode()
    assert done.count("hall-tag--done") == 1
    assert latest(guides[0]).places.get().hours == NEW_HOURS


def test_each_guide_of_one_deed_has_it_in_its_history(client, bureau, editor, guides):
    client.force_login(editor)
    chosen = [page.pk for page in guides]
    sent = {"what": "hours", "new": NEW_HOURS, "do": "carry-out", "item": chosen}
    assert client.post(f"/admin/items/bulk/{bureau.slug}/", sent).content.decode().count("hall-tag--done") == 3
    for pk in chosen:
        page = client.get(f"/admin/pages/{pk}/history/").content.decode()
        assert f"批量修改办理时间：工作日 9:00-17:00 → {NEW_HOURS}" in page, pk


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.EDITOR])
def test_the_screen_is_for_the_bureaus_own_editors(client, bureau, role):
    stranger = make_user(role, bureau=make_bureau() if role is Role.EDITOR else bureau)
    client.force_login(stranger)
    assert client.get(f"/admin/items/bulk/{bureau.slug}/").status_code == 404


def test_a_preview_costs_a_fixed_number_of_queries_a_guide(bureau, editor, django_assert_max_num_queries):
    for _n in range(10):
        make_item(bureau)
    with django_assert_max_num_queries(8 + 10 * 24):
        bulk.plan(bureau, bulk.Change("hours", NEW_HOURS), editor)


def made_by(client, bureau, guides):
    sent = {"what": "hours", "new": NEW_HOURS, "do": "carry-out", "item": [page.pk for page in guides]}
    return client.post(f"/admin/items/bulk/{bureau.slug}/", sent).context["made"]


def test_a_change_of_many_can_be_undone_where_nobody_has_changed_more(client, bureau, editor, guides):
    client.force_login(editor)
    made = made_by(client, bureau, guides)
    latest(guides[0]).save_revision(user=editor)
    done = client.post(f"/admin/items/bulk/{bureau.slug}/", {"do": "undo", "made": [*made, "x"]})
    assert done.content.decode().count("已撤销") == 2
    assert [latest(page).places.get().hours == NEW_HOURS for page in guides] == [True, False, False]


def test_the_drafts_of_a_change_are_submitted_together(client, bureau, editor, guides):
    client.force_login(editor)
    made = made_by(client, bureau, guides)
    done = client.post(f"/admin/items/bulk/{bureau.slug}/", {"do": "submit", "made": made})
    assert done.content.decode().count("已提交审核") == 3
    assert {ItemPage.objects.get(pk=page.pk).current_workflow_task.name for page in guides} == {"业务审核"}
    again = client.post(f"/admin/items/bulk/{bureau.slug}/", {"do": "submit", "made": made}).content.decode()
    assert "正在审核或已锁定" in again


def test_another_bureaus_drafts_are_not_touched(client, bureau, editor, guides):
    other = make_item(make_bureau())
    client.force_login(editor)
    client.post(f"/admin/items/bulk/{bureau.slug}/", {"do": "submit", "made": [other.latest_revision_id]})
    assert ItemPage.objects.get(pk=other.pk).current_workflow_state is None
