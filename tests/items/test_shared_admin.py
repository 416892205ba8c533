"""Shared materials in the admin: URL × role, the way of a change through review, the chooser, the editor of a guide."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import TaskState

from accounts.roles import Role
from items.models import ItemPage, SharedMaterial
from items.models.rows import Material

from . import factories
from .test_gate import post_data
from .test_sharing import SEAL, make_record, row, use

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_items_sharedmaterial"
CHOOSER = "wagtailsnippetchoosers_items_sharedmaterial"
SECRET = "别局的内部证明"
CITY = "全市通用证明"


def url(name, *args):
    return reverse(f"{NAMES}:{name}", args=args)


@pytest.fixture
def theirs(police):
    return make_record(police.bureau, SECRET)


@pytest.fixture
def ours(health):
    return make_record(health.bureau, "本局证明")


@pytest.fixture
def citys(db):
    return make_record(None, CITY)


@pytest.fixture
def their_editor(police):
    return factories.person("their-editor", police.bureau, Role.EDITOR)


def addresses(record):
    """Every address of the viewset that names a record."""
    first = record.revisions.first().pk
    return {
        "edit": url("edit", record.pk),
        "delete": url("delete", record.pk),
        "usage": url("usage", record.pk),
        "history": url("history", record.pk),
        "history_results": url("history_results", record.pk),
        "inspect": url("inspect", record.pk),
        "revisions_revert": url("revisions_revert", record.pk, first),
        "revisions_compare": url("revisions_compare", record.pk, "earliest", "latest"),
        "revisions_unschedule": url("revisions_unschedule", record.pk, first),
        "unpublish": url("unpublish", record.pk),
        "lock": url("lock", record.pk),
        "unlock": url("unlock", record.pk),
        "workflow_history": url("workflow_history", record.pk),
        "confirm_workflow_cancellation": url("confirm_workflow_cancellation", record.pk),
        "guides": reverse("items_shared_guides", args=[record.pk]),
    }


def test_the_table_below_holds_every_address_of_the_viewset(ours):
    stock = {pattern.name for pattern in SharedMaterial.snippet_viewset.get_urlpatterns()}
    without_key = {"list", "list_results", "add"}
    of_a_review = {"workflow_action", "collect_workflow_action_data", "workflow_history_detail"}
    assert stock - without_key - of_a_review == set(addresses(ours)) - {"guides"}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.LEGAL, Role.SUPERVISOR, Role.CLERK, None])
def test_another_bureaus_record_answers_404_everywhere(client, health, theirs, role):
    client.force_login(factories.person("who", health.bureau, *([role] if role else [])))
    for name, address in addresses(theirs).items():
        for answer in (client.get(address), client.post(address)):
            refused = answer.status_code == 404 or (role in (Role.CLERK, None) and answer.status_code == 302)
            assert refused, (name, answer.status_code)
            assert SECRET not in answer.content.decode()


READ = {"usage", "history", "history_results", "inspect", "revisions_compare", "workflow_history", "guides"}


def test_the_citys_record_is_read_and_not_changed_by_a_bureau(client, editor, citys):
    client.force_login(editor)
    for name, address in addresses(citys).items():
        expected = 200 if name in READ else 302
        assert client.get(address).status_code == expected, name
    client.post(url("edit", citys.pk), {"name": "改了", "action-publish": "1"})
    client.post(url("delete", citys.pk))
    citys.refresh_from_db()
    assert (citys.name, citys.live, citys.locked) == (CITY, True, False)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEGAL])
def test_reviewers_read_their_bureaus_records_and_change_none(client, health, ours, role):
    client.force_login(factories.person("who", health.bureau, role))
    for name in ("inspect", "history", "revisions_compare", "guides"):
        assert client.get(addresses(ours)[name]).status_code == 200, name
    for name in ("edit", "delete", "unpublish", "lock"):
        assert client.get(addresses(ours)[name]).status_code == 302, name
    assert client.get(url("add")).status_code == 302


def listed(client, address):
    text = client.get(address).content.decode()
    return json.loads(text)["html"] if text.startswith("{") else text


def test_lists_choosers_and_reports_name_the_own_and_the_citys_only(client, editor, admin, theirs, ours, citys):
    log(theirs, "wagtail.edit", user=admin)
    theirs.get_workflow().start(theirs, admin)
    client.force_login(editor)
    found = [listed(client, url("list")), listed(client, reverse(f"{CHOOSER}:choose"))]
    for text in found:
        assert ours.name in text
        assert CITY in text
        assert SECRET not in text
    names = ("site_history", "workflow", "workflow_tasks")
    others = [url("list_results"), reverse(f"{CHOOSER}:choose_results") + "?q=证明", reverse("wagtailadmin_home")]
    others += [reverse(f"wagtailadmin_reports:{name}") for name in names]
    others += [reverse(f"wagtailadmin_reports:{name}") + "?export=csv" for name in names]
    for address in others:
        answer = client.get(address)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SECRET not in text.decode(), address


def test_choosing_by_key_is_scoped(client, editor, theirs, ours, citys):
    draft = make_record(ours.bureau, "还没审核", publish=False)
    client.force_login(editor)
    for record, status in ((ours, 200), (citys, 200), (theirs, 404), (draft, 404)):
        assert client.get(reverse(f"{CHOOSER}:chosen", args=[record.pk])).status_code == status
    keys = "&".join(f"id={one.pk}" for one in (ours, theirs, citys, draft))
    text = client.get(reverse(f"{CHOOSER}:chosen_multiple") + f"?multiple=1&{keys}").content.decode()
    assert len(json.loads(text)["result"]) == 2
    assert client.get(reverse(f"{CHOOSER}:chosen", args=["x"])).status_code == 404


def bulk(client, *records):
    address = reverse("wagtail_bulk_action", args=["items", "sharedmaterial", "delete"])
    keys = "&".join(f"id={one.pk}" for one in records)
    return client.get(f"{address}?{keys}"), client.post(f"{address}?{keys}")


def test_bulk_delete_touches_the_own_and_unused_only(client, health, editor, theirs, ours, citys):
    use(factories.guide(health, rows=2), ours, publish=False)
    free = make_record(health.bureau, "没人用的")
    client.force_login(editor)
    shown, _done = bulk(client, theirs, ours, citys, free)
    assert SECRET not in shown.content.decode()
    assert set(SharedMaterial.objects.all()) == {theirs, ours, citys}
    assert [answer.status_code for answer in bulk(client, theirs)] == [404, 404]
    bulk_all = reverse("wagtail_bulk_action", args=["items", "sharedmaterial", "delete"]) + "?id=all"
    client.post(bulk_all)
    assert SharedMaterial.objects.count() == 3


def test_a_used_record_is_not_deleted_not_even_one_that_only_a_draft_uses(client, health, editor, ours):
    use(factories.guide(health, live=True, rows=2), ours, publish=False)
    client.force_login(editor)
    client.post(url("delete", ours.pk))
    assert SharedMaterial.objects.filter(pk=ours.pk).exists()


def test_an_unused_record_is_deleted(client, editor, ours):
    client.force_login(editor)
    client.post(url("delete", ours.pk))
    assert not SharedMaterial.objects.filter(pk=ours.pk).exists()


FIELDS = {"name": "本局证明", "kind": "proof", "source": "applicant", "form": "both", "issuer": "", "basis": "",
          "instructions": "", "blank_form": "", "sample": ""}  # fmt: skip


def edit(client, user, record, **more):
    client.force_login(user)
    return client.post(url("edit", record.pk), FIELDS | {"bureau": record.bureau_id or ""} | more)


def approve(client, user, record, **more):
    more = {"action-workflow-action": "1", "workflow-action-name": "approve"} | more
    return edit(client, user, record, **more)


def test_a_change_is_reviewed_twice_and_then_in_the_guide(client, health, editor, reviewer, legal, ours):
    page = use(factories.guide(health, live=True, rows=2), ours)
    edit(client, editor, ours, instructions=SEAL, **{"action-submit": "1"})
    assert row(ItemPage.objects.get(pk=page.pk)).instructions == ""
    approve(client, editor, ours, instructions=SEAL)
    approve(client, legal, ours, instructions=SEAL)
    assert SharedMaterial.objects.get(pk=ours.pk).instructions == ""
    client.force_login(reviewer)
    assert "本局证明" in client.get(reverse("wagtailadmin_home")).content.decode()
    shown = client.get(url("edit", ours.pk)).content.decode()
    assert page.title in shown
    assert SEAL in shown
    assert "公开在用" in shown
    assert "公开内容还是旧的" not in shown
    approve(client, reviewer, ours, instructions=SEAL)
    assert SharedMaterial.objects.get(pk=ours.pk).instructions == ""
    approve(client, legal, ours, instructions=SEAL)
    assert SharedMaterial.objects.get(pk=ours.pk).instructions == SEAL
    page = ItemPage.objects.get(pk=page.pk)
    assert row(page).instructions == SEAL
    assert page.live
    client.force_login(editor)
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "共用材料“本局证明”更新" in history


def test_the_editor_cannot_publish(client, editor, ours):
    edit(client, editor, ours, instructions=SEAL, **{"action-publish": "1"})
    assert SharedMaterial.objects.get(pk=ours.pk).instructions == ""


def test_nobody_approves_what_they_wrote(client, health, ours):
    both = factories.person("both", health.bureau, Role.EDITOR, Role.REVIEWER)
    edit(client, both, ours, instructions=SEAL, **{"action-submit": "1"})
    approve(client, both, ours, instructions=SEAL)
    state = TaskState.objects.for_instance(ours).get()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_only_the_citys_reviewers_review_a_record_of_the_city(client, admin, reviewer, citys):
    edit(client, admin, citys, name=CITY, instructions=SEAL, **{"action-submit": "1"})
    assert approve(client, reviewer, citys, name=CITY, instructions=SEAL).status_code == 302
    assert not TaskState.objects.reviewable_by(reviewer).exists()
    of_city = factories.person("city", None, Role.REVIEWER)
    assert TaskState.objects.reviewable_by(of_city).count() == 1
    approve(client, of_city, citys, name=CITY, instructions=SEAL)
    assert SharedMaterial.objects.get(pk=citys.pk).current_workflow_task.name == "法制审核"


def test_a_review_of_a_guide_goes_on_when_a_material_changes_under_it(client, health, editor, reviewer, legal, ours):
    page = use(factories.guide(health, live=True, rows=2), ours)
    draft = page.get_latest_revision_as_object()
    draft.summary = "新的说明"
    draft.save_revision(user=editor)
    page.get_workflow().start(draft, editor)
    state = ItemPage.objects.get(pk=page.pk).current_workflow_state
    state.current_task_state.specific.approve(user=reviewer)
    record = SharedMaterial.objects.get(pk=ours.pk)
    record.instructions = SEAL
    record.save_revision().publish()
    page = ItemPage.objects.get(pk=page.pk)
    assert row(page).instructions == SEAL
    assert page.summary == ""
    assert page.current_workflow_task.name == "法制审核"
    page.current_workflow_state.current_task_state.specific.approve(user=legal)
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.summary, row(page).instructions) == ("新的说明", SEAL)


def test_equal_keys_of_a_guide_and_a_record_are_not_mixed_up(police, health, editor, reviewer):
    page = factories.guide(police, live=True)
    record = SharedMaterial(pk=page.pk, bureau=health.bureau, name="同号的", live=False)
    record.save()
    record.save_revision()
    record.get_workflow().start(record, editor)
    page.get_workflow().start(page, editor)
    assert [state.workflow_state.content_object for state in TaskState.objects.reviewable_by(reviewer)] == [record]


def test_a_vague_name_is_refused(client, editor):
    client.force_login(editor)
    answer = client.post(url("add"), FIELDS | {"name": "其他相关材料", "bureau": editor.bureau_id})
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    assert not SharedMaterial.objects.exists()


def test_a_new_record_is_of_the_own_bureau_and_a_draft(client, editor, police):
    client.force_login(editor)
    assert client.post(url("add"), FIELDS | {"bureau": police.bureau.pk}).status_code == 200
    assert client.post(url("add"), FIELDS | {"bureau": ""}).status_code == 200
    assert client.post(url("add"), FIELDS | {"bureau": editor.bureau_id}).status_code == 302
    record = SharedMaterial.objects.get()
    assert (record.bureau, record.live) == (editor.bureau, False)
    edit(client, editor, record, bureau=police.bureau.pk)
    assert SharedMaterial.objects.get().bureau == editor.bureau


def save(client, page, **more):
    newest = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), post_data(newest) | more)


def test_choosing_one_in_a_guide_fills_the_row_and_the_name_may_be_empty(client, health, editor, ours):
    page = factories.guide(health)
    client.force_login(editor)
    more = {"materials-0-shared": str(ours.pk), "materials-0-name": "", "action-submit": "1"}
    assert save(client, page, **more).status_code == 302
    one = row(ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object(), 0)
    assert (one.name, one.issuer, one.shared, one.standard) == ("本局证明", "市场监督管理局", ours, "填写完整")


def test_a_step_that_checks_the_row_goes_on_to_name_it(client, health, editor, ours):
    page = factories.guide(health, rows=2)
    draft = page.get_latest_revision_as_object()
    old = row(draft, 0).name
    steps = list(draft.steps.all())
    steps[1].checks = f"{old}\n{row(draft, 1).name}"
    draft.steps.set(steps)
    draft.save_revision()
    client.force_login(editor)
    more = {"materials-0-shared": str(ours.pk), "materials-0-name": "", "action-submit": "1"}
    assert save(client, page, **more).status_code == 302
    newest = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert list(newest.steps.all())[1].check_list == ["本局证明", row(newest, 1).name]


def test_another_bureaus_record_cannot_be_posted_into_a_guide(client, health, editor, theirs):
    page = factories.guide(health)
    client.force_login(editor)
    answer = save(client, page, **{"materials-0-shared": str(theirs.pk)})
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    one = row(ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object(), 0)
    assert one.shared is None
    assert SECRET not in one.name


@pytest.mark.parametrize("count", [5, 40])
def test_the_editor_of_a_guide_asks_as_often_for_many_rows(client, health, editor, count, record_queries):
    page = factories.guide(health)
    records = [make_record(health.bureau, f"共用{n}") for n in range(count)]
    page.materials = [Material(name=one.name, shared=one, sort_order=n) for n, one in enumerate(records)]
    page.save()
    page.save_revision()
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    mine = [one for one in asked.captured_queries if "items_sharedmaterial" in one["sql"]]
    assert len(mine) <= record_queries


@pytest.fixture
def record_queries():
    return 4


def test_the_list_and_the_record_ask_as_often_for_many_guides(client, health, editor, ours):
    client.force_login(editor)
    addresses = url("list"), url("edit", ours.pk), reverse("items_shared_guides", args=[ours.pk])
    asked = []
    for more in (5, 10):
        for n in range(more):
            use(factories.guide(health, rows=2), ours, publish=False)
            make_record(health.bureau, f"第{n}件").get_workflow().start(make_record(health.bureau, f"审{n}"), editor)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            asked.append(len(queries))
    assert asked[:3] == asked[3:]


def test_sharing_from_the_bureaus_screen(client, health, police, editor, their_editor):
    first, second = factories.guide(health, live=True), factories.guide(health, "另一事项", live=True)
    address = reverse("items_share", args=["health"])
    client.force_login(their_editor)
    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "第0份申请书"}).status_code == 404
    client.force_login(editor)
    assert "第0份申请书" in client.get(address).content.decode()
    answer = client.post(address, {"name": "第0份申请书"})
    record = SharedMaterial.objects.get()
    assert answer.url == url("edit", record.pk)
    for page in (first, second):
        assert row(ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object(), 0).shared == record
    client.get(url("edit", record.pk))
    assert "第0份申请书" not in client.get(address).content.decode()


def test_sharing_one_guides_material(client, health, editor):
    page = factories.guide(health)
    client.force_login(editor)
    address = reverse("items_share", args=["health"]) + f"?guide={page.pk}"
    assert "第0份申请书" in client.get(address).content.decode()
    assert f"?guide={page.pk}" in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert client.post(address, {"name": "没有的"}).status_code == 302
    assert not SharedMaterial.objects.exists()


def test_a_guide_that_was_refused_is_named_beside_the_record(client, health, editor, ours):
    page = use(factories.guide(health, live=True, rows=2), ours)
    page.consult_phone = ""
    page.save()
    draft = ours.get_latest_revision_as_object()
    draft.instructions = SEAL
    draft.save_revision().publish()
    client.force_login(editor)
    shown = client.get(url("edit", ours.pk)).content.decode()
    assert "公开内容还是旧的" in shown
    assert reverse("wagtailadmin_pages:history", args=[page.pk]) in shown
    assert "发布检查未通过" in client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
