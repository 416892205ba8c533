"""A result that this hall issued to the same applicant stands in for the paper of that name, while it is valid."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from forms import service
from guidance.cases.models import Case
from guidance.cases.states import Kind, State
from guidance.comparing.identity import Person, plain
from items.verifying import same

from . import results
from .models import Application
from .results import valid_until

if TYPE_CHECKING:
    from items.models import Material


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
    if not application.is_granted or application.decided_at is None:
        return None
    today = timezone.localdate(now)
    since = application.valid_from or timezone.localdate(application.decided_at)
    if since > today:
        return None
    for result in _issued(case, application):
        until = results.ends(application) or valid_until(str(result.get("validity") or ""), since)
        named = same(str(result["name"])) == same(row.name)
        if named and until and until >= today:
            return OwnResult(result["name"], application.result_number, case.number, until)
    return None


def _issued(case: Case, application: Application) -> list[dict[str, Any]]:
    """The result that was issued; of a case decided before this was kept, all that the guide promised."""
    rows = results.results_of(case)
    issued = application.result_name
    return rows if issued in ("", results.joined(rows)) else [row for row in rows if row["name"] == issued]


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
