"""Numbers as Chinese texts write them: 3, 1,200, 5万, 十五, 三百二十, 两."""

import re
from decimal import Decimal

NUMERAL = r"(?:\d[\d,，]*(?:\.\d+)?\s*[百千万亿]{0,2}|[零〇一二两三四五六七八九十百千万]+)"
"""The pattern of a number, to be put into others."""
DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}


def number(text: str) -> Decimal:
    """What a text that fits NUMERAL says."""
    if found := re.match(r"\d[\d,，]*(?:\.\d+)?", text):
        value = Decimal(re.sub(r"[,，]", "", found[0]))
        for word in text[found.end() :].strip():
            value *= (TENS | MYRIADS)[word]
        return value
    return Decimal(_in_words(text))


def _in_words(text: str) -> int:
    """A whole number written out."""
    whole = part = digit = 0
    for word in text:
        if word in DIGITS:
            digit = DIGITS[word]
        elif word in TENS:
            part, digit = part + (digit or 1) * TENS[word], 0
        else:
            whole, part, digit = (whole + (part + digit or 1)) * MYRIADS[word], 0, 0
    return whole + part + digit
