"""Lists as cities really publish them: each shape is a small file with what must become of it."""

import contextlib
import datetime
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from items.importing import lines, papers, values
from items.importing.headings import table
from items.importing.parsing import known_headings, understand
from items.importing.reading import Grid, Unreadable
from items.importing.run import Options, import_file
from items.models import ItemPage

from .books import book, wanted

POLICE = "郑州市公安局"


def take(tmp_path, *rows, name="Sheet1", merged=(), file="清单.xlsx"):
    return wanted(book(tmp_path / file, (name, rows, *merged)))


def names(one, relation="materials"):
    return [row["name"] for row in one.rows[relation]]


def reasons(contents):
    return " ".join(note.reason for one in contents.items for note in one.notes)


def test_title_rows_and_merged_cells_above_the_headings(tmp_path):
    found = take(
        tmp_path,
        ["郑州市政务服务事项清单（2024年版）"],
        ["填报单位：郑州市公安局（盖章）", None, None, "填报日期：2024年5月"],
        ["序号", "事项名称", "事项类型", "承诺时限\n（工作日）"],
        [1, "甲", "行政许可", 20],
        [2, "乙", "公共服务", "即办"],
        merged=["A1:D1", "A2:C2"],
    )
    assert [(one.title, one.owner) for one in found.items] == [("甲", POLICE), ("乙", POLICE)]
    assert [one.fields["promised_limit"] for one in found.items] == [20, 0]
    assert [note.column for note in found.notes] == ["实施主体"]


