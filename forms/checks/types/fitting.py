"""Checks of questions in the wrong type of field: the answers would not be checked, masked or kept as what they are."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import ENDS
from ...definition import Place
from ...fields.registry import TYPES
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from .personal import give_purpose

TEXTS = ("text",)
LINES = ("text", "long_text")
DIGITS = ("text", "long_text", "number", "integer")
"""Types in which a number that is a name, as a phone's, goes unchecked."""
FITTING: list[tuple[str, tuple[str, ...], str]] = [
    ("id_number", DIGITS, r"(居民)?身份证(件)?号码?$|公民身份号码$|身份号码$"),
    ("phone", DIGITS, r"手机(号码?)?$|联系手机$|移动电话$"),
    ("landline", DIGITS, r"座机(号码?)?$|固定电话$|办公电话$"),
    ("phone", DIGITS, r"(联系|单位|家庭|值班)?电话(号码)?$|联系方式$"),
    ("credit_code", DIGITS, r"社会信用代码$"),
    ("bank_card", DIGITS, r"银行卡(卡?号码?)?$"),
    ("identity_paper", DIGITS, r"护照号码?$|(港澳|台湾)\S*通行证号码?$|^证件号码?$"),
    ("email", LINES, r"(电子)?(邮箱|邮件)(地址)?$|e-?mail$"),
    ("date_range", (*TEXTS, "date"), r"起止(日期|时间)$|起讫日期$"),
    (
        "date",
        DIGITS,
        r"日期$|出生年月日?$|年月日$|(开工|竣工|完工|开业|入职|毕业|到期|发证|签发|出生)时间$|生日$|有效期至$",
    ),
    (
        "money",
        TEXTS,
        r"金额$|注册(资本|资金)$|投资额$|(合同|交易|成交)?(总价|单价|价款)$"
        r"|(家庭|个人|月|年)\S{0,3}收入$|工资$|租金$|学费$|营业额$|销售额$|造价$|产值$|支出$|保证金$|押金$|费用$",
    ),
    (
        "integer",
        LINES,
        r"人数$|件数$|台数$|户数$|总数$|次数$|辆数$|份数$|株数$|(?<![和及与、])年龄$|^数量$|设备数量$|人口数?$|(床位|座位|车位|学生|幼儿|职工|员工|会员|教师|班级|房间|车辆)数$|天数$|月数$",
    ),
    ("number", TEXTS, r"面积$|长度$|宽度$|高度$|重量$|容积$|[身肩]高$|体重$|里程$"),
    ("person_name", DIGITS, r"(^|人|者|员|东|偶|方)(的?)姓名$"),
    ("address", TEXTS, r"(家庭|现)?住址$|(通讯|家庭|联系|居住|户籍|户口|邮寄|收件)(所在)?地址$"),
    (
        "division",
        TEXTS,
        r"^(所在|所属|居住)?(地区|区县|省市|省市区|省市区县|行政区划)$|所在(区县|县区|县市区|市县|省市)$",
    ),
    ("signature", TEXTS, r"(签名|签字)$"),
    ("yes_no", TEXTS, r"^(是否|有无)[^，,。：:；;]{1,20}$"),
    ("single_choice", TEXTS, r"^(\S{0,4}的)?性别$"),
    ("file", TEXTS, r"^请?上传.+|^附件\d*$|(扫描件|复印件|电子版|照片|相片|证件照|截图|平面图|效果图|示意图)$"),
    (
        "declaration",
        (*TEXTS, "yes_no"),
        r"^(我|本人)?(已?阅读|知晓|已知悉|承诺|同意).*(同意|承诺|属实|条款|须知|规定)$|^(我|本人|申请人|单位|我单位)?(郑重)?(承诺|保证|声明)书?$"
        r"|^(我|本人|申请人|本单位)(郑重)?(承诺|保证|声明)|^(诚信|信用|真实性|申请人|个人)\S{0,4}(承诺|声明)书?$",
    ),
]
"""The type that checks the answers, the types in which they go unchecked, and what such a question says."""
NOTE = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
YUAN = ("", "元", "人民币元")


@check("plain-type", blocking=False)
def plain_types(draft: Draft) -> Iterator[Problem]:
    """What has a field type of its own is not asked for as plain text, or as a number."""
    for place in draft.places:
        if fits := _checking(place):
            message = _("这一项用「%(used)s」，填错了查不出来。请换成「%(kind)s」字段。")
            words = {"used": TYPES[place.spec.type].label, "kind": TYPES[fits].label}
            yield at(place, "label", message % words)


def _checking(place: Place) -> str:
    """The type that would check the answers, where theirs does not."""
    spec, label = place.spec, bare(place.spec.label)
    if spec.type in ("number", "integer") and re.search(r"金额$", label) and spec.get("unit", "") in YUAN:
        return "money"
    return next((kind for kind, used, words in FITTING if spec.type in used and re.search(words, label)), "")


SAYS = {
    "phone": r"手机|移动电话",
    "landline": r"座机|固定电话",
    "id_number": r"身份证(件)?号|身份号码",
    "credit_code": r"信用代码",
    "bank_card": r"银行卡号?$",
    "email": r"邮箱|邮件|e-?mail",
    "person_name": r"姓名|名字|(法定代表|负责|联系|经办)人$",
    "address": r"(住址|地址|坐落)$",
    "date": r"(日期|年月日)$",
    "time": r"时刻$|几点",
    "money": r"金额$|注册(资本|资金)$",
}
"""What a question says that is answered in a field of that type."""
ORGANISATION = r"(单位|企业|公司|机构|学校|店铺)(全称|名称)$"


