"""What words say beside settings: numerals and units are read, right sentences raise no alarm, fixes do as they say."""

from decimal import Decimal

import pytest

from forms import checks, definition
from forms.checks.saying import claims, numerals, units

from .planting import drafted

FIVE = [{"value": f"c{n}", "label": label} for n, label in enumerate(["养老", "医疗", "失业", "工伤", "生育"])]


@pytest.fixture(autouse=True)
def own_choices(monkeypatch):
    """No shared choice lists, so that forms need no database."""
    monkeypatch.setattr("forms.fields.choice.shared_lists", list)


def ch(*labels):
    return [{"value": f"c{n}", "label": label} for n, label in enumerate(labels)]


def field(kind, label, **more):
    return {"type": kind, "key": "x", "label": label, **more}


def form_of(block):
    return drafted([{"title": "一", "blocks": [field("text", "其余事由", required=True) | {"key": "o"}, block]}])


def found(form):
    return [(one.code, one.attribute) for one in checks.problems(definition.of(form))]


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("1,200", 1200), ("5万", 50_000), ("1.5 万", 15_000), ("十", 10), ("十五", 15), ("二十", 20), ("两", 2),
     ("三百二十", 320), ("一千二百", 1200), ("三万", 30_000), ("一百零五", 105), ("十二万", 120_000)],
)  # fmt: skip
def test_numerals_are_read(text, value):
    assert numerals.number(text) == Decimal(value)


def test_units_are_worked_out_within_their_kind():
    assert units.converted(Decimal(2), "公里", "米") == 2000
    assert units.converted(Decimal(3), "年", "个月") == 36
    assert units.converted(Decimal(3), "年", "米") is None
    assert units.same("平米", "㎡")
    assert not units.same("亩", "公顷")


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("不超过 500 字", {"max_length": 500}),
        ("200 至 800 字", {"min_length": 200, "max_length": 800}),
        ("五百字以内", {"max_length": 500}),
        ("每段不超过 50 字", {}),
        ("500 字左右", {}),
    ],
)
def test_lengths_are_read(text, limits):
    assert {claim.limit: claim.value for claim in claims.of_thing(text, "length")} == limits


