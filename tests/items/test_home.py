"""The admin's home as editors and reviewers see it, and what Wagtail may ask about a guide without a query."""

import itertools

import pytest
from wagtail.models import PagePermissionTester

from accounts.roles import Role
from items.models import ItemPage, SharedMaterial

from . import factories

pytestmark = pytest.mark.django_db


def shelves(client, user):
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    panel = next(panel for panel in response.context["panels"] if panel.name == "guides")
    found = panel.get_context_data({})["shelves"]
    return {str(shelf.title): [(line.title, line.step, line.who) for line in shelf.lines] for shelf in found}


@pytest.fixture
def page(health, editor):
    page = factories.guide(health, owner=editor)
    page.get_workflow().start(page, editor)
    return page


def test_a_reviewer_sees_what_waits_and_an_editor_what_was_sent(client, page, editor, reviewer, legal, police):
    row = (page.title, "业务审核", "editor")
    assert shelves(client, reviewer) == {"等我审核": [row]}
    assert shelves(client, editor) == {"我送审的": [row]}
    assert shelves(client, legal) == {}
    assert shelves(client, factories.person("other", police.bureau, Role.REVIEWER)) == {}


def test_a_row_leads_to_the_editor_and_names_the_bureau(client, page, reviewer, health):
    client.force_login(reviewer)
    shown = client.get("/admin/").content.decode()
    assert f'href="/admin/pages/{page.pk}/edit/">{page.title}</a>' in shown
    assert health.bureau.display_name in shown


def test_what_was_sent_back_says_so(client, page, editor, reviewer):
    page.current_workflow_task_state.reject(user=reviewer, comment="时限不对")
    assert shelves(client, editor) == {"我送审的": [(page.title, "退回修改", "editor")]}
    assert shelves(client, reviewer) == {}


def test_a_shared_material_waits_beside_the_guides(client, page, health, editor, reviewer):
    record = SharedMaterial.objects.create(pk=page.pk, name="营业执照", bureau=health.bureau, live=False)
    record.save_revision(user=editor)
    record.get_workflow().start(record, editor)
    rows = [(page.title, "业务审核", "editor"), ("营业执照", "业务审核", "editor")]
    assert shelves(client, reviewer) == {"等我审核": rows}
    assert shelves(client, editor) == {"我送审的": rows[::-1]}
    assert f'href="/admin/snippets/items/sharedmaterial/edit/{record.pk}/"' in client.get("/admin/").content.decode()


def test_what_one_has_locked_is_listed(client, health, editor):
    factories.guide(health, locked=True, locked_by=editor)
    assert shelves(client, editor) == {"我锁定的指南": [("医疗机构执业登记", "", "")]}


@pytest.mark.parametrize("live", [True, False])
def test_who_may_delete_or_move_a_guide_is_as_wagtail_says(health, police, admin, editor, reviewer, legal, live):
    other = factories.person("other", police.bureau, Role.EDITOR)
    for user, owner in itertools.product((admin, editor, reviewer, legal, other), (editor, other)):
        page = ItemPage.objects.get(pk=factories.guide(health, live=live, owner=owner).pk)
        ours, theirs = page.permissions_for_user(user), PagePermissionTester(user, page)
        assert ours.can_delete() == theirs.can_delete(), (user, owner)
        assert ours.can_move() == theirs.can_move(), (user, owner)
