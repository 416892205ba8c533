"""Who sees what of another bureau's guides in the admin: URL × role."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import GroupCollectionPermission, Page

from accounts.roles import Role
from items.models import ItemPage

from . import factories

pytestmark = pytest.mark.django_db
SECRET = "别的机构的草稿"


@pytest.fixture
def theirs(police):
    return factories.guide(police, SECRET)


@pytest.fixture
def ours(health):
    return factories.guide(health, "自己的草稿")


@pytest.fixture
def their_document(police):
    folder = GroupCollectionPermission.objects.filter(group=police.bureau.editors).first().collection
    return get_document_model().objects.create(title=SECRET, collection=folder, file=ContentFile(b"x", "secret.txt"))


OBJECT_URLS = (
    "edit",
    "delete",
    "copy",
    "move",
    "unpublish",
    "view_draft",
    "history",
    "usage",
    "preview_on_edit",
    "convert_alias",
)
LISTS = (
    ("wagtailadmin_explore_root", ()),
    ("wagtailadmin_reports:site_history", ()),
    ("wagtailadmin_reports:aging_pages", ()),
    ("wagtailadmin_reports:locked_pages", ()),
    ("wagtailadmin_reports:workflow", ()),
    ("wagtailadmin_reports:workflow_tasks", ()),
    ("wagtailadmin_pages:search", ()),
    ("wagtailadmin_home", ()),
    ("wagtaildocs:index", ()),
    ("wagtailimages:index", ()),
)
CHOOSERS = (
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_search",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtailimages_chooser:choose",
)


def people(health):
    return {
        "editor": factories.person("e2", health.bureau, Role.EDITOR),
        "reviewer": factories.person("r2", health.bureau, Role.REVIEWER),
        "clerk": factories.person("c2", health.bureau, Role.CLERK),
    }


def shown(client, url, **params):
    """The status and the text; JSON is unescaped, so that Chinese words can be looked for."""
    answer = client.get(url, params)
    text = answer.content.decode(errors="ignore")
    if "json" in answer.headers.get("Content-Type", ""):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return answer.status_code, text


@pytest.mark.parametrize("role", ["editor", "reviewer", "clerk"])
def test_other_bureaus_objects_are_closed(client, health, theirs, role):
    client.force_login(people(health)[role])
    for name in OBJECT_URLS:
        status, text = shown(client, reverse(f"wagtailadmin_pages:{name}", args=[theirs.pk]))
        assert status in (302, 403, 404, 405), (name, status)
        assert SECRET not in text, name
    revision = theirs.latest_revision_id
    for name in ("revisions_view", "revisions_revert"):
        status, text = shown(client, reverse(f"wagtailadmin_pages:{name}", args=[theirs.pk, revision]))
        assert status in (302, 403, 404), (name, status)
        assert SECRET not in text
    status, text = shown(
        client, reverse("wagtailadmin_pages:revisions_compare", args=[theirs.pk, "earliest", "latest"])
    )
    assert status in (302, 403, 404)


@pytest.mark.parametrize("role", ["editor", "reviewer", "clerk"])
@pytest.mark.parametrize(("name", "args"), LISTS, ids=lambda value: str(value))
def test_lists_do_not_name_other_bureaus_drafts(client, health, theirs, their_document, role, name, args):
    client.force_login(people(health)[role])
    status, text = shown(client, reverse(name, args=args), q="草稿")
    assert status in (200, 302, 403), status
    assert SECRET not in text
    status, text = shown(client, reverse(name, args=args))
    assert SECRET not in text


@pytest.mark.parametrize("name", CHOOSERS)
def test_choosers_do_not_offer_other_bureaus_rows(client, health, theirs, ours, their_document, name):
    client.force_login(people(health)["editor"])
    for params in ({}, {"q": "草稿"}, {"q": "草稿", "page_type": "items.itempage"}):
        status, text = shown(client, reverse(name), **params)
        assert status in (200, 302), status
        assert SECRET not in text


def test_choosing_a_page_of_another_bureau_by_its_parent(client, health, police, theirs):
    client.force_login(people(health)["editor"])
    _status, text = shown(client, reverse("wagtailadmin_choose_page_child", args=[police.pk]))
    assert SECRET not in text
    _status, text = shown(client, reverse("wagtailadmin_explore", args=[police.pk]))
    assert SECRET not in text
    _status, text = shown(client, "/admin/api/main/pages/", child_of=police.pk)
    assert SECRET not in text
    _status, text = shown(client, f"/admin/api/main/pages/{theirs.pk}/")
    assert SECRET not in text


def test_an_editor_works_in_the_own_bureau(client, health, ours, editor):
    client.force_login(editor)
    for name in ("edit", "history", "view_draft", "copy"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[ours.pk])).status_code == 200, name
    assert ours.title in shown(client, reverse("wagtailadmin_explore", args=[health.pk]))[1]
    assert ours.title in shown(client, reverse("wagtailadmin_choose_page_child", args=[health.pk]))[1]
    perms = ours.permissions_for_user(editor)
    assert (perms.can_edit(), perms.can_publish(), perms.can_unpublish()) == (True, False, False)


def test_editors_cannot_add_copy_or_move_into_another_bureau(client, health, police, ours, editor, admin):
    client.force_login(editor)
    answer = client.get(reverse("wagtailadmin_pages:add", args=["items", "itempage", police.pk]))
    assert answer.status_code in (302, 403)
    data = {"new_title": "偷放", "new_slug": "x", "new_parent_page": police.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[ours.pk]), data)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[ours.pk, police.pk]))
    assert not ItemPage.objects.descendant_of(Page.objects.get(pk=police.pk)).exists()
    assert ours.permissions_for_user(admin).can_move_to(police) is False


def test_bulk_actions_leave_other_bureaus_alone(client, health, theirs, editor):
    client.force_login(editor)
    for action in ("delete", "move", "publish", "unpublish"):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{url}?id={theirs.pk}&next=/admin/", {"chooser": health.pk})
    theirs.refresh_from_db()
    assert not theirs.live
    assert theirs.get_parent().specific.bureau.slug == "police"


def test_reviewers_unpublish_in_their_bureau_only(client, health, police):
    live, other = factories.guide(health, "上线的", live=True), factories.guide(police, "别家上线的", live=True)
    client.force_login(people(health)["reviewer"])
    client.post(reverse("wagtailadmin_pages:unpublish", args=[live.pk]))
    client.post(reverse("wagtailadmin_pages:unpublish", args=[other.pk]))
    assert not ItemPage.objects.get(pk=live.pk).live
    assert ItemPage.objects.get(pk=other.pk).live


def test_visible_to(health, police, ours, theirs, editor, legal, admin):
    seen = {user.username: set(ItemPage.objects.visible_to(user)) for user in (editor, legal, admin)}
    assert seen == {"editor": {ours}, "legal": {ours, theirs}, "root": {ours, theirs}}


def test_the_form_list_is_the_bureaus_own(client, health, police, ours, editor):
    from forms.models import Form

    Form.objects.create(title="别家的表", bureau=police.bureau)
    own = Form.objects.create(title="自家的表", bureau=health.bureau)
    client.force_login(editor)
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[ours.pk]))
    assert list(answer.context["form"].fields["form"].queryset) == [own]
