"""Tell the staff by SMS and mail, as reminders are sent: the desk's contact, the owner, and who stands in today."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, User
from guidance.cases.deputies import Away
from guidance.cases.doing import Doing
from guidance.cases.models import DeskRules
from guidance.notices import outbox
from guidance.notices.texts import compose


def tell_desk(
    doing: Doing,
    occasion: str,
    bureau: Bureau | None = None,
    url: str = "",
    people: Iterable[User] = (),
    **values: object,
) -> None:
    """Once for an event: the contact of the case's bureau with the owner, or of another bureau alone; and `people`."""
    case, desk = doing.case, bureau or doing.case.bureau
    rules = DeskRules.of(desk)
    told = {("sms", rules.escalation_phone), ("mail", rules.escalation_email)}
    if bureau is None and case.owner is not None:
        deputy = Away.on(timezone.localdate(doing.now)).deputy_of(case.owner.pk)
        told |= {("mail", person.email) for person in (case.owner, deputy) if person}
    told |= {("mail", person.email) for person in people}
    link = settings.HALL_BASE_URL + (url or reverse("cases:inspect", args=[case.pk]))
    subject, body = compose(occasion, number=case.number, title=case.title, url=link, **values)
    outbox.add_all(
        sorted(told), f"{case.number}:{case.version + 1}:{occasion}:{desk.pk}", kind=occasion, subject=subject,
        body=body, case_number=case.number, bureau=desk, at=doing.now,
    )  # fmt: skip


def day_of(moment: object) -> str:
    """A due moment as notices say it."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")  # type: ignore[arg-type]
