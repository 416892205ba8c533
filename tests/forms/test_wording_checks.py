"""Wordings, choices and types: what clerks leave over is found, and right wordings that look alike raise no alarm."""

import pytest

from forms import checks
from forms.definition import with_keys

from .planting_words import rows

LINE = {"type": "text", "key": "f1", "label": "犬名"}


def codes(*blocks, **step):
    definition = {"schema": 1, "steps": with_keys([{"blocks": list(blocks), **step}])}
    return {problem.code for problem in checks.problems(definition)}


def asked(label, kind="text", **more):
    return codes({**LINE, "type": kind, "label": label, **more})


def chosen(*labels, kind="single_choice", label="情况"):
    return codes({"type": kind, "key": "f1", "label": label, "choices": rows(*labels)})


@pytest.mark.parametrize(
    "label",
    ["18 周岁以上人数说明", "2 号楼用途", "一次性补贴类别", "3D 打印用途", "一、二年级班主任意见", "1、2 号楼用途", "（一）期工程用途", "1.2 米以下儿童须知",
     "第一联系人关系", "第二产业比重说明", "A、B 证类别", "十佳社区推荐词", "5G 基站用途", "8：00 前到校的缘由"],
)  # fmt: skip
def test_questions_that_only_begin_with_a_number_are_not_numbered(label):
    assert "label-numbered" not in asked(label)


@pytest.mark.parametrize(
    "labels",
    [("1 级", "2 级"), ("A 类", "B 类"), ("1 楼", "2 楼"), ("3-6 岁", "7-12 岁"), ("一次性", "二次"), ("A、B 证", "C、D 证"),
     ("0.5 吨", "1.5 吨"), ("18 周岁以下", "18 周岁以上"), ("1-3 年级", "4-6 年级")],
)  # fmt: skip
def test_choices_that_are_numbers_are_not_numbered(labels):
    assert "choice-numbered" not in chosen(*labels)


@pytest.mark.parametrize(
    "text",
    ["二〇〇八年以前登记的也可以填。", "水费、电费……都算。", "请用本人身份证上的姓名。", "办理地点见通知短信。", "咨询电话：0371-67180000",
     "金额不超过 10000000 元。", "3×4 米的按 12 平方米填。", "如附件过大，请压缩后上传。", "按照《国民经济行业分类》附录填写。", "填写完点下一页。",
     "纸质材料一式两份交到窗口。", "编号在营业执照右上角。", "如有背面说明以公告为准。", "下表面积不计入。", "详见 www.gov.cn"],
)  # fmt: skip
def test_help_that_only_looks_left_over_raises_no_alarm(text):
    assert not asked("犬名", help=text) & {"leftover", "paper-place", "paper-blank", "below-nothing"}


def test_an_example_may_have_crosses_and_an_appendix_of_the_form_is_there():
    assert asked("不动产权证号", example="豫（2024）××不动产权第0000000号") == set()
    file = {"type": "file", "key": "f2", "label": "附件 1 总平面布置"}
    assert "paper-place" not in codes({**LINE, "help": "与附件 1 一致，见附件 1。"}, file)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("刻制的公章", "text"), ("签名日期", "date"), ("签字人职务", "text"), ("是否已盖章", "yes_no"), ("单位意见（盖章）", "file"),
     ("申请人签名", "signature"), ("请选择或填写所在单位", "text"), ("请填写开业时刻", "time"), ("请选择开工日期", "date")],
)  # fmt: skip
def test_what_can_be_signed_stamped_or_done_raises_no_alarm(label, kind):
    assert not asked(label, kind, purpose="核对身份", statement="属实。") & {"paper-sign", "label-act", "type-term"}


@pytest.mark.parametrize(
    "labels",
    [("甲方", "乙方", "其他"), ("甲方", "其他", "不清楚"), ("父母", "其他亲属", "朋友"), ("其他（本省）", "其他（外省）"), ("窗口领取（凭身份证明）", "邮寄"),
     ("金水区 花园路街道", "二七区 大学路街道"), ("语文、数学", "物理、化学"), ("企业/个体工商户", "自然人"), ("父亲或母亲", "祖父母"), ("A 类", "B 类"),
     ("5-10 人", "510 人"), ("未婚", "已婚"), ("甲等 一级", "乙等"), ("不同意", "同意"), ("其他机关", "其他企业", "其他团体")],
)  # fmt: skip
def test_choices_that_only_look_wrong_raise_no_alarm(labels):
    assert not chosen(*labels) - {"choice-ranges"}


def test_what_a_choice_asks_for_is_written_in_a_field_of_that_choice():
    choice = {"type": "single_choice", "key": "f1", "label": "原因", "choices": rows("失业", "其他（请注明）")}
    eq = {"op": "eq", "args": [{"field": "f1", "type": "text"}, {"text": "c2"}]}
    other = {**eq, "args": [eq["args"][0], {"text": "c1"}]}
    line = {"type": "text", "key": "f2", "label": "经过"}
    assert "choice-other-open" in codes(choice, line)
    assert "choice-other-open" in codes(choice, {**line, "show": other})
    assert "choice-other-open" not in codes(choice, {**line, "show": eq})
    assert "choice-other-open" not in codes(choice, {**line, "label": "其他原因"})


