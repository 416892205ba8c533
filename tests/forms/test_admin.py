"""The editor's screens: what they do, and that other bureaus' forms are not found on any of them."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
SCREENS = ["edit", "copy", "history", "history_results", "usage", "preview", "publish", "versions", "archive"]


def address(name, form):
    return reverse(f"forms_admin:{name}", args=[form.pk])


@pytest.mark.parametrize("name", SCREENS)
def test_own_forms_open_and_others_are_not_found(client, form, editor, other_editor, name):
    client.force_login(editor)
    assert client.get(address(name, form)).status_code == 200
    client.force_login(other_editor)
    assert client.get(address(name, form)).status_code == 404
    assert client.post(address(name, form), {}).status_code in {404, 405}


def test_list_and_chooser_hold_own_forms_only(client, form, editor, other_editor):
    lists = {
        "forms_admin:index": address("edit", form),
        "forms_admin:index_results": address("edit", form),
        "form_chooser:choose": reverse("form_chooser:chosen", args=[form.pk]),
        "form_chooser:choose_results": reverse("form_chooser:chosen", args=[form.pk]),
    }
    several = reverse("form_chooser:chosen_multiple")
    for user, seen in ((editor, True), (other_editor, False)):
        client.force_login(user)
        for name, link in lists.items():
            assert (link in client.get(reverse(name)).content.decode()) is seen, name
        assert (client.get(reverse("form_chooser:chosen", args=[form.pk])).status_code == 200) is seen
        assert (f'"id": "{form.pk}"' in client.get(several, {"id": [form.pk]}).content.decode()) is seen


def test_deleting_is_closed(client, form, editor):
    client.force_login(editor)
    assert client.get(f"/admin/forms/delete/{form.pk}/").status_code == 404
