"""Whether an item costs something, as lists say it: 不收费, 按次收费100元, 收费，100元/次."""

import re

from . import values
from .texts import plain

NO_CHARGE = re.compile(
    r"^(?:本事项|该事项)?(?:不|暂不|免予?|无需|无须|不予|不用|不需要?|没有|无)(?:再)?(?:收取?|缴纳?|交)?(?:任何|办理|相关|其他)?(?:费用?)?[。.]?$"
)
PRICE = re.compile(r"\d(?:\.\d+)?\s*(?:万|千|百)?元|[¥\uffe5]\s*\d")
CHARGES = re.compile(r"^(?:是|有|收费|收取|按[\u4e00-\u9fff]{0,6}(?:收费|收取|计费))")


def charge(text: str) -> bool | None:
    """Whether it costs: yes, no, nothing said; also by a price or by words such as 按次收费."""
    word = plain(text)
    if not word or word in values.NOTHING - values.NO:
        return None
    if is_free(text):
        return False
    if PRICE.search(text) or CHARGES.match(word):
        return True
    return values.flag(text)


def is_free(text: str) -> bool:
    """Whether a cell of a fee says that there is none."""
    word = plain(text)
    return word in values.NO or bool(NO_CHARGE.match(word))


def has_price(text: str) -> bool:
    """Whether a text holds a sum of money."""
    return bool(PRICE.search(text))
