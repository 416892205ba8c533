"""A bank card's number (ISO/IEC 7812, JR/T 0008)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import luhn

from .pattern import Pattern
from .spec import Spec


class BankCard(Pattern):
    """Fourteen to nineteen digits whose last one is a Luhn checksum; lists show the last four only."""

    name = "bank_card"
    label = gettext_lazy("银行卡号")
    icon = "key"
    inputmode = "numeric"
    max_length = 40
    pattern = r"[1-9][0-9]{13,18}"
    checksum = "Luhn, ISO/IEC 7812"
    wrong = gettext_lazy("银行卡号应是 14 至 19 位数字，卡面上有。")

    def check(self, text: str) -> None:
        super().check(text)
        if not luhn.is_valid(text):
            raise ValidationError(_("银行卡号的校验位不对，请对照卡片再看一遍。"), code="checksum")

    def display(self, spec: Spec, answer: Any) -> str:
        """In groups of four, as on the card."""
        text = str(answer)
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))

    def mask(self, spec: Spec, answer: Any) -> str:
        return f"**** {str(answer)[-4:]}"

    def export(self, spec: Spec, answer: Any) -> str:
        return str(answer)
