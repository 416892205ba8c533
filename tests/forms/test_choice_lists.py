"""Shared choice lists: values once given stay, versions have copies, forms that use a list are told."""

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.styles import Font

from forms import choice_lists, choice_rows, definition, service
from forms.choice_lists import ChoiceList
from forms.models import Form
from forms.xlsform import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def streets(bureau):
    kept = ChoiceList(title="街道", code="streets", bureau=bureau, lines="花园路\n农业路")
    kept.full_clean()
    kept.save()
    return kept


def test_a_value_never_passes_to_another_choice(streets):
    streets.lines = "花园路 = c1"
    streets.save()
    streets.lines += "\n文化路"
    streets.save()
    assert streets.lines == "花园路 = c1\n文化路 = c3"
    streets.lines = "文化路\n农业路\n经三路"
    streets.save()
    assert streets.lines == "文化路 = c3\n农业路 = c2\n经三路 = c4"


def with_list(bureau, kind="drop_down"):
    steps = [{"blocks": [{"type": kind, "key": "f1", "label": "街道", "shared": "streets"}]}]
    return service.create_from_definition("表", "with-list", bureau, steps, None)


def labels(found):
    return [row["label"] for row in definition.specs(found)[0].get("choices")]


def test_values_are_given_once_and_a_new_label_keeps_its_value(streets):
    assert streets.lines == "花园路 = c1\n农业路 = c2"
    streets.lines = "农业大道 = c2\n文化路\n花园路 = c1"
    streets.save()
    assert streets.choices == [
        {"value": "c2", "label": "农业大道"},
        {"value": "c3", "label": "文化路"},
        {"value": "c1", "label": "花园路"},
    ]


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice", "drop_down"])
def test_a_version_freezes_the_list_and_the_next_one_has_the_change(streets, bureau, editor, kind):
    form = with_list(bureau, kind)
    streets.lines += "\n文化路"
    assert choice_lists.save(streets, editor) == [form]
    assert labels(definition.read(service.latest(form))) == ["花园路", "农业路"]
    changed = Form.objects.with_latest().get(pk=form.pk)
    assert changed.state == "changed"
    assert changed.history.first().history_user == editor
    assert labels(definition.read(service.publish(changed, None))) == ["花园路", "农业路", "文化路"]


def test_linked_choices_take_a_list_of_paths(bureau):
    ChoiceList(title="业态", code="streets", bureau=bureau, lines="餐饮\t中餐\n餐饮\t西餐").save()
    form = with_list(bureau, "linked_choices")
    assert labels(definition.of(form)) == ["餐饮 > 中餐", "餐饮 > 西餐"]


def test_a_new_list_begins_with_a_code_and_the_editors_bureau(client, editor, bureau):
    client.force_login(editor)
    form = client.get(reverse("choice_lists:add")).context["form"]
    assert form["code"].value().startswith("list_")
    choice_lists.VALUE(form["code"].value())
    assert form["bureau"].value() == bureau.pk
    read = client.get(reverse("forms_admin:import")).context["form"]
    assert read["bureau"].value() == bureau.pk


def test_admin_makes_a_list_from_a_workbook_and_names_the_forms(client, editor, bureau):
    client.force_login(editor)
    book = openpyxl.Workbook()
    for label in ("花园路", "农业路"):
        book.active.append([label])
    content = io.BytesIO()
    book.save(content)
    sent = {"title": "街道", "code": "streets", "bureau": bureau.pk, "lines": ""}
    file = SimpleUploadedFile("街道.xlsx", content.getvalue())
    client.post(reverse("choice_lists:add"), {**sent, "file": file})
    kept = ChoiceList.objects.get()
    assert [row["label"] for row in kept.choices] == ["花园路", "农业路"]
    form = with_list(bureau)
    page = reverse("choice_lists:edit", args=[kept.pk])
    assert form.title in client.get(page).content.decode()
    told = client.post(page, {**sent, "lines": "花园路 = c1\n文化路"}, follow=True).content.decode()
    assert "下次发布时" in told
    assert "出现了两次" in client.post(page, {**sent, "lines": "花园路\n花园路"}).content.decode()
    assert "xlsx" in client.post(page, {**sent, "file": SimpleUploadedFile("a.xlsx", b"x")}).content.decode()


def test_another_bureaus_list_is_not_found(client, other_editor, streets):
    client.force_login(other_editor)
    assert client.get(reverse("choice_lists:edit", args=[streets.pk])).status_code == 404
    assert "街道" not in client.get(reverse("choice_lists:index")).content.decode()


