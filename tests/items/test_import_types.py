"""Values of .jsonl that are no text: what takes them, what refuses them, and that a refused one changes nothing."""

import json

import pytest

from items.importing.exporting import export_file
from items.importing.run import import_file
from items.models import ItemPage

POLICE = "郑州市公安局"
GOOD = {
    "实施编码": "A1", "事项名称": "甲", "实施主体": POLICE, "咨询电话": "0371-67180000", "受理条件": "有场所", "承诺时限": "5(工作日)",
    "材料": [{"材料名称": "申请书", "受理标准": "填写完整", "必要性": "必要"}], "办理流程": "受理→审查", "主题分类": "市场准入",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def take(tmp_path):
    def take(*records):
        path = tmp_path / "a.jsonl"
        path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
        return import_file(path)

    return take


def newest():
    return ItemPage.objects.get().get_latest_revision_as_object()


@pytest.mark.parametrize("heading", ["咨询电话", "受理条件", "承诺时限", "办理流程", "主题分类", "实施编码"])
@pytest.mark.parametrize("value", [True, {"a": 1}, [["x", True]], float("inf")])
def test_what_is_no_text_is_refused_and_what_the_item_has_stays(take, heading, value):
    take(GOOD)
    report = take(GOOD | {heading: value})
    assert report.counts["unchanged"] == 1, report.rows
    told = [*report.notes, *report.rows[0]["warnings"]]
    assert [warning["column"] for warning in told] == ["a" if heading == "办理流程" and value == {"a": 1} else heading]
    assert "没有读取" in told[0]["reason"]


@pytest.mark.parametrize("value", [True, {"name": "x"}])
@pytest.mark.parametrize("heading", ["事项名称", "实施主体"])
def test_a_name_or_bureau_that_is_no_text_rejects_the_row(take, heading, value):
    report = take(GOOD | {heading: value})
    assert (report.rows[0]["result"], report.rows[0]["column"]) == ("rejected", heading)
    assert heading in {warning["column"] for warning in report.rows[0]["warnings"]}


def test_values_that_are_fit(take):
    fit = {"可预约": True, "是否收费": False, "承诺时限": {"value": 6, "unit": "自然日"}, "法定时限": {"number": 20}, "到办事现场次数": 1,
           "服务对象": ["自然人", "企业法人"], "材料": {"材料名称": "照片", "必要性": True, "份数": 2}}  # fmt: skip
    report = take({**GOOD, **fit, "咨询电话": 67180000, "受理条件": float("nan")})
    page = newest()
    assert report.rows[0]["warnings"] == []
    assert (page.bookable, page.charges, page.promised_limit, page.promised_unit) == (True, False, 6, "day")
    assert (page.statutory_limit, page.visits, page.consult_phone, page.conditions) == (20, 1, "67180000", "")
    assert [(row.name, row.necessity, row.originals) for row in page.materials.all()] == [("照片", "required", 2)]


def test_a_cell_of_a_row_that_is_no_text_leaves_what_the_row_has(take):
    take(GOOD)
    report = take(GOOD | {"材料": [{"材料名称": "申请书", "受理标准": True, "必要性": "必要"}]})
    assert (report.counts["unchanged"], report.rows[0]["warnings"][0]["column"]) == (1, "受理标准")
    report = take(GOOD | {"材料": [{"材料名称": True}, {"材料名称": "申请书"}]})
    assert [row.name for row in newest().materials.all()] == ["申请书"]
    assert report.counts["warnings"] == 2


def test_a_key_that_a_record_does_not_have_says_nothing_and_null_says_nothing_is_there(take):
    take(GOOD, {"实施编码": "A2", "事项名称": "乙", "实施主体": POLICE, "禁止性要求": "无"})
    few = {"实施编码": "A1", "事项名称": "甲", "实施主体": POLICE}
    other = {
        "实施编码": "A2",
        "事项名称": "乙",
        "实施主体": POLICE,
        "咨询电话": "67180001",
        "办理流程": "受理→决定",
        "材料1": "照片",
    }
    report = take(few, other)
    assert [row["result"] for row in report.rows] == ["unchanged", "updated"]
    report = take(few | {"咨询电话": None})
    assert "将被清空" in report.rows[0]["warnings"][0]["reason"]
    assert ItemPage.objects.get(code="A1").get_latest_revision_as_object().consult_phone == ""


def test_the_export_still_comes_back_unchanged(take, tmp_path):
    take(GOOD)
    export_file(tmp_path / "out.jsonl")
    assert import_file(tmp_path / "out.jsonl").summary() == {
        "read": 1, "created": 0, "updated": 0, "unchanged": 1, "rejected": 0, "warnings": 0,
    }  # fmt: skip
