"""The gate on every way to publish, and the workflow that leads to it."""

import datetime as dt
from unittest import mock

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from items import gate
from items.models import ItemPage

from . import factories

pytestmark = pytest.mark.django_db


def test_a_whole_guide_passes(health):
    page = factories.guide(health)
    assert gate.blocking(page) == []


def unready(health, **values):
    return factories.guide(health, "缺承诺时限", promised_limit=None, **values)


def refusals(page):
    return PageLogEntry.objects.filter(page=page.pk, action=gate.REFUSED)


def test_revision_publish_refuses_and_logs(health):
    page = unready(health)
    page.get_latest_revision().publish()
    assert not ItemPage.objects.get(pk=page.pk).live
    assert "承诺办结时限" in refusals(page).get().data["reasons"][0]


def test_revision_publish_lets_through_and_counts_the_version(health):
    page = factories.guide(health)
    page.get_latest_revision().publish()
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.live, page.version) == (True, 1)
    page.summary = "改一次"
    page.save_revision().publish()
    assert ItemPage.objects.get(pk=page.pk).version == 2


def test_a_live_guide_stays_as_it_is_when_its_next_version_is_refused(health):
    page = factories.guide(health, live=True)
    page.promised_limit = None
    page.save_revision(clean=False).publish()
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.live, page.promised_limit, page.version) == (True, 10, 1)


def test_bulk_publish_skips_the_unready_with_a_message(health, client, admin):
    ready, bad = factories.guide(health, "好的"), unready(health)
    client.force_login(admin)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{url}?id={ready.pk}&id={bad.pk}&next=/admin/", follow=True)
    assert answer.status_code == 200
    assert ItemPage.objects.get(pk=ready.pk).live
    assert not ItemPage.objects.get(pk=bad.pk).live
    said = [str(m) for m in answer.context["messages"]]
    assert any("缺承诺时限" in one and "没有发布" in one for one in said)


def test_bulk_publish_with_descendants_skips_the_unready(health, client, admin):
    ready, bad = factories.guide(health, "好的"), unready(health)
    client.force_login(admin)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{url}?id={health.pk}&next=/admin/", {"include_descendants": "on"}, follow=True)
    assert answer.status_code == 200
    assert ItemPage.objects.get(pk=ready.pk).live
    assert not ItemPage.objects.get(pk=bad.pk).live


def test_schedule_publishes_the_ready_and_drops_the_unready(health):
    soon = timezone.now() + dt.timedelta(hours=1)
    ready = factories.guide(health, "好的", go_live_at=soon)
    ready.get_latest_revision().publish()
    assert not ItemPage.objects.get(pk=ready.pk).live
    bad = unready(health)
    revision = bad.get_latest_revision()
    revision.approved_go_live_at = soon
    revision.save()
    with mock.patch.object(timezone, "now", return_value=soon + dt.timedelta(hours=1)):
        call_command("publish_scheduled", verbosity=0)
        call_command("publish_scheduled", verbosity=0)
    assert ItemPage.objects.get(pk=ready.pk).live
    assert not ItemPage.objects.get(pk=bad.pk).live
    assert refusals(bad).count() == 1


def test_a_live_copy_passes_the_gate_or_stays_a_draft(health, admin):
    page = factories.guide(health, live=True, code="A1")
    copied = page.copy(keep_live=True, user=admin)
    copied = ItemPage.objects.get(pk=copied.pk)
    assert copied.live
    assert copied.code == ""
    assert copied.address != page.address
    ItemPage.objects.filter(pk=page.pk).update(promised_limit=None)
    copied = ItemPage.objects.get(pk=page.pk).copy(keep_live=True, user=admin)
    copied = ItemPage.objects.get(pk=copied.pk)
    assert (copied.live, copied.live_revision_id) == (False, None)


def test_copies_are_drafts_with_addresses_of_their_own(health, admin):
    page = factories.guide(health, code="A1", live=True)
    copied = ItemPage.objects.get(pk=page.copy(user=admin, keep_live=False).pk)
    assert not copied.live
    assert copied.materials.count() == 1
    assert copied.version == 0


def post_data(page):
    """What the editor's form posts for a page as it is."""
    from wagtail.models import Page as WagtailPage

    form_class = ItemPage.get_edit_handler().get_form_class()
    form = form_class(instance=page, parent_page=WagtailPage.objects.get(pk=page.get_parent().pk))
    data = {}
    for name in form.fields:
        value = form[name].value()
        if name == "charges":
            data[name] = {True: "true", False: "false", None: "unknown"}[value]
        elif value is True:
            data[name] = "on"
        elif value is not None and value is not False and value != "":
            data[name] = value
    for name, formset in form.formsets.items():
        rows = [
            {"id": "", **{field: row[field].value() for field in row.fields if row[field].value() is not None}}
            for row in formset.forms
        ]
        data[name] = inline_formset(rows, initial=len(formset.initial_forms))
    return nested_form_data(data)


def test_the_publish_button_shows_each_error_at_its_field(health, client, admin):
    page = factories.guide(health, live=True)
    client.force_login(admin)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = post_data(page.get_latest_revision_as_object()) | {"action-publish": "1"}
    data |= {"promised_limit": "", "materials-0-name": "身份证等", "summary": "改过"}
    answer = client.post(url, data)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert [formset.non_form_errors() for formset in form.formsets.values() if formset.non_form_errors()] == []
    assert "promised_limit" in form.errors
    assert "name" in form.formsets["materials"].forms[0].errors
    assert form["summary"].value() == "改过"
    assert ItemPage.objects.get(pk=page.pk).version == 1
    data |= {"promised_limit": "11", "materials-0-name": "身份证"}
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.promised_limit, page.version, page.summary) == (11, 2, "改过")


