"""XLSForm workbooks: what is carried, what is named as lost, what is refused and where, and the way round."""

import csv
import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from forms import definition, drafts, library, service
from forms.fields.registry import TYPES
from forms.models import Form
from forms.xlsform import reading, writing

from .samples import OPTIONS

pytestmark = pytest.mark.django_db
LISTS = [["yn", "yes", "是"], ["yn", "no", "否"]]


def book(survey, choices=LISTS, settings=(), **more):
    """A workbook's bytes. The first row of each sheet is its headings."""
    wb = openpyxl.Workbook()
    wb.remove(wb.worksheets[0])
    sheets = {"survey": survey}
    if choices:
        sheets["choices"] = [["list_name", "name", "label"], *choices] if choices[0][0] != "list_name" else choices
    if settings:
        sheets["settings"] = settings
    for name, rows in {**sheets, **more}.items():
        sheet = wb.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    wb.save(content)
    return content.getvalue()


def read(survey, *args, **kwargs):
    return reading.read(book(survey, *args, **kwargs), "表.xlsx")


def blocks(found):
    return [block for step in found.steps for block in step["blocks"]]


def lost(found):
    return {(one.row, one.column) for one in found.report.lost}


HEAD = ["type", "name", "label"]
QUESTIONS = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "number", "range": "integer",
    "date": "date", "time": "time", "dateTime": "date", "image": "file", "file": "file", "barcode": "text",
    "acknowledge": "declaration", "trigger": "declaration", "select_one yn": "single_choice",
    "select_multiple yn": "multiple_choice", "select one yn": "single_choice",
    "select all that apply yn": "multiple_choice", "Select_One yn": None, "note": "guidance",
}  # fmt: skip
NOT_CARRIED = [
    "geopoint", "geotrace", "geoshape", "audio", "video", "calculate", "hidden", "start", "end", "today", "deviceid",
    "username", "phonenumber", "email", "audit", "rank yn", "select_one_from_file towns.csv", "background-audio",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "expected"), [pair for pair in QUESTIONS.items() if pair[1]])
def test_question_types_become_fields(kind, expected):
    found = read([HEAD, [kind, "q1", "问题"]])
    assert not found.report.errors
    assert [block["type"] for block in blocks(found)] == [expected]
    assert (found.report.fields, found.report.mapped) == (1, 1)


@pytest.mark.parametrize("kind", NOT_CARRIED)
def test_what_has_no_field_is_named_with_its_row(kind):
    rows = [
        [*HEAD, "calculation"],
        ["text", "q1", "问题"],
        [kind, None if kind == "audit" else "q2", "别的", "concat('a', 'b')" if kind == "calculate" else None],
    ]
    found = read(rows)
    assert not found.report.errors
    assert [block["key"] for block in blocks(found)] == ["q1"]
    assert (found.report.fields, found.report.mapped) == (2, 1)
    assert (3, "calculation" if kind == "calculate" else "type") in lost(found)


CELLS = {
    "relevant": "string-length(${q1}) > 3", "constraint": "regex(., '[a-z]+')", "constraint_message": "不对", "required": "${q1} = ${q1}",
    "required_message": "要填", "appearance": "w4", "default": "无", "read_only": "yes", "calculation": "concat('a', 'b')",
    "media::image": "a.png", "trigger": "${q1}", "funny": "别的列", "body::kb:flash": "x",
}  # fmt: skip


@pytest.mark.parametrize("column", CELLS)
def test_each_cell_not_carried_is_named(column):
    found = read([[*HEAD, column], ["text", "q1", "问题"], ["text", "q2", "别的", CELLS[column]]])
    assert not found.report.errors, found.report.errors
    assert found.report.mapped == 2
    assert any(row == 3 and name.startswith(column) for row, name in lost(found)), found.report.lost


