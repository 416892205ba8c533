"""Accounts of staff in the admin, and what each sets for themselves."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign, roles_of
from tests.factories import make_bureau, make_item, make_user
from tests.html_forms import fields

pytestmark = pytest.mark.django_db


def filled(html):
    """What a browser would send back of the page's form."""
    return dict(fields(html, "#main form"))


def test_the_language_and_the_phone_are_kept_and_the_name_is_not_theirs_to_change(client):
    user = make_user(Role.CLERK, bureau=make_bureau())
    user.display_name, user.email = "王敏", ""
    user.save()
    client.force_login(user)
    url = reverse("wagtailadmin_account")
    sent = filled(client.get(url).content.decode())
    sent |= {"locale-preferred_language": "en", "name_email-phone": "13812345678", "name_email-display_name": "别人"}
    assert client.post(url, sent).status_code == 302
    user.refresh_from_db()
    assert (user.phone, user.display_name) == ("13812345678", "王敏")
    assert "<title>Dashboard" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_wrong_phone_is_told_at_its_field(client):
    client.force_login(make_user(Role.CLERK, bureau=make_bureau()))
    url = reverse("wagtailadmin_account")
    sent = filled(client.get(url).content.decode()) | {"name_email-phone": "12"}
    page = client.post(url, sent)
    assert page.status_code == 200
    assert "phone" in page.context["panels_by_tab"][next(iter(page.context["panels_by_tab"]))][0].get_form().errors


def role(which):
    return Group.objects.get(name=which.value)


@pytest.fixture
def keeper(client):
    client.force_login(User.objects.create_superuser("root", "", "x"))
    return client


def test_an_account_with_name_bureau_and_roles_is_made_in_the_admin(keeper):
    bureau = make_bureau()
    page = keeper.get(reverse("wagtailusers_users:add")).content.decode()
    offered = BeautifulSoup(page, "html.parser").select_one("#tab-roles").text
    assert "经办" in offered
    assert "role:" not in offered
    assert "bureau-" not in offered
    sent = filled(page)
    sent |= {"username": "wangmin", "display_name": "王敏", "bureau": bureau.pk, "groups": [role(Role.CLERK).pk]}
    sent |= {"password1": "a-long-word-2026", "password2": "a-long-word-2026"}
    assert keeper.post(reverse("wagtailusers_users:add"), sent).status_code == 302
    made = User.objects.get(username="wangmin")
    assert (made.get_full_name(), made.bureau, made.email) == ("王敏", bureau, "")
    assert roles_of(made) == {Role.CLERK}
    assert made.history.count() >= 1


def test_an_account_is_moved_to_another_bureau(keeper):
    user, other = make_user(Role.CLERK, bureau=make_bureau()), make_bureau()
    url = reverse("wagtailusers_users:edit", args=[user.pk])
    sent = filled(keeper.get(url).content.decode()) | {"bureau": other.pk, "display_name": "李华"}
    assert keeper.post(url, sent).status_code == 302
    moved = User.objects.get(pk=user.pk)
    assert (moved.bureau, moved.display_name, moved.is_active) == (other, "李华", True)
    assert roles_of(moved) == {Role.CLERK}


def test_an_editor_made_in_the_admin_edits_the_guides_of_the_bureau_and_of_the_next_one(keeper, client):
    first, other = make_item(), make_item()
    add = reverse("wagtailusers_users:add")
    sent = filled(keeper.get(add).content.decode())
    sent |= {"username": "e", "display_name": "王敏", "bureau": first.bureau.pk, "groups": [role(Role.EDITOR).pk]}
    sent |= {"password1": "a-long-word-2026", "password2": "a-long-word-2026"}
    keeper.post(add, sent)
    editor = User.objects.get(username="e")
    assert first.permissions_for_user(editor).can_edit()
    assert not other.permissions_for_user(editor).can_edit()
    change = reverse("wagtailusers_users:edit", args=[editor.pk])
    keeper.post(change, filled(keeper.get(change).content.decode()) | {"bureau": other.bureau.pk})
    editor = User.objects.get(username="e")
    assert not first.permissions_for_user(editor).can_edit()
    assert other.permissions_for_user(editor).can_edit()


def test_many_are_given_a_role_at_once_with_what_it_entails(keeper):
    item = make_item()
    users = [make_user(Role.CLERK, bureau=item.bureau) for _ in range(2)]
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    keys = "&".join(f"id={user.pk}" for user in users)
    page = keeper.get(f"{url}?{keys}").content.decode()
    assert "经办" in page
    assert "bureau-editors" not in page
    keeper.post(f"{url}?{keys}", {"role": role(Role.EDITOR).pk})
    for user in users:
        fresh = User.objects.get(pk=user.pk)
        assert roles_of(fresh) == {Role.CLERK, Role.EDITOR}
        assert item.permissions_for_user(fresh).can_edit()


def test_a_group_made_here_stays_whatever_the_roles(keeper):
    user, own = make_user(Role.EDITOR, bureau=make_bureau()), Group.objects.create(name="值班")
    user.groups.add(own)
    assign(user, [Role.CLERK])
    assert set(user.groups.values_list("name", flat=True)) == {"值班", Role.CLERK.value}


def test_a_name_is_asked_for(keeper):
    page = keeper.post(reverse("wagtailusers_users:add"), {"username": "nobody"})
    assert page.status_code == 200
    assert "display_name" in page.context["form"].errors
    assert not User.objects.filter(username="nobody").exists()


def test_the_list_finds_by_name_and_bureau_in_a_fixed_number_of_queries(keeper, django_assert_max_num_queries):
    bureau = make_bureau()
    made = [make_user(Role.CLERK, bureau=bureau) for n in range(12)]
    for n, user in enumerate(made):
        user.display_name = f"王{n}号"
        user.save()
    url = reverse("wagtailusers_users:index")
    found = keeper.get(url, {"q": "王7号", "bureau": bureau.pk}).content.decode()
    assert made[7].username in found
    assert made[8].username not in found
    with django_assert_max_num_queries(16):
        keeper.get(url)
