"""Find personal data that was planted in a text before it is published (DOMAIN of the field: ID and phone numbers)."""

from django.utils.translation import gettext as _

from accounts.masks import BANK_CARD, FULL_WIDTH, ID_NUMBER, MAIL, MOBILE, mask_id, mask_mail, mask_phone


def masked(text: str) -> str:
    """The text with the personal data in it made unreadable; as it was, but for width, where none was found."""
    if not personal_data_in(text):
        return text
    plain = text.translate(FULL_WIDTH)
    for pattern, mask in ((ID_NUMBER, mask_id), (MOBILE, mask_phone), (MAIL, mask_mail), (BANK_CARD, mask_id)):
        plain = pattern.sub(lambda match, mask=mask: mask(match.group()), plain)  # type: ignore[misc]
    return plain


def personal_data_in(text: str) -> list[str]:
    """What personal data the text holds, as words for the editor: empty if none was found."""
    plain = text.translate(FULL_WIDTH)
    found = []
    for pattern, name in ((ID_NUMBER, _("身份证号")), (MOBILE, _("手机号")), (MAIL, _("电子邮箱"))):
        found += [f"{name}“{match.group()}”" for match in pattern.finditer(plain)]
    if not found:
        found += [f"{_('银行卡号')}“{match.group().strip()}”" for match in BANK_CARD.finditer(plain)]
    return found