def test_words_and_limits_are_carried():
    head = [*HEAD, "hint", "guidance_hint", "required", "appearance", "constraint"]
    found = read(
        [
            head,
            ["text", "reason", "理由", "写清楚", "再说一句", "yes", "multiline", "string-length(.) <= 200"],
            ["integer", "age", "年龄", None, None, "TRUE", None, ". >= 18 and . <= 60"],
            ["select_one yn", "agree", "同意吗", None, None, None, "minimal"],
        ]
    )
    reason, age, agree = blocks(found)
    assert (reason["type"], reason["help"], reason["max_length"]) == ("long_text", "写清楚\n再说一句", 200)
    assert (age["min"], age["max"], age["required"]) == ("18", "60", True)
    assert (agree["type"], agree["choices"][0]) == ("drop_down", {"value": "yes", "label": "是"})
    assert found.report.lost == []


def test_groups_become_steps_and_headings_and_a_repeat_a_group_of_rows():
    found = read(
        [
            HEAD, ["text", "q0", "先问"], ["begin_group", "a", "申请人"], ["text", "q1", "姓名"],
            ["begin group", "b", "住址"], ["text", "q2", "街道"], ["end group"], ["end_group"],
            [None, None, None],
            ["begin_repeat", "r", "家庭成员"], ["text", "q3", "成员姓名"], ["end_repeat"],
        ]
    )  # fmt: skip
    assert [step["title"] for step in found.steps] == ["第 1 步", "申请人", "第 3 步"]
    assert [block["type"] for block in found.steps[1]["blocks"]] == ["text", "section", "text"]
    group = found.steps[2]["blocks"][0]
    assert (group["type"], group["key"], group["label"]) == ("group", "r", "家庭成员")
    assert [(inner["key"], inner["label"]) for inner in group["blocks"]] == [("q3", "成员姓名")]
    assert (found.report.fields, found.report.mapped, found.report.lost) == (4, 4, [])


def test_a_repeat_within_a_repeat_is_asked_once_in_each_row():
    found = read(
        [
            HEAD, ["begin_repeat", "r", "股东"], ["text", "q1", "姓名"], ["begin_repeat", "s", "出资"],
            ["decimal", "q2", "金额"], ["end_repeat"], ["end_repeat"],
        ]
    )  # fmt: skip
    group = blocks(found)[0]
    assert [inner["type"] for inner in group["blocks"]] == ["text", "guidance", "number"]
    assert lost(found) == {(4, "type")}


def test_conditions_are_carried_for_questions_groups_rows_and_what_is_required():
    found = read(
        [
            [*HEAD, "relevant", "required"],
            ["select_one yn", "q1", "外地户口吗"],
            ["text", "q2", "原籍", "${q1} = 'yes'", "${q1} = 'yes'"],
            ["begin_group", "g", "子女", "selected(${q1}, 'no')"],
            ["begin_repeat", "r", "子女"],
            ["integer", "q3", "年龄"],
            ["text", "q4", "学校", "${q3} >= 6 and ${q3} <= 18"],
            ["end_repeat"],
            ["text", "q5", "说明", "count(${r}) > 2 or sum(${q3}) > 20"],
            ["end_group"],
        ]
    )
    assert found.report.lost == []
    first, inside = found.steps
    is_yes = {"op": "eq", "args": [{"field": "q1", "type": "text"}, {"text": "yes"}]}
    assert first["blocks"][1]["show"] == first["blocks"][1]["require"] == is_yes
    assert inside["show"] == {"op": "eq", "args": [{"field": "q1", "type": "text"}, {"text": "no"}]}
    group, note = inside["blocks"]
    age = {"row": "q3", "type": "number"}
    assert group["blocks"][1]["show"] == {"op": "between", "args": [age, {"number": "6"}, {"number": "18"}]}
    assert [part["args"][0].get("op") for part in note["show"]["args"]] == ["count", "sum"]


def test_a_group_within_a_step_hides_what_stands_in_it_and_nothing_after():
    found = read(
        [
            [*HEAD, "relevant"], ["begin_group", "a", "申请人"], ["select_one yn", "q1", "有房吗"],
            ["begin_group", "b", "房产", "${q1} = 'yes'"], ["text", "q2", "坐落"], ["end_group"],
            ["text", "q3", "电话"], ["end_group"],
        ]
    )  # fmt: skip
    one, words, place, phone = found.steps[0]["blocks"]
    assert ("show" in one, "show" in words, "show" in place, "show" in phone) == (False, True, True, False)


