"""What each heading of the 事项 sheet means: how a cell is read into columns, and written back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import choices
from . import values
from .charging import charge
from .limits import parted
from .values import Warn, Words

if TYPE_CHECKING:
    from ..models import ItemPage

Read = Callable[[str], dict[str, Any]]
Write = Callable[["ItemPage"], str]
YES_OR_NO = frozenset({"bool"})


@dataclass(frozen=True)
class Column:
    """A heading, the headings that mean the same, and both directions. A warning keeps `Warn.kept` (a dict).

    `takes` are the kinds of JSON values beside texts and numbers that it reads.
    """

    heading: str
    read: Read
    write: Write
    also: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()


def text(heading: str, field: str, *also: str) -> Column:
    """A cell that is taken as it stands."""
    return Column(heading, lambda cell: {field: cell}, lambda page: getattr(page, field), (*also, field))


def phone(heading: str, field: str, *also: str) -> Column:
    """One telephone number."""

    def read(cell: str) -> dict[str, Any]:
        try:
            return {field: values.phone(cell)}
        except Warn as problem:
            raise Warn(str(problem), {field: problem.kept}, blank=problem.blank) from None

    return Column(heading, read, lambda page: getattr(page, field), (*also, field))


def word(heading: str, field: str, words: Words, *also: str, default: str = "") -> Column:
    """One word of a fixed list."""
    labels = dict(words.choices)

    def read(cell: str) -> dict[str, Any]:
        return {field: values.word(cell, words) or default}

    return Column(heading, read, lambda page: str(labels.get(getattr(page, field), "")), (*also, field), YES_OR_NO)


def several(heading: str, field: str, words: Words, *also: str) -> Column:
    """Several words of a fixed list."""
    labels = dict(words.choices)

    def read(cell: str) -> dict[str, Any]:
        try:
            return {field: values.several(cell, words)}
        except Warn as problem:
            raise Warn(str(problem), {field: problem.kept}) from None

    return Column(heading, read, lambda page: ";".join(str(labels[v]) for v in getattr(page, field)), (*also, field))


def flag(
    heading: str,
    field: str,
    *also: str,
    unsaid: bool | None = False,
    reader: Callable[[str], bool | None] = values.flag,
) -> Column:
    """Yes or no; `unsaid` is what an empty cell means."""

    def read(cell: str) -> dict[str, Any]:
        said = reader(cell) if cell else None
        return {field: unsaid if said is None else said}

    def write(page: "ItemPage") -> str:
        said = getattr(page, field)
        return "" if said is None else "是" if said else "否"

    return Column(heading, read, write, (*also, field), YES_OR_NO)


def number(heading: str, field: str, *also: str) -> Column:
    """A small whole number, or nothing said."""

    def write(page: "ItemPage") -> str:
        said = getattr(page, field)
        return "" if said is None else str(said)

    return Column(heading, lambda cell: {field: values.number(cell)}, write, (*also, field))


def date(heading: str, field: str, *also: str) -> Column:
    """A day."""

    def write(page: "ItemPage") -> str:
        day = getattr(page, field)
        return day.isoformat() if day else ""

    return Column(heading, lambda cell: {field: values.date(cell)}, write, (*also, field))


def limit(heading: str, name: str, *also: str) -> Column:
    """A limit with its unit, in two columns of the table; what a number cannot say goes into the note."""

    def read(cell: str) -> dict[str, Any]:
        both = parted(cell)
        if both and name == "promised":
            return _both(heading, both)
        return _one(name, heading, cell)

    def write(page: "ItemPage") -> str:
        return limit_cell(getattr(page, f"{name}_limit"), getattr(page, f"{name}_unit"))

    return Column(heading, read, write, (*also, f"{name}_limit", f"{name}limit"), frozenset({"limit"}))


def _both(heading: str, cells: dict[str, str]) -> dict[str, Any]:
    """The law's limit and the promise of one cell; what cannot be read of one takes nothing from the other."""
    found: dict[str, Any] = {}
    warned, notes = "", []
    for name, label in (("statutory", "法定办结时限"), ("promised", heading)):
        try:
            one = _one(name, label, cells[name])
        except Warn as problem:
            warned, one = str(problem), dict(problem.kept)  # type: ignore[call-overload]
        notes += [one.pop("limit_note")] if "limit_note" in one else []
        found |= one
    found |= {"limit_note": "；".join(notes)} if notes else {}
    if warned:
        raise Warn(warned, found)
    return found


def _one(name: str, heading: str, cell: str) -> dict[str, Any]:
    try:
        found = values.limit(cell)
    except Warn as problem:
        raise Warn(str(problem), {f"{name}_limit": None, "limit_note": f"{heading}:{cell}"}) from None
    made: dict[str, Any] = {f"{name}_limit": found.number, f"{name}_unit": found.unit}
    return made | {"limit_note": f"{heading}:{found.note}"} if found.note else made


def limit_cell(number: int | None, unit: str) -> str:
    """A limit as real lists write it: 20(工作日)."""
    label = str(dict(choices.Unit.choices).get(unit, ""))
    return f"{number}({label})" if number is not None else ""


