"""Checks of what is left over from a template or a paper form within a text that was otherwise written."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import heard
from ...fields.registry import TYPES
from ..draft import Draft, Said, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot
from .placeholders import PATTERNS

HAN = r"[\u4e00-\u9fff]"
HOLDS = r"填写|填入|替换|待定|插入|此处|这里|在此"
STANDS_FOR = re.compile(
    r"(?<![a-z])x{3,}(?![a-z])|(?<![\dx])[×✕╳]{2,}|(?<![\d.])[*＊]{3,}|[*＊]{2,}(?=[省市县区镇乡村局年月路号])|(?<![一二三四五六七八九])[〇○]{2,}|Ｘ{2,}"
    r"|某某(?=镇|乡|村|省|市|县|区|局|路|街|公司|单位|学校|医院)|(?:www\.|https?://)\S*(?:example\.|域名|网址)"
    r"|(?<!\d)(?:0\d{2,3}-?|1[3-9]\d)(?:0{7,8}|1{7,8}|8{8}|12345678)(?!\d)"
    rf"|[【\[［{{][^】\]］}}]{{0,6}}(?:{HOLDS})[^】\]］}}]{{0,8}}[】\]］}}]"
    r"|[（(](?:此处|这里|此项|本处)[^）)]{0,12}(?:补充|替换|插入|更新|修改|待)[^）)]{0,8}[）)]"
    r"|(?:待定|待补充|待填写?|待确认|待完善|待更新)(?=[）)】\]。；，]|$)|(?<![a-z])(?:todo|tbd|fixme|lorem|null|undefined|nan)(?![a-z])"
    rf"|(?<={HAN})xx(?={HAN}|[。，；）)\s]|$)|(?<![a-z])xx(?=\s*(?:省|市|县|区|镇|乡|年|月|元|路|号|局|公司|科|室|窗口|街道|社区|村|名称))|#ref!|#n/a|\{{\{{|#{{2,}}|<{HAN}{{1,10}}>",
    re.IGNORECASE | re.ASCII,
)
"""Signs that stand where a number, a name or an address was to be written."""


@check("leftover", blocking=False)
def stand_ins(draft: Draft) -> Iterator[Problem]:
    """No text still has crosses or brackets where something was to be written; an example may have."""
    message = _("「%(text)s」还没有改成真的内容，申请人照着做会出错。请填上，或删掉这半句。")
    for said in draft.texts:
        name = said.problem.attribute
        found = STANDS_FOR.search(said.text) if name not in ("example", "choices") else None
        whole = name in PATTERNS and PATTERNS[name].fullmatch(heard(said.text))
        if found and not whole:
            yield said.told(message % {"text": found[0][:20]})


BLANK = re.compile(r"[_＿﹍]{2,}|\.{4,}|[（(][ 　]+[）)]|（）|[：:][ 　]{3,}(?=\S)")
DOTS = re.compile(r"…{2,}$")
BOX = re.compile(r"[□☐☑☒]\s*|(?:^|(?<=\s))[○◯]\s*(?=[\u4e00-\u9fff])|打\s*[√✓]|[（(]\s*[√✓]\s*[）)]")
SHORT = ("label", "choices", "title", "row_title")
"""Texts of a few words, in which dots at the end stand for a line."""
AGREED = ("declaration", "signature")
"""Blanks in what is agreed to are told of by `declaration-blank`."""


def filled_up(text: str) -> str:
    """A text without blanks and boxes."""
    return DOTS.sub("", BOX.sub("", BLANK.sub("", text))).strip(" _＿")


def fill_up(spot: Spot) -> None:
    """Take blanks and boxes out of the text, or out of each choice."""
    name = spot.problem.attribute
    for row in spot.value["choices"] if name == "choices" else [spot.value]:
        key = "label" if name == "choices" else name
        row[key] = filled_up(row[key] or "")


@check("paper-blank", blocking=False, fix=Fix(gettext_lazy("去掉空白线和方框"), fill_up))
def blanks(draft: Draft) -> Iterator[Problem]:
    """A page has inputs where paper has lines to write on and boxes to tick."""
    told = _("文字里有纸质表格的空白线或方框，网页上写不进去、勾不了。请去掉，要填的另设字段。")
    seen = set()
    for said in draft.texts:
        name, short = said.problem.attribute, said.problem.attribute in SHORT
        signs = [*BLANK.findall(said.text), *BOX.findall(said.text), *(DOTS.findall(said.text) if short else ())]
        agreed = said.kind in AGREED and name in ("text", "statement")
        if not signs or agreed or not filled_up(said.text) or (said.problem.place, name) in seen:
            continue
        seen.add((said.problem.place, name))
        fixable = short and said.problem.step >= 0 and len(filled_up(said.text)) > (name != "choices")
        yield said.told(told, fixable=fixable and (_one_each(draft, said) if name == "choices" else len(signs) == 1))


def _one_each(draft: Draft, said: Said) -> bool:
    """Whether each choice has one box or line at most, they stand in the form itself, and differ without."""
    block = raw_of(draft, said.problem)
    labels = [row.get("label") or "" for row in block["choices"]]
    signs = max(len(BLANK.findall(one)) + len(BOX.findall(one)) for one in labels)
    return signs == 1 and not block.get("shared") and len({filled_up(one) for one in labels} - {""}) == len(labels)


def raw_of(draft: Draft, problem: Problem) -> dict[str, Any]:
    """The block that a problem is at, as it is written."""
    block: dict[str, Any] = draft.steps[problem.step]["blocks"][problem.block]
    found: dict[str, Any] = block["blocks"][problem.inner] if problem.inner >= 0 else block
    return found


SEE = r"(?:详?见|参见|参照|参阅|依据|按照?|根据|列入|对照)"
NUMBERED = r"\s*[\d一二三四五六七八九十]+"
ENCLOSED = re.compile(
    rf"{SEE}(?:本表)?\s*(?P<what>(?:附件|附表|附图|附录|附页|附注|填表须知|填表说明)(?:{NUMBERED})?)|[如同](?P<like>附[件表图]{NUMBERED})"
)
"""Papers that a text sends its reader to."""
ELSEWHERE = re.compile(
    rf"(?:{SEE}|[如同])(?:在|于)?\s*[下上后前左右][表图](?!面|示例)|填[写在入]*[下上]表(?!面)|列[在入]下表"
    r"|(?:见|看|阅读?|参阅|填在?|写在?)\S{0,6}(?:背面|反面|背页|封底)|(?:见|看)\S{0,3}(?:次页|下一?页|上一?页|页脚|页眉|脚注)"
    r"|另[附加](?:纸|\S{0,3}页)|见[表图]\s*[\d一二三四五六七八九十]+(?![层楼])|[附加续]页(?:填写|说明|书写)|[可请应]附(?:续?页|表(?![决明达示演彰]))|[表单]一式[一二两三四五六七八九\d]+[份联]"
    r"|(?:用|使用)\S{0,8}(?:钢笔|签字笔|墨水|圆珠笔|水笔)|(?:贴|粘贴?)(?:照片|相片)处|(?:照片|相片)(?:粘贴|张贴)处|骑缝|装订线"
    r"|(?:字迹|书写)\S{0,2}(?:清楚|清晰|工整|端正)|(?:本|此)表\S{0,6}涂改"
)
"""Places of a sheet of paper, and what only its writers do."""
SCANS = re.compile(r"扫描|拍照|拍摄|上传")


@check("paper-place", blocking=False)
def places_there(draft: Draft) -> Iterator[Problem]:
    """No text sends its reader to a sheet, a table or an appendix that the page does not have."""
    named = [said.text for said in draft.texts if said.kind in TYPES and TYPES[said.kind].holds_files]
    for said in draft.texts:
        files = said.kind in TYPES and TYPES[said.kind].holds_files
        found = ENCLOSED.search(said.text) if said.kind not in AGREED and not files else None
        what = (found["what"] or found["like"]) if found else ""
        if what and not any(what in text for text in named):
            message = _("「%(what)s」不在这个页面上，申请人找不到。请把内容写在这里，或另加说明文字。")
            yield said.told(message % {"what": what})
        elif (found := ELSEWHERE.search(said.text)) and not (files or SCANS.search(said.text)):
            message = _("「%(what)s」是纸质表格的说法，网页上没有。请改成这个页面上的做法，或删除。")
            yield said.told(message % {"what": found[0]})


BELOW = re.compile(
    r"(?:在|于|见|由|请)?(?:下方|下面|下列|以下)(?!\S{0,4}(?:材料|清单))\S*(?:签[名字署]|填写|上传|选择|说明|字段|栏)"
)


@check("below-nothing", blocking=False)
def something_below(draft: Draft) -> Iterator[Problem]:
    """What sends its reader below has something below it."""
    last = max(((s, len(one.get("blocks", [])) - 1) for s, one in enumerate(draft.steps)), default=(-1, -1))
    for said in draft.texts:
        here = (said.problem.step, said.problem.block) == last and said.problem.inner < 0
        idle = said.problem.attribute == "help" or said.kind == "guidance"
        if here and idle and last[1] >= 0 and BELOW.search(said.text):
            yield said.told(_("文字让申请人看下面，下面却没有内容了。请把它移到所说的内容前面，或改文字。"))


STAMP = "签字盖章|签名盖章|签字或盖章|签名或盖章|盖章或签字|签名|签字|加盖公章|盖章|签章"
STAMPED = re.compile(
    rf"\s*[（(][需请应须]?(?:本人|单位)?(?:{STAMP}|公章|按?手印|指印|亲笔|手写)[）)]|\s*(?:{STAMP})[：:]?$"
    r"|\s*(?:签名|签字|盖章|签章|公章|手印|印章)处(?=$|[（(：:])"
)
WRITTEN = ("text", "long_text", "person_name", "date", "number", "integer", "money", "phone", "landline", "email", "id_number",
           "credit_code", "address", "time")  # fmt: skip
"""Types whose answers are typed: nobody signs or stamps them."""


def unstamped(spot: Spot) -> None:
    """Take the place to sign or stamp out of the question."""
    spot.value["label"] = STAMPED.sub("", spot.value["label"]).strip()


@check("paper-sign", blocking=False, fix=Fix(gettext_lazy("去掉签字、盖章的字样"), unstamped))
def signed_where_it_can_be(draft: Draft) -> Iterator[Problem]:
    """A question asks for a signature or a stamp only where there can be one."""
    message = _("这里只能填写，不能签字、盖章。请去掉这几个字；要签名的，换成「签名」字段。")
    for place in draft.places:
        spec = place.spec
        plain = spec.type == "text" and re.search(r"(签名|签字)$", spec.label)
        if spec.type in WRITTEN and STAMPED.search(spec.label) and not plain:
            yield replace(at(place, "label", message), fixable=len(STAMPED.sub("", spec.label).strip()) > 1)


ACT = {
    "选择": re.compile(r"^请您?(?:选择|勾选|点选|下拉选择)(?!或)"),
    "填写": re.compile(r"^请您?(?:输入|填写|填入|录入)(?!或)"),
    "上传": re.compile(r"^请您?(?:上传|拍照上传)"),
}
"""What a question tells its reader to do."""
CHOSEN = ("single_choice", "multiple_choice", "drop_down")
PICKED = (*CHOSEN, "linked_choices", "division", "yes_no", "date", "date_range", "time", "identity_paper", "address")
DONE: dict[str, Callable[[str], bool]] = {
    "选择": lambda kind: kind in (*PICKED, *AGREED),
    "填写": lambda kind: not (TYPES[kind].holds_files or kind in (*CHOSEN, "yes_no", *AGREED)),
    "上传": lambda kind: TYPES[kind].holds_files or kind == "text",
}
"""Whether that is how a field of a type is answered; a text for a file is told of by `plain-type`."""


def only_asked(spot: Spot) -> None:
    """Leave the question without what it tells to do."""
    label = spot.value["label"].strip()
    spot.value["label"] = next((one.sub("", label) for one in ACT.values() if one.match(label)), label).lstrip("您的 ")


@check("label-act", blocking=False, fix=Fix(gettext_lazy("去掉开头的「请…」"), only_asked))
def acts_possible(draft: Draft) -> Iterator[Problem]:
    """A question tells nobody to choose what must be written, or to write what must be chosen."""
    message = _("问题里的「%(act)s」不是「%(kind)s」字段的答法。请改问题，或换字段。")
    for place in draft.places:
        spec, kind = place.spec, TYPES[place.spec.type]
        label = spec.label.strip()
        for name, words in ACT.items():
            found = words.match(label)
            if found and label != found[0] and kind.asked and not DONE[name](spec.type):
                fixable = len(words.sub("", label).strip()) > 1
                yield replace(at(place, "label", message % {"act": found[0], "kind": kind.label}), fixable=fixable)
