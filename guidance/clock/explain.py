"""A due date in words that a citizen understands, from its trail alone."""

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

Trail = dict[str, Any]
"""How a due date came about, as JSON: what `due.due` writes and cases store."""


def explain(trail: Trail, what: str, began: str = "", today: date | None = None) -> str:
    """Say when it came, how it was counted, what was skipped, and by when `what` is due; one paragraph.

    `began`: what happened when the days began, where that is not receipt. `today`: tells whether a pause that lasts is
    past the day it was expected to end, and with it any due date; without it, it is taken as not yet.
    """
    over = today is not None and any(is_over(row, today) for row in trail["pauses"])
    said = [_received(trail, began or _("收到")), *_extended(trail), *_skipped(trail), *_paused(trail, today)]
    text = _("；").join(part for part in said if part) + _("。")
    if over:
        return text + _("恢复以后重新计算到期日。")
    return text + _ending(trail, what) + (_("这一日期为暂定，恢复以后重新计算。") if today and trail["paused"] else "")


def is_over(row: Trail, today: date) -> bool:
    """Whether a pause lasts longer than was expected."""
    return not row["to"] and bool(row["expected"]) and date.fromisoformat(row["expected"]) < today


def _weekday(iso: str) -> str:
    day = date.fromisoformat(iso)
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")][day.weekday()]


def _received(trail: Trail, began: str) -> str:
    start = datetime.fromisoformat(trail["start"])
    day0 = trail["day0"]
    facts = {
        "day": start.strftime("%Y-%m-%d"),
        "time": start.strftime("%H:%M"),
        "day0": day0,
        "n": trail["n"],
        "began": began,
    }
    if facts["day"] == day0:
        came = _("%(day)s %(began)s") % facts
    elif start.time() > time.fromisoformat(trail["closing"]):
        came = _("%(day)s %(time)s（下班后）%(began)s，视为 %(day0)s %(began)s") % facts
    else:
        came = _("%(day)s（非工作日）%(began)s，视为 %(day0)s %(began)s") % facts
    counted = {
        "working": _("从次日起算 %(n)s 个工作日"),
        "natural": _("从次日起算 %(n)s 个自然日"),
        "immediate": _("当日到期"),
    }[trail["unit"] if trail["n"] else "immediate"]
    return _("%(came)s，%(counted)s") % {"came": came, "counted": counted % facts}


def _extended(trail: Trail) -> list[str]:
    extension = trail.get("extension", 0)
    return [_("经批准延长 %(n)s 个工作日") % {"n": extension}] if extension else []


def _range(row: Trail) -> str:
    if row["from"] == row["to"]:
        return str(row["from"])
    return _("%(from)s 至 %(to)s") % row


def _skipped(trail: Trail) -> list[str]:
    said = []
    if trail["unit"] == "working" or trail.get("extension"):
        for row in trail["holidays"]:
            names = _("、").join(_(name) for name in row["names"])
            said.append(_("其中 %(range)s %(names)s放假不计") % {"range": _range(row), "names": names})
        for row in trail["makeup"]:
            facts = {"day": row["date"], "weekday": _weekday(row["date"])}
            said.append(_("%(day)s（%(weekday)s）调休上班计入") % facts)
    return said


def _paused(trail: Trail, today: date | None = None) -> list[str]:
    said = []
    for row in trail["pauses"]:
        facts = {
            "from": row["from"],
            "to": row["to"],
            "kind": row["kind"] or _("特别程序"),
            "expected": row["expected"],
        }
        if row["to"]:
            said.append(_("%(from)s 起%(kind)s，%(to)s 恢复，期间不计入期限") % facts)
        elif today is not None and is_over(row, today):
            said.append(_("%(from)s 起%(kind)s，期间不计入期限，原预计 %(expected)s 恢复，已超过预计天数") % facts)
        elif row["expected"]:
            said.append(_("%(from)s 起%(kind)s，期间不计入期限，预计 %(expected)s 恢复") % facts)
        else:
            said.append(_("%(from)s 起%(kind)s，期间不计入期限，恢复后重新计算") % facts)
    return said


def _ending(trail: Trail, what: str) -> str:
    due = datetime.fromisoformat(trail["due"])
    facts = {"due": due.strftime("%Y-%m-%d %H:%M"), "last": trail["counted_to"], "what": what}
    text = _("应在 %(due)s 前%(what)s。") % facts
    if trail["counted_to"] != due.date().isoformat():
        text = _("期限末日 %(last)s 不是工作日，顺延到下一个工作日。") % facts + text
    if trail["provisional"]:
        text += _("其中有的年份放假安排尚未公布，这一日期为暂定，公布后重新计算。")
    return text
