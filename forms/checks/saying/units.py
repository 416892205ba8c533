"""Units as people write them: what each measures, and how much of it."""

import re
from decimal import Decimal

KINDS: dict[str, dict[str, str]] = {
    "length": {"毫米": "0.001", "mm": "0.001", "厘米": "0.01", "公分": "0.01", "cm": "0.01", "分米": "0.1", "米": "1", "m": "1", "公里": "1000",
               "千米": "1000", "km": "1000", "里": "500", "延米": "1", "延长米": "1"},
    "area": {"平方厘米": "0.0001", "平方米": "1", "平米": "1", "㎡": "1", "m²": "1", "m2": "1", "亩": "666.67", "公顷": "10000", "平方公里": "1000000",
             "平方千米": "1000000", "顷": "66667"},
    "volume": {"毫升": "0.000001", "ml": "0.000001", "升": "0.001", "l": "0.001", "立方米": "1", "方": "1", "㎥": "1", "m³": "1", "m3": "1", "立方": "1"},
    "mass": {"克": "0.001", "g": "0.001", "斤": "0.5", "市斤": "0.5", "千克": "1", "公斤": "1", "kg": "1", "吨": "1000", "t": "1000"},
    "time": {"秒": "1", "分钟": "60", "小时": "3600", "学时": "2700", "课时": "2400", "工作日": "86399", "天": "86400", "日": "86400",
             "自然日": "86400", "周": "604800", "星期": "604800", "月": "2592000", "个月": "2592000", "月龄": "2592000", "季度": "7776000",
             "学期": "15552000", "年": "31104000", "岁": "31104000", "周岁": "31104000", "学年": "31103999"},
    "money": {"分": "0.01", "角": "0.1", "元": "1", "人民币元": "1", "元人民币": "1", "千元": "1000", "万元": "10000", "百万元": "1000000", "亿元": "100000000",},
    "dollars": {"美元": "1", "万美元": "10000"},
    "power": {"瓦": "1", "w": "1", "千瓦": "1000", "kw": "1000", "兆瓦": "1000000", "mw": "1000000"},
    "people": {"人": "1", "名": "1", "万人": "10000"},
    "homes": {"户": "1", "家": "1"},
    "size": {"kb": "1", "mb": "1024", "兆": "1024", "gb": "1048576"},
}  # fmt: skip
"""By what they measure, the units and how many of the least or the usual one they are."""
KIND_OF = {unit: kind for kind, units in KINDS.items() for unit in units}
FACTOR = {unit: Decimal(factor) for units in KINDS.values() for unit, factor in units.items()}
UNIT = "(?:" + "|".join(sorted(map(re.escape, KIND_OF), key=len, reverse=True)) + ")"
"""The pattern of a unit, the longest first."""


def spelled(unit: str) -> str:
    """A unit as the tables have it."""
    return unit.strip().lower().replace("／", "/")


def same(one: str, other: str) -> bool:
    """Whether two units are one in other words, or one of them is not known."""
    one, other = spelled(one), spelled(other)
    if one == other or one not in FACTOR or other not in FACTOR:
        return True
    return KIND_OF[one] == KIND_OF[other] and FACTOR[one] == FACTOR[other]


def alike(one: str, other: str) -> bool:
    """Whether two units measure one thing."""
    kinds = [KIND_OF.get(spelled(unit)) for unit in (one, other)]
    return kinds[0] is not None and kinds[0] == kinds[1]


def converted(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """A value in another unit; None if they do not measure one thing."""
    unit, wanted = spelled(unit), spelled(wanted)
    if unit == wanted:
        return value
    return value * FACTOR[unit] / FACTOR[wanted] if alike(unit, wanted) else None
