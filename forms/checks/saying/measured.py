"""Checks of units and spans of time: the words, the unit beside the input and what is measured say the same."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ...definition import Place
from ..draft import Draft, at
from ..problem import Problem
from ..registry import check
from .units import KIND_OF, UNIT, alike, same, spelled

NUMBERS = ("number", "integer", "money", "computed")
NAMED = re.compile(rf"(?:计量)?单位\s*(?:均?为|是|用|：|:)?\s*(?P<u>{UNIT})(?=[，。；、,;）)\s]|$)", re.IGNORECASE)
IN_UNITS = re.compile(
    rf"(?<![\d一二两三四五六七八九十每])(?:请?以|请?按|用)\s*(?P<u>{UNIT})\s*(?:为(?:计量)?单位|来?(?:计|填写?|填报|表示|计算|计量|统计)(?!酬|薪|租))"
    rf"|(?:换算|折算|折合)[成为]\s*(?P<v>{UNIT})(?=[，。；、,;）)\s]|后|填|$)|(?:填写?|输入)\s*(?P<w>{UNIT})数",
    re.IGNORECASE,
)
BRACKET = re.compile(rf"[（(]\s*(?:单位\s*[：:]?)?\s*(?P<u>{UNIT})\s*[）)]", re.IGNORECASE)


def _unit(place: Place) -> str:
    return "元" if place.spec.type == "money" else str(place.spec.get("unit") or "")


@check("unit-other", blocking=False)
def one_unit(draft: Draft) -> Iterator[Problem]:
    """Words name no other unit than stands beside the input."""
    for place in draft.places:
        unit = _unit(place)
        if place.spec.type not in NUMBERS or not unit:
            continue
        for name in ("label", "help"):
            said = _said(getattr(place.spec, name), unit, name == "label" and place.spec.type == "money")
            if said:
                message = _("文字里的单位「%(one)s」与输入框后面的「%(other)s」不同，填出的数会差很多倍。请改成一样。")
                yield at(place, name, message % {"one": said, "other": unit})
                break


def _said(text: str, unit: str, bracketed: bool) -> str:
    """The other unit that a text names, nothing where it names none or the same."""
    units = [found["u"] for found in NAMED.finditer(text)]
    units += [found["u"] for found in BRACKET.finditer(text) if bracketed]
    loose = [found["u"] or found["v"] or found["w"] for found in IN_UNITS.finditer(text)]
    units += [one for one in loose if alike(one, unit)]
    if not units or any(same(one, unit) for one in units if alike(one, unit)) or spelled(unit) in map(spelled, units):
        return ""
    return units[0] if spelled(unit) in KIND_OF else ""


MEASURES = {
    "length": r"长度|宽度|高度|深度|厚度|[身肩层]高|[直半胸]径|距离|里程|路程|周长|口径|跨度|净空|进深|管径|线路长|全长",
    "area": r"面积",
    "volume": r"体积|容积|库容|方量|土方量|用水量|取水量|排水量|蓄水量|供水量",
    "mass": r"重量|净重|毛重|体重|自重|吨位|载重量?|质量（重量）",
    "time": r"时长|工期|天数|月数|年数|小时数|工龄|学时数?|课时数?|年龄|岁数|月龄",
    "money": r"金额|费用|总?造价|[总单]价|价款|价格|投资额|租金|产值|销售额|营业额|收入|支出|工资|补贴额|税额|注册资[本金]|保证金|押金",
    "people": r"人数|人口数?",
}
"""By what a unit measures, the end of a question that asks for that."""
ENDS = {kind: re.compile(rf"(?:{words})$") for kind, words in MEASURES.items()}
SAID = re.compile(r"(?P<u>天|日|小时|分钟|周|月|年|亩|公里|平方米|立方米|吨|台|辆|间|套|户|株|棵|栋|册|张|层)数$")


@check("unit-measure", blocking=False)
def fitting_units(draft: Draft) -> Iterator[Problem]:
    """The unit measures what the question asks for: an area is not in metres, days are not in hours."""
    for place in draft.places:
        spec = place.spec
        unit, label = spelled(_unit(place)), re.sub(r"\s*[（(][^（）()]*[）)]\s*$", "", spec.label.strip())
        if spec.type not in NUMBERS or not unit or "/" in unit or (spec.type == "money" and not MEANT.search(label)):
            continue
        asked = next((kind for kind, words in ENDS.items() if words.search(label)), "")
        has = KIND_OF.get(unit, "")
        counted = SAID.search(label)
        wrong = bool(asked and has in MEASURES and has != asked)
        if counted and not wrong:
            wrong = not same(counted["u"], unit) or (unit in COUNT and counted["u"] in COUNT and unit != counted["u"])
        if wrong:
            message = _("问题问的不是用「%(unit)s」计的数。请改「单位」，或改问题。")
            yield at(place, "unit" if spec.type != "money" else "label", message % {"unit": _unit(place)})


COUNT = (
    "台",
    "辆",
    "间",
    "套",
    "户",
    "株",
    "棵",
    "栋",
    "册",
    "张",
    "层",
    "人",
    "吨",
    "平方米",
    "米",
    "元",
    "天",
    "月",
    "年",
)
MEANT = re.compile(r"(?:面积|人数|天数|月数|长度|重量|体积|里程)$")

SPANS = {"年": r"每年|全年|年度|年均|按年|一年|整年|年(?=收入|支出|租金|薪|工资|产值|产量|用水|用电|销售|营业|利润|缴费|费用|经营|处理|消耗|排放|产生|接待|总)",
         "月": r"每月|每个月|月均|按月|单月|当月|一个月|月(?=收入|支出|租金|薪|工资|产值|产量|用水|用电|销售|营业|利润|缴费|费用|供|还款)",
         "日": r"每日|每天|日均|按日|按天|单日|日(?=产量|处理|用水|用电|均|接待|排放|供)",
         "季": r"每季度?|季度|按季",
         "周": r"每周|按周|每星期"}  # fmt: skip
IN_LABEL = {span: re.compile(words) for span, words in SPANS.items()}
HELP = re.compile(
    r"(?:请|应|只|须|需|如实)?(?:按|填写?|填报|为|是|指|统计|写|计算)\s*(?:[^，。；]{0,8}?)(?P<s>每个?月|每年|每日|每天|每季度?|每周|全年|(?:一|单|当|上)个?[月年](?!度)|月均|年均|日均|[月年日]平均|按[月年日天季周])(?:的|平均|度)?"
)
WORKED = re.compile(
    r"[×xX*÷/]|乘|除以|之和|相加|合计|汇总|累计|总和|折[算合]|换算|加总|推算|12\s*个月|十二个月|缴[纳费]|支付|发放|申报一次|一次|前(?:缴|交|报)|\d+\s*[日号]前|更新|审核|检查"
)
OF = {"月": "月", "年": "年", "日": "日", "天": "日", "季": "季", "周": "周"}
RATE = re.compile(r"[/／每](?P<s>年|月|日|天|季度?|周)$")


@check("period-other", blocking=False)
def one_period(draft: Draft) -> Iterator[Problem]:
    """What is asked for by the year is not filled in by the month: question, help and unit name one span of time."""
    for place in draft.places:
        spec = place.spec
        if spec.type not in NUMBERS:
            continue
        label = {span for span, words in IN_LABEL.items() if words.search(spec.label)}
        if len(label) != 1:
            continue
        (own,) = label
        rate = RATE.search(_unit(place))
        if rate and OF[rate["s"][0]] != own:
            message = _("问题问的是按%(one)s计的数，单位却是「%(other)s」。请改成一致。")
            yield at(place, "unit", message % {"one": own, "other": _unit(place)})
        for found in HELP.finditer(spec.help):
            span = next((OF[word] for word in reversed(found["s"]) if word in OF), "")
            if span and span != own and not WORKED.search(spec.help):
                message = _("问题问的是按%(one)s计的数，说明却让按%(other)s填，填出的数会差很多倍。请改成一致。")
                yield at(place, "help", message % {"one": own, "other": span})
                break
