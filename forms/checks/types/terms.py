"""Checks of the terms that questions end in: each has types that take its answers, and lengths that they need."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...definition import Place
from ...fields.registry import TYPES
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from .fitting import bare, told_already

WORDS = ("text", "long_text")
CHOICES = ("single_choice", "drop_down", "multiple_choice", "linked_choices")
COUNTS = ("number", "integer", "money")
CALLS = ("phone", "landline")
FILES = ("file", "files")
NAMES = (*WORDS, *CHOICES)


@dataclass(frozen=True)
class Term:
    """What a question ends in, the types that take the answers, and the one to propose; `but`: what only looks like it."""

    words: re.Pattern[str]
    fits: tuple[str, ...]
    best: str
    but: re.Pattern[str] = re.compile("(?!)")


def _term(words: str, fits: tuple[str, ...], best: str, but: str = "(?!)") -> Term:
    return Term(re.compile(rf"(?:{words})$"), fits, best, re.compile(but))


TERMS = (
    _term("邮政编码|邮编|邮政编号", WORDS[:1], "text"),
    _term("(?:证|单|书|账|帐|卡|学|户|文|案|工|会员|车牌|号牌|车架|发动机|批准|备案|许可|登记|合同|发票|证件|产品|注册)号码?|编号|编码|证号|账号|帐号|案号|文号|学籍号",
          ("text", "long_text", *CHOICES, "id_number", "identity_paper", "bank_card", "credit_code", *CALLS), "text", "(?:座位|门牌|楼|序|房间|床|摊位|展位|车位)编?号"),
    _term("[\u4e00-\u9fff]名|名称|全称|简称|字号|商标|标题|题目", NAMES, "text",
          "(?:姓|人|曾用|艺|笔|别|乳|法|化|签|署|报|实|点|提|命|记|排|更|除|罪|知|冠|联|匿|无|留|户|英文|拼音|员|者|主|儿|学生|孩子|户)名$|(?:人|者|方)的?名称$|字号大小"),
    _term("(?:就读|毕业|所在|任教|拟[入读]|报考|转[出入]|接收|原|现)\\S{0,3}(?:学校|院校|大学|中学|小学|幼儿园)|(?:工作|所在|任职|服务|就业|用人|供职|参保)单位"
          "|开户行|开户银行|主管部门|发证机关|签发机关", NAMES, "text"),
    _term("品牌|型号|规格|品种|毛色|材质|职务|职称|职业|工种|岗位|特长|年级|班级|专业", (*NAMES, "integer", "number"), "text"),
    _term("籍贯", (*NAMES, "division"), "division"),
    _term("收入|工资|薪酬|年薪|月薪|租金|费用|学费|押金|保证金|定金|余额|单价|售价|总价|价款|造价|营业额|销售额|交易额|产值|利润|税额|贷款额|补贴额|补助额",
          (*COUNTS, *CHOICES, "long_text"), "money", "(?:免|减|缴纳?|支付)(?:费用|租金|押金|学费)"),
    _term("罚款|投资|经费|预算|资产|负债|存款|支出", (*COUNTS, *CHOICES, "long_text", "yes_no"), "money", "风险投资"),
    _term("(?:开演|演出开始|开场|散场|营业|上班|下班|上课|下课|上学|放学|开馆|闭馆|开门|关门|打烊|出摊|收摊|集合|发车|到站|起飞|作息|接送|施工开始|每[日天]\\S{0,6})时间|时刻|几点(?:钟)?",
          ("time", *CHOICES, "long_text"), "time", "营业执照|起止|起讫"),
    _term("性别", (*CHOICES, "text"), "single_choice"),
    _term("学历|文化程度|婚姻状况|婚育状况|政治面貌|血型|户口性质|户籍性质|健康状况", (*CHOICES, "text"), "single_choice"),
    _term("民族|国籍", (*CHOICES, "text"), "drop_down"),
    _term("(?:人|件|台|套|份|户|次|辆|株|棵|头|间|床位|座位|车位|班|席|只|场|张|箱|桌|学生|幼儿|床|泊位)数|人口数?|数量", (*COUNTS[:2], *CHOICES, "text"), "integer"),
    _term("照片|相片|证件照|截图|附件|原件|平面图|效果图|示意图|位置图|营业执照(?:副本|正本)|毕业证书?|户口[本簿]|身份证(?:正反面|复印件)|产权证复印件|诊断证明|体检报告", (*FILES, "signature"), "file", "^(?:无|有|缺)"),
    _term("电话(?:号码)?|联系方式|手机", (*CALLS, *NAMES, "email"), "phone"),
    _term("日期|出生年月日?", ("date", "date_range", "text", *COUNTS[:2], "drop_down", "single_choice", "time"), "date"),
    _term("天数|月数|年数|时长|年限|小时数|学时|课时", (*COUNTS[:2], *CHOICES, "text"), "integer"),
    _term("签名|签字", ("signature", "text"), "signature"),
    _term("理由|原因|经过|简介|简历|备注|建议|意见|需求描述|情况说明|补充说明", (*NAMES, *FILES), "long_text"),
    _term("网址|网站", ("text", "long_text"), "text"),
    _term("人姓名|姓名", ("person_name", "text", "long_text", "drop_down", "single_choice"), "person_name"),
    _term("(?:居住|家庭|通讯|联系|经营|注册|办公|邮寄|详细|单位|场所|户籍|项目|施工)地址|住址|坐落", ("address", "text", "long_text", "drop_down"), "address"),
)  # fmt: skip
"""The one dictionary of terms: the first that a question ends in, and does not only look like, counts."""
SILENT = ("prefilled", "computed", "declaration", *FILES)
"""Types that ask nothing, take a paper about anything, or are told of elsewhere."""
CLOSED = re.compile(
    r"^(?:已|有|无|是|会|需|未|曾|含|可|能|为|在|仍|免|低|获|属于|具有|持有|拥有|使用|公开|享受|参加|领取|愿意)|是否|有无|能否|可否|吗|有没有|需要|同意|变更|涉及|提供|增加|减少|委托|另有|接受|申请"
)
"""How a yes or no is asked, whatever the question ends in."""


def unfit(place: Place) -> Term | None:
    """The term of a question whose type takes no such answers."""
    kind, label = place.spec.type, bare(place.spec.label)
    if kind in SILENT or (kind == "yes_no" and CLOSED.search(label)):
        return None
    term = next((one for one in TERMS if one.words.search(label) and not one.but.search(label)), None)
    return term if term and kind not in term.fits else None


@check("type-term", blocking=False)
def types_of_terms(draft: Draft) -> Iterator[Problem]:
    """What a question ends in is answered in a type that takes it: no postcode as a number, no name as a yes or no."""
    message = _("问的是「%(label)s」，「%(used)s」字段收不了这样的回答，或会改变它。请换成「%(kind)s」字段，或改问题。")
    for place in draft.places:
        term = unfit(place)
        if term and not told_already(place):
            words = {
                "label": place.spec.label[:20],
                "used": TYPES[place.spec.type].label,
                "kind": TYPES[term.best].label,
            }
            yield at(place, "label", message % words)


LENGTHS = {
    "邮政编码|邮编": 6,
    "(?:居民|公民)?身份证(?:件)?号码?|公民身份号码": 18,
    "社会信用代码": 18,
    "手机号?码?|移动电话": 11,
}
"""Characters of what always has as many, by what a question ends in."""
LENGTH = [(re.compile(rf"(?:{words})$"), count) for words, count in LENGTHS.items()]


def known_length(place: Place) -> int:
    """How many characters such an answer always has; 0 where that differs."""
    if place.spec.type not in WORDS:
        return 0
    label = bare(place.spec.label)
    return next((count for words, count in LENGTH if words.search(label)), 0)


def right_length(spot: Spot) -> None:
    """As many characters as such an answer has."""
    name = spot.problem.attribute
    spot.value[name] = next(count for words, count in LENGTH if words.search(bare(spot.value["label"])))


@check("limits-length", blocking=False, fix=Fix(gettext_lazy("改成它的位数"), right_length))
def known_lengths(draft: Draft) -> Iterator[Problem]:
    """What always has as many characters may have as many, and need not have more."""
    for place in draft.places:
        count = known_length(place)
        most, least = (int(place.spec.get(name) or 0) for name in ("max_length", "min_length"))
        message = _("这样的号码有 %(count)s 位，限制却是 %(set)s 个字。请改正，或清空。")
        if count and 0 < most < count:
            yield at(place, "max_length", message % {"count": count, "set": most})
        elif count and least > count:
            yield at(place, "min_length", message % {"count": count, "set": least})
        elif count == LENGTHS["邮政编码|邮编"] and most > count:
            yield at(place, "max_length", message % {"count": count, "set": most})