def test_the_value_of_a_choice_that_had_to_be_renamed_is_renamed_in_conditions_too():
    choices = [["list_name", "name", "label"], ["kind", "Big One", "大"], ["kind", "small", "小"]]
    rows = [[*HEAD, "relevant"], ["select_one kind", "q1", "多大"], ["text", "q2", "多少", "${q1} = 'Big One'"]]
    one, two = blocks(read(rows, choices))
    assert two["show"]["args"][1] == {"text": one["choices"][0]["value"]}


def test_chinese_is_taken_and_other_languages_are_named():
    found = read(
        [["type", "name", "label::English (en)", "label::中文 (zh)"], ["select_one yn", "q1", "Question", "问题"]],
        [
            ["list_name", "name", "label::English (en)", "label::中文 (zh)"],
            ["yn", "y", "Yes", "是"],
            ["yn", "n", "No", "否"],
        ],
    )
    (block,) = blocks(found)
    assert block["label"] == "问题"
    assert [choice["label"] for choice in block["choices"]] == ["是", "否"]
    assert lost(found) == {(1, "label::English (en)")}
    assert {one.sheet for one in found.report.lost} == {"survey", "choices"}


def test_cascading_choices_become_one_linked_field():
    found = read(
        [[*HEAD, "choice_filter"], ["select_one kind", "kind", "大类"], ["select_one sort", "sort", "小类", "kind=${kind}"]],
        [
            ["list_name", "name", "label", "kind"], ["kind", "food", "餐饮", None], ["kind", "shop", "零售", None],
            ["sort", "zh", "中餐", "food"], ["sort", "west", "西餐", "food"],
        ],
    )  # fmt: skip
    (block,) = blocks(found)
    assert (block["type"], block["key"], block["levels"]) == ("linked_choices", "sort", "大类 > 小类")
    assert [row["label"] for row in block["choices"]] == ["餐饮 > 中餐", "餐饮 > 西餐"]
    assert (found.report.fields, found.report.mapped) == (2, 1)
    assert any("零售" in one.message for one in found.report.lost)


def test_or_other_asks_for_the_words():
    choice, words = blocks(read([HEAD, ["select_one yn or_other", "q1", "原因"]]))
    assert choice["choices"][-1] == {"value": "other", "label": "其他"}
    assert words["label"] == "原因：其他（请说明）"


def test_names_that_are_no_keys_are_given_others_and_told_of():
    survey = [
        HEAD,
        ["text", "FullName", "姓名"],
        ["begin group", "g", "组"],
        ["text", "fullname", "再来"],
        ["end group"],
    ]
    found = read([*survey, ["text", "编号", "号"]])
    assert [block["key"] for block in blocks(found)] == ["fullname", "fullname_2", "f1"]
    assert {(2, "name"), (4, "name"), (6, "name")} <= lost(found)


def test_names_in_chinese_are_numbered_in_the_order_of_the_form():
    rows = [HEAD, ["text", "姓名", "姓名"], ["begin repeat", "子女", "子女"], ["text", "名字", "名字"], ["end repeat"], ["text", "f5", "手写的编号"], ["text", "电话", "电话"], ["text", "住址", "住址"]]  # fmt: skip
    first, group, own, fourth, last = blocks(read(rows))
    keys = [first["key"], group["key"], group["blocks"][0]["key"], own["key"], fourth["key"], last["key"]]
    assert keys == ["f1", "f2", "f3", "f5", "f4", "f6"]


def test_a_name_in_chinese_is_known_again_by_its_label(bureau):
    settings = [["form_title", "form_id"], ["报名", "signup"]]
    rows = [HEAD, ["text", "姓名", "姓名"], ["select_one yn", "参加", "参加"]]
    drafts.save(drafts.read(book(rows, settings=settings), "表.xlsx"), bureau, None)
    rows[1:1] = [["text", "单位", "单位"]]
    form = drafts.save(drafts.read(book(rows, settings=settings), "表.xlsx"), bureau, None)
    found = [(block["label"], block["key"]) for step in definition.of(form)["steps"] for block in step["blocks"]]
    assert found == [("单位", "f3"), ("姓名", "f1"), ("参加", "f2")]


