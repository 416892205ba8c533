"""What an import may publish, whose act it was, and what a file that says little leaves alone."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import PageLogEntry

from accounts.roles import Role
from items.importing.run import Options, import_file
from items.importing.writing import PUBLISHED
from items.models import ItemPage

from . import factories
from .test_importing import HEADINGS, LAW, MATERIALS, QUESTIONS, ROW, STEPS, book, run

OTHER = ["11410100MB0002", "药品经营许可", *ROW[2:]]

pytestmark = pytest.mark.django_db


def changed(column, value):
    row = list(ROW)
    row[HEADINGS.index(column)] = value
    return row


@pytest.fixture
def whole(tmp_path):
    return book(tmp_path / "whole.xlsx", 事项=[HEADINGS, ROW], 材料=MATERIALS, 环节=STEPS, 依据=LAW, 常见问题=QUESTIONS)


@pytest.fixture
def live(whole):
    run(whole, publish=True)
    return ItemPage.objects.get()


def drafted(page, author, **values):
    newest = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(newest, name, value)
    newest.save_revision(user=author, clean=False)
    return ItemPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("row", [ROW, changed("咨询电话", "0371-60000000")], ids=["unchanged", "updated"])
def test_a_draft_that_nobody_reviewed_is_not_published_by_a_file(live, row, tmp_path):
    editor = factories.person("编辑甲", live.bureau, Role.EDITOR)
    drafted(live, editor, summary="还没有人看过")
    report = run(book(tmp_path / "again.xlsx", 事项=[HEADINGS, row]), publish=True)
    page = ItemPage.objects.get()
    assert (report.published, page.live, page.summary, page.has_unpublished_changes) == (0, True, "", True)
    assert page.get_latest_revision_as_object().summary == "还没有人看过"
    assert "未经审核" in str(report.rows[0]["warnings"])


def test_what_an_import_left_as_a_draft_is_published_by_a_later_one(whole):
    run(whole)
    assert not ItemPage.objects.get().live
    assert run(whole, publish=True).published == 1


def test_the_log_says_which_file_published_a_guide_and_who_ran_it(whole, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "operator1")
    call_command("import_items", str(whole), "--publish", verbosity=0)
    entry = PageLogEntry.objects.get(action=PUBLISHED)
    assert entry.data == {"file": "whole.xlsx", "operator": "operator1"}
    assert "whole.xlsx" in str(entry.message)
    assert "operator1" in str(entry.message)


def test_the_command_names_the_drafts_that_are_not_ready_and_why(tmp_path, capsys):
    path = book(tmp_path / "bare.xlsx", 事项=[["实施编码", "事项名称", "实施主体"], ["B1", "甲事项", "郑州市公安局"]])
    call_command("import_items", str(path), verbosity=0)
    said = [line for line in capsys.readouterr().err.splitlines() if "甲事项" in line]
    assert any("not ready to be published" in line and "咨询电话" in line for line in said)


def test_a_cell_that_cannot_be_read_leaves_what_stands(live, tmp_path):
    row = changed("承诺时限", "尽快")
    row[HEADINGS.index("经办机构")] = live.bureau.name
    row[HEADINGS.index("办件类型")] = "不知道"
    path = book(tmp_path / "odd.xlsx", 事项=[HEADINGS, row])
    report = import_file(path, Options())
    draft = ItemPage.objects.get().get_latest_revision_as_object()
    assert (draft.promised_limit, draft.promised_unit, draft.handling) == (10, "workday", "promise")
    assert {warning["column"] for warning in report.rows[0]["warnings"]} >= {"承诺时限", "办件类型"}
    assert import_file(path, Options()).counts["unchanged"] == 1


def test_a_sheet_of_rows_says_nothing_of_items_it_does_not_name(live, tmp_path):
    rows = [MATERIALS[0], [OTHER[0], "申请书", *MATERIALS[1][2:]]]
    run(book(tmp_path / "two.xlsx", 事项=[HEADINGS, ROW, OTHER], 材料=rows, 环节=STEPS))
    first, second = ItemPage.objects.order_by("code")
    assert [row.name for row in first.get_latest_revision_as_object().materials.all()] == ["申请书", "营业执照"]
    assert [row.name for row in second.materials.all()] == ["申请书"]


def test_a_report_that_cannot_be_written_is_told_before_anything_is_taken_in(whole, tmp_path):
    with pytest.raises(CommandError, match="report"):
        call_command("import_items", str(whole), report=tmp_path / "nowhere" / "r.json", verbosity=0)
    assert not ItemPage.objects.exists()
