"""A unified social credit code (GB 32100)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumberError

from .pattern import Pattern


class CreditCode(Pattern):
    """Eighteen characters with checksum. It names an organisation, so it is no personal data."""

    name = "credit_code"
    label = gettext_lazy("统一社会信用代码")
    icon = "clipboard-list"
    personal = False
    role = "credit_code"
    max_length = 30
    pattern = r"[0-9A-HJ-NPQRTUWXY]{18}"
    checksum = "GB 32100"
    wrong = gettext_lazy("统一社会信用代码应是 18 位数字和大写字母（不含 I、O、S、V、Z）。")

    def tidy(self, text: str) -> str:
        return super().tidy(text).upper()

    def check(self, text: str) -> None:
        try:
            uscc.validate(text)
        except InvalidChecksum:
            message = _("统一社会信用代码的校验位不对，请对照营业执照再看一遍。")
            raise ValidationError(message, code="checksum") from None
        except NumberError:
            raise ValidationError(self.wrong, code="invalid") from None
