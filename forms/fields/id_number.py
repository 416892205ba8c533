"""A resident identity number (GB 11643)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from .pattern import Pattern, masked
from .spec import Spec


class IdNumber(Pattern):
    """Eighteen characters with checksum and an existing birth date.

    The place is not tested: the library's list refuses people born in districts that were renamed since.
    """

    name = "id_number"
    label = gettext_lazy("身份证号")
    icon = "user"
    role = "id_number"
    max_length = 30
    pattern = r"[1-9][0-9]{16}[0-9X]"
    checksum = "GB 11643, ISO 7064 MOD 11-2"
    wrong = gettext_lazy("身份证号应是 18 位：17 位数字，最后一位是数字或 X。")

    def tidy(self, text: str) -> str:
        return super().tidy(text).upper()

    def check(self, text: str) -> None:
        if not re.fullmatch(self.pattern, text):
            raise ValidationError(self.wrong, code="invalid")
        if ric.calc_check_digit(text) != text[-1]:
            raise ValidationError(_("身份证号的校验位不对，请对照证件再看一遍。"), code="checksum")
        try:
            born = ric.get_birth_date(text)
        except InvalidComponent:
            raise ValidationError(_("身份证号中的出生日期不存在，请对照证件再看一遍。"), code="birth-date") from None
        if born > timezone.localdate():
            raise ValidationError(_("身份证号中的出生日期在今天以后，请对照证件再看一遍。"), code="birth-date")

    def mask(self, spec: Spec, answer: Any) -> str:
        return masked(answer, 4, 4)