REFUSED = {
    "no type column": ([["name", "label"], ["q1", "问题"]], "survey", 1, "type"),
    "no name column": ([["type", "label"], ["text", "问题"]], "survey", 1, "name"),
    "no type": ([HEAD, ["text", "q1", "问题"], [None, "q2", "问题"]], "survey", 3, "type"),
    "no name": ([HEAD, ["text", None, "问题"]], "survey", 2, "name"),
    "bad name": ([HEAD, ["text", "1 a", "问题"]], "survey", 2, "name"),
    "same name": ([HEAD, ["text", "a", "问题"], [None], ["text", "a", "问题"]], "survey", 4, "name"),
    "unknown type": ([HEAD, ["txet", "a", "问题"]], "survey", 2, "type"),
    "missing list": ([HEAD, ["select_one none", "a", "问题"]], "survey", 2, "type"),
    "no list": ([HEAD, ["select_one", "a", "问题"]], "survey", 2, "type"),
    "unclosed group": ([HEAD, ["begin group", "g", "组"], ["text", "a", "问题"]], "survey", 2, "type"),
    "end without begin": ([HEAD, ["text", "a", "问题"], ["end group"]], "survey", 3, "type"),
    "wrong end": ([HEAD, ["begin group", "g", "组"], ["text", "a", "问"], ["end repeat"]], "survey", 4, "type"),
    "unknown reference": ([[*HEAD, "relevant"], ["text", "a", "问题", "${b} = 1"]], "survey", 2, "relevant"),
    "same column": ([["type", "name", "label", "label"], ["text", "a", "问题"]], "survey", 1, "label"),
    "nothing": ([HEAD], "survey", 2, "type"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_malformed_workbook_is_refused_at_its_place(case):
    survey, sheet, row, column = REFUSED[case]
    found = read(survey)
    assert found.steps == []
    assert (sheet, row, column) in {(one.sheet, one.row, one.column) for one in found.report.errors}
    assert all(one.message for one in found.report.errors)


def test_faults_of_choices_have_their_place():
    rows = [["list_name", "name", "label"], ["yn", "a", "甲"], ["yn", "a", "乙"], ["yn", None, "丙"], [None, "d", "丁"]]
    found = read([HEAD, ["select_one yn", "q1", "问题"]], rows)
    assert {(one.sheet, one.row, one.column) for one in found.report.errors} == {
        ("choices", 3, "name"), ("choices", 4, "name"), ("choices", 5, "list_name"),
    }  # fmt: skip


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"%PDF-1.4",
        b"PK\x03\x04broken",
        LOCKED,
        LOCKED[:600],
        b"\0\1\2" * 99,
        b"x" * (6 << 20),
        b"a,b\n1,2\n",
    ],
)
def test_what_is_no_workbook_is_refused_with_words(content):
    found = reading.read(content, "x.xlsx")
    assert found.report.errors[0].message
    assert found.steps == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("named", [True, False])
def test_csv_with_and_without_sheet_names(encoding, named):
    rows = [["survey"], ["", *HEAD], [], ["", "text", "q1", "问题"], ["", "txet", "q2", "问题"]]
    text = io.StringIO()
    csv.writer(text).writerows(rows if named else [row[1:] for row in rows[1:]])
    found = reading.read(text.getvalue().encode(encoding), "表.csv")
    assert [(one.row, one.column) for one in found.report.errors] == [(5 if named else 4, "type")]


@pytest.mark.parametrize("name", sorted(library.ready_forms()))
def test_ready_forms_go_out_and_come_back_equal(name, bureau):
    form = service.create_from_library(name, name, bureau, None)
    content, gone = writing.write(definition.of(form), form.code)
    found = drafts.read(content, "x.xlsx")
    assert (gone, found.report.lost, found.report.errors) == ([], [], [])
    assert found.report.fields == found.report.mapped > 0
    again = drafts.save(found, None, None)
    assert again.pk == form.pk
    assert definition.of(Form.objects.get(pk=form.pk)) == definition.of(form)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_field_type_goes_out_and_comes_back_equal(name, bureau):
    block = {"type": name, "key": "f1", "label": "问题", "help": "说明", "purpose": "核对", "required": True}
    steps = [{"blocks": [{**block, "personal": True, **OPTIONS.get(name, {})}]}]
    form = service.create_from_definition("表", "one", bureau, steps, None)
    found = drafts.read(writing.write(definition.of(form), "one")[0], "x.xlsx")
    assert (found.report.lost, found.report.errors) == ([], [])
    drafts.save(found, None, None)
    assert definition.of(Form.objects.get(pk=form.pk)) == definition.of(form)


