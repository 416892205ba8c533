"""Text as it comes out of a cell, and as it is compared."""

import datetime
import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from typing import Any

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028\u2029\u2060\ufeff\ufffe\uffff]"
)
LONGEST = 32767
"""Characters of a cell: what Excel itself holds at most."""
SHORT = 40
"""Characters of a value that a message repeats."""
CJK = r"[\u3400-\u9fff\uf900-\ufaff()（）、，。；：]"
SPACE_WITHIN = re.compile(rf"(?<={CJK})\s+(?={CJK})")


class Unfit(str):
    """A cell that came of what is no text: `kind` says of what (bool, object, limit, number)."""

    __slots__ = ("kind",)
    kind: str

    def __new__(cls, text: str, kind: str) -> "Unfit":
        """The text it would be, and what it is."""
        made = super().__new__(cls, text)
        made.kind = kind
        return made


def unfit(heading: str, cell: str, takes: Container[str]) -> bool:
    """Whether a cell is of a kind that its column does not take; yes and no answer any heading that asks."""
    if not isinstance(cell, Unfit) or (cell.kind == "bool" and heading.startswith(("是否", "有无", "能否"))):
        return False
    return cell.kind not in takes


@lru_cache(maxsize=20_000)
def plain(heading: str) -> str:
    """A heading or a word of a fixed list, as it is compared: one width, no spaces, no marks, small letters."""
    text = unicodedata.normalize("NFKC", heading)
    return re.sub(r"[\s*::·★☆_]|\((必填|选填|单选|多选|必填项|可多选)\)", "", text).lower()


def cell_text(value: Any) -> str:
    """A cell as text: codes stay codes, dates are YYYY-MM-DD, control characters go."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        value = number_text(value)
    if isinstance(value, datetime.datetime):
        value = value.date()
    return clean(str(value))


def number_text(value: float) -> str:
    """1.0 is 1; never 1e+17."""
    if value.is_integer():
        return str(int(value))
    return repr(value)


def clean(text: str) -> str:
    """Without control and invisible characters, one kind of line end, no space around."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def short(text: str, longest: int = SHORT) -> str:
    """A value as a message shows it: on one line, cut after `longest` characters."""
    line = joined(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def joined(text: str) -> str:
    """A name on one line: line breaks and spaces between Chinese characters go, others become one space."""
    return " ".join(SPACE_WITHIN.sub("", text).split())