RIGHT = [
    field("single_choice", "领取方式", choices=FIVE, help="单选，多选无效。"),
    field("single_choice", "参保身份（不可多选）", choices=FIVE),
    field("multiple_choice", "意向岗位", choices=FIVE, help="不限于单选，可多选"),
    field(
        "integer",
        "周岁年龄",
        unit="岁",
        min="60",
        max="130",
        help="男满 60 周岁、女满 55 周岁可领取；80 周岁以上的老人另有补贴。",
    ),
    field(
        "integer", "家庭人口", unit="人", min="1", max="20", help="超过 5 人的须提交户口簿，不超过 3 人的按 3 人计。"
    ),
    field("money", "合同金额", min="0", help="不超过 50 万元的可以不招标。"),
    field("text", "原工作单位", required=True, max_length=60, help="没有的填“无”。"),
    field("text", "车辆识别代号", required=True, max_length=17, min_length=17, help="17 位，不可不填，不得留空"),
    field("text", "联系人分机", max_length=8, help="区号可不填"),
    field("text", "商标注册号", max_length=20, help="租赁的必须填写"),
    field(
        "number",
        "建筑面积",
        unit="平方米",
        min="0",
        places=2,
        help="1 亩约合 667 平方米；不足 1 平方米的按 1 平方米计。",
    ),
    field("money", "家庭年收入", min="0", help="按每月收入乘以 12 计算。"),
    field("money", "年缴费金额", min="0", help="每年 12 月 31 日前缴纳。"),
    field("integer", "所在楼层", unit="层", help="地下室写负数，如 -1。"),
    field("number", "室内外温差", unit="度", places=1),
    field("money", "年度利润", min="-99999999", help="亏损写负数。"),
    field(
        "file",
        "身份证照片",
        kinds=["image", "pdf"],
        max_mb=10,
        help="正反面 2 张合并成一个文件上传",
        personal=True,
        purpose="核对身份",
    ),
    field("file", "申请书", kinds=["pdf"], max_mb=10, help="请从 Word 导出成 PDF 再上传。纸质件一式两份交窗口。"),
    field("file", "银行流水", kinds=["pdf"], max_mb=20, help="近 6 个月流水，共 3 页以上。"),
    field(
        "files",
        "现场照片",
        kinds=["image"],
        max_mb=10,
        max_files=6,
        help="提供照片 4 张，每张不超过 10 MB，总大小不超过 50 MB。",
    ),
    field("long_text", "工作经历", max_length=1000, help="每段经历不超过 200 字。"),
    field("date", "合同到期日", help="到期日早于今天的，请先续签。"),
    field("date", "毕业时间", when="past", help="2020 年 1 月 1 日以前毕业的，请到窗口办理。"),
    field("number", "职工平均人数", unit="人", min="0", places=1, help="全年各月人数之和除以 12。"),
    field("text", "专家意见摘要", max_length=200, help="请 3 位专家分别签名。"),
    field("text", "备注信息", max_length=100, help="例如：楼栋号、单元号、是否有电梯"),
    field("money", "补助金额", min="0", max="30000", help="例如，2 人家庭最高可补 3 万元。"),
    field("multiple_choice", "培训课程", choices=FIVE, max_choices=3, help="每月可选 1 门，最多选 3 项。"),
    field("integer", "租期", unit="个月", min="1", max="36", help="最长不超过 3 年。"),
    field("text", "别名", max_length=20, help="如有请填写。"),
    field("text", "签发机关", required=True, max_length=40, help="如有误，请到窗口更正。"),
    field("landline", "办公座机", purpose="联系", help="如：0371-67180000，区号必填。"),
    field("single_choice", "缴费方式", choices=FIVE, help="不能多选；如需多种方式请分别申请"),
    field(
        "multiple_choice", "拟从事工种", choices=FIVE, max_choices=2, help="最多选两项，没有合适的选其中最接近的一项"
    ),
    field("integer", "陪护人数", unit="人", min="0", max="2", help="每位病人最多 2 人，超过 2 人的需另行登记"),
    field("number", "货车高度", unit="米", min="0", max="6", places=2, help="不超过 4 米的免予审批；超过 4.2 米的附图"),
    field("money", "工程造价", min="0", help="400 万元以上的项目须公开招标，单位：元"),
    field("number", "亩均产值", unit="万元/亩", min="0", places=2, help="年产值除以亩数"),
    field("integer", "距河道距离", unit="米", min="0", help="1 公里以内的须附水利意见"),
    field("file", "营业执照", kinds=["pdf", "image"], max_mb=10, help="可拍照上传，照片须清晰；不接受翻拍的照片。"),
    field("file", "承诺书", kinds=["pdf"], max_mb=10, help="签字后扫描成 PDF，原件 2 份留存备查。"),
    field(
        "files",
        "学历证明",
        kinds=["pdf", "image"],
        max_mb=10,
        max_files=5,
        help="本科、硕士各 1 份，可上传 PDF 或图片。",
    ),
    field(
        "text",
        "不动产单元号",
        required=True,
        max_length=28,
        min_length=28,
        help="28 位编码，前 6 位为行政区划，后 9 位为定着物代码。",
    ),
    field("text", "工作单位", required=True, max_length=60, help="无业的写“无业”，退休的填退休前单位，不得留空。"),
    field(
        "long_text",
        "主要诉求",
        required=True,
        max_length=600,
        help="请写明时间、地点，建议 100 字左右，不超过 600 字。",
    ),
    field("date", "拟开业日期", when="future", help="应在提交之日起 30 天以后。"),
    field(
        "date",
        "出生日期",
        when="past",
        help="2008 年 9 月 1 日以前出生的填监护人信息。",
        personal=True,
        purpose="核对身份",
    ),
    field("integer", "工龄", unit="年", min="0", max="60", help="不满一年的按一年计算。"),
    field("money", "月工资收入", min="0", help="年终奖按 12 个月平均计入。"),
    field("number", "库房温度", unit="摄氏度", places=1, help="可为负数"),
    field("integer", "建筑层数", unit="层", min="1", max="200", help="地下层数另填"),
    field("text", "推荐人意见", max_length=200, help="如有异议，请写明理由。"),
    field(
        "multiple_choice",
        "健康状况（可多选）",
        choices=FIVE,
        help="至少选一项",
        required=True,
        personal=True,
        purpose="核对身份",
    ),
    field(
        "single_choice",
        "年龄段",
        choices=ch("18 岁以下", "18–60 岁", "60 岁以上"),
        help="按 2026 年 1 月 1 日的周岁选择一项",
    ),
    field("number", "折合全时人员数", unit="人年", min="0", places=1),
    field("text", "样品编号", max_length=20, help="如：样品 A、样品 B"),
    field("phone", "备用手机", help="如无备用号码可不填", purpose="联系"),
    field("time", "演出开始时间", earliest="09:00", latest="22:00", help="不得晚于 22:00"),
]
"""Questions whose words only look as if they said something else than the settings."""