@check("type-other", blocking=False)
def fitting_types(draft: Draft) -> Iterator[Problem]:
    """What a type checks is what the question asks for: no mail address in a field for phones."""
    for place in draft.places:
        if fits := _taking(place):
            message = _("「%(used)s」字段不收这样的回答，申请人填不进去。请换成「%(kind)s」字段，或改问题。")
            yield at(place, "label", message % {"used": TYPES[place.spec.type].label, "kind": TYPES[fits].label})


def _taking(place: Place) -> str:
    """The type that takes what is asked, where theirs takes something else."""
    kind, label = place.spec.type, bare(place.spec.label)
    if kind not in SAYS or re.search(SAYS[kind], label):
        return ""
    if kind == "person_name" and re.search(ORGANISATION, label):
        return "text"
    return next((other for other, words in SAYS.items() if re.search(words, label)), "")


OPEN = re.compile(
    r"什么|哪[个些种里一]|怎样|怎么|如何|多少|几[个人次台份天年岁]"
    r"|^(\S{0,6}(人|方|单位|机构|企业|项目|场所)的?|经营|申请|所属|联系|办理|领取|行业)?(类型|类别|方式|种类|性别|名称|姓名|日期|时间|金额|数量|人数|面积|地址|原因|理由|号码)[？?]?$"
)
CLOSED = re.compile(r"是否|有无|能否|可否|吗|有没有|是不是|同意|已|需要|有|是|会|涉及|变更|公开|增加|减少|委托")


@check("yes-no-open", blocking=False)
def yes_or_no(draft: Draft) -> Iterator[Problem]:
    """What is answered by yes or no can be."""
    for place in draft.places:
        if _open(place):
            yield at(place, "label", _("这个问题用「是」「否」答不了。请改问题，或换成「单选」等合适的字段。"))


def _open(place: Place) -> bool:
    label = bare(place.spec.label)
    return place.spec.type == "yes_no" and bool(OPEN.search(label)) and not CLOSED.search(label)


def told_already(place: Place) -> bool:
    """Whether one of these checks tells of the field's type."""
    return bool(_checking(place) or _taking(place)) or _open(place)


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """A question as it is compared: without a note or a colon at its end."""
    return NOTE.sub("", unicodedata.normalize("NFKC", label).strip().rstrip(ENDS)).strip().lower()


WHOSE = (
    r"(申请人|本人|患者|病人|学生|学员|子女|儿童|幼儿|婴儿|老人|家庭成员|家属|亲属|配偶|父亲|母亲|父母|户主|园长|校长|院长|站长|法定代表人|法人代表"
    r"|负责人|经办人|代理人|监护人|受托人|委托人|受益人|继承人|被继承人|当事人|从业人员|工作人员|教师|教练员?|医师|护士|驾驶员|司机|职工|员工|演员|导游|股东)"
)
"""Persons whose data a question may ask for."""
SENSITIVE = (
    rf"^({WHOSE}{{0,2}}(及其|和|及)?{WHOSE}?)?的?(民族|宗教信仰|(既往|家族|传染|过敏)?病?史|既往病史|病史|健康状况|身体状况|婚姻状况|婚育状况|生育状况|政治面貌"
    r"|微信号?|qq号?码?|血型|残疾(类别|等级|情况)|户籍(所在地|地址)|户口所在地|出生(日期|年月日?)|护照号码?|银行账号|家庭(成员|收入)情况"
    r"|(违法)?犯罪记录|指纹(信息)?|人脸(照片|图像|信息)?|虹膜|声纹|社保卡号码?|社会保障(卡号|号)码?|学籍号|驾驶证号码?|病历号|诊断(结果|结论))$"
)
PAPERS = r"身份证|护照|户口[本簿]|病历|诊断证明|结婚证|离婚证|残疾证|居住证"
"""Files that tell of a person (个人信息保护法 art. 28 for most)."""


def mark(spot: Spot) -> None:
    """Tick that the answers are personal data, and write the usual purpose where there is none."""
    spot.value["personal"] = True
    if not spot.value.get("purpose"):
        give_purpose(spot)


@check("personal-label", blocking=False, fix=Fix(gettext_lazy("标为个人信息并写上收集目的"), mark))
def unmarked(draft: Draft) -> Iterator[Problem]:
    """What a question says is about a person is kept as personal data."""
    for place in draft.places:
        kind, label = TYPES[place.spec.type], NOTE.sub("", place.spec.label.strip()).lower()
        asks = re.search(PAPERS, label) if kind.holds_files else re.match(SENSITIVE, label)
        if asks and not kind.is_personal(place.spec) and kind.asked:
            message = _("这一项是个人信息，却没有标明，列表里不会遮盖。请勾选「属于个人信息」，并写明收集目的。")
            yield at(place, "personal", message)


PICTURE, SEVERAL = r"照片|相片|截图", r"多张|多个|若干|各一|全部页|每一页"


@check("file-wording", blocking=False)
def fitting_files(draft: Draft) -> Iterator[Problem]:
    """A field for photographs takes images, and one for several files takes several."""
    for place in draft.places:
        spec = place.spec
        kinds = spec.get("kinds") or ()
        if TYPES[spec.type].holds_files and kinds and "image" not in kinds and re.search(PICTURE, spec.label):
            yield at(place, "kinds", _("问题要的是照片，允许的文件里却没有图片。请勾选图片。"))
        if spec.type == "file" and re.search(SEVERAL, spec.label):
            yield at(place, "label", _("问题要的是几个文件，这个字段只收一个。请换成「多个文件」字段。"))