COLUMNS: tuple[Column, ...] = (
    text("实施编码", "code", "事项编码", "事项编号", "编码", "实施清单编码", "业务办理项编码", "办理项编码", "子项编码", "事项代码", "权力编码",
         "职权编码", "项目编码", "实施清单编号", "权力编号", "职权编号", "目录编码", "事项实施编码", "implement_code", "item_code", "id"),
    text("事项名称", "title", "名称", "事项", "项目名称", "审批事项", "服务事项", "主项名称", "权力名称", "职权名称", "行政权力名称", "权力事项名称",
         "政务服务事项名称", "服务事项名称", "审批项目", "许可事项", "许可事项名称", "行政许可事项名称", "公共服务事项名称", "事项标题", "主项", "权力事项",
         "业务名称", "办理事项", "办事事项", "目录名称", "审批事项名称", "职权事项", "事项名", "标题", "name", "item_name", "itemname"),
    Column(
        "日常用语",
        lambda cell: {"everyday_names": "\n".join(values.split(cell))},
        lambda page: ";".join(page.alias_list),
        ("别名", "俗称", "通俗名称", "简称", "事项简称", "百姓叫法", "通俗叫法", "everyday_names", "aliases"),
    ),
    text("情况说明", "summary", "事项说明", "事项简述", "适用范围", "简介", "摘要", "事项简介", "事项描述", "服务内容", "description"),
    text("基本编码", "base_code", "基本目录编码", "国家编码", "国家基本编码", "基本清单编码"),
    word("事项类型", "kind", choices.ItemKind, "类型", "事项类别", "职权类型", "权力类型", "权力类别", "职权类别", "事项性质", "类别", "行政权力类型",
         "项目类型", "行政权力类别", "项目类别", "权力种类", "type"),
    word("行使层级", "level", choices.Level, "层级", "实施层级", "行使级别", "办理层级", "权力层级", "实施主体层级", "审批层级", "行政层级"),
    word("状态", "status", choices.Status, "事项状态", "使用状态", default=choices.Status.IN_USE),
    date("计划生效日期", "effective_from", "生效日期", "实施日期"),
    date("计划取消日期", "effective_to", "取消日期", "失效日期"),
    text("承办机构", "undertaker", "承办单位", "承办处室", "承办科室", "承办部门", "内设机构", "责任处室", "责任科室", "办理科室", "责任股室", "承办股室"),
    several("服务对象", "audiences", choices.Audience, "办理对象", "申请对象", "面向对象", "服务对象类型", "行政相对人", "适用对象", "申请人类型",
            "行政相对人性质", "办事对象", "申报对象", "申请主体", "申请人", "服务类型"),
    word("办件类型", "handling", choices.Handling, "办理类型", "办结类型"),
    text("受理条件", "conditions", "申报条件", "审批条件", "申请条件", "办理条件", "准予条件", "许可条件", "办事条件", "申办条件", "准入条件"),
    text("禁止性要求", "prohibitions", "禁止性规定"),
    text("数量限制", "quota", "数量限额", "有无数量限制"),
    several("办理形式", "channels", choices.Channel, "办理方式", "申请方式", "申办方式", "受理方式", "申请渠道", "办理渠道",
            "审批服务形式"),
    word("网上办理深度", "online_depth", choices.Depth, "网办深度", "网上办理程度", "网上服务深度"),
    number("到办事现场次数", "visits", "到现场次数", "跑动次数", "现场次数", "最多跑动次数", "到现场办理次数", "到办事窗口的最少次数", "到窗口次数",
           "办事者到办事地点最少次数", "最多跑一次", "到办事现场的次数", "办理跑动次数", "跑腿次数", "办事现场次数"),
    text("到现场原因", "visits_reason", "必须现场办理原因说明", "到现场办理原因", "跑动原因", "必须到现场原因", "必须现场办理原因"),
    text("通办范围", "coverage", "全市通办", "通办", "通办方式"),
    limit("法定办结时限", "statutory", "法定时限", "法定期限", "法定办理时限", "法定办结期限", "法律时限", "法定工作日", "法定审批时限", "法定办理期限",
          "法定天数", "法定办结天数", "法定时间"),
    limit("承诺办结时限", "promised", "承诺时限", "承诺期限", "承诺办理时限", "承诺办结期限", "承诺工作日", "承诺审批时限", "办结时限", "办理时限", "办理期限",
          "办结期限", "审批时限", "办件时限", "时限", "承诺办理期限", "承诺天数", "承诺时间", "办结天数", "办理天数", "承诺办结天数", "limit"),
    text("时限说明", "limit_note", "承诺办结时限说明", "法定办结时限说明", "时限备注"),
    several("送达方式", "deliveries", choices.Delivery, "结果送达方式", "领取方式", "结果领取方式", "送达形式", "取件方式", "结果送达"),
    flag("是否收费", "charges", "收费", "收费情况", "有无收费", "是否收取费用", "收费与否", unsaid=None, reader=charge),
    phone("咨询电话", "consult_phone", "咨询方式", "联系电话", "咨询服务电话", "办公电话", "电话", "窗口电话", "咨询及联系电话", "咨询电话号码",
          "咨询联系电话", "办理电话", "服务电话", "咨询热线", "业务咨询电话", "受理电话", "窗口咨询电话", "咨询渠道", "联系方式", "对外联系电话", "phone"),
    phone("监督投诉电话", "complaint_phone", "投诉电话", "监督电话", "监督投诉方式", "投诉监督电话", "监督举报电话", "投诉方式", "举报电话", "监督投诉渠道",
          "投诉举报电话", "监督方式", "监督投诉举报电话", "监督举报方式", "投诉举报方式", "投诉监督方式", "监督渠道", "投诉渠道", "投诉热线",
          "监督投诉举报方式", "投诉举报渠道"),
    text("行政复议诉讼途径", "remedies", "行政复议、诉讼途径", "救济途径", "行政复议与行政诉讼", "行政复议和行政诉讼途径", "行政救济途径", "法律救济"),
    flag("可预约", "bookable", "是否支持预约", "支持预约", "是否支持预约办理", "预约办理", "网上预约"),
    flag("可网上申请", "apply_online", "是否网办", "是否支持网上申请", "是否网上办理", "是否支持网上办理", "网上可办", "是否可网上办理", "是否支持网办",
         "可否网办", "是否可网办", "能否网办", "是否可以网办", "网上办理"),
    flag("可网上咨询", "ask_online", unsaid=True),
    flag("支持物流快递", "by_post", "是否支持物流快递", "是否支持快递", "支持快递", "物流快递"),
    flag("支持告知承诺", "promise_instead", "是否支持告知承诺", "告知承诺", "是否告知承诺", "是否实行告知承诺制"),
    flag("支持容缺受理", "deferrable", "是否支持容缺受理", "容缺受理", "是否容缺受理", "是否容缺"),
    number("容缺补交期限", "defer_days", "容缺补交工作日"),
    number("承诺核查期限", "check_days", "承诺核查工作日"),
    flag("审查与决定分离", "separate_decision", "审查决定分离", "审核与决定分离"),
)  # fmt: skip
"""Those that fill one page's own columns. 实施主体, 联办机构, 主题分类, 表单, places and results are read apart."""

