"""The result of a granted application (证照, 批文): what it is, its number, from when to when it is valid."""

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases import outcomes
from guidance.cases.models import Case
from guidance.cases.states import Kind
from items.choices import ResultKind

if TYPE_CHECKING:
    from guidance.cases.doing import Doing

    from .models import Application


ALL = "all"
NAMES = 500
"""Characters that the names of what was issued may have."""
CENTURY = 100
"""Years from now that a day of a result may be away: further is a slip of the keys, and what has no end is 长期."""
FOR_EVER = ("", "长期", "长期有效", "永久", "永久有效", "无", "无期限")
DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
TERM = re.compile(r"(?:自.{0,12}起)?(?P<n>\d{1,3}|[一二两三四五六七八九十])个?(?P<unit>年|月)(?:有效)?")


class DayField(forms.DateField):
    """A day, by the browser's own picker or typed as 2026-12-01."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": _("请按“2026-12-01”的样子填写日期。")}


class ResultForm(forms.Form):
    """What is issued with a decision: one of the guide's results as published, and how long it is valid."""

    result = forms.ChoiceField(label=_("发给的证照或批文"), required=False)
    result_number = forms.CharField(label=_("证照或文书编号"), max_length=100, required=False)
    valid_from = DayField(label=_("有效期自"), required=False, help_text=_("不填的，按作出决定的日期。"))
    valid_until = DayField(label=_("有效期至"), required=False)
    valid_long = forms.BooleanField(label=_("长期有效"), required=False)

    def offer_results(self, case: Case) -> None:
        """Let the form choose among the results of the guide; the only one is chosen already."""
        rows = results_of(case)
        field: Any = self.fields["result"]
        field.choices = [(str(place), _named(row)) for place, row in enumerate(rows, 1)]
        if len(rows) > 1:
            field.choices = [("", _("请选择")), *field.choices, (ALL, _("以上全部"))]
        if not rows:
            for name in ("result", "valid_from", "valid_until", "valid_long"):
                del self.fields[name]
            return
        today = timezone.localdate()
        self.fields["valid_from"].initial = today
        terms = {str(row.get("validity") or "").strip() for row in rows}
        until = valid_until(terms.pop(), today) if len(terms) == 1 and "" not in terms else None
        self.fields["valid_long"].initial = until == date.max
        self.fields["valid_until"].initial = until if until and until < date.max else None
        if said := "；".join(f"{row['name']}：{row['validity']}" for row in rows if row.get("validity")):
            self.fields["valid_until"].help_text = _t("指南上的有效期：%(said)s") % {"said": said}

    def check_result(self, case: Case, cleaned: dict[str, Any]) -> None:
        """To grant needs to say what is issued. An end and for ever at once, or before the begin, is told at the end."""
        granted = cleaned.get("decision") == "granted"
        if (
            granted
            and results_of(case)
            and not issued(case, cleaned.get("result") or "")
            and "result" not in self.errors
        ):
            self.add_error("result", _t("这个事项有几种结果，请选择发给的证照或批文。"))
        self._check_days(cleaned)

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        """A result is valid from some day on until a later one, not over before the decision, nor in other centuries."""
        today = timezone.localdate()
        until, since = cleaned.get("valid_until"), cleaned.get("valid_from") or today
        for name, day in (("valid_from", since), ("valid_until", until)):
            if day and abs(day.year - today.year) > CENTURY:
                self.add_error(name, _t("年份离现在超过一百年，请核对日期。"))
                return
        if until and cleaned.get("valid_long"):
            self.add_error("valid_until", _t("勾了“长期有效”就不填有效期至；有期限的，请取消勾选。"))
        elif until and until < since:
            self.add_error("valid_until", _t("有效期至不能早于有效期自（%(day)s）。") % {"day": since.isoformat()})
        elif until and until < today:
            self.add_error(
                "valid_until", _t("有效期至不能早于作出决定的日期（%(day)s）。") % {"day": today.isoformat()}
            )


def results_of(case: Case) -> list[dict[str, Any]]:
    """The results that the guide promised as published when the case came."""
    return list(case.snapshot.get("results") or []) if case else []


def _named(row: dict[str, Any]) -> str:
    kind = dict(ResultKind.choices).get(row.get("kind") or "", "")
    return _t("%(name)s（%(kind)s）") % {"name": row["name"], "kind": kind} if kind else str(row["name"])


def issued(case: Case, chosen: str) -> list[dict[str, Any]]:
    """The results of the guide that a choice stands for: one, all, or without a choice the only one there is."""
    rows = results_of(case)
    if chosen == ALL or len(rows) == 1:
        return rows
    return rows[int(chosen) - 1 : int(chosen)] if chosen.isdecimal() and int(chosen) > 0 else []


def joined(rows: list[dict[str, Any]]) -> str:
    """Their names as the application keeps them."""
    return "、".join(str(row["name"]) for row in rows)[:NAMES]


def write(doing: "Doing", row: "Application", *, granted: bool) -> None:
    """Put on the application what was issued; a refusal has a number alone. Does not save."""
    data = doing.data
    row.result_number = data.get("result_number") or ""
    rows = issued(doing.case, str(data.get("result") or "")) if granted else []
    if not rows:
        return
    row.result_name, row.result_kind = joined(rows), str(rows[0].get("kind") or "")
    row.valid_until, row.valid_long = data.get("valid_until"), bool(data.get("valid_long"))
    row.valid_from = data.get("valid_from") or timezone.localdate(doing.now)
    doing.facts["result"] = {"name": row.result_name, "number": row.result_number, "valid": validity(row)}


def validity(row: "Application") -> str:
    """From when to when the result is valid, in words; empty where nothing was said of its end."""
    since = row.valid_from.isoformat() if row.valid_from else ""
    if row.valid_long:
        return _t("长期（自 %(day)s 起）") % {"day": since} if since else _t("长期")
    return _t("%(since)s 至 %(until)s") % {"since": since, "until": row.valid_until} if row.valid_until else ""


def ends(row: "Application") -> date | None:
    """The last day on which it is valid, date.max for ever; None where it was not said."""
    return date.max if row.valid_long else row.valid_until


def valid_until(validity: str, since: date) -> date | None:
    """The last day of a 有效期 as guides write it, date.max for ever; None for words that nobody can count with."""
    text = "".join(validity.split())
    if text in FOR_EVER:
        return date.max
    match = TERM.fullmatch(text)
    if match is None:
        return None
    number = int(match["n"]) if match["n"].isdecimal() else DIGITS[match["n"]]
    months = number * 12 if match["unit"] == "年" else number
    year, month = divmod(since.month - 1 + months, 12)
    last = calendar.monthrange(since.year + year, month + 1)[1]
    return date(since.year + year, month + 1, min(since.day, last))


@outcomes.register(Kind.APPLICATION)
def told(case: Case) -> dict[str, Any] | None:
    """What a program is told of the decision; None before it."""
    row: Application = case.application
    if not row.decision:
        return None
    return {
        "decision": row.decision, "result": row.result_name, "kind": row.result_kind, "number": row.result_number,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "valid_long": row.valid_long, "delivery": row.delivery,
    }  # fmt: skip
