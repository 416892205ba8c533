"""Checks of words that were never written: what a template or a hurried editor left in place of a text."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...alike import heard
from ...fields.registry import TYPES
from ..draft import Draft, Said
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

ANYWHERE = (
    r"x{2,}|\*{2,}|\.{2,}|…+|_+|\?+|-+|(测试|test){1,4}(一下|用|数据|问题|字段)?\d*|(todo|tbd|fixme).*|待(定|补充|补|填|填写|确认|完善)"
    r"|[（(【\[]?请?在?(此处|这里|此项|此)(填写|输入|写)(说明|内容|文字|帮助|提示|信息|描述|字段|标题|问题|名称|填写前).*|(此处|这里|在此)(填写|输入|写)?.*"
    r"|[（(【\[]?请?(修改|替换|改写|更新)[）)】\]]?|(示例|样例)?(说明|文字|内容)?[，,。；]?请(删除|修改|替换|改写)|占位(符|文字)?|未命名.*|asdf+|qwer.*|a{3,}|1{3,}|123(4(56?)?)?|lorem.*"
)
"""Words that stand for no text, wherever they are."""
N = "[a-z\\d一二三四五六七八九十]*"
"""What numbers a text that nobody wrote."""
BY_NAME = {
    "label": rf"新(字段|问题|项){N}|(字段|标签){N}|第{N}(个?问题|题|项|问)|问题文字|(示例|样例|范例|演示)(字段|问题|项目?|题目?){N}|复制\s*[-—－_:：（(]+.{{1,30}}|(label|field|question)_?\d*|(字段|问题|控件|题目)(标题|名称?|文字|内容)|显示名称?|请?在?(此处?|这里)?(输入|填写|选择|上传)(字段|问题|题目|标题|文字|内容|选项)?(名称?|标题|文字|内容)?|(单行|多行)?(文字|文本)(框|域)?{N}|输入框{N}|[\W\d_]+"
    rf"|(text|input|txt|textarea|select|radio|checkbox|date|number|string|item|column|列|控件|组件|元素|文本|单选|多选|下拉|日期|数字|附件框|复制)_?{N}|.{{1,30}}([（(_-](副本|复制|复件|copy)\d*[)）]?|copy\d*)",
    "title": rf"新?(步骤|小标题|标题|表单|分组|区块|模块|栏目|分节){N}|第{N}(步骤?|部分|页)|(step|title|section)_?\d*|.{{1,40}}[（(_\s-](副本|复制|复件|copy)\s*\d*[)）]?",
    "help": r"请(输入|填写|选择|上传)(内容|信息)?|(填写|字段|输入)?(说明|帮助|提示|描述)(说明|文字|信息|内容)?|[（(]?(略|同上|如上|同前|无)[）)]?|[见同][上旧]一?[版个份]?(表单|表格|版本|版)?",
    "text": r"(填写)?(说明|提示)(文字|内容)?|(声明|承诺)(全文|内容|文字)?|文字|内容|正文",
    "intro": r"(填写)?(说明|提示|介绍)(文字|内容)?|文字|内容|正文",
    "statement": r"签名|签字|声明|说明",
    "example": r"例|例如|例子|示例|如|填写示例|无",
    "row_title": r"每一项|项目?名称|标题",
    "choices": rf"[\W_]*请选择.{{0,6}}|(null|none|undefined|nan|n/a|空|空白|默认(选项|值)?|同上|以此类推|等等|略)|新?(选项|选择){N}|第{N}个?(选项|选择)|(option|choice)_?\d*",
}
"""Words that stand for no text of one kind, by the input they are in."""
MEANT = {"choices": "(?!待[定确])"}
"""Words that one kind of text may well have: 「待定」 is an answer."""
PATTERNS = {name: re.compile(f"{MEANT.get(name, '')}(?:{ANYWHERE}|{more})") for name, more in BY_NAME.items()}
DISPENSABLE = ("help", "example", "choices")
"""Inputs that say nothing less when the words are taken away."""


def take_away(spot: Spot) -> None:
    """Empty the input, or delete the choices that say nothing."""
    name = spot.problem.attribute
    if name != "choices":
        spot.value[name] = ""
        return
    rows = spot.value["choices"]
    for position in reversed(range(len(rows))):
        if PATTERNS["choices"].fullmatch(heard(rows[position]["label"] or "")):
            del rows[position]


@check("placeholder", blocking=False)
def unwritten(draft: Draft) -> Iterator[Problem]:
    """Every question, heading and text that people read was written for them."""
    message = _("「%(text)s」像是没有改的占位文字。请写上给申请人看的文字。")
    for said in draft.texts:
        name = said.problem.attribute
        if name in PATTERNS and name not in DISPENSABLE and (_is_placeholder(said) or _own_name(said)):
            yield said.told(message % {"text": said.text[:20]})


@check("placeholder-idle", blocking=False, fix=Fix(gettext_lazy("删除占位文字"), take_away))
def dispensable(draft: Draft) -> Iterator[Problem]:
    """Help, examples and choices say something."""
    for said in draft.texts:
        name = said.problem.attribute
        if name in DISPENSABLE and _is_placeholder(said):
            message = _("「%(text)s」像是没有改的占位文字。请改写，或删除。")
            yield said.told(message % {"text": said.text[:20]}, fixable=name != "choices" or _enough(draft, said))


def _enough(draft: Draft, said: Said) -> bool:
    """Whether two choices are left, and they stand in the form itself."""
    block = draft.steps[said.problem.step]["blocks"][said.problem.block]
    block = block["blocks"][said.problem.inner] if said.problem.inner >= 0 else block
    left = [row for row in block["choices"] if not PATTERNS["choices"].fullmatch(heard(row.get("label") or ""))]
    return len(left) > 1 and not block.get("shared")


def _is_placeholder(said: Said) -> bool:
    return bool(PATTERNS[said.problem.attribute].fullmatch(heard(said.text)))


def _own_name(said: Said) -> bool:
    """Whether a question is its own key, or a declaration only its question again."""
    if said.problem.attribute == "label" and said.kind in TYPES:
        named = re.fullmatch(r"[a-z]+_?\d+", said.text) and said.text == said.key
        return bool(named or re.fullmatch(r"[a-z]{2,}(_[a-z\d]+)+|[a-z]+([A-Z][a-z\d]+)+", said.text))
    return said.kind == "declaration" and said.problem.attribute == "text" and heard(said.text) == heard(said.label)


BLANKS = re.compile(r"_{2,}|＿{2,}|…{2,}|\.{4,}|[（(][\s　]{2,}[）)]|〔待.{0,6}〕")


@check("declaration-blank", blocking=False)
def whole_texts(draft: Draft) -> Iterator[Problem]:
    """A text that is agreed to or signed has no blanks: nobody can write into it."""
    for said in draft.texts:
        agreed = said.problem.attribute in ("text", "statement") and said.kind in ("declaration", "signature")
        if agreed and BLANKS.search(said.text):
            yield said.told(_("文字里留了空白，申请人填不进去。请删掉空白，要填的内容另设字段。"))