def test_a_draft_is_saved_with_its_name_alone(health, client, editor):
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:add", args=["items", "itempage", health.pk])
    page = ItemPage(title="新事项", bureau=health.bureau)
    answer = client.post(url, post_data_new(page, health))
    assert answer.status_code == 302
    made = ItemPage.objects.get(title="新事项")
    assert not made.live
    assert made.bureau == health.bureau


def post_data_new(page, parent):
    form_class = ItemPage.get_edit_handler().get_form_class()
    form = form_class(instance=page, parent_page=parent)
    data = {"title": page.title, "status": "in_use", "statutory_unit": "workday", "promised_unit": "workday"}
    for name, formset in form.formsets.items():
        data[name] = inline_formset([{}] * 0, initial=len(formset.initial_forms))
    return nested_form_data(data)


def test_publishing_while_creating_is_gated_too(health, client, admin):
    client.force_login(admin)
    url = reverse("wagtailadmin_pages:add", args=["items", "itempage", health.pk])
    data = post_data_new(ItemPage(title="新事项", bureau=health.bureau), health) | {"action-publish": "1"}
    answer = client.post(url, data)
    assert answer.status_code == 200
    assert "kind" in answer.context["form"].errors
    assert not ItemPage.objects.filter(title="新事项", live=True).exists()


def test_hook_refuses_what_the_form_did_not_see(health, client, admin, rf):
    from items.admin.publishing import refuse_unready

    bad = unready(health)
    request = rf.post("/")
    request.user = admin
    with mock.patch("items.admin.publishing.messages.error") as said:
        answer = refuse_unready(request, bad)
    assert answer.status_code == 302
    assert "没有发布" in said.call_args[0][1]
    assert refuse_unready(request, factories.guide(health, "好的")) is None


def test_every_page_made_live_while_created_is_held_back(health):
    page = ItemPage(title="直接上线", live=True)
    health.add_child(instance=page)
    assert not ItemPage.objects.get(pk=page.pk).live


def submit(page, user):
    workflow = Page.objects.get(pk=page.pk).get_workflow()
    return workflow.start(page, user)


def test_the_workflow_is_there(health):
    page = factories.guide(health)
    workflow = page.get_workflow()
    assert isinstance(workflow, Workflow)
    assert [task.specific.role for task in workflow.tasks] == ["role:reviewer", "role:legal"]


def test_two_reviewers_publish_and_nobody_approves_alone(health, editor, reviewer, legal, admin):
    page = factories.guide(health)
    page.save_revision(user=editor, clean=False)
    state = submit(page, editor)
    first = state.current_task_state
    task = first.task.specific
    assert {name for name, *_ in task.get_actions(page, reviewer)} == {"reject", "approve"}
    assert task.get_actions(page, legal) == []
    assert task.get_actions(page, editor) == []
    task.on_action(first, reviewer, "approve")
    state.refresh_from_db()
    second = state.current_task_state
    assert not ItemPage.objects.get(pk=page.pk).live
    second.task.specific.on_action(second, legal, "approve")
    assert ItemPage.objects.get(pk=page.pk).live


def test_one_person_with_both_roles_approves_once(health, editor):
    from accounts.roles import Role

    both = factories.person("both", health.bureau, Role.REVIEWER, Role.LEGAL)
    page = factories.guide(health)
    page.save_revision(user=editor, clean=False)
    state = submit(page, editor)
    state.current_task_state.task.specific.on_action(state.current_task_state, both, "approve")
    state.refresh_from_db()
    page = ItemPage.objects.get(pk=page.pk)
    assert {name for name, *_ in state.current_task_state.task.specific.get_actions(page, both)} == {"reject"}


def test_nobody_approves_their_own_change(health, reviewer, legal, admin):
    from django.core.exceptions import PermissionDenied

    page = factories.guide(health)
    page.save_revision(user=reviewer, clean=False)
    state = submit(page, reviewer)
    task = state.current_task_state.task.specific
    assert {name for name, *_ in task.get_actions(page, reviewer)} == {"reject"}
    with pytest.raises(PermissionDenied):
        task.on_action(state.current_task_state, reviewer, "approve")
    assert {name for name, *_ in task.get_actions(page, admin)} == {"reject", "approve"}


def test_an_unready_guide_cannot_be_approved_but_sent_back(health, editor, reviewer):
    page = unready(health)
    page.save_revision(user=editor, clean=False)
    state = submit(page, editor)
    task = state.current_task_state.task.specific
    assert {name for name, *_ in task.get_actions(page, reviewer)} == {"reject"}
    task.on_action(state.current_task_state, reviewer, "reject", comment="缺承诺时限")
    state.refresh_from_db()
    assert state.status == "needs_changes"


def test_reviewers_of_another_bureau_see_nothing(health, police, editor):
    from wagtail.models import TaskState

    from accounts.roles import Role

    other = factories.person("other", police.bureau, Role.REVIEWER)
    city = factories.person("city", None, Role.REVIEWER)
    own = factories.person("own", health.bureau, Role.REVIEWER)
    page = factories.guide(health)
    page.save_revision(user=editor, clean=False)
    state = submit(page, editor)
    task = state.current_task_state.task.specific
    assert task.get_actions(page, other) == []
    assert [bool(task.get_actions(page, user)) for user in (city, own)] == [True, True]
    seen = [TaskState.objects.reviewable_by(user).count() for user in (other, city, own)]
    assert seen == [0, 1, 1]