def run(file, *args):
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_form", str(file), *args, stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue().splitlines()[-1])


def test_command_makes_a_draft_and_a_known_form_id_a_new_draft(form, tmp_path):
    file = tmp_path / "表.xlsx"
    settings = [["form_title", "form_id", "version"], ["营业执照申请表（新）", "Licence", "3"]]
    file.write_bytes(book([HEAD, ["integer", "f1", "人数"], ["text", "f9", "备注"]], settings=settings))
    code, said = run(file)
    assert (code, said["fields"], said["mapped"], said["errors"]) == (0, 2, 2, [])
    assert {one["column"] for one in said["lost"]} == {"name", "version"}
    again = Form.objects.get(code="licence")
    assert again.pk == form.pk
    assert again.title == "营业执照申请表（新）"
    assert [spec.key for spec in definition.specs(definition.of(again))] == ["f1_2", "f9"]
    assert service.latest(again).number == 1
    assert again.history.first().history_change_reason == "从 Excel 导入"


def test_command_refuses_and_writes_nothing(bureau, tmp_path):
    file = tmp_path / "坏.xlsx"
    file.write_bytes(book([HEAD, ["text", "q1", "问题"], ["txet", "q2", "问题"]]))
    code, said = run(file)
    assert code == 1
    assert [(one["row"], one["column"]) for one in said["errors"]] == [(3, "type")]
    assert (said["fields"], said["mapped"]) == (2, 0)
    assert not Form.objects.exists()
    assert run(tmp_path / "none.xlsx")[0] == 1
    file.write_bytes(book([HEAD, ["text", "q1", "问题"]]))
    code, said = run(file, "--bureau", "zzz")
    assert (code, "zzz" in said["errors"][0]["message"]) == (1, True)
    assert not Form.objects.exists()


def test_export_command(form, tmp_path):
    file = tmp_path / "out.xlsx"
    out = io.StringIO()
    call_command("export_form", "licence", str(file), stdout=out)
    said = json.loads(out.getvalue().splitlines()[-1])
    back = reading.read(file.read_bytes(), "out.xlsx").report
    assert (said["fields"], said["mapped"]) == (back.fields, back.mapped) == (6, 6)
    assert reading.read(file.read_bytes(), "out.xlsx").code == "licence"
    with pytest.raises(CommandError, match="licence"):
        call_command("export_form", "none")


def test_texts_that_look_like_formulas_stay_texts(bureau):
    steps = [{"blocks": [{"type": "text", "key": "f1", "label": "=1+1"}]}]
    form = service.create_from_definition("表", "formula", bureau, steps, None)
    content, _lost = writing.write(definition.of(form), form.code)
    assert openpyxl.load_workbook(io.BytesIO(content))["survey"]["C2"].data_type == "s"
    assert blocks(reading.read(content, "x.xlsx"))[0]["label"] == "=1+1"


def test_a_choice_keeps_its_value_when_a_workbook_comes_again(bureau):
    survey = [HEAD, ["select_one way", "way", "方式"]]
    settings = [["form_title", "form_id"], ["表", "again"]]

    def taken(*choices):
        content = book(survey, [["way", *one] for one in choices], settings)
        form = drafts.save(drafts.read(content, "表.xlsx"), bureau, None)
        service.publish(form, None)
        return [(row["value"], row["label"]) for row in definition.specs(definition.of(form))[0].get("choices")]

    assert taken((1, "窗口"), (2, "网上"), (3, "邮寄")) == [("c1", "窗口"), ("c2", "网上"), ("c3", "邮寄")]
    assert taken((1, "窗口"), (3, "邮寄")) == [("c1", "窗口"), ("c3", "邮寄")]
    assert taken(("窗口", "窗口"), ("邮寄", "邮寄"), ("代办", "代办")) == [
        ("c1", "窗口"),
        ("c3", "邮寄"),
        ("c4", "代办"),
    ]
