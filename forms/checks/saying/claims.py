"""What a text says of limits: at most, at least, between, exactly so many characters, choices, files, rows, years."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from .numerals import NUMERAL, number
from .units import UNIT, converted

MOST = r"(?:(?:不(?:得|能|可|要|应|宜|允许)?(?:超过|多于|大于|高于|超出|高出)|最多|至多|最大|最长|最高|顶多|上限)|(?<![不非无期时年])限(?![制定期时额高]))"
LEAST = r"(?:(?:不(?:得|能|可|要|应|宜)?(?:少于|小于|低于|短于)|至少|最少|最小|最低|最短|起码|下限)|(?:须|需|应当?|必须)?(?:年满|已满|满)(?!足)|(?:须|需|应当?|必须|要|至少要)(?:大于|超过|高于|多于))"
VERB = r"(?:可以?|只能|只可|只|允许|能|为|是|须|应)?\s*(?:选择|勾选|选报|选|上传|传|提交|提供|填写|填报|填|输入|申报|申领|申请|领取|选修|报考|报名?|添加|增加|录入|写|登记|附)?\s*[：:]?\s*"
WITHIN, BEYOND = (
    r"\s*(?:（含）|\(含\))?(?:以内|之内|以下|及以下|或以下|内)",
    r"\s*(?:（含）|\(含\))?(?:以上|及以上|或以上|起(?!算))",
)
CONDITION = r"(?!\s*(?:的(?!范围|整数|数)|时|者|且))"
"""What follows is not a condition: more than three persons who … ."""
END = r"(?=\s*(?:[，。；;、,）)\s]|$|填写?|为[宜准]|即可|的(?:范围|整数|数字?)))"
CLAUSE = re.compile(r"[^，。；：;:,（(）)\s]*$")


@dataclass(frozen=True)
class Claim:
    """A limit that a text states: the setting, and its value. `exact`: exactly so many, as three photographs.

    `rough`: worked out from another unit.
    """

    limit: str
    value: Decimal
    exact: bool = False
    rough: bool = False


@dataclass(frozen=True)
class Thing:
    """What is limited: what it is counted in, its least and its most; `exact`: what stands before an exact number.

    `after`: whether words behind the number, as "or more", limit it too.
    """

    counted: str
    least: str
    most: str
    exact: str = ""
    after: bool = True


THINGS = {
    "length": Thing(r"(?:个)?(?:汉字|字符|字(?![母段体]))", "min_length", "max_length"),
    "choices": Thing(r"(?:[项种类门所家](?!目|型)|条(?!例|件)|个(?![字月工自文人小])(?:选项|类别|项目|服务|志愿)?)", "min_choices", "max_choices", r"(?:限|任|可|只能|请)?(?:选择?|勾选)"),
    "files": Thing(r"(?:[份张幅](?!数)|个(?![字月工自小人])(?:文件|附件|图片)?)", "min_files", "max_files", r"(?:上传|提供|提交|附)[^\s，。；]{0,8}?|照片?|图片|相片|截图|材料|文件"),
    "size": Thing(r"(?:MB|M(?![a-z])|兆|KB|GB)", "min_mb", "max_mb"),
    "days": Thing(r"(?:天|日|个自然日)", "min_days", "max_days"),
    "rows": Thing(r"(?:[人名位项条行户家辆台组处套件只头份所]|个(?![字月工自小])\S{0,4}?)", "min", "max", after=False),
}  # fmt: skip
ENDLESS = Decimal(10) ** 13
"""A number from which on no limit is meant."""
COUNTED = re.compile(r"[\d零一二两三四五六七八九十百千万]")
ALL = r"总共?|合计|共计|累计|一共"
EACH = re.compile(rf"(?:每一?(?:[项条段点行个人户栋份]|道题|次)|平均|{ALL}|其中|其余|另)[^，。；]{{0,6}}$")
TOTAL = re.compile(rf"(?:{ALL}|总[大容])[^，。；]{{0,6}}$")
OTHERS = re.compile(r"(?:每一?(?:[项条段点行个户栋份]|道题)|平均|其中|其余|另)[^，。；]{0,6}$")
EVERY = re.compile(rf"(?:每一?[月年周日季]|{ALL}|其中|其余|另)[^，。；]{{0,6}}$")
"""Words before a limit that make it one of something else: of each part, or of all together."""
APART = {"min_mb": TOTAL, "min_days": TOTAL, "min": OTHERS, "min_choices": EVERY}
"""Those words by what is limited, where they are others."""


@cache
def _patterns(thing: Thing) -> list[tuple[re.Pattern[str], str]]:
    """(pattern, of what: least, most, both or exact) of the limits of a thing."""
    counted, exact = thing.counted, thing.exact
    amount = rf"(?P<n>{NUMERAL})\s*(?P<u>{counted})"
    both = rf"(?P<n>{NUMERAL})\s*(?:{counted})?\s*(?:至|到|～|~|—+|-|–)\s*(?P<m>{NUMERAL})\s*(?P<u>{counted})"
    found = [
        (rf"{both}{CONDITION}(?!{BEYOND})", "both"),
        (rf"{MOST}\s*{VERB}{amount}{CONDITION}", "most"),
        (rf"{LEAST}\s*{VERB}{amount}{CONDITION}", "least"),
    ]
    if thing.after:
        found += [(rf"{amount}{WITHIN}{END}", "most"), (rf"{amount}{BEYOND}{END}", "least")]
    if exact:
        wrong = rf"(?!\s*(?:[至到～~—–-]|{WITHIN}|{BEYOND}|左右|格式|或|及|以))"
        found.append((rf"(?:{exact})\s*[：:（(]?\s*{amount}{wrong}{CONDITION}", "exact"))
    return [(re.compile(pattern, re.IGNORECASE), what) for pattern, what in found]


def read(text: str, thing: Thing) -> Iterator[tuple[Claim, re.Match[str]]]:
    """Each limit that a text states of a thing, and where; its value in the unit that the text has."""
    taken: list[tuple[int, int]] = []
    apart = APART.get(thing.least, EACH)
    for pattern, what in _patterns(thing) if COUNTED.search(text) else ():
        for found in pattern.finditer(text):
            start = found.start("n")
            if (
                apart.search(text[: found.start()])
                or text[start - 1 : start] == "式"
                or any(one <= start < other for one, other in taken)
            ):
                continue
            taken.append(found.span())
            value = number(found["n"])
            most = number(found["m"]) if what == "both" else value
            if max(value, most) >= ENDLESS:
                continue
            if what in ("least", "both"):
                yield Claim(thing.least, value), found
            if what != "least":
                yield Claim(thing.most, most, what == "exact"), found


SIZES = {"kb": Decimal(1) / 1024, "gb": Decimal(1024)}


def of_thing(text: str, name: str) -> Iterator[Claim]:
    """The limits that a text states of what `THINGS` names."""
    for claim, found in read(text, THINGS[name]):
        yield replace(claim, value=claim.value * SIZES.get(found["u"].lower(), 1))


SUBJECT = re.compile(
    r"请|应当?|必?须|需要?|申请人|年龄|人数|数量|金额|面积|数值|本项|此项|总额|额度|一般|只能|可以?|填写?|输入|原则上|均|其|为|在|该|的|之间|最[高多大低少小长]|不?得|您|核[定载准]|累计|总共?|[共合]计|登记|实际|申[请报]|拟|预计"
)
"""Words before a limit that say no more of what is limited."""
AMOUNT = Thing(rf"(?:{UNIT}|[个台套件张辆户次间层份株棵头只位床名栋座]|%|％|)", "min", "max")
AGES = ("岁", "周岁")


def of_number(text: str, label: str, unit: str) -> Iterator[Claim]:
    """The limits that a text states of a number in a unit, those in other units of the same kind worked out."""
    aged = unit in AGES or (not unit and label.endswith(("年龄", "周岁", "岁数")))
    for claim, found in read(text, AMOUNT):
        said, clause = found["u"], CLAUSE.search(text[: found.start()])
        about = SUBJECT.sub("", clause[0] if clause else "")
        own = (not about and bool(unit or not said)) or _named(about, label) or (aged and said in AGES)
        value = converted(claim.value, said, unit) if said and unit else claim.value
        if own and value is not None and (said or ALONE.match(text, found.end())):
            yield replace(claim, value=value, rough=value != claim.value)


def _named(about: str, label: str) -> bool:
    """Whether words before a limit name what the question asks for: in short, or by their end."""
    letters = iter(label)
    return len(about) > 1 and (about[-2:] in label or all(letter in letters for letter in about))


ALONE = re.compile(r"\s*(?:之间|[，。；,;）)]|$)")
"""What follows a number without a unit."""
PLACES = re.compile(
    rf"小数点后(?:面)?(?:保留)?\s*(?P<m>{NUMERAL})\s*位|(?P<n>{NUMERAL})\s*位小数|小数(?:位数?)?(?:保留)?\s*(?P<k>{NUMERAL})\s*位"
)
WHOLE = re.compile(
    r"(?:填写?|取|为|成|到|保留|是)整数(?!部分|位)|取整(?!部)|(?:不|无)(?:需|要|用|得)?(?:保留|带|填|写|含)小数"
)


def of_places(text: str) -> Iterator[Claim]:
    """The decimal places that a text states."""
    for found in PLACES.finditer(text):
        value = number(found["n"] or found["m"] or found["k"])
        if value < ENDLESS:
            yield Claim("places", value)
    if WHOLE.search(text):
        yield Claim("places", Decimal(0))


DIGITS = re.compile(
    rf"(?P<n>{NUMERAL})\s*位(?:(?:阿拉伯)?(?:数字|字母|数|编号|编码|号码|代码|字符)|(?=[，。；、,）)]|$))|(?:[共后前末为是]|长度)\s*(?P<m>{NUMERAL})\s*位(?![小移老专家领])"
)


def of_digits(text: str) -> list[Decimal]:
    """The lengths that a text states of what is written in digits and letters."""
    said = [number(found["n"] or found["m"]) for found in DIGITS.finditer(text)]
    return [count for count in said if count > 1]
