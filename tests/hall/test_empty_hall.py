"""What `migrate` alone leaves: an empty hall, ready for an import."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Site

from accounts.models import User
from accounts.roles import ADMIN, Role, grant, install

pytestmark = pytest.mark.django_db


def test_each_role_is_a_group_that_may_enter_the_admin():
    label, codename = ADMIN.split(".")
    for role in Role:
        assert (
            Group.objects.get(name=role.value)
            .permissions.filter(content_type__app_label=label, codename=codename)
            .exists()
        )


def test_installing_roles_again_changes_nothing():
    before = {group.name: group.permissions.count() for group in Group.objects.all()}
    install()
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == before


def test_there_is_a_site_with_a_home_page_and_nobody_in_it():
    assert Site.objects.get(is_default_site=True).root_page.depth == 2
    assert Page.objects.filter(depth=1).count() == 1
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_starts_with_the_same_rows_and_may_delete_them():
    assert Page.objects.filter(depth=1).exists()
    Group.objects.all().delete()


def test_after_it_they_are_back():
    assert Group.objects.filter(name=Role.CLERK.value).exists()


def test_a_grant_names_a_permission(monkeypatch):
    monkeypatch.setattr("accounts.roles.GRANTS", [])
    grant(Role.CLERK, "accounts.view_bureau")
    install()
    assert Group.objects.get(name=Role.CLERK.value).permissions.filter(codename="view_bureau").exists()
