"""Tell a bureau, and the case's lead, of a step or an opinion that it owes to another bureau's case past its own due time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Bureau, User
from guidance.applications.hands import with_holder
from guidance.applications.models import RECEIPT_KINDS, CaseStep
from guidance.applications.opinions import Opinion
from guidance.cases.models import Case, DeskRules
from guidance.notices import outbox

from .models import Alert
from .reminders import desk_of, mail_of

KIND = "staff.owed"


@dataclass(frozen=True)
class Owed:
    """What a bureau owes to a case of another's. `task` names it among the case's own."""

    task: str
    what: str
    case: Case
    bureau: Bureau
    due_at: datetime
    holder: User | None = None


def remind(now: datetime) -> int:
    """Write what is missing of the alerts, each with its notices in one transaction; how many were written."""
    owed = [*_steps(now), *_opinions(now)]
    cases = {each.case.pk for each in owed}
    told = set(Alert.objects.filter(case__in=cases).exclude(task="").values_list("case_id", "task", "due_at"))
    return sum(_tell(each, now) for each in owed if (each.case.pk, each.task, each.due_at) not in told)


def _steps(now: datetime) -> Iterator[Owed]:
    late = CaseStep.objects.active().filter(bureau__isnull=False, due_at__lt=now, case__in=Case.objects.on_the_clock())
    late = late.exclude(kind__in=RECEIPT_KINDS)
    rows = list(with_holder(late).select_related("case__owner", "case__bureau", "bureau"))
    people = User.objects.in_bulk({row.holder for row in rows if row.holder})
    for row in rows:
        what = _("环节“%(name)s”") % {"name": row.name}
        yield Owed(f"step:{row.pk}", what, row.case, row.bureau, row.due_at, people.get(row.holder))


def _opinions(now: datetime) -> Iterator[Owed]:
    for row in Opinion.objects.waiting().filter(due_at__lt=now).select_related("case__owner", "case__bureau", "bureau"):
        yield Owed(f"opinion:{row.pk}", _("征求的意见"), row.case, row.bureau, row.due_at)


@transaction.atomic
def _tell(owed: Owed, now: datetime) -> bool:
    _alert, made = Alert.objects.get_or_create(
        case=owed.case,
        stage=Alert.Stage.OWED,
        due_at=owed.due_at,
        task=owed.task,
        defaults={"bureau": owed.bureau, "owner_label": str(owed.holder or ""), "at": now},
    )
    if made:
        _notify(owed)
    return made


def _notify(owed: Owed) -> None:
    """To the contact of the bureau that owes it and whoever has it in hand, and to the clerk who leads the case."""
    told = desk_of([DeskRules.of(owed.bureau)]) | mail_of(owed.holder) | mail_of(owed.case.owner)
    number = owed.case.number
    outbox.add_all(
        sorted(told),
        f"alert:{number}:{owed.task}:{owed.due_at:%Y%m%d%H%M}",
        kind=KIND,
        subject=_("【%(number)s】联办超期") % {"number": number},
        body=_("%(bureau)s欠 %(lead)s %(number)s 的%(what)s，应在%(due)s前办完，经办：%(holder)s。请立即办理。")
        % {
            "bureau": owed.bureau.display_name,
            "lead": owed.case.bureau.display_name,
            "number": number,
            "what": owed.what,
            "due": timezone.localtime(owed.due_at).strftime("%Y-%m-%d %H:%M"),
            "holder": owed.holder or _("待认领"),
        },
        case_number=number,
        bureau=owed.bureau,
    )