TITLE = COLUMNS[1]
CODE = COLUMNS[0]
PART_TITLE = (
    "业务办理项名称",
    "办理项名称",
    "业务办理项",
    "办理项",
    "子项名称",
    "子项",
    "分项名称",
    "事项子项",
    "办理情形名称",
    "小项名称",
    "分项",
)
"""The heading of what the item's name leaves open: one item is kept for each."""
OWNER = "实施主体"
OWNER_ALSO = (
    "实施主体名称", "经办机构", "实施机构", "行使主体", "实施机关", "权力主体", "行政主体", "实施部门", "实施单位", "所属部门", "部门", "部门名称", "主管部门",
    "责任单位", "责任部门", "审批部门", "审批单位", "受理部门", "受理机构", "受理单位", "办理机构", "办理部门", "办理单位", "主办单位", "牵头部门", "牵头单位",
    "单位", "单位名称", "机构名称", "机构", "委局", "行权部门", "执法主体", "部门单位", "事项所属部门", "实施主体部门", "决定机构", "bureau", "department", "dept",
    "organization", "org", "owner", "实施主体全称", "市级部门", "进驻部门", "进驻单位",
    "权力部门", "责任主体", "决定机关", "审批机关", "许可机关", "单位(盖章)",
)  # fmt: skip
JOINT, JOINT_ALSO = "联办机构", ("联办部门", "联合办理机构", "协办单位", "配合部门", "协办部门", "joint_bureaus")
TOPICS, TOPICS_ALSO = (
    "主题分类",
    ("主题", "面向自然人事项主题分类", "面向法人事项主题分类", "服务主题", "topics", "所属主题"),
)
NO_FIELD = frozenset(
    {
        "实施主体性质", "实施主体编码", "委托部门", "特别程序", "结果样本", "中介服务", "是否支持网上支付", "行政相对人权利和义务", "实施编码版本",
        "权力来源", "行使内容", "运行系统", "是否进驻政务大厅", "办理公示", "事项版本", "版本号", "送达期限", "送达时限", "办理进程查询途径",
        "办理结果查询", "行政复议", "行政诉讼", "备注", "交通指引", "乘车路线", "网上办理地址", "网上办理网址", "在线办理地址", "网办地址", "年检要求",
        "责任事项", "责任追责依据", "追责情形", "权限划分", "办理流程图", "流程图", "审批流程图", "材料样本", "空白表格", "材料下载", "联系人",
        "经办人", "邮箱", "传真", "邮编", "面向自然人地方特色主题分类", "面向法人地方特色主题分类", "移动端是否对接单点登录", "纸质材料规格",
    }
)  # fmt: skip
"""Elements of the national 实施清单 and what lists add to them, that no column here holds: known, not read."""
FORM = "表单"
ADDRESS = "网址编号"
IGNORED = frozenset({"序号", "#", "行号", "no", "no.", "index", "顺序号"})
NUMBER_HEADINGS = ("序号", "编号", "行号", "no", "#")
