"""A result that this hall issued to the same applicant stands in for the paper of that name, while it is valid."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from forms import service
from guidance.cases.models import Case
from guidance.cases.states import Kind, State
from guidance.comparing.identity import Person, plain
from items.verifying import same

from .models import Application

if TYPE_CHECKING:
    from items.models import Material

FOR_EVER = ("", "长期", "长期有效", "永久", "永久有效", "无", "无期限")
DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
TERM = re.compile(r"(?:自.{0,12}起)?(?P<n>\d{1,3}|[一二两三四五六七八九十])个?(?P<unit>年|月)(?:有效)?")


@dataclass(frozen=True)
class OwnResult:
    """The result of a case: what it is called, its number, until when it is valid (date.max: for ever)."""

    name: str
    number: str
    case: str
    until: date

    @property
    def words(self) -> str:
        """As people are told of it."""
        number = _("，编号 %(number)s") % {"number": self.number} if self.number else ""
        until = _("，有效期至 %(day)s") % {"day": self.until.isoformat()} if self.until < date.max else ""
        return _("%(name)s%(number)s%(until)s，办件 %(case)s") % {
            "name": self.name, "number": number, "until": until, "case": self.case,
        }  # fmt: skip


def for_material(case: Case, row: "Material", now: datetime) -> OwnResult | None:
    """The result of a granted case that is the paper of that name and still valid; whose it is must be asked beside."""
    if case.kind != Kind.APPLICATION or case.state != State.CLOSED:
        return None
    application: Application = case.application
    if application.decision != Application.Decision.GRANTED or application.decided_at is None:
        return None
    for result in case.snapshot.get("results") or []:
        until = valid_until(str(result.get("validity") or ""), timezone.localdate(application.decided_at))
        named = same(str(result["name"])) == same(row.name)
        if named and until and until >= timezone.localdate(now):
            return OwnResult(result["name"], application.result_number, case.number, until)
    return None


def is_of(case: Case, person: Person) -> bool:
    """Whether a case is of that applicant: the same credit code, or of people the same identity number; and there is one.

    A company's case is the company's, whoever stands for it: its number is read from the case's own form.
    """
    version, number = case.application.form_version, plain(case.applicant_id)
    if version is not None:
        hints = service.applicant_hints(version, case.application.answers)
        number = Person(id_number=hints.get("id_number", ""), credit_code=hints.get("credit_code", "")).number
    return bool(number) and number == person.number


def representatives(application: Application) -> list[tuple[str, str, str]]:
    """Who stands or acts for the organisation that applies: (name or id_number, the question, the answer)."""
    version = application.form_version
    return service.representative(version, application.answers) if version else []


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
