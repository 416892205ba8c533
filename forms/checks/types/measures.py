"""Checks of numbers that measure or count, and of texts that hold little: units, signs and lengths fit what is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...definition import Place
from ...fields.number import Number
from ...fields.registry import TYPES
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from .fitting import NOTE
from .terms import known_length

MEASURED = re.compile(
    r"(体积|容积|容量|面积|重量|净重|毛重|体重|载重|吨位|[长宽高深厚]度|[身肩层]高|[直胸半]径|距离|里程|路程|时长|年限|期限|工期"
    r"|功率|电压|温度|流量|流速|产量|产能|用量|用水量|用电量|排放量|处置量|排量|负荷|载荷)$"
)
PLENTY = re.compile(r"(数量|总量)$")
NAMED_UNIT = re.compile(
    r"单位|为准|以\S{1,6}计|按\S{1,6}[计填]|平方|立方|公顷|亩|公里|千米|[厘毫分]米|米|吨|公斤|千克|克|升|小时|分钟|秒|天|个?月|年|瓦|伏|摄氏|度电"
    r"|[㎡㎥℃%％]|\b(?:m[²³23]?|km|cm|mm|kg|kw|kv|t|l|mb|gb)\b",
    re.IGNORECASE | re.ASCII,
)


@check("unit-missing", blocking=False)
def measured_in_something(draft: Draft) -> Iterator[Problem]:
    """What is measured has a unit: beside the input, in the question or in the help."""
    for place in draft.places:
        spec = place.spec
        if spec.type not in ("number", "integer") or spec.get("unit"):
            continue
        note, label = "".join(NOTE.findall(spec.label)), NOTE.sub("", spec.label.strip())
        parts = spec.type == "number" and int(spec.get("places") or 0) > 0
        if (MEASURED.search(label) or (parts and PLENTY.search(label))) and not NAMED_UNIT.search(note + spec.help):
            yield at(place, "unit", _("没有写单位，有人按米填，有人按公里填。请填写「单位」。"))


COUNTED = (
    "人", "个", "台", "套", "件", "张", "辆", "户", "次", "岁", "米", "平方米", "公里", "亩", "公顷", "立方米", "吨", "㎡",
    "份", "株", "棵", "头", "间", "层", "天", "年", "个月", "小时", "千克", "公斤", "厘米", "名", "家", "栋", "座", "所", "只", "位", "床", "人次", "万人", "处",
    "根", "盏", "艘", "架", "班", "名额", "桌", "箱", "袋", "瓶", "毫米", "千米", "周", "月", "日", "工作日", "课时", "学时", "周岁", "岁", "月龄", "平方公里", "平米",
    "m2", "m²", "m³", "升", "毫升", "克", "斤", "kg", "km", "m", "cm", "mm", "立方", "方", "千瓦", "万元", "亿元", "千元", "元",
)  # fmt: skip
"""Units of what there is never less than nothing of."""
COUNTS = re.compile(
    r"((?<![指系参度读倍函基差分位])数|数量|总数|年龄|面积|体积|重量|[长宽高厚]度|距离|里程|年限|时长|载重|容积|功率|产量|[身肩]高|体重)$"
)


PAID = re.compile(r"(收入|工资|薪资|租金|押金|保证金|造价|[总单]价|价款|费用?|投资额?|注册资[本金])$")
"""Amounts that there is never less than nothing of."""


def from_nothing(spot: Spot) -> None:
    """No less than nothing."""
    spot.value["min"] = Decimal(0)


BELOW = re.compile(
    r"温度|海拔|标高|高程|地下|负[一二\d]|负层|楼层|层数|所在层|水位|坐标|经度|纬度|时差|偏差|误差|增减|增长|增幅|变化|变动|变更|同比|环比|差$|差额|差值|调整|盈亏|利润|损益|盈余|结余|余额|收益|净额|净资产|净利|净值|现金流|升降|涨跌|涨幅|降幅|增量|净增|正负"
)
"""Words of what may well be less than nothing."""


@check("limits-sign", blocking=False, fix=Fix(gettext_lazy("最小值改为 0"), from_nothing))
def never_less_than_nothing(draft: Draft) -> Iterator[Problem]:
    """Persons, areas and lengths are not negative, be it that the least is missing or that it is too low."""
    for place in draft.places:
        kind, spec = TYPES[place.spec.type], place.spec
        if not isinstance(kind, Number):
            continue
        least, most = kind.bounds(spec)
        if (
            (least is not None and least >= 0)
            or (most is not None and most <= 0)
            or BELOW.search(spec.label + spec.help)
        ):
            continue
        unit = spec.get("unit", "")
        if unit in COUNTED:
            yield at(place, "min", _("以「%(unit)s」计的数不会小于 0。请把最小值改为 0。") % {"unit": unit})
        elif (spec.type == "money" and least is not None) or (PAID if spec.type == "money" else COUNTS).search(
            NOTE.sub("", spec.label.strip())
        ):
            yield at(place, "min", _("这样的数不会小于 0。请把最小值改为 0。"))


WHOLE_UNITS = (
    "人", "名", "台", "套", "件", "辆", "户", "栋", "幢", "张", "头", "只", "株", "棵", "座", "艘", "架", "位", "家", "人次", "床", "盏", "册",
    "个", "份", "间", "场", "口", "匹", "桌", "本", "次",
)  # fmt: skip
WHOLE = re.compile(
    r"(人数|人口数?|户数|台数|辆数|件数|床位数?|座位数?|车位数?|泊位数?|栋数|间数|株数|棵数|头数|只数|份数|次数|套数|册数|张数|门店数|员工数|学生数|职工数|[车船]辆数量?|设备数量|人员数量)$"
)
SHARED = re.compile(r"平均|均|折合|折算|当量|标准|比|率|系数|单位面积|每|万人|以万")
"""Words of counts that are worked out, and so may have a fraction."""


def whole(spot: Spot) -> None:
    """No decimal places."""
    spot.value["places"] = 0


@check("count-places", blocking=False, fix=Fix(gettext_lazy("小数位数改为 0"), whole))
def counted_whole(draft: Draft) -> Iterator[Problem]:
    """What is counted has no fraction."""
    for place in draft.places:
        spec = place.spec
        if spec.type != "number" or int(spec.get("places") or 0) == 0 or SHARED.search(spec.label):
            continue
        if spec.get("unit", "") in WHOLE_UNITS or WHOLE.search(NOTE.sub("", spec.label.strip())):
            yield at(place, "places", _("这样的数没有半个，却能填小数。请把小数位数改为 0，或换成「整数」字段。"))


@dataclass(frozen=True)
class Room:
    """How many characters an answer to such a question may need; `least`: none is shorter than that by its nature."""

    words: re.Pattern[str]
    most: int
    least: int


ROOMS = (
    Room(re.compile(r"(地址|住址|住所|坐落)$"), 15, 10),
    Room(
        re.compile(
            r"(单位|企业|公司|机构|组织|学校|商户|店铺|经营者|承办者|主办者|协会|项目|工程|活动|产品)(全称|名称)$|^全称$"
        ),
        8,
        6,
    ),
    Room(re.compile(r"(?<!简称)(姓名|名称|名字|全称)$"), 4, 3),
    Room(re.compile(r"(理由|原因|说明|简介|经过|经历|方案|内容|情况|措施|描述)$"), 20, 30),
    Room(re.compile(r"(车牌号码?|号牌号码?|车牌)$"), 7, 8),
    Room(re.compile(r"(学校|院校|幼儿园|工作单位|所在单位|开户行|开户银行|发证机关)$"), 6, 6),
    Room(re.compile(r"(证号|证书编号|许可证编号|合同编号|批准文号|账号|学籍号)$"), 5, 18),
    Room(re.compile(r"(电话|手机)(号码?)?$|联系方式$"), 11, 11),
    Room(re.compile(r"(备注|建议|意见|诉求|特长|荣誉|要求)$"), 10, 20),
    Room(
        re.compile(
            r"(?<!血型)(?<!等级)(?<!班级)(?<!年级)(?<!性别)(?<!座号)(?<!楼号)(?<!栋号)(?<!单元)(?<!代码)(?<!代号)$"
        ),
        2,
        10_000,
    ),
)
"""What a question asks for, by the end of its words; the first that fits counts."""
LONG_TEXT = Room(re.compile(""), 20, 100)


def _room(place: Place) -> Room | None:
    label = NOTE.sub("", place.spec.label.strip())
    found = next((one for one in ROOMS if one.words.search(label)), None)
    return {"long_text": LONG_TEXT, "text": found}.get(place.spec.type)


def make_room(spot: Spot) -> None:
    """No limit of its own: the type has one."""
    spot.value[spot.problem.attribute] = None


@check("limits-room", blocking=False, fix=Fix(gettext_lazy("去掉这个字数限制"), make_room))
def room_to_answer(draft: Draft) -> Iterator[Problem]:
    """The answers that people give to such a question fit its limits; what has one length is told of as such."""
    for place in draft.places:
        if (room := _room(place)) and not known_length(place):
            most, least = (int(place.spec.get(name) or 0) for name in ("max_length", "min_length"))
            if 0 < most < room.most:
                message = _("最多 %(count)s 个字，多数人写不下。请改大，或清空。")
                yield at(place, "max_length", message % {"count": most})
            if least > room.least and not 0 < most <= least:
                message = _("最少 %(count)s 个字，不少人凑不够，会乱填。请改小，或清空。")
                yield at(place, "min_length", message % {"count": least})
