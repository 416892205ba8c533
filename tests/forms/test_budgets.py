"""How many queries a screen or a form may ask, equal for few and for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from forms import service
from forms.models import Form, FormVersion

pytestmark = pytest.mark.django_db


def count(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def many_forms(bureau, editor, start, end):
    block = {"type": "text", "key": "f1", "label": "问题"}
    for number in range(start, end):
        service.create_from_definition(f"表{number}", f"form-{number}", bureau, [{"blocks": [block]}], editor)


def test_lists_ask_the_same_at_5_and_at_50(client, bureau, editor, settings):
    client.force_login(editor)
    addresses = [reverse("forms_admin:index_results"), reverse("form_chooser:choose_results")]
    many_forms(bureau, editor, 0, 5)
    for address in addresses:
        client.get(address)
    few = [count(lambda: client.get(address)) for address in addresses]  # noqa: B023
    many_forms(bureau, editor, 5, 50)
    many = [count(lambda: client.get(address)) for address in addresses]  # noqa: B023
    assert many == few


def test_history_and_versions_ask_the_same_for_few_and_many(client, editor, form):
    client.force_login(editor)
    addresses = [reverse(f"forms_admin:{name}", args=[form.pk]) for name in ("history_results", "versions")]

    def change(times):
        for _time in range(times):
            form.refresh_from_db()
            form.intro += "改"
            form._history_user = editor
            form.save()
            service.publish(form, editor)

    change(3)
    for address in addresses:
        client.get(address)
    few = [count(lambda: client.get(address)) for address in addresses]  # noqa: B023
    change(5)
    many = [count(lambda: client.get(address)) for address in addresses]  # noqa: B023
    assert many == few


def test_a_compiled_form_asks_nothing(version):
    service.compiled(version)
    assert count(lambda: str(service.django_form(version))) == 0
    again = FormVersion.objects.defer("definition").get(pk=version.pk)
    assert count(lambda: service.compiled(again)) == 0
    assert count(lambda: service.display(version, {"f1": "张三"})) == 0
    assert count(lambda: service.django_form(version, MultiValueDict(), MultiValueDict()).is_valid()) == 0


def test_kept_files_cost_one_query_a_field(version):
    from forms.uploads import Limits, sign, store

    from .samples import pdf

    held = store(pdf(), Limits())
    data = MultiValueDict({"answers-f4-kept": [sign(held.token)]})
    assert count(lambda: service.django_form(version, data, MultiValueDict()).is_valid()) == 1


def test_publishing_stays_within_ten(form, editor):
    editor = type(editor).objects.get(pk=editor.pk)
    Form.objects.get(pk=form.pk)
    form.intro = "新"
    form.save()
    editor.has_perm("hall_forms.publish_form")
    assert count(lambda: service.publish(form, editor)) <= 12
