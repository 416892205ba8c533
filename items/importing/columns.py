"""What each heading of the 事项 sheet means: how a cell is read into columns, and written back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import choices
from . import values
from .values import Warn, Words

if TYPE_CHECKING:
    from ..models import ItemPage

Read = Callable[[str], dict[str, Any]]
Write = Callable[["ItemPage"], str]


@dataclass(frozen=True)
class Column:
    """A heading, the headings that mean the same, and both directions. A warning keeps `Warn.kept` (a dict)."""

    heading: str
    read: Read
    write: Write
    also: tuple[str, ...] = ()


def text(heading: str, field: str, *also: str) -> Column:
    """A cell that is taken as it stands."""
    return Column(heading, lambda cell: {field: cell}, lambda page: getattr(page, field), also)


def word(heading: str, field: str, words: Words, *also: str, default: str = "") -> Column:
    """One word of a fixed list."""
    labels = dict(words.choices)

    def read(cell: str) -> dict[str, Any]:
        return {field: values.word(cell, words) or default}

    return Column(heading, read, lambda page: str(labels.get(getattr(page, field), "")), also)


def several(heading: str, field: str, words: Words, *also: str) -> Column:
    """Several words of a fixed list."""
    labels = dict(words.choices)

    def read(cell: str) -> dict[str, Any]:
        try:
            return {field: values.several(cell, words)}
        except Warn as problem:
            raise Warn(str(problem), {field: problem.kept}) from None

    return Column(heading, read, lambda page: ";".join(str(labels[v]) for v in getattr(page, field)), also)


def flag(heading: str, field: str, *also: str, unsaid: bool | None = False) -> Column:
    """Yes or no; `unsaid` is what an empty cell means."""

    def read(cell: str) -> dict[str, Any]:
        said = values.flag(cell) if cell else None
        return {field: unsaid if said is None else said}

    def write(page: "ItemPage") -> str:
        said = getattr(page, field)
        return "" if said is None else "是" if said else "否"

    return Column(heading, read, write, also)


def date(heading: str, field: str, *also: str) -> Column:
    """A day."""

    def write(page: "ItemPage") -> str:
        day = getattr(page, field)
        return day.isoformat() if day else ""

    return Column(heading, lambda cell: {field: values.date(cell)}, write, also)


def limit(heading: str, name: str, *also: str) -> Column:
    """A limit with its unit, in two columns of the table; what cannot be read goes into the note."""

    def read(cell: str) -> dict[str, Any]:
        try:
            found = values.limit(cell)
        except Warn as problem:
            raise Warn(str(problem), {f"{name}_limit": None, "limit_note": f"{heading}:{cell}"}) from None
        return {f"{name}_limit": found.number, f"{name}_unit": found.unit}

    def write(page: "ItemPage") -> str:
        return limit_cell(getattr(page, f"{name}_limit"), getattr(page, f"{name}_unit"))

    return Column(heading, read, write, also)


def limit_cell(number: int | None, unit: str) -> str:
    """A limit as real lists write it: 20(工作日)."""
    label = str(dict(choices.Unit.choices).get(unit, ""))
    return f"{number}({label})" if number is not None else ""


COLUMNS: tuple[Column, ...] = (
    text("实施编码", "code", "事项编码", "事项编号", "编码", "实施清单编码"),
    text("事项名称", "title", "名称", "事项", "项目名称", "审批事项", "服务事项", "主项名称"),
    Column(
        "日常用语",
        lambda cell: {"everyday_names": "\n".join(values.split(cell))},
        lambda page: ";".join(page.alias_list),
        ("别名", "俗称", "通俗名称"),
    ),
    text("情况说明", "summary", "事项说明", "简介", "摘要"),
    text("基本编码", "base_code"),
    word("事项类型", "kind", choices.ItemKind, "类型", "事项类别", "职权类型", "权力类型"),
    word("行使层级", "level", choices.Level, "层级", "实施层级"),
    word("状态", "status", choices.Status, "事项状态", default=choices.Status.IN_USE),
    date("计划生效日期", "effective_from", "生效日期"),
    date("计划取消日期", "effective_to", "取消日期"),
    text("承办机构", "undertaker", "承办单位", "承办处室"),
    several("服务对象", "audiences", choices.Audience, "办理对象", "申请对象", "面向对象"),
    word("办件类型", "handling", choices.Handling, "办理类型"),
    text("受理条件", "conditions", "申报条件", "审批条件", "申请条件", "办理条件", "准予条件"),
    text("禁止性要求", "prohibitions"),
    text("数量限制", "quota"),
    several("办理形式", "channels", choices.Channel, "办理方式", "申请方式"),
    word("网上办理深度", "online_depth", choices.Depth, "网办深度"),
    Column(
        "到办事现场次数",
        lambda cell: {"visits": values.number(cell)},
        lambda page: "" if page.visits is None else str(page.visits),
        ("到现场次数", "跑动次数", "现场次数", "最多跑动次数"),
    ),
    text("到现场原因", "visits_reason", "必须现场办理原因说明", "到现场办理原因", "跑动原因"),
    text("通办范围", "coverage"),
    limit("法定办结时限", "statutory", "法定时限", "法定期限"),
    limit("承诺办结时限", "promised", "承诺时限", "承诺期限", "办结时限", "办理时限", "承诺办理时限"),
    text("时限说明", "limit_note", "承诺办结时限说明"),
    several("送达方式", "deliveries", choices.Delivery, "结果送达方式", "领取方式"),
    flag("是否收费", "charges", "收费", unsaid=None),
    text("咨询电话", "consult_phone", "咨询方式", "联系电话"),
    text("监督投诉电话", "complaint_phone", "投诉电话", "监督电话", "监督投诉方式"),
    text("行政复议诉讼途径", "remedies", "行政复议、诉讼途径", "救济途径", "行政复议与行政诉讼"),
    flag("可预约", "bookable", "是否支持预约", "支持预约"),
    flag("可网上申请", "apply_online", "是否网办", "是否支持网上申请"),
    flag("可网上咨询", "ask_online", unsaid=True),
    flag("支持物流快递", "by_post", "是否支持物流快递", "是否支持快递"),
    flag("支持告知承诺", "promise_instead", "是否支持告知承诺", "告知承诺"),
    flag("支持容缺受理", "deferrable", "是否支持容缺受理", "容缺受理"),
)
"""Those that fill one page's own columns. 实施主体, 联办机构, 主题分类, 表单, places and results are read apart."""

OWNER = "实施主体"
OWNER_ALSO = (
    "经办机构",
    "实施机构",
    "部门",
    "部门名称",
    "单位",
    "机构名称",
    "实施部门",
    "主管部门",
    "责任单位",
    "委局",
)
JOINT = "联办机构"
TOPICS = "主题分类"
FORM = "表单"
ADDRESS = "网址编号"
IGNORED = frozenset({"序号", "#", "备注", "编号"})
