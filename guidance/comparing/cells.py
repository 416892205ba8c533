"""Cells of a table of a data source, each as the hall takes it, or why it does not fit."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc

from .identity import plain
from .models import DataSource

EXACT_DIGITS = 15
"""A spreadsheet keeps no more digits of a number (IEEE 754)."""
NUMBER = re.compile(r"[0-9A-Z()-]{6,30}")
RESIDENT, CREDIT = 18, 18
"""Characters of GB 11643 and of GB 32100."""
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
FOR_EVER = ("长期", "永久", "长期有效", "无固定期限", "-", "—", "/")


class Unfit(Exception):
    """The cell does not fit; the message says why and what to do."""


def text(cell: Any) -> str:
    """A cell as text: whole numbers without .0, dates as 2026-01-31."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).replace("\x00", "").strip()


def number(cell: Any, source: DataSource) -> str:
    """The number that identifies the line."""
    if isinstance(cell, int | float) and abs(cell) >= 10**EXACT_DIGITS:
        raise Unfit(_("号码在表格里成了数字，末尾几位已经丢失。请把这一列设为“文本”，重新填写号码。"))
    found = plain(text(cell))
    if not found:
        raise Unfit(_("没有号码。"))
    if not NUMBER.fullmatch(found):
        raise Unfit(_("“%(text)s”不像号码。") % {"text": text(cell)[:30]})
    if source.identity == DataSource.Identity.CREDIT_CODE and not uscc.is_valid(found):
        raise Unfit(_("统一社会信用代码的校验位不对。"))
    if source.identity == DataSource.Identity.ID_NUMBER and len(found) == RESIDENT and not _is_resident(found):
        raise Unfit(_("身份证号码的校验位或出生日期不对。"))
    if (
        source.identity == DataSource.Identity.EITHER
        and len(found) == CREDIT
        and not (_is_resident(found) or uscc.is_valid(found))
    ):
        raise Unfit(_("既不是对的身份证号码，也不是对的统一社会信用代码。"))
    return found


def _is_resident(found: str) -> bool:
    """Checksum and birth date (GB 11643): stdnum's whole check refuses people born in districts since renamed."""
    try:
        return bool(ric.calc_check_digit(found) == found[-1] and ric.get_birth_date(found))
    except Exception:  # stdnum raises what int() and its own checks raise
        return False


def name(cell: Any, source: DataSource) -> str:
    """The name; wanted where the source checks it."""
    found = text(cell)
    if not found and source.check_name:
        raise Unfit(_("没有姓名；这个数据源要核对姓名。"))
    return found


def reference(cell: Any, source: DataSource) -> str:
    """The number of the licence."""
    found = text(cell)
    if len(found) > 100:
        raise Unfit(_("超过 100 个字。"))
    return found


def valid_until(cell: Any, source: DataSource) -> date | None:
    """The last day; None for ever."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = text(cell)
    if not found or found in FOR_EVER:
        return None
    match = DATE.fullmatch(found)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise Unfit(_("“%(text)s”不是日期。写成 2026-12-31，长期有效的留空或写“长期”。") % {"text": found[:30]})


READ: dict[str, Callable[[Any, DataSource], Any]] = {
    "number": number, "name": name, "reference": reference, "valid_until": valid_until,
}  # fmt: skip
"""By the column."""
