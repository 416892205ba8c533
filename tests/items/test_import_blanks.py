"""A blank cell takes away what an item had, and never without a word; messages repeat no long text whole."""

import pytest

from accounts.roles import Role
from items.importing import texts
from items.importing.exporting import export_file
from items.importing.run import Options, import_file
from items.models import ItemPage

from . import factories
from .books import book

POLICE = "郑州市公安局"
HEADS = ["实施编码", "事项名称", "实施主体", "咨询电话", "承诺时限", "可预约", "状态", "申请材料", "主题分类"]
FULL = ["A1", "甲", POLICE, "0371-67180000", "5(工作日)", "是", "暂停", "申请书；照片", "市场准入"]
pytestmark = pytest.mark.django_db


def told(report):
    return [warning["reason"] for warning in report.rows[0]["warnings"]]


@pytest.fixture
def full(tmp_path):
    import_file(book(tmp_path / "full.xlsx", 事项=[HEADS, FULL]))
    return ItemPage.objects.get()


def test_blank_cells_say_what_they_take_away_in_the_preview_and_in_the_run_but_once(full, tmp_path):
    path = book(tmp_path / "blank.xlsx", 事项=[HEADS, [*FULL[:3], "", "", "", "", "", ""]])
    expected = {
        "“咨询电话”原来是“0371-67180000”，这个文件里是空的，将被清空。",
        "“承诺办结时限”原来是“5(工作日)”，这个文件里是空的，将被清空。",
        "“可预约”原来是“是”，这个文件里是空的，将改为“否”。",
        "“状态”原来是“暂停”，这个文件里是空的，将改回默认。",
        "“材料”原来有 2 行，这个文件里是空的，将被清空。",
        "“主题分类”原来是“市场准入”，这个文件里是空的，将被清空。",
    }
    assert set(told(import_file(path, Options(dry_run=True)))) == expected
    report = import_file(path)
    assert (set(told(report)), report.counts["updated"], report.counts["warnings"]) == (expected, 1, 6)
    again = import_file(path)
    assert (told(again), again.counts["unchanged"]) == ([], 1)


def test_what_a_file_does_not_speak_of_or_says_otherwise_is_no_loss(full, tmp_path):
    assert told(import_file(book(tmp_path / "few.xlsx", 事项=[HEADS[:3], FULL[:3]]))) == []
    other = [*FULL[:3], "0371-67180001", "6(工作日)", "否", "在用", "申请书", "其他"]
    report = import_file(book(tmp_path / "other.xlsx", 事项=[HEADS, other]))
    assert (told(report), report.counts["updated"]) == ([], 1)
    assert import_file(book(tmp_path / "new.xlsx", 事项=[HEADS, ["A2", "乙", POLICE]])).counts["warnings"] == 0


def test_a_blank_cell_of_a_row_says_so_too(full, tmp_path):
    heads = ["实施编码", "材料名称", "受理标准"]
    first = book(tmp_path / "a.xlsx", 事项=[HEADS[:3], FULL[:3]], 材料=[heads, ["A1", "申请书", "填写完整"]])
    second = book(tmp_path / "b.xlsx", 事项=[HEADS[:3], FULL[:3]], 材料=[heads, ["A1", "申请书", ""]])
    import_file(first)
    assert told(import_file(second)) == ["“材料“申请书”：受理标准”原来是“填写完整”，这个文件里是空的，将被清空。"]
    assert told(import_file(second)) == []


def test_an_export_comes_back_without_a_word(full, tmp_path):
    export_file(tmp_path / "out.xlsx")
    assert import_file(tmp_path / "out.xlsx").counts["warnings"] == 0


def test_the_admins_preview_shows_it(full, tmp_path, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from items.importing import runs

    private = {**settings.STORAGES["private"]}
    private["OPTIONS"] = {**private["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    user = factories.person("city", None, Role.EDITOR, Role.LEGAL)
    text = f"实施编码,事项名称,实施主体,咨询电话\nA1,甲,{POLICE},\n"
    run = runs.upload(user, SimpleUploadedFile("a.csv", text.encode()), None)
    runs.work(timezone.now())
    assert "将被清空" in run.rows.get(preview=True).warnings[0]["reason"]


def test_messages_repeat_forty_characters_of_a_long_value(tmp_path, capsys):
    from django.core.management import call_command

    path = tmp_path / "long.csv"
    heads = "事项名称,实施主体,承诺时限,服务对象,实施编码"
    path.write_text(f"{heads}\n{'长' * 3000},{POLICE},,,\n乙,{POLICE},{'视' * 500},{'星' * 500},{'码' * 60}\n", "utf-8")
    call_command("import_items", str(path), "--verbosity", "0")
    said = capsys.readouterr().err
    assert "长" * 39 + "…" in said
    assert not any(mark * 41 in said for mark in "长视星码")


def test_short():
    assert texts.short("甲" * 40) == "甲" * 40
    assert texts.short("甲" * 41) == "甲" * 39 + "…"
    assert texts.short("甲\n乙") == "甲乙"
