"""Cells that say that there is nothing, or say two things at once: read as they are meant."""

import pytest

from items.importing import lines, papers
from items.importing.charging import charge
from items.importing.columns import NO_FIELD
from items.importing.parsing import known_headings

from .books import book, wanted

POLICE = "郑州市公安局"


def one(tmp_path, **cells):
    heads, row = ["事项名称", "实施主体", *cells], ["甲", POLICE, *cells.values()]
    return wanted(book(tmp_path / "a.xlsx", ("清单", [heads, row]))).items[0]


@pytest.mark.parametrize(("line", "name", "numbers"), [
    ("照片（2寸）2张", "照片（2寸）", {"originals": 2}), ("照片(2寸)2张", "照片(2寸)", {"originals": 2}), ("照片（二寸免冠）3张", "照片（二寸免冠）", {"originals": 3}),
    ("身份证（原件）1份", "身份证", {"originals": 1}), ("身份证（复印件2份）", "身份证", {"copies": 2}), ("照片（2寸）", "照片（2寸）", {}),
])  # fmt: skip
def test_a_bracket_of_the_name_stays_with_it(line, name, numbers):
    assert papers.parted(line) == (name, numbers)


@pytest.mark.parametrize(
    "cell", ["无需材料", "无", "不需要提交材料", "无需提交材料", "无须提交任何材料。", "不需要材料", "免提交", "无材料"]
)
def test_no_material_is_no_material(tmp_path, cell):
    assert one(tmp_path, 申请材料=cell).rows["materials"] == []
    assert one(tmp_path, 材料名称=cell, 材料类型="申请表").rows["materials"] == []


@pytest.mark.parametrize("cell", ["免冠照片", "无犯罪记录证明", "无房证明材料", "不动产权证书", "没有违法记录的声明"])
def test_names_that_only_begin_so_are_materials(cell):
    assert [papers.material(line)["name"] for line in lines.material_lines(cell)] == [cell]


def test_no_material_on_a_sheet_of_materials(tmp_path):
    items, sheet = (
        [["实施编码", "事项名称", "实施主体"], ["A1", "甲", POLICE]],
        [["实施编码", "材料名称"], ["A1", "无需材料"]],
    )
    found = wanted(book(tmp_path / "a.xlsx", ("事项", items), ("材料", sheet)))
    assert found.items[0].rows["materials"] == []


@pytest.mark.parametrize(("cell", "said"), [
    ("无", False), ("不收费", False), ("不收取任何费用", False), ("本事项不收费。", False), ("按次收费100元", True), ("收费，100元/次", True),
    ("工本费10元", True), ("-", None), ("", None),
])  # fmt: skip
def test_whether_it_costs(tmp_path, cell, said):
    assert charge(cell) is said
    assert one(tmp_path, 收费标准=cell).fields.get("charges") is said
    assert one(tmp_path, 收费项目="", 收费标准=cell).fields.get("charges") is said


@pytest.mark.parametrize(("cell", "name", "standard"), [
    ("按次收费100元", "收费", "按次收费100元"), ("收费，100元/次", "收费", "100元/次"), ("工本费10元/证", "工本费", "10元/证"),
    ("是；按次收费100元", "收费", "按次收费100元"), ("收费(100元)", "收费", "100元"),
])  # fmt: skip
def test_a_price_in_the_column_that_asks(tmp_path, cell, name, standard):
    found = one(tmp_path, 是否收费=cell)
    assert (found.fields["charges"], found.rows["fees"]) == (True, [{"name": name, "standard": standard}])
    assert not found.notes


@pytest.mark.parametrize("cell", ["0", "无", "-", "/", "——", "000"])
def test_no_phone_is_no_phone_and_told_of(tmp_path, cell):
    found = one(tmp_path, 咨询电话=cell)
    assert (found.fields["consult_phone"], [note.column for note in found.notes]) == ("", ["咨询电话"])
    assert "consult_phone" not in found.unread


@pytest.mark.parametrize(("heading", "field"), [
    ("咨询联系电话", "consult_phone"), ("办理电话", "consult_phone"), ("联系电话", "consult_phone"), ("咨询渠道", "consult_phone"),
    ("投诉举报电话", "complaint_phone"), ("监督方式", "complaint_phone"), ("投诉渠道", "complaint_phone"),
])  # fmt: skip
def test_more_words_for_phones(tmp_path, heading, field):
    assert one(tmp_path, **{heading: "12345678"}).fields[field] == "12345678"


@pytest.mark.parametrize(("cell", "address", "hours"), [
    ("中原路1号政务大厅，周一至周五9:00-17:00", "中原路1号政务大厅", "周一至周五9:00-17:00"),
    ("中原路1号 办公时间：工作日上午9:00-12:00", "中原路1号", "工作日上午9:00-12:00"), ("中原路1号政务大厅", "中原路1号政务大厅", None),
])  # fmt: skip
def test_a_place_with_its_hours(tmp_path, cell, address, hours):
    found = one(tmp_path, 办公地址及时间=cell)
    [place] = found.rows["places"]
    assert (place["address"], place.get("hours")) == (address, hours)
    assert [note.column for note in found.notes] == ["办公地址及时间"]


def test_paper_or_electronic(tmp_path):
    found = one(tmp_path, **{"材料名称": "申请书", "纸质/电子": "纸质/电子"})
    assert found.rows["materials"][0]["form"] == "both"


@pytest.mark.parametrize("heading", ["实施主体编码", "特别程序", "中介服务", "是否支持网上支付"])
def test_an_element_that_the_hall_does_not_hold_is_known_as_a_heading(heading):
    assert heading in NO_FIELD
    assert heading in known_headings()
