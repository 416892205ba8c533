"""Checks of questions that ask the same in other words: the applicant wonders what the difference is."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from ...fields.registry import TYPES
from ..draft import Draft, at
from ..problem import Problem
from ..registry import check
from ..types.fitting import bare
from ..types.personal import SAME

FILLING = re.compile(r"^请您?(?:填写|输入|选择|提供|写明)|您的?|你的?|本人的?|申请人(?=[^\W\d_]{2})的?|[？?\s]")
"""Words of a question that do not say what is asked."""
ONE = (
    ("手机", "(?:联系|本人)?手机(?:号码?)?|移动电话(?:号码)?|手机电话"),
    ("电话", "联系电话(?:号码)?|电话号码|联系方式"),
    ("住址", "(?:家庭|现|居住|常住)(?:住址|地址)|居住地址|住址"),
    ("单位名称", "(?:申请)?(?:单位|企业|公司|机构)(?:名称|全称)|(?:申请)?(?:单位|企业|公司)名|单位(?:企业|公司)名称"),
    ("出生", "出生(?:日期|年月日?|时间)|生日"),
    ("学历", "(?:最高)?学历|文化程度|受教育程度"),
    ("工作单位", "(?:工作|所在|任职|现|服务)单位(?:名称)?"),
    ("理由", "(?:申请)?(?:理由|原因|事由)"),
    ("开户行", "开户(?:银行|行)(?:名称)?"),
    ("学校", "(?:就读|所在|在读)(?:学校|院校)(?:名称)?"),
    ("毕业学校", "毕业(?:学校|院校)(?:名称)?"),
    ("邮箱", "(?:电子)?(?:邮箱|邮件)(?:地址)?|e-?mail(?:地址)?"),
    ("邮编", "邮政编码|邮编"),
    ("活动地点", "(?:活动|举办|举行)(?:地点|地址|场地|场所)"),
    ("活动时间", "(?:活动|举办|举行)(?:时间|日期)"),
    ("车牌", "(?:车辆)?(?:车牌|号牌)(?:号码?)?"),
    ("备注", "(?:其他)?(?:备注|备注说明|其他说明|其他需要说明的(?:情况|事项|问题)|补充说明)"),
)
"""What is asked, and the words in which it may be."""
WORDS = [(name, re.compile(words)) for name, words in ONE]


@lru_cache(maxsize=4096)
def subject(label: str) -> str:
    """What a question asks for, the same for two wordings of it."""
    text = FILLING.sub("", bare(label))
    return next((name for name, words in WORDS if words.fullmatch(text)), text)


@check("asked-alike", blocking=False)
def asked_in_other_words(draft: Draft) -> Iterator[Problem]:
    """Under one heading nothing is asked twice in other words; the same words are told of by other checks."""
    seen: dict[tuple[int, str, str, str], tuple[str, str]] = {}
    for place in draft.places:
        spec, kind = place.spec, TYPES[place.spec.type]
        if not kind.asked or spec.show or not spec.label or kind.holds_files:
            continue
        first = seen.setdefault(
            (place.step, place.group, draft.party(place), subject(spec.label)), (spec.label, kind.role)
        )
        known = kind.role in SAME and first[1] == kind.role
        if bare(first[0]) != bare(spec.label) and not known:
            message = _("与前面的「%(label)s」问的是同一件事，申请人要填两遍。请删除一个，或写明区别。")
            yield at(place, "label", message % {"label": first[0][:20]})
