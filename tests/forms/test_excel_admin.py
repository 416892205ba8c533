"""Workbooks in the admin: the report first, then the draft; other bureaus' forms stay untouched."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms import excel_views, service
from forms.models import Form

from .test_xlsform import HEAD, book

pytestmark = pytest.mark.django_db


def upload(client, content, bureau):
    file = SimpleUploadedFile("表.xlsx", content)
    return client.post(reverse("forms_admin:import"), {"file": file, "bureau": bureau.pk})


def test_report_comes_first_and_the_draft_second(client, editor, bureau):
    client.force_login(editor)
    settings = [["form_title", "form_id"], ["户外广告", "ad"]]
    page = upload(client, book([HEAD, ["text", "q1", "位置"], ["geopoint", "q2", "坐标"]], settings=settings), bureau)
    assert not Form.objects.exists()
    text = page.content.decode()
    assert "位置" in text
    assert "geopoint" in text
    done = client.post(reverse("forms_admin:import"), {"read": page.context["read"]})
    form = Form.objects.get()
    assert done.url == f"{reverse('forms_admin:edit', args=[form.pk])}?check=1"
    assert (form.title, form.code, form.bureau, form.versions.count()) == ("户外广告", "ad", bureau, 0)
    assert form.history.get().history_user == editor


def test_errors_are_shown_at_their_place_and_nothing_is_saved(client, editor, bureau):
    client.force_login(editor)
    text = upload(client, book([HEAD, ["txet", "q1", "位置"]]), bureau).content.decode()
    assert "第 2 行 type" in text
    assert "建立草稿" not in text
    assert "请选择一个文件" in client.post(reverse("forms_admin:import"), {"bureau": bureau.pk}).content.decode()
    assert client.post(reverse("forms_admin:import"), {"read": "x"}).status_code == 302
    assert not Form.objects.exists()


def test_another_bureaus_form_is_neither_changed_nor_exported(client, other_editor, other_bureau, form):
    client.force_login(other_editor)
    content = book([HEAD, ["text", "q1", "位置"]], settings=[["form_id"], [form.code]])
    page = upload(client, content, other_bureau)
    assert "read" not in page.context
    text = page.content.decode()
    assert "是别的机构的表单" in text
    assert "会建立一个新表单的草稿" not in text
    kept = {"title": "改", "code": form.code, "intro": "", "steps": [], "bureau": other_bureau.pk}
    client.post(reverse("forms_admin:import"), {"read": signing.dumps(kept, salt=excel_views.SALT)})
    assert Form.objects.get().title == form.title
    assert client.get(reverse("forms_admin:export", args=[form.pk])).status_code == 404
    assert upload(client, content, form.bureau).context["form"].errors["bureau"]


def test_an_archived_form_is_told_at_the_preview(client, editor, form):
    service.archive(form, editor)
    client.force_login(editor)
    page = upload(client, book([HEAD, ["text", "q1", "位置"]], settings=[["form_id"], [form.code]]), form.bureau)
    assert "已停用" in page.content.decode()
    assert "read" not in page.context


def test_errors_stand_in_the_order_of_the_rows(client, editor, bureau):
    client.force_login(editor)
    rows = [
        [*HEAD, "relevant"],
        ["text", "q1", "一", "${no} = 1"],
        ["txet", "q2", "二"],
        ["text", "", "三"],
        ["end_group"],
    ]
    found = upload(client, book(rows, choices=[["yn", "", "是"]]), bureau).context["found"].report.errors
    places = [(one.sheet, one.row) for one in found]
    assert places == [*[("survey", row) for row in (2, 3, 4, 5)], ("choices", 2)]


def test_export_and_the_buttons_to_both(client, editor, form):
    client.force_login(editor)
    answer = client.get(reverse("forms_admin:export", args=[form.pk]))
    assert answer.content.startswith(b"PK")
    assert "licence.xlsx" in answer["Content-Disposition"]
    assert (
        reverse("forms_admin:export", args=[form.pk])
        in client.get(reverse("forms_admin:edit", args=[form.pk])).content.decode()
    )
    assert reverse("forms_admin:import") in client.get(reverse("forms_admin:index")).content.decode()
