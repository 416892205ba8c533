"""The quality rules about codes. Real codes are odd and some fail their own checksum: all but a repeated one only warn."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from .quality import Aspect, Severity, Text, rule

if TYPE_CHECKING:
    from .models import ItemPage
    from .models.queries import ItemQuerySet

IMPLEMENTATION = re.compile(r"(?P<credit>[0-9A-Z]{18})(?P<level>\d)(?P<base>[0-9A-Z]{12})(?P<business>[0-9A-Z]{2})?")
"""31 characters = 统一社会信用代码 + 行使层级 + 基本编码, 33 with the two of the 业务办理项."""
DASHED = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+){3,7}")
"""The other shape in use: 31 to 55 characters in four to eight parts."""
BASE = re.compile(r"\d{12}")


def _items() -> "ItemQuerySet":
    from .models import ItemPage

    rows: ItemQuerySet = ItemPage.objects.all()
    return rows


@rule("code-once", "code", _("实施编码"))
def code_once(page: "ItemPage") -> Iterator[Text]:
    """One code, one item."""
    taken = page.code and _items().filter(code=page.code).exclude(pk=page.pk).exists()
    if taken:
        yield _("这个实施编码已经用在另一个事项上。")


@rule("code-missing", "code", _("实施编码"), Severity.WARNING, Aspect.TRACEABILITY)
def code_missing(page: "ItemPage") -> Iterator[Text]:
    """The code by which other systems know the item."""
    if not page.code:
        yield _("还没有实施编码。")


@rule("code-shape", "code", _("实施编码"), Severity.WARNING, Aspect.TRACEABILITY)
def code_shape(page: "ItemPage") -> Iterator[Text]:
    """31 or 33 characters in one piece, or 31 to 55 in parts."""
    code = page.code
    dashed = DASHED.fullmatch(code) and 31 <= len(code) <= 55
    if code and not (IMPLEMENTATION.fullmatch(code) or dashed):
        yield _("实施编码一般是 31 位或 33 位，请核对。")


@rule("code-checksum", "code", _("实施编码"), Severity.WARNING, Aspect.TRACEABILITY)
def code_checksum(page: "ItemPage") -> Iterator[Text]:
    """The credit code within the implementation code passes GB 32100."""
    match = IMPLEMENTATION.fullmatch(page.code)
    if match and not uscc.is_valid(match["credit"]):
        yield _("实施编码前 18 位不是有效的统一社会信用代码，请核对。")


@rule("code-base-agrees", "base_code", _("基本编码"), Severity.WARNING, Aspect.TRACEABILITY)
def code_base_agrees(page: "ItemPage") -> Iterator[Text]:
    """The basic code is the one within the implementation code."""
    match = IMPLEMENTATION.fullmatch(page.code)
    if match and page.base_code and match["base"] != page.base_code:
        yield _("基本编码与实施编码里的不一致，请核对。")


@rule("base-code-shape", "base_code", _("基本编码"), Severity.WARNING, Aspect.TRACEABILITY)
def base_code_shape(page: "ItemPage") -> Iterator[Text]:
    """基本编码 has 12 digits."""
    if page.base_code and BASE.fullmatch(page.base_code) is None:
        yield _("基本编码一般是 12 位数字，请核对。")


@rule("bureau-credit-code", "bureau_id", _("实施主体"), Severity.WARNING, Aspect.TRACEABILITY)
def bureau_credit_code(page: "ItemPage") -> Iterator[Text]:
    """The bureau's own 统一社会信用代码 passes GB 32100."""
    code = page.bureau.code if page.bureau_id else ""
    if code and not uscc.is_valid(code):
        yield _("机构的统一社会信用代码校验不通过，请在机构资料里核对。")