def test_the_history_says_which_choices_changed_and_who_changed_them(client, editor, other_editor, streets):
    streets.title = "街道名录"
    streets.lines = "农业大道 = c2\n花园路 = c1\n文化路"
    choice_lists.save(streets, editor)
    streets.lines = "\n".join([streets.lines.rpartition("\n")[0], *(f"第 {n} 街" for n in range(40))])
    choice_lists.save(streets, editor)
    client.force_login(editor)
    page = client.get(reverse("choice_lists:history", args=[streets.pk])).content.decode()
    for line in (
        "建立选项表，2 个选项",
        "名称由「街道」改为「街道名录」",
        "选项：由「农业路」改为「农业大道」",
        "增加选项「文化路」",
        "增加选项「第 3 街」",
        "还有 11 处改动",
        editor.get_full_name(),
    ):
        assert line in page
    assert (
        reverse("choice_lists:history", args=[streets.pk])
        in client.get(reverse("choice_lists:edit", args=[streets.pk])).content.decode()
    )
    client.force_login(other_editor)
    assert client.get(reverse("choice_lists:history", args=[streets.pk])).status_code == 404


def sheet(*rows, bold=False, more=()):
    """An upload with a workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if bold:
        for cell in book.active[1]:
            cell.font = Font(bold=True)
    for title, cells in more:
        book.create_sheet(title).append(cells)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("街道.xlsx", content.getvalue())


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[f"第 {n} 街"] for n in range(3002)], "最多 3000 个"),
        ([["甲", "乙", "丙"], ["甲", "乙", "丙", "丁"]], "第 2 行的「丁」"),
        ([["花园路"], ["#N/A"]], "第 2 行的「#N/A」"),
        ([["花园路"], [True]], "第 2 行的「TRUE」"),
        ([["花园路"], ["=A1"]], "第 2 行是公式"),
        ([["餐饮", "中餐"], [None, "西餐"]], "第 2 行「西餐」前面有空格子"),
        ([["名称", "编号"], ["花园路", "hy"]], "编号不能另占一列"),
        ([], "里没有选项"),
    ],
)
def test_what_can_be_no_choice_is_refused_with_its_row(rows, words):
    with pytest.raises(ValidationError, match=words):
        choice_rows.read(sheet(*rows))


def test_a_sheet_of_stored_empty_rows_and_a_packed_one_are_refused(monkeypatch):
    monkeypatch.setattr(choice_rows, "MOST_KEPT", 50)
    far = openpyxl.Workbook()
    far.active["A1"], far.active["A2"] = "花园路", "文化路"
    far.active["A100000"].font = Font(bold=True)
    content = io.BytesIO()
    far.save(content)
    touched = SimpleUploadedFile("街道.xlsx", content.getvalue())
    assert choice_rows.read(touched).lines == ["花园路", "文化路"]
    with pytest.raises(ValidationError, match="带格式的空行"):
        choice_rows.read(sheet(["花园路"], *[[""]] * 50))
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1)
    with pytest.raises(ValidationError, match="选项太多"):
        choice_rows.read(sheet(["花园路"]))


def test_a_heading_is_no_choice_and_the_editor_is_told_how_the_first_row_was_taken():
    rows = [["街道"], ["花园路"], ["文化路"]]
    known = choice_rows.read(sheet(["选项"], *rows[1:]))
    assert (known.lines, "当作表头" in known.notes[0]) == (["花园路", "文化路"], True)
    marked = choice_rows.read(sheet(*rows, bold=True))
    assert (marked.lines, "当作表头" in marked.notes[0]) == (["花园路", "文化路"], True)
    unsure = choice_rows.read(sheet(*rows, more=[("别的", ["x"])]))
    assert (unsure.lines, "第 1 行「街道」当作选项" in unsure.notes[0]) == (["街道", "花园路", "文化路"], True)
    assert "「别的」没有读" in unsure.notes[1]


def test_what_stands_after_the_sign_is_the_value_with_or_without_blanks():
    assert choice_lists.read("文化路街道=wh\n花园路＝hy\n农业路 = c9\na=b = c1") == [
        ("文化路街道", "wh"), ("花园路", "hy"), ("农业路", "c9"), ("a=b", "c1"),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="等号后面应是选项编号"):
        ChoiceList(title="街道", code="s", lines="文化路=101\n花园路").clean()


def test_the_editor_sees_how_the_workbook_was_read(client, editor, bureau):
    client.force_login(editor)
    sent = {"title": "街道", "code": "streets", "bureau": bureau.pk, "lines": "", "file": sheet(["街道"], ["花园路"])}
    told = client.post(reverse("choice_lists:add"), sent, follow=True).content.decode()
    assert "第 1 行「街道」当作选项" in told
