"""Checks of samples in help: what it says to write, as 如：0371-12345678, the field itself would take."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..draft import Draft, at
from ..parts.fields import refusal
from ..problem import Problem
from ..registry import check

SAMPLE = re.compile(
    r"(?:例如|比如|譬如|示例|格式如|形如|样例|例|(?<![假不])如(?=[：:“\"「『‘'\s]|\d))\s*(?:填写?|写)?(?:为|成|作)?\s*[：:，,]?\s*[“\"「『‘']?\s*(?P<s>[A-Za-z0-9\u4e00-\u9fff@.+/:_-][^，。；、”\"」』’'（）()！]*)"
)
"""What stands behind the words for an example, up to the end of the clause."""
OR = re.compile(r"或者?|及|和|等")
DIGITS = r"[\d\s-]{5,}"
SHAPES = {
    "number": r"[+-]?[\d,，.]+\s*\S{0,3}", "integer": r"[+-]?[\d,，.]+\s*\S{0,3}", "money": r"¥?[+-]?[\d,，.]+\s*[万亿]?元?",
    "phone": DIGITS, "landline": DIGITS, "bank_card": DIGITS, "id_number": r"[\dXx\s]{10,}", "credit_code": r"[0-9A-Za-z]{10,}",
    "email": r"[\w.+-]+(?:@|#|\.|\[at\])[\w.-]+", "date": r"\d{2,4}\s*[年./-]\s*\d{1,2}(?:\s*[月./-]\s*\d{1,2}\s*日?)?|\d{8}", "time": r"\d{1,2}\s*[:：点时]\s*\d{0,2}分?",
    "text": r"(?=.*[A-Za-z0-9])[\w\u4e00-\u9fff/.\-〔〕\[\]#号第]{3,}",
}  # fmt: skip
"""By type, what looks like an answer and not like words about one."""
LOOKS = {kind: re.compile(shape, re.IGNORECASE) for kind, shape in SHAPES.items()}


@check("help-sample", blocking=False)
def taken_samples(draft: Draft) -> Iterator[Problem]:
    """The field itself would take what its help gives as a sample."""
    for place in draft.places:
        spec = place.spec
        looks = LOOKS.get(spec.type)
        if not looks or not spec.help:
            continue
        for found in SAMPLE.finditer(spec.help):
            sample = OR.split(found["s"])[0].strip()
            if looks.fullmatch(sample) and (why := refusal(spec, sample)):
                message = _("说明里举的例子「%(sample)s」通不过这个字段自己的检查（%(why)s）。请改正例子或限制。")
                yield at(place, "help", message % {"sample": sample, "why": why})
                break
