"""The way from draft to page through the editor's own screens."""

import time

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Task, TaskState, Workflow, WorkflowContentType, WorkflowState

from accounts.roles import Role
from forms import service
from items.models import BureauReviewTask, ItemPage, SharedMaterial
from items.models.rows import Material, Step
from items.workflow import SETTLING, tell_tasks

from . import factories
from .test_gate import post_data

pytestmark = pytest.mark.django_db


def edit(client, user, page, **more):
    client.force_login(user)
    newest = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), post_data(newest) | more)


def approve(client, user, page, **more):
    more = {"action-workflow-action": "1", "workflow-action-name": "approve"} | more
    return edit(client, user, page, **more)


def live(page):
    return ItemPage.objects.get(pk=page.pk).live


def test_draft_review_legal_review_published(client, health, editor, reviewer, legal):
    page = factories.guide(health)
    assert edit(client, editor, page, **{"action-submit": "1"}).status_code == 302
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert approve(client, reviewer, page).status_code == 302
    assert not live(page)
    assert approve(client, legal, page).status_code == 302
    assert live(page)
    client.logout()
    assert client.get(page.public_path()).status_code == 200


def test_a_save_that_was_under_way_when_submitting_does_not_start_the_review_again(
    client, health, editor, reviewer, legal
):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-submit": "1"})
    ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object().save_revision(user=editor)
    approve(client, reviewer, page)
    assert ItemPage.objects.get(pk=page.pk).current_workflow_task.name == "法制审核"
    approve(client, legal, page)
    assert live(page)


def test_submitting_what_is_not_ready_shows_the_errors_and_starts_nothing(client, health, editor):
    page = factories.guide(health)
    answer = edit(client, editor, page, **{"action-submit": "1", "promised_limit": ""})
    assert answer.status_code == 200
    assert "promised_limit" in answer.context["form"].errors
    assert ItemPage.objects.get(pk=page.pk).current_workflow_state is None


def test_a_reviewer_who_changes_it_while_approving_does_not_approve_it(client, health, editor, reviewer):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-submit": "1"})
    approve(client, reviewer, page, summary="审核人自己改的")
    page = ItemPage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().summary == "审核人自己改的"
    assert page.current_workflow_task.name == "业务审核"
    assert not page.live


def test_editors_cannot_change_it_while_it_is_reviewed(client, health, editor):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-submit": "1"})
    edit(client, editor, page, summary="偷偷改")
    assert ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary == ""


def test_editors_cannot_press_publish(client, health, editor):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-publish": "1"})
    assert not live(page)


def test_reviewers_find_what_waits_for_them(client, health, editor, reviewer, legal):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-submit": "1"})
    client.force_login(reviewer)
    assert page.title in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(legal)
    assert page.title not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_steps_of_many_reviews_are_told_as_wagtail_tells_them(health, editor, reviewer, legal):
    states = []
    for verb in ("approve", "reject", None):
        page = factories.guide(health, f"许可{verb}", owner=editor)
        states.append(page.get_workflow().start(page, editor))
        if verb:
            getattr(states[-1].current_task_state, verb)(user=reviewer)
    page.save_revision(user=editor)
    states = [WorkflowState.objects.get(pk=state.pk) for state in states]
    wanted = [
        [(one.pk, one.status, str(one.status_display)) for one in state.all_tasks_with_status()] for state in states
    ]
    with CaptureQueriesContext(connection) as queries:
        tell_tasks(states)
    told = [[(one.pk, one.status, str(one.status_display)) for one in state.all_tasks_with_status] for state in states]
    assert [[line[:2] for line in lines] for lines in told] == [[line[:2] for line in lines] for lines in wanted]
    assert len(queries) == 2


def test_the_task_is_described_where_it_is_made():
    assert "审核" in BureauReviewTask.get_description()
    assert Task.objects.count() >= 2
    assert Workflow.objects.filter(name="办事指南发布审核").count() == 1
    [assigned] = WorkflowContentType.objects.all()
    assert assigned.workflow.name == "办事指南发布审核"
    assert assigned.content_type.model_class() is SharedMaterial


@pytest.mark.slow
def test_forty_materials_and_twelve_steps_save_in_two_seconds(client, health, editor):
    page = factories.guide(health)
    page.materials = [Material(name=f"材料{n}", sort_order=n) for n in range(40)]
    page.steps = [Step(kind="review", name=f"审查{n}", sort_order=n) for n in range(12)]
    page.save()
    page.save_revision()
    newest = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    data = post_data(newest) | {"summary": "改"}
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.get(url)
    started = time.process_time()
    assert client.post(url, data).status_code == 302
    assert time.process_time() - started < 2


