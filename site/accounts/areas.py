"""Areas by their code (GB/T 2260): six digits, of which the last two are 00 for a city and name a county below it."""

from django.utils.translation import gettext as _

CITY = "郑州市"
"""410100, whose counties and districts these are."""
NAMES = {
    "410102": "中原区", "410103": "二七区", "410104": "管城回族区", "410105": "金水区", "410106": "上街区",
    "410108": "惠济区", "410122": "中牟县", "410181": "巩义市", "410182": "荥阳市", "410183": "新密市",
    "410184": "新郑市", "410185": "登封市",
}  # fmt: skip
"""Counties and districts of the city."""


def is_county(code: str) -> bool:
    """Whether the code is of a county or district, below a city."""
    return len(code) == 6 and not code.endswith("00")


def name_of(code: str) -> str:
    """What people call the area; its code where the table does not know it, 市级 for a city."""
    if not is_county(code):
        return _("市级")
    return NAMES.get(code, code)
