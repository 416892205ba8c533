"""Personal values with their middle hidden, for lists, exports and public pages. The whole value is shown elsewhere.

Each takes what people typed: an odd or short value is hidden more, never less; empty stays empty.
"""


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