def opinions(client, user, page):
    client.force_login(user)
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_what_a_reviewer_writes_reaches_the_editor(client, health, editor, reviewer, legal):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-submit": "1"})
    words = {"workflow-action-extra-data": '{"comment": "材料二的份数写清楚"}'}
    approve(client, reviewer, page, **words | {"workflow-action-name": "reject"})
    page = ItemPage.objects.get(pk=page.pk)
    assert page.current_workflow_state.status == "needs_changes"
    text = opinions(client, editor, page)
    assert "材料二的份数写清楚" in text
    assert "退回修改" in text
    edit(client, editor, page, **{"action-restart-workflow": "1"})
    approve(client, reviewer, page, **{"workflow-action-extra-data": '{"comment": "可以"}'})
    approve(client, legal, page, **{"workflow-action-extra-data": '{"comment": "依据无误"}'})
    assert live(page)
    assert "依据无误" in opinions(client, editor, page)


def test_an_older_version_comes_back_as_a_draft_and_through_the_review(client, health, editor, reviewer, legal):
    page = factories.guide(health, live=True)
    old = page.latest_revision_id
    edit(client, editor, page, summary="第二版")
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old])
    assert client.get(url).status_code == 200
    edit(client, editor, page, summary="", revision=str(old), **{"action-submit": "1"})
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.version, page.current_workflow_task.name) == (1, "业务审核")
    approve(client, reviewer, page)
    approve(client, legal, page)
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.version, page.summary) == (2, "")


def test_who_restored_a_version_does_not_approve_it(client, health, reviewer):
    page = factories.guide(health, live=True)
    client.force_login(reviewer)
    page.get_latest_revision_as_object().save_revision(user=reviewer, previous_revision=page.latest_revision)
    fresh = ItemPage.objects.get(pk=page.pk)
    task = fresh.get_workflow().start(fresh, reviewer).current_task_state.task.specific
    assert {name for name, *_ in task.get_actions(fresh, reviewer)} == {"reject"}


def test_after_the_last_approval_the_reviewer_is_led_where_they_may_be(client, health, editor, reviewer, legal):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-submit": "1"})
    approve(client, reviewer, page)
    client.force_login(legal)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = post_data(ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object())
    sent = data | {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
    landed = client.post(url, sent, follow=True)
    assert landed.status_code == 200
    assert ItemPage.objects.get(pk=page.pk).live
    assert "没有权限" not in landed.content.decode()


def test_a_guide_keeps_its_form_whosever_it_is_and_takes_no_other_of_theirs(client, health, police, editor):
    theirs = [service.create_from_library("person", f"person-{n}", police.bureau, None) for n in range(2)]
    page = factories.guide(health, form=theirs[0], apply_online=True)
    assert edit(client, editor, page, summary="改过").status_code == 302
    page = ItemPage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert (draft.summary, draft.form) == ("改过", theirs[0])
    refused = edit(client, editor, page, form=str(theirs[1].pk))
    assert refused.status_code == 200
    assert refused.context["form"].errors["form"]


def test_who_approves_what_somebody_changed_meanwhile_is_told(client, health, editor, reviewer):
    page = factories.guide(health)
    edit(client, editor, page, **{"action-submit": "1"})
    other = factories.person("other", health.bureau, Role.REVIEWER)
    draft = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.phone = "0371-67170000"
    TaskState.objects.update(started_at=timezone.now() - SETTLING * 2)
    draft.save_revision(user=other)
    told = [str(line) for line in get_messages(approve(client, reviewer, page).wsgi_request)]
    assert any("之后又有人改动" in line for line in told)


def test_rows_added_to_a_published_guide_can_be_approved(client, health, editor, reviewer, legal):
    page = factories.guide(health, live=True)
    draft = page.get_latest_revision_as_object()
    draft.materials.add(
        Material(name="房产证", kind="proof", source="applicant", form="paper", necessity="required", copies=1)
    )
    draft.save_revision(user=editor)
    sent = edit(client, editor, page, **{"action-submit": "1"})
    assert sent.status_code == 302, [sent.context["form"].errors, sent.context["form"].formsets["materials"].errors]
    before = page.revisions.count()
    approve(client, reviewer, page)
    assert ItemPage.objects.get(pk=page.pk).current_workflow_task.name == "法制审核"
    approve(client, legal, page)
    page = ItemPage.objects.get(pk=page.pk)
    assert page.materials.filter(name="房产证").exists()
    assert page.revisions.count() == before
    assert not page.has_unpublished_changes