@pytest.mark.parametrize("merged", [(), ("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "I1:J1")])
def test_headings_in_two_rows(tmp_path, merged):
    found = take(
        tmp_path,
        ["事项名称", "实施主体", "办理时限", None, "收费", None, "联系方式", None, "申请材料", None],
        [None, None, "法定", "承诺", "是否收费", "收费标准", "咨询电话", "投诉电话", "名称", "类型"],
        ["甲", POLICE, "20个工作日", "5个工作日", "是", "每件 10 元", "0371-67180000", "67181111", "申请书", "申请表"],
        merged=merged,
    )
    one = found.items[0]
    assert (one.title, one.fields["statutory_limit"], one.fields["promised_limit"]) == ("甲", 20, 5)
    assert (one.fields["charges"], one.fields["consult_phone"]) == (True, "0371-67180000")
    assert one.fields["complaint_phone"] == "67181111"
    assert [row["standard"] for row in one.rows["fees"]] == ["每件 10 元"]
    assert (names(one), one.rows["materials"][0]["kind"]) == (["申请书"], "form")
    assert not found.notes


@pytest.mark.parametrize("style", ["merged", "blank", "repeated"])
def test_one_material_a_row(tmp_path, style):
    rows = [
        ["序号", "实施编码", "事项名称", "实施主体", "材料名称", "原件份数"],
        [1, "A1", "甲", POLICE, "申请书", 1],
        [1, "A1", "甲", POLICE, "身份证", 0],
        [1, "A1", "甲", POLICE, "照片", 2],
        [2, "A2", "乙", POLICE, "户口簿", 1],
    ]
    if style != "repeated":
        rows[2][:4] = rows[3][:4] = [None] * 4
    merged = [f"{column}2:{column}4" for column in "ABCD"] if style == "merged" else []
    found = take(tmp_path, *rows, merged=merged)
    assert [(one.number, one.code, names(one)) for one in found.items] == [
        (2, "A1", ["申请书", "身份证", "照片"]),
        (5, "A2", ["户口簿"]),
    ]
    assert [row["originals"] for row in found.items[0].rows["materials"]] == [1, 0, 2]
    assert not found.notes


@pytest.mark.parametrize("key", ["code", "name", "number"])
def test_materials_on_a_second_sheet(tmp_path, key):
    items = [["序号", "实施编码", "事项名称", "部门"], ["1", "A1", "甲", POLICE], ["2", "A2", "乙", POLICE]]
    head = {"code": "实施编码", "name": "事项名称", "number": "事项序号"}[key]
    first, second = {"code": ("A1", "A2"), "name": ("甲", "乙"), "number": ("1", "2")}[key]
    papers = [
        [head, "材料名称", "必要性"],
        [first, "申请书", "必要"],
        [None, "照片", "非必要"],
        [second, "证明", "必要"],
    ]
    found = wanted(book(tmp_path / "two.xlsx", ("清单", items), ("附件2材料", papers)))
    assert [names(one) for one in found.items] == [["申请书", "照片"], ["证明"]]
    assert found.items[0].rows["materials"][1]["necessity"] == "optional"


@pytest.mark.parametrize("heads", [
    ["材料1", "材料2"], ["材料名称1", "材料名称2"], ["申请材料（1）", "申请材料（2）"], ["材料名称(一)", "材料名称(二)"], ["材料", "材料"],
])  # fmt: skip
def test_materials_in_several_columns(tmp_path, heads):
    found = take(
        tmp_path, ["事项名称", "实施主体", *heads], ["甲", POLICE, "申请书", "身份证"], ["乙", POLICE, "申请书", None]
    )
    assert [names(one) for one in found.items] == [["申请书", "身份证"], ["申请书"]]


def test_numbered_columns_with_more_than_the_name(tmp_path):
    heads = ["材料1名称", "材料1份数", "材料2名称", "材料2份数", "环节1", "环节1时限", "环节2", "环节2时限"]
    row = ["申请书", 1, "照片", 2, "受理", "1个工作日", "审查", "3(工作日)"]
    one = take(tmp_path, ["事项名称", "实施主体", *heads], ["甲", POLICE, *row]).items[0]
    assert [(m["name"], m["originals"]) for m in one.rows["materials"]] == [("申请书", 1), ("照片", 2)]
    assert [(s["name"], s["kind"], s["limit"]) for s in one.rows["steps"]] == [
        ("受理", "accept", 1),
        ("审查", "review", 3),
    ]


MATERIALS = {
    "1.申请书 2.身份证复印件 3.房产证明": ["申请书", "身份证复印件", "房产证明"],
    "①申请书②身份证": ["申请书", "身份证"],
    "（一）申请书；（二）身份证；": ["申请书", "身份证"],
    "一、申请书\n二、身份证": ["申请书", "身份证"],
    "1、申请书\n（加盖公章）\n2、身份证": ["申请书（加盖公章）", "身份证"],
    "1.申请书：（1）原件（2）电子版 2.身份证": ["申请书：（1）原件（2）电子版", "身份证"],
    "申请书；身份证;户口簿": ["申请书", "身份证", "户口簿"],
    "申请书、身份证、户口簿": ["申请书", "身份证", "户口簿"],
    "• 申请书\n• 身份证": ["申请书", "身份证"],
    "3.5寸照片": ["3.5寸照片"],
    "无": [],
    "《医疗机构执业登记申请书》": ["《医疗机构执业登记申请书》"],
    "身份证（原件、复印件）": ["身份证（原件、复印件）"],
}


@pytest.mark.parametrize("cell", MATERIALS)
def test_materials_in_one_cell(cell):
    assert [papers.material(line)["name"] for line in lines.material_lines(cell)] == MATERIALS[cell]


def test_copies_behind_a_material():
    assert papers.material("申请书（原件1份）") == {"name": "申请书", "kind": "form", "originals": 1}
    both = papers.material("身份证（原件及复印件各2份）")
    assert (both["originals"], both["copies"]) == (2, 2)


STEPS = {
    "受理→审查→决定": ["accept", "review", "decide"],
    "1.受理 2.审查 3.决定": ["accept", "review", "decide"],
    "受理-审查-决定-送达": ["accept", "review", "decide", "deliver"],
    "受理、审查、决定": ["accept", "review", "decide"],
    "受理 审核 办结": ["accept", "review", "deliver"],
    "申请——受理——现场勘查——决定——制证——送达": ["receive", "accept", "site_visit", "decide", "certify", "deliver"],
    "受理 ==> 审查 => 决定": ["accept", "review", "decide"],
    "第一步：受理。第二步：审查。": ["accept", "review"],
    "受理＞审查＞办结": ["accept", "review", "deliver"],
}


@pytest.mark.parametrize("cell", STEPS)
def test_steps_in_one_cell(cell):
    assert [lines.step(line)["kind"] for line in lines.step_lines(cell)] == STEPS[cell]


def test_steps_carry_limits_and_what_stands_after_the_colon():
    found = [lines.step(line) for line in lines.step_lines("受理（1个工作日）→审查：核对材料（三个工作日）→送达(即时)")]
    assert [(one["name"], one["limit"]) for one in found] == [("受理", 1), ("审查", 3), ("送达", 0)]
    assert found[1]["standard"] == "核对材料"


LIMITS = {
    "30(工作日)": (30, "workday"), "90（自然日）": (90, "day"), "即办": (0, "workday"), "当场办结": (0, "workday"),
    "20个工作日": (20, "workday"), "二十个工作日": (20, "workday"), "5日": (5, "workday"), "30天": (30, "workday"),
    "受理之日起20个工作日内": (20, "workday"), "不超过15个工作日": (15, "workday"), "自受理之日起十五日内作出决定": (15, "workday"),
    "20 个 工作日": (20, "workday"), "45个自然日": (45, "day"), "１０个工作日": (10, "workday"), "无": (None, "workday"),
    "立等可取": (0, "workday"), "法律未规定": (None, "workday"), "一百二十个工作日": (120, "workday"),
}  # fmt: skip


@pytest.mark.parametrize("cell", LIMITS)
def test_limits_as_real_lists_write_them(cell):
    found = values.limit(cell)
    assert (found.number, found.unit, found.note) == (*LIMITS[cell], "")


@pytest.mark.parametrize(
    "cell", ["1个月", "一年", "3年内", "2小时", "半个工作日", "20-30个工作日", "按规定", "0.5个工作日"]
)
def test_limits_that_are_not_days_go_into_the_note(tmp_path, cell):
    one = take(tmp_path, ["事项名称", "实施主体", "承诺时限"], ["甲", POLICE, cell]).items[0]
    assert one.fields["promised_limit"] is None
    assert cell in one.fields["limit_note"]
    assert one.notes[0].column == "承诺时限"


def test_words_beside_a_limit_are_kept_as_a_note(tmp_path):
    cell = "20个工作日（特殊情况可延长10个工作日）"
    one = take(tmp_path, ["事项名称", "实施主体", "法定时限"], ["甲", POLICE, cell]).items[0]
    assert (one.fields["statutory_limit"], one.fields["limit_note"]) == (20, f"法定办结时限:{cell}")


def test_both_limits_in_one_cell_and_units_of_their_own(tmp_path):
    first = take(
        tmp_path, ["事项名称", "实施主体", "办理时限"], ["甲", POLICE, "法定时限：20个工作日；承诺时限：5个工作日"]
    ).items[0]
    assert (first.fields["statutory_limit"], first.fields["promised_limit"]) == (20, 5)
    heads = ["事项名称", "实施主体", "法定办结时限", "法定办结时限单位", "承诺时限（自然日）"]
    second = take(tmp_path, heads, ["甲", POLICE, 60, "自然日", 30]).items[0]
    assert (second.fields["statutory_limit"], second.fields["statutory_unit"]) == (60, "day")
    assert (second.fields["promised_limit"], second.fields["promised_unit"]) == (30, "day")


@pytest.mark.parametrize(("cell", "kind"), [
    ("行政许可(01)", "permit"), ("行政许可（01）", "permit"), ("01行政许可", "permit"), ("许可", "permit"), ("行政许可事项", "permit"),
    ("其他行政权力", "other"), ("公共服务类", "service"), ("行政 许可", "permit"),
])  # fmt: skip
def test_types_by_text(tmp_path, cell, kind):
    assert take(tmp_path, ["事项名称", "实施主体", "事项类型"], ["甲", POLICE, cell]).items[0].fields["kind"] == kind


@pytest.mark.parametrize("cell", ["01", "20", 1, "非行政许可审批", "行政许可、公共服务"])
def test_types_never_by_code(tmp_path, cell):
    one = take(tmp_path, ["事项名称", "实施主体", "事项类型"], ["甲", POLICE, cell]).items[0]
    assert one.fields["kind"] == ""
    assert one.notes[0].column == "事项类型"


@pytest.mark.parametrize(
    "cell",
    [
        "自然人,企业法人",
        "自然人;企业法人",
        "自然人、法人",
        "个人/企业",
        "自然人和企业法人",
        "公民、企业",
        "自然人 企业法人",
    ],
)
def test_audiences(tmp_path, cell):
    one = take(tmp_path, ["事项名称", "实施主体", "服务对象"], ["甲", POLICE, cell]).items[0]
    assert (one.fields["audiences"], one.notes) == (("person", "enterprise"), [])


@pytest.mark.parametrize(
    ("yes", "no"), [("是", "否"), ("√", "×"), (1, 0), ("Y", "N"), ("支持", "不支持"), (True, False)]
)
def test_yes_and_no(tmp_path, yes, no):
    found = take(tmp_path, ["事项名称", "实施主体", "是否支持预约"], ["甲", POLICE, yes], ["乙", POLICE, no])
    assert [one.fields["bookable"] for one in found.items] == [True, False]
    assert not reasons(found)


@pytest.mark.parametrize(("cell", "said", "warned"), [
    ("0371-12345678、87654321", "0371-12345678", True), ("（0371）12345678", "0371-12345678", False),
    ("0371 12345678", "0371-12345678", False), ("0371-12345678转8001", "0371-12345678转8001", False), ("12345", "12345", False),
    ("037112345678", "0371-12345678", False), ("联系人张三 0371-12345678", "0371-12345678", False), ("无", "", True),
    ("请到窗口现场咨询，或者登录政务服务网查询各县区的联系电话和联系人", "", True),
])  # fmt: skip
def test_phones(tmp_path, cell, said, warned):
    one = take(tmp_path, ["事项名称", "实施主体", "咨询电话"], ["甲", POLICE, cell]).items[0]
    assert (one.fields["consult_phone"], bool(one.notes)) == (said, warned)


@pytest.mark.parametrize(("cell", "charges", "prices"), [
    ("不收费", False, []), ("免费", False, []), ("收费(100元)", True, ["100元"]), ("是", True, []), ("无", False, []), ("", None, []),
])  # fmt: skip
def test_charges(tmp_path, cell, charges, prices):
    one = take(tmp_path, ["事项名称", "实施主体", "收费情况"], ["甲", POLICE, cell]).items[0]
    assert one.fields["charges"] is charges
    assert [row["standard"] for row in one.rows.get("fees", [])] == prices


def test_codes_that_the_spreadsheet_made_numbers_of(tmp_path):
    heads = ["实施编码", "事项名称", "实施主体"]
    found = take(
        tmp_path, heads, [410100123456, "甲", POLICE], [1.1410100005252e30, "乙", POLICE], ["1.1410E+30", "丙", POLICE]
    )
    assert [one.code for one in found.items] == ["410100123456", "", ""]
    assert [len(one.notes) for one in found.items] == [0, 1, 1]
    assert "数字格式" in found.notes[0].reason


@pytest.mark.parametrize(
    "code", ["11410100MB1912677Y-4000119012000-01", "114101000052521012" + "4000" + "123456789", "A" * 64, "１２３"]
)
def test_codes_are_opaque_text(tmp_path, code):
    assert take(tmp_path, ["实施编码", "事项名称", "实施主体"], [code, "甲", POLICE]).items[0].code == code


def test_odd_codes_warn(tmp_path):
    found = take(
        tmp_path,
        ["实施编码", "事项名称", "实施主体"],
        ["编号七", "甲", POLICE],
        ["1" * 31, "乙", POLICE],
        ["无", "丙", POLICE],
    )
    assert [(one.code, len(one.notes)) for one in found.items] == [("编号七", 1), ("1" * 31, 1), ("", 0)]


def test_parts_of_an_item_are_items_of_their_own(tmp_path):
    heads = ["实施编码", "主项名称", "业务办理项名称", "实施主体"]
    rows = [
        ["A1", "食品经营许可", "新办", POLICE],
        ["A2", "食品经营许可", "食品经营许可延续", POLICE],
        ["A3", "食品经营许可", "无", POLICE],
    ]
    merged = take(tmp_path, heads, *rows, merged=["B2:B4"])
    assert [one.title for one in merged.items] == ["食品经营许可（新办）", "食品经营许可延续", "食品经营许可"]


def test_bands_totals_notes_and_repeated_headings_between_the_rows(tmp_path):
    heads = ["序号", "事项名称", "承诺时限", "受理条件"]
    found = take(
        tmp_path,
        heads,
        ["一、郑州市公安局（共2项）"],
        ["（一）行政许可"],
        [1, "甲", "5个工作日", "有"],
        heads,
        ["二、公共服务"],
        [2, "乙", "5个工作日", "有"],
        [3],
        ["合计", None, None, None],
        ["注：以上事项以公布为准。"],
        merged=["A2:D2", "A3:D3", "A6:D6", "A10:D10"],
    )
    assert [(one.title, one.owner, one.fields["kind"]) for one in found.items] == [
        ("甲", POLICE, "permit"),
        ("乙", POLICE, "service"),
    ]
    assert ["合计" in note.reason or "注" in note.reason for note in found.notes] == [True, True]


@pytest.mark.parametrize(("title", "sheet", "file"), [
    ("郑州市公安局权责清单", "Sheet1", "a.xlsx"), ("清单", "郑州市公安局", "a.xlsx"), ("清单", "Sheet1", "郑州市公安局行政权力清单.xlsx"),
])  # fmt: skip
def test_whose_items_they_are_without_a_column(tmp_path, title, sheet, file):
    found = take(tmp_path, [title], ["事项名称", "承诺时限"], ["甲", "即办"], name=sheet, file=file)
    assert found.items[0].owner == POLICE
    assert POLICE in found.notes[0].reason


def test_every_sheet_of_items_is_read_each_for_its_bureau(tmp_path):
    heads = ["事项名称", "受理条件", "承诺时限"]
    sheets = [(name, [heads, [f"{name}的事", "有", "即办"]]) for name in (POLICE, "郑州市民政局")]
    found = wanted(book(tmp_path / "all.xlsx", *sheets, ("填表说明", [["请如实填写"]])))
    assert [(one.sheet, one.owner) for one in found.items] == [(POLICE, POLICE), ("郑州市民政局", "郑州市民政局")]


def test_hidden_sheets_are_told_of(tmp_path):
    path = book(
        tmp_path / "h.xlsx", ("Sheet1", [["事项名称", "实施主体"], ["甲", POLICE]]), ("旧", [["事项名称"], ["废"]])
    )
    from openpyxl import load_workbook

    made = load_workbook(path)
    made["旧"].sheet_state = "hidden"
    made.save(path)
    found = wanted(path)
    assert ([one.title for one in found.items], found.notes[0].column) == (["甲"], "旧")


def test_formulas_without_results_errors_dates_and_control_characters(tmp_path):
    heads = ["事项名称", "实施主体", "受理条件", "窗口号", "计划生效日期", "办理地点"]
    day = datetime.datetime(2024, 3, 12)
    one = take(
        tmp_path,
        heads,
        ["甲_x0007_", POLICE, "=A1", day, day, "#REF!"],
        ["乙\u200b", POLICE, "x", "1", "2024/1/2", "楼"],
    ).items[0]
    assert (one.title, one.fields["conditions"], one.fields["effective_from"]) == ("甲", "", day.date())
    assert {note.column for note in one.notes} >= {"受理条件", "窗口号"}


def test_trailing_blank_rows_and_two_hundred_columns(tmp_path):
    made = Workbook()
    sheet = made.active
    sheet.append(["事项名称", "实施主体", *(f"说明{n}" for n in range(200))])
    sheet.append(["甲", POLICE, *range(200)])
    sheet.cell(1_000_000, 3).value = " "
    made.save(tmp_path / "wide.xlsx")
    found = wanted(tmp_path / "wide.xlsx")
    assert (len(found.items), len(found.notes)) == (1, 200)


def test_duplicate_headings_are_told_of(tmp_path):
    found = take(tmp_path, ["事项名称", "实施主体", "受理条件", "受理条件"], ["甲", POLICE, "一", "二"])
    assert found.items[0].fields["conditions"] == "一\n二"
    assert found.notes[0].column == "受理条件"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_of_many_kinds(tmp_path, encoding, mark):
    text = f'郑州市公安局清单{mark}{mark}\r\n事项名称{mark}实施主体{mark}受理条件\r\n甲𠮷{mark}{POLICE}{mark}"一\r\n二"\r\n'
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    one = wanted(tmp_path / "a.csv").items[0]
    assert (one.title, one.fields["conditions"]) == ("甲𠮷", "一\n二")


@pytest.mark.parametrize("record", [
    {"title": "甲", "bureau": POLICE, "materials": [{"name": "申请书"}], "steps": ["受理", "审查"], "promised_limit": {"number": 5, "unit": "工作日"}},
    {"事项名称": "甲", "实施主体": POLICE, "材料": ["申请书"], "办理流程": "受理→审查", "承诺办结时限": "5个工作日"},
    {"name": "甲", "department": POLICE, "申请材料": [{"材料名称": "申请书"}], "环节": [{"环节名称": "受理"}, {"名称": "审查"}], "承诺时限": 5},
])  # fmt: skip
def test_jsonl_in_english_and_chinese(tmp_path, record):
    (tmp_path / "a.jsonl").write_text("\ufeff" + json.dumps(record, ensure_ascii=False) + "\r\n\r\n", encoding="utf-8")
    one = wanted(tmp_path / "a.jsonl").items[0]
    assert (one.title, one.owner, one.fields["promised_limit"]) == ("甲", POLICE, 5)
    assert (names(one), names(one, "steps")) == (["申请书"], ["受理", "审查"])


def test_a_broken_line_of_jsonl_is_rejected_and_the_rest_goes_on(tmp_path):
    good = json.dumps({"事项名称": "甲\u2028", "实施主体": POLICE}, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text(f"{good}\n{{oops\n[1]\n", encoding="utf-8")
    found = wanted(tmp_path / "a.jsonl")
    assert ([one.title for one in found.items], [n for n, _why in found.broken]) == (["甲"], [2, 3])


def _bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _n in range(450):
                part.write(b"0" * (1 << 20))


UNREADABLE = {
    "empty.xlsx": b"", "empty.csv": b" \n", "broken.xlsx": b"PK\x03\x04 not a zip", "text.xlsx": b"just text",
    "old.xlsx": b"\xd0\xcf\x11\xe0" + b"\0" * 600, "locked.xlsx": b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
    "page.xls": b"<html><table></table></html>", "array.jsonl": '[{"事项名称": "甲"}]'.encode(), "none.jsonl": b"\n\n",
    "file.pdf": b"%PDF-1.4", "other.csv": "姓名,年龄\n张三,3\n".encode(), "picture.png": b"\x89PNG",
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_list_is_told_in_chinese(tmp_path, name):
    (tmp_path / name).write_bytes(UNREADABLE[name])
    with pytest.raises(Unreadable, match=r"[\u4e00-\u9fff]"):
        wanted(tmp_path / name)


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(tmp_path):
    _bomb(tmp_path / "bomb.xlsx")
    with pytest.raises(Unreadable, match="解压"):
        wanted(tmp_path / "bomb.xlsx")


@pytest.mark.django_db
def test_too_long_a_cell_is_cut_and_told_of(tmp_path):
    heads = ["事项名称", "实施主体", "受理条件", "材料名称", "数量限制"]
    path = tmp_path / "long.csv"
    path.write_text(",".join(heads) + f"\n甲,{POLICE},{'长' * 1_000_000},{'材' * 250},{'数' * 300}\n", encoding="utf-8")
    report = import_file(path, Options())
    page = ItemPage.objects.get()
    assert (len(page.conditions), len(page.quota), len(page.materials.get().name)) == (32767, 200, 200)
    assert len(page.materials.get().instructions) == 250
    assert {warning["column"] for warning in report.rows[0]["warnings"]} == {"受理条件", "数量限制", "材料名称"}
    assert import_file(path, Options()).counts["unchanged"] == 1


@pytest.mark.django_db
def test_a_row_without_a_code_finds_the_item_that_has_one(tmp_path):
    heads = ["实施编码", "事项名称", "实施主体", "情况说明"]
    import_file(book(tmp_path / "a.xlsx", ("事项", [heads, ["A1", "甲", POLICE, "旧"]])), Options())
    report = import_file(book(tmp_path / "b.xlsx", ("事项", [heads, ["", "甲", POLICE, "新"]])), Options())
    assert report.counts["updated"] == 1
    assert ItemPage.objects.get().code == "A1"


@pytest.mark.django_db
def test_the_same_code_under_two_names_rejects_the_second_with_the_first_ones_row(tmp_path):
    rows = [["实施编码", "事项名称", "实施主体"], ["A1", "甲", POLICE], ["A1", "乙", POLICE]]
    report = import_file(book(tmp_path / "a.xlsx", ("事项", rows)), Options())
    rejected = report.rows[1]
    assert (rejected["row"], rejected["column"], "第 2 行" in rejected["reason"]) == (3, "实施编码", True)


@pytest.mark.django_db
def test_bureaus_are_the_same_in_both_widths_and_the_first_of_several_owns(tmp_path):
    rows = [
        ["事项名称", "实施主体"],
        ["甲", "郑州市大数据局(市政务办)"],
        ["乙", "郑州市 大数据局（市政务办）"],
        ["丙", "郑州市公安局、郑州市民政局"],
    ]
    report = import_file(book(tmp_path / "a.xlsx", ("事项", rows)), Options())
    assert report.bureaus == ["郑州市大数据局(市政务办)", POLICE, "郑州市民政局"]
    assert [bureau.name for bureau in ItemPage.objects.get(title="丙").joint_bureaus.all()] == ["郑州市民政局"]


cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "事项名称",
            "实施主体",
            "材料名称",
            "材料1",
            "实施编码",
            "承诺时限",
            "合计",
            "1",
            "无",
            "行政许可",
            "[{",
            "郑州市公安局",
        ]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(cells, max_size=6), max_size=9),
    st.lists(st.tuples(*[st.integers(0, 8)] * 4).map(lambda a: (min(a[0], a[2]), min(a[1], a[3]), max(a[0], a[2]), max(a[1], a[3]))), max_size=3),
    st.text(max_size=6),
)  # fmt: skip
def test_no_grid_breaks_the_reader(grid, merged, name):
    with contextlib.suppress(Unreadable):
        understand([table(Grid(name, [list(row) for row in grid], merged), known_headings())])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([".xlsx", ".csv", ".jsonl"]))
def test_no_file_breaks_the_reader(tmp_path_factory, raw, suffix):
    path = tmp_path_factory.mktemp("any") / f"any{suffix}"
    path.write_bytes(raw)
    with contextlib.suppress(Unreadable):
        wanted(path)
