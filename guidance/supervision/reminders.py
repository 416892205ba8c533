"""Tell the desk of what is late: once for each case, stage and due date, whatever the number of workers or their sleep."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Bureau, User
from guidance.applications.models import CaseStep
from guidance.cases.deputies import Away
from guidance.cases.models import Case, DeskRules
from guidance.clock import calendar
from guidance.clock.due import remaining
from guidance.notices import outbox

from .models import Alert

OVER_DAYS = 5
"""Working days past the due time after which the city centre is told; the desks' rule in real halls, DOMAIN of the field."""
KINDS = {
    Alert.Stage.WARN: "staff.warning",
    Alert.Stage.DUE: "staff.overdue",
    Alert.Stage.OVER: "staff.escalated",
}
"""What the notice of each stage is listed as."""
BATCH = 500
"""Cases looked at in one run; the next run goes on."""


def stage_of(days: calendar.Calendar, case: Case, now: datetime) -> str:
    """The stage a case has reached: a worker that slept through the first two tells the third alone."""
    assert case.due_at is not None  # noqa: S101 - the caller's filter
    if case.due_at >= now:
        return Alert.Stage.WARN
    return Alert.Stage.OVER if remaining(days, now, case.due_at) <= -OVER_DAYS else Alert.Stage.DUE


def remind(now: datetime) -> int:
    """Write what is missing of the alerts, each with its notices in one transaction; how many were written."""
    pressing = Case.objects.on_the_clock().filter(Q(warn_at__lte=now) | Q(due_at__lt=now))
    calendars: dict[str, calendar.Calendar] = {}
    told = set(Alert.objects.filter(case__in=pressing).values_list("case_id", "stage", "due_at"))
    done = 0
    for case in pressing.for_lists().order_by("due_at").iterator(chunk_size=BATCH):
        area = case.bureau.area_code
        days = calendars.setdefault(area, calendar.load(area)) if area not in calendars else calendars[area]
        stage = stage_of(days, case, now)
        if (case.pk, stage, case.due_at) not in told:
            done += _tell(case, stage, now)
    return done


def _tell(case: Case, stage: str, now: datetime) -> bool:
    if case.due_at is None:
        return False
    with transaction.atomic():
        _alert, made = Alert.objects.get_or_create(
            case=case,
            stage=stage,
            due_at=case.due_at,
            defaults={"bureau": case.bureau, "owner_label": str(case.owner or ""), "at": now},
        )
        if made:
            _notify(case, stage)
    return made


def _notify(case: Case, stage: str) -> None:
    """To the desk's contact, and those of bureaus that still owe a step; at the last stage to the city's too.

    A desk without one is seen on the page alone.
    """
    owing = _owing(case)
    rules = [DeskRules.of(bureau) for bureau in [case.bureau, *owing]]
    if stage == Alert.Stage.OVER:
        rules += list(DeskRules.objects.filter(bureau=None))
    outbox.add_all(
        sorted(desk_of(rules) | mail_of(case.owner)),
        f"alert:{case.number}:{stage}:{case.due_at:%Y%m%d%H%M}",
        kind=KINDS[Alert.Stage(stage)],
        subject=_("【%(number)s】%(stage)s") % {"number": case.number, "stage": Alert.Stage(stage).label},
        body=_body(case, stage) + _waited_for(owing),
        case_number=case.number,
        bureau=case.bureau,
    )


def desk_of(rules: Iterable[DeskRules]) -> set[tuple[str, str]]:
    """Where the desks are told: channel and address of each one's contact."""
    rows = list(rules)
    return {("sms", row.escalation_phone) for row in rows} | {("mail", row.escalation_email) for row in rows}


def mail_of(user: User | None) -> set[tuple[str, str]]:
    """Where a person is told, and who stands in for them today."""
    if user is None:
        return set()
    deputy = Away.on(timezone.localdate()).deputy_of(user.pk)
    return {("mail", one.email) for one in (user, deputy) if one is not None}


def _owing(case: Case) -> list[Bureau]:
    """The bureaus that take part in a joint case and have a step under way."""
    steps = CaseStep.objects.active().filter(case=case, bureau__isnull=False)
    return list(Bureau.objects.filter(pk__in=steps.values("bureau")))


def _waited_for(owing: list[Bureau]) -> str:
    if not owing:
        return ""
    return _("还在等联办机构：%(names)s。") % {"names": "、".join(bureau.display_name for bureau in owing)}


def _body(case: Case, stage: str) -> str:
    values = {
        "number": case.number,
        "bureau": case.bureau.display_name,
        "owner": case.owner or _("未分派"),
        "due": timezone.localtime(case.due_at).strftime("%Y-%m-%d %H:%M"),
        "what": case.due_what,
    }
    texts = {
        Alert.Stage.WARN: _("%(bureau)s %(number)s（经办：%(owner)s）将于%(due)s到期：%(what)s。请及时办理。"),
        Alert.Stage.DUE: _("%(bureau)s %(number)s（经办：%(owner)s）已超期，期限%(due)s：%(what)s。请立即办理。"),
        Alert.Stage.OVER: _(
            "%(bureau)s %(number)s（经办：%(owner)s）超期已达五个工作日，期限%(due)s：%(what)s。请督办。"
        ),
    }
    return texts[Alert.Stage(stage)] % values