@pytest.mark.parametrize("block", RIGHT, ids=lambda block: block["label"])
def test_right_words_raise_no_alarm(block):
    assert found(form_of(block)) == []


@pytest.mark.parametrize(
    ("block", "code", "attribute", "changed"),
    [
        (field("multiple_choice", "志愿（限报两项）", choices=FIVE), "help-limits", "label", {"max_choices": 2}),
        (field("long_text", "经过", help="200 至 800 字", max_length=500), "help-limits", "help", {"min_length": 200, "max_length": 800}),
        (field("number", "进深", unit="米", min="0", max="500", help="不超过 2 公里"), "help-limits", "help", {"max": Decimal(2000)}),
        (field("money", "补贴金额", max="50000", help="最高 3 万元"), "help-limits", "help", {"max": Decimal(30_000)}),
        (field("text", "原编号", required=True, help="没有的可不填"), "help-required", "help", {"required": False}),
        (field("date", "签约日期", help="不得晚于今天"), "help-when", "help", {"when": "past"}),
        (field("file", "图纸", kinds=["pdf", "image"], help="仅限 PDF"), "help-kinds", "help", {"kinds": ["pdf"]}),
        (field("number", "参会人数", unit="人", min="0", places=2), "count-places", "places", {"places": 0}),
        (field("integer", "参会人数", unit="人"), "limits-sign", "min", {"min": Decimal(0)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_fix_sets_what_the_words_say(block, code, attribute, changed):
    form = form_of(block)
    (problem,) = [one for one in checks.problems(definition.of(form)) if one.code == code]
    assert (problem.place, problem.attribute, problem.fixable) == ((0, 1, -1), attribute, True)
    spot = checks.Spot(form.body, problem)
    checks.CHECKS[code].fix.change(spot)
    assert {name: spot.value[name] for name in changed} == changed
    assert code not in {one for one, _attribute in found(form)}


@pytest.mark.parametrize(
    "block",
    [
        field("multiple_choice", "险种", choices=FIVE, max_choices=2, help="至少勾选三项"),
        field("multiple_choice", "险种", choices=FIVE, max_choices=2, help="最多选 9 项"),
        field("number", "高度", unit="米", min="5", max="500", help="最高不超过 3 米"),
    ],
    ids=lambda block: block["help"],
)
def test_what_the_settings_cannot_hold_is_told_without_a_button(block):
    (problem,) = checks.problems(definition.of(form_of(block)))
    assert (problem.code, problem.fixable) == ("help-limits", False)


@pytest.mark.parametrize("text", ["9" * 60, "万" * 20, "九" * 30, "1,,,.,", "１２３"])
@pytest.mark.parametrize("kind", ["number", "integer", "money", "text", "multiple_choice", "files", "date_range"])
def test_odd_numbers_in_words_break_nothing(kind, text):
    words = f"不超过 {text} 元，不少于 {text} 字，最多 {text} 项，保留 {text} 位小数，共 {text} 位，{text} 天以内"
    assert checks.problems(definition.of(form_of(field(kind, "数量", help=words)))) is not None