@pytest.mark.parametrize(
    ("label", "kind"),
    [("手机品牌", "text"), ("是否变更学校名称", "yes_no"), ("已有营业执照照片", "yes_no"), ("门牌号", "integer"), ("会员数量", "integer"), ("收入来源", "text"),
     ("预约日期", "drop_down"), ("籍贯", "division"), ("申请人姓名/名称", "text"), ("设备规格", "number"), ("有其他收入", "yes_no"), ("家庭年收入", "single_choice"),
     ("开始时间", "date"), ("邮政编码", "text"), ("学号", "text"), ("有无工作单位", "yes_no"), ("照片数量", "integer"), ("同意公开电话", "yes_no"),
     ("缴纳费用方式", "text"), ("犬只年龄", "number"), ("民族", "text"), ("提供毕业证书", "yes_no"), ("备注", "text"), ("座位编号", "integer")],
)  # fmt: skip
def test_types_that_fit_raise_no_alarm(label, kind):
    more = {"choices": rows("甲方", "乙方")} if kind in ("single_choice", "drop_down") else {}
    assert not asked(label, kind, **more) & {"type-term", "plain-type", "type-other"}


@pytest.mark.parametrize(
    ("label", "kind"),
    [("邮编", "integer"), ("宠物名", "division"), ("店名", "person_name"), ("就读学校", "yes_no"), ("开馆时间", "date"), ("犬只性别", "integer"),
     ("出生日期", "yes_no"), ("学籍号", "number"), ("联系电话", "person_name"), ("工作单位", "person_name"), ("项目名称", "integer"), ("开户银行", "bank_card"),
     ("房屋照片", "long_text"), ("培训天数", "date"), ("申请理由", "yes_no"), ("月租金", "date"), ("负责人签名", "person_name")],
)  # fmt: skip
def test_types_that_take_no_such_answers_are_told(label, kind):
    assert asked(label, kind, purpose="核对身份") & {"type-term", "plain-type", "type-other", "yes-no-open"}


@pytest.mark.parametrize("unit", ["层", "吨", "平方米", "小时", "元"])
def test_what_can_be_parted_has_places(unit):
    assert "count-places" not in asked("大小", "number", unit=unit, places=2, min="0", max="9")


@pytest.mark.parametrize(
    ("required", "mark", "code"),
    [(True, "（非必填）", "help-required"), (False, "（非必填）", "label-mark"), (True, "（必填）", "label-mark"), (False, "（必填）", "help-required")],
)  # fmt: skip
def test_a_mark_in_a_question_is_told_of_once(required, mark, code):
    assert asked(f"犬名{mark}", required=required) & {"label-mark", "help-required"} == {code}


def test_one_input_is_told_of_by_one_check():
    assert asked("邮编", max_length=1) & {"limits-room", "limits-length"} == {"limits-length"}
    assert asked("多张现场照片", "file", help="共 3 张") & {"file-wording", "file-number"} == {"file-wording"}
    assert asked("参会人数", "number", unit="本", places=2, min="0", max="9") == {"count-places"}


def added(one, other, own):
    """The codes of units where numbers in two units are added, and the sum has a third."""
    numbers = [{"type": "number", "key": key, "label": label, "unit": unit, "min": "0", "max": "9", "required": True}
               for key, label, unit in (("f1", "去程", one), ("f2", "回程", other))]  # fmt: skip
    terms = [{"field": "f1", "type": "number"}, {"field": "f2", "type": "number"}]
    total = {"type": "computed", "key": "f3", "label": "全程", "unit": own, "value": {"op": "sum", "args": terms}}
    return codes(*numbers, total) & {"value-units", "value-unit"}


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (("公里", "千米", "km"), set()),
        (("公里", "米", "米"), {"value-units"}),
        (("公里", "公里", "米"), {"value-unit"}),
        (("趟", "圈", "趟"), {"value-units"}),
        (("趟", "趟", "趟"), set()),
    ],
)
def test_units_that_are_one_in_other_words_may_be_added(units, told):
    assert added(*units) == told


@pytest.mark.parametrize(
    "purpose",
    ["用于审核本次申请", "登记住所", "核对登记信息", "向社会公布", "发放补贴", "现场核查", "办理本事项时联系"],
)
def test_a_purpose_that_says_something_is_enough(purpose):
    assert asked("手机号", "phone", purpose=purpose) == set()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("工作单位", "配偶工作单位"),
        ("联系电话", "手机号码"),
        ("活动地点", "集合地点"),
        ("开工日期", "竣工日期"),
        ("单位名称", "单位简称"),
        ("地址", "详细地址"),
    ],
)
def test_questions_of_different_things_are_not_one(first, second):
    assert "asked-alike" not in codes({**LINE, "label": first}, {**LINE, "key": "f2", "label": second})
