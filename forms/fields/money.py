"""An amount of money in RMB."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from . import limits
from .base import Cell, Post
from .number import Number
from .spec import Spec

CENTS = Decimal("0.01")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
MYRIADS = ("", "万", "亿", "万亿")


class Money(Number):
    """Yuan and fen, kept as a text like "1200.50": a JSON number would be read as a float elsewhere."""

    name = "money"
    label = gettext_lazy("金额（人民币）")
    icon = "decimal"
    rule_type = "number"
    max_places = 2

    def options(self) -> list[tuple[str, blocks.Block]]:
        return limits.number_blocks(2)

    def places(self, spec: Spec) -> int:
        return 2

    def bounds(self, spec: Spec) -> tuple[Decimal | None, Decimal | None]:
        """From nothing up, unless the editor allows less."""
        low, high = super().bounds(spec)
        return (Decimal(0) if low is None else low), high

    def affixes(self, spec: Spec) -> dict[str, str]:
        return {"prefix": "¥", "suffix": "元"}

    def limits_text(self, spec: Spec) -> str:
        text = super().limits_text(Spec(spec.type, spec.key, spec.label, options={**spec.options, "unit": _("元")}))
        return text or _("单位：元，可写到分。")

    def answer(self, spec: Spec, cleaned: Any) -> Any:
        return None if cleaned is None else str(cleaned.quantize(CENTS))

    def initial(self, spec: Spec, answer: Any) -> Any:
        return answer

    def post(self, spec: Spec, payload: Any) -> Post:
        if payload is None:
            return {}
        whole = isinstance(payload, int) and not isinstance(payload, bool)
        if not whole and not isinstance(payload, str):
            message = _('「%(label)s」应是文字写的金额，如 "1200.50"。')
            raise ValidationError(message % {"label": spec.label}, code="type")
        return {"": [str(payload)]}

    def display(self, spec: Spec, answer: Any) -> str:
        """1,200.50 元（大写：壹仟贰佰元伍角整）, as papers of account want both."""
        amount = Decimal(answer)
        words = {"amount": f"{amount:,.2f}", "words": in_words(amount)}
        return _("%(amount)s 元（大写：%(words)s）") % words

    def mask(self, spec: Spec, answer: Any) -> str:
        return f"{Decimal(answer):,.2f}"

    def search_text(self, spec: Spec, answer: Any) -> str:
        """Nothing: nobody looks for a case by its amount."""
        return ""

    def export(self, spec: Spec, answer: Any) -> Cell:
        return Decimal(answer)

    def unit(self, spec: Spec) -> str:
        return _("元")

    def schema(self, spec: Spec) -> dict[str, Any]:
        low, _high = self.bounds(spec)
        sign = "" if low is not None and low >= 0 else "-?"
        return {"type": "string", "pattern": rf"^{sign}[0-9]{{1,13}}(\.[0-9]{{1,2}})?$"}

    def hints(self, spec: Spec) -> dict[str, Any]:
        low, high = self.bounds(spec)
        return {"unit": "CNY", "places": 2, "min": limits.plain(low), "max": limits.plain(high)}


def in_words(amount: Decimal) -> str:
    """An amount in the capital numerals of 票据法 and 会计基础工作规范: 壹仟贰佰元伍角整."""
    cents = int((abs(amount) / CENTS).to_integral_value())
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif fen and yuan:
        text += DIGITS[0]
    if fen:
        text += f"{DIGITS[fen]}分"
    text = text or "零元"
    return ("负" if amount < 0 else "") + (text if fen else f"{text}整")


def _whole(number: int) -> str:
    """A whole number, group of four by group of four."""
    text = ""
    for level in range(len(MYRIADS) - 1, -1, -1):
        group = number // 10_000**level % 10_000
        if not group:
            continue
        gap = text and (group < 1000 or number // 10_000 ** (level + 1) % 10_000 == 0)
        text += (DIGITS[0] if gap else "") + _group(group) + (MYRIADS[level] if level != 3 else MYRIADS[1])
        if level == 3 and not number // 10_000**2 % 10_000:
            text += MYRIADS[2]
    return text


def _group(number: int) -> str:
    """Up to 9999."""
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if zero and text else "") + DIGITS[digit] + UNITS[place]
        zero = not digit
    return text
