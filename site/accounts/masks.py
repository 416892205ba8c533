"""Personal values with their middle hidden, for lists, exports and public pages. The whole value is shown elsewhere.

Each takes what people typed: an odd or short value is hidden more, never less; empty stays empty.
"""

import re
from collections.abc import Callable
from functools import partial

ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
BANK_CARD = re.compile(r"(?<!\d)(?:\d[ -]?){16,19}(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width digits and letters, which hide a number from a plain search."""


def _cover(text: str, head: int, tail: int) -> str:
    """Keep `head` and `tail` characters and star the rest; a text where that hides less than a third keeps only its end."""
    if 3 * (len(text) - head - tail) < len(text):
        keep = len(text) // 4
        return "*" * (len(text) - keep) + text[len(text) - keep :]
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; an area code stays: 0371-67180000 → 0371-****0000."""
    phone = phone.strip()
    area, dash, number = phone.partition("-")
    if dash and number:
        return (
            f"{area}-{'*' * max(len(number) - 4, 0)}{number[-4:]}" if len(number) > 4 else f"{area}-{'*' * len(number)}"
        )
    return _cover(phone, 3, 4)


def mask_name(name: str) -> str:
    """张三 → 张*; 李小敏 → 李*敏; one character is hidden whole."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    return name[0] + "*" * max(len(name) - 2, 1) + (name[-1] if len(name) > 2 else "")


def mask_id(number: str) -> str:
    """410105194912310020 → 4101**********0020; also for a credit code or a passport."""
    return _cover(number.strip(), 4, 4)


def mask_mail(mail: str) -> str:
    """zhang@example.cn → z***@example.cn."""
    box, at, host = mail.strip().rpartition("@")
    return f"{box[:1] if len(box) > 1 else ''}***@{host}" if at else _cover(host, 1, 1)


def mask_text(text: str) -> str:
    """A free text with every identity, card and phone number and mail address in it hidden; the rest as written.

    Full-width digits become plain ones only where the text holds such a number.
    """
    plain = text.translate(FULL_WIDTH)
    hidden = plain
    for pattern, mask in COVERED:
        hidden = pattern.sub(partial(_hide, mask), hidden)
    return text if hidden == plain else hidden


def _hide(mask: Callable[[str], str], found: re.Match[str]) -> str:
    return mask(found.group())


COVERED = (
    (ID_NUMBER, mask_id), (MAIL, mask_mail), (BANK_CARD, mask_id), (MOBILE, mask_phone), (LANDLINE, mask_phone),
)  # fmt: skip
