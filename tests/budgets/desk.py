"""The desk's screens: the day's work, the inbox, a case, the appointments, the supervisor's page."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.roles import Role
from forms import service
from guidance.applications.papers.models import PaperTemplate
from guidance.applications.papers.printing import printed
from guidance.applications.submit import Submission, submit
from guidance.appointments import slots
from guidance.appointments.models import Slot, Window
from guidance.cases import actors, flow
from guidance.cases.models import DeskRules, Message
from guidance.cases.queues import QUEUES
from guidance.supervision import reminders
from items import bureaus
from tests.applications.joining import joint_item
from tests.cases import staff
from tests.factories import make_bureau, make_user
from tests.items import factories

from .public import windows
from .table import CLERK, SUPERVISOR, Budget, Hall

INBOX = "/admin/cases/"


def cases(hall: Hall, start: int, end: int) -> None:
    """Each row: a late and a new case of one bureau, one due today, one ended, one of another bureau and its area."""
    now = timezone.now()
    for n in range(start, end):
        bureau = make_bureau(area_code=f"4102{n:02}")
        other = factories.shelved(bureaus.ensure_page(bureau), f"他局事项{n}")
        colleague = make_user(Role.CLERK, bureau=hall.bureau, email="desk@example.cn")
        staff.do(staff.application(hall.item, now - timedelta(days=30)), "take", colleague)
        staff.application(hall.item)
        staff.do(staff.consultation(other), "take", make_user(Role.CLERK, bureau=bureau))
        due = staff.do(staff.consultation(hall.item), "take", hall.clerk)
        due.due_at = timezone.localtime(now).replace(hour=23, minute=59, second=0)
        due.save()
        ended = staff.do(staff.consultation(hall.item), "take", colleague)
        staff.do(ended, "answer", colleague, {"answer": "营业执照。"})
    DeskRules.objects.get_or_create(bureau=None, defaults={"escalation_phone": "13900000000"})
    reminders.remind(now)


def case_of(hall: Hall, start: int, end: int) -> None:
    """An application with materials, steps, answers, messages, notes, files, events and colleagues in that number."""
    page = bureaus.ensure_page(hall.bureau)
    for _ in range(start, end):
        make_user(Role.CLERK, bureau=hall.bureau)
        make_bureau()
    item = factories.shelved(page, f"许可{end}", rows=end)
    hall.case = staff.do(staff.application(item), "take", hall.clerk)
    fill(hall, 0, end)


def fill(hall: Hall, start: int, end: int) -> None:
    """Lines of both sides, each by its own verb, each with a file; loose files too."""
    for n in range(start, end):
        flow.perform(hall.case, "reply", actors.citizen(), {"body": f"第{n}句"})
        staff.do(hall.case, "note", hall.clerk, {"body": f"备注{n}"})
        for line in Message.objects.filter(case=hall.case).order_by("-pk")[:2]:
            staff.attachment(hall.case, message=line)
        staff.attachment(hall.case)
        staff.attachment(hall.case, key=f"material-{n + 1}")
    hall.case.refresh_from_db()


def papers(hall: Hall, start: int, end: int) -> None:
    """A case with many notices, and wordings in many versions."""
    if not start:
        hall.case = staff.do(staff.application(hall.item), "take", hall.clerk)
        staff.do(hall.case, "accept", hall.clerk)
    for n in range(start, end):
        pause = {"kind": "test", "reason": f"第{n}次送检", "expected_days": 1}
        staff.do(hall.case, "suspend", hall.clerk, pause)
        staff.do(hall.case, "resume", hall.clerk)
        make_bureau()
        author = make_user(Role.SUPERVISOR, bureau=hall.bureau)
        for bureau in (None, hall.bureau):
            PaperTemplate.objects.create(
                kind="accepted", bureau=bureau, version=n + 1, body="{申请人}", author=author, at=timezone.now()
            )
    hall.paper = hall.case.papers.last()
    printed(hall.paper)


def submitted(hall: Hall, start: int, end: int) -> None:
    """Applications on one form, each under a version of its own."""
    for n in range(start, end):
        block = {"type": "text", "key": "f1", "label": f"店名{n}"}
        hall.form = service.create_from_definition("表", "form", hall.bureau, [{"blocks": [block]}], hall.editor)
        answered = Submission(hall.item, service.latest(hall.form), {"f1": f"店{n}"}, staff.PEOPLE)
        submit(answered, actors.citizen(), key=staff.new_key())


def question(hall: Hall, start: int, end: int) -> None:
    """A question with a long thread, handed from clerk to clerk."""
    if not start:
        hall.case = staff.do(staff.consultation(hall.item), "take", hall.clerk)
    for n in range(start, end):
        clerk = make_user(Role.CLERK, bureau=hall.bureau)
        staff.do(hall.case, "assign", hall.supervisor, {"owner": clerk.pk, "reason": f"第{n}次"})
    fill(hall, start, end)


def booked(hall: Hall, start: int, end: int) -> None:
    """A booking today at each of many windows, of one's own bureau and of others; one window has many slots."""
    now = timezone.now()
    windows(hall, start, end)
    own = Window.objects.get_or_create(bureau=hall.bureau, name="总台", place="大厅")[0]
    for n in range(start, end):
        at = now + timedelta(days=1, hours=n)
        Slot.objects.create(window=own, starts_at=at, ends_at=at + timedelta(hours=1), capacity=4)
        window = Window.objects.create(bureau=hall.bureau, name=f"自 {n} 号", place="大厅")
        come_today(hall, Slot.objects.filter(window__name=f"{n} 号").earliest("starts_at"), n)
        day = slots.horizon(window, now)[0]
        at = timezone.make_aware(datetime.combine(day, time(9)))
        come_today(hall, Slot.objects.create(window=window, starts_at=at, ends_at=at, capacity=4), 100 + n)
    hall.window = own


def visited(hall: Hall, start: int, end: int) -> None:
    """Each row: a visit of the same joint case today, by two bureaus."""
    now = timezone.now()
    first = timezone.localtime(now + timedelta(days=3)).replace(hour=9, minute=0)
    if not start:
        hall.other = make_bureau()
        joint = staff.application(joint_item(hall.bureau, [hall.other]))
        hall.case = staff.do(staff.do(joint, "take", hall.clerk), "accept", hall.clerk)
    for n in range(start, end):
        at = (first + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M")
        bureaus = [hall.bureau.pk, hall.other.pk]
        data = {"time": at, "minutes": "30", "address": "花园路 1 号", "bureaus": bureaus, "together": "on"}
        flow.perform(hall.case, "plan_visit", actors.staff(hall.clerk), data)
        hall.visit = hall.case.site_visits.latest("pk")
        hall.visit.starts_at = hall.visit.ends_at = now
        hall.visit.save()


def come_today(hall: Hall, slot: Slot, n: int) -> None:
    """Book the slot; then it is today's."""
    hall.case = staff.appointment(hall.item, slot, timezone.now(), phone=f"138{n:08}")
    slot.starts_at = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    slot.ends_at = slot.starts_at + timedelta(hours=1)
    slot.save()


def lists(who: str, most: int) -> list[Budget]:
    """The inbox as one of them sees it: every queue but those of steps, whose rows are in `steps`."""
    shown = [queue for queue in QUEUES if queue.name not in ("steps", "pool", "take_in", "to_end")]
    return [Budget("cases:index", f"{INBOX}?queue={queue.name}", cases, most, who=who) for queue in shown]


QUERY = "queue=open&kind=application&state=received&state=submitted&item=食品&q=食品&step=收件&due_at_to=2099-01-01"
BUDGETS = [
    Budget("wagtailadmin_home", "/admin/", cases, 42, who=CLERK),
    Budget("wagtailadmin_home", "/admin/", cases, 40, who=SUPERVISOR, grows=False),
    *lists(CLERK, 29),
    *(budget for budget in lists(SUPERVISOR, 30) if "=mine" not in budget.address),
    Budget("cases:index", f"{INBOX}?{QUERY}", cases, 34, who=CLERK),
    Budget("cases:index", f"{INBOX}?ordering=owner__display_name&bureau={{hall.bureau.pk}}", cases, 33, who=SUPERVISOR),
    Budget("cases:index", f"{INBOX}?q=食品", cases, 35, who=CLERK),
    Budget("cases:index", f"{INBOX}?q=食品", cases, 36, who=SUPERVISOR),
    Budget("cases:index_results", f"{INBOX}results/", cases, 21, who=CLERK),
    Budget("cases:index", f"{INBOX}?queue=all&export=csv", cases, 9, who=SUPERVISOR),
    Budget("cases:index", f"{INBOX}?queue=all&export=xlsx", cases, 9, who=SUPERVISOR),
    Budget("supervision:page", "/admin/supervision/", cases, 35, who=SUPERVISOR),
    Budget("supervision:page", "/admin/supervision/?since=365", cases, 35, who=SUPERVISOR),
    Budget("notices:index", "/admin/notices/", cases, 15, who=SUPERVISOR),
    Budget("cases:inspect", INBOX + "{hall.case.pk}/?from=queue%3Dmine", case_of, 79, who=CLERK),
    Budget("cases:inspect", INBOX + "{hall.case.pk}/", case_of, 77, who=SUPERVISOR),
    Budget("cases:history", INBOX + "{hall.case.pk}/history/", case_of, 37, who=CLERK),
    Budget("cases:inspect", INBOX + "{hall.case.pk}/", papers, 82, who=CLERK, grows=False),
    Budget("staff-paper", "/admin/papers/{hall.paper.code}/", papers, 14, who=CLERK),
    Budget("form-submissions", "/admin/forms/submissions/{hall.form.pk}/", submitted, 18, who=CLERK),
    Budget("form-submissions", "/admin/forms/submissions/{hall.form.pk}/?export=csv", submitted, 10, who=CLERK),
    Budget("paper-wordings", "/admin/papers/wordings/", papers, 14, who=SUPERVISOR),
    Budget("paper-wording", "/admin/papers/wordings/accepted/", papers, 15, who=SUPERVISOR),
    Budget("cases:inspect", INBOX + "{hall.case.pk}/", question, 50, who=SUPERVISOR),
    Budget("cases:history", INBOX + "{hall.case.pk}/history/", question, 37, who=SUPERVISOR),
    Budget("wagtailadmin_home", "/admin/", booked, 40, who=SUPERVISOR, grows=False),
    Budget("cases:inspect", INBOX + "{hall.case.pk}/", booked, 58, who=SUPERVISOR),
    Budget("appointments:day", "/admin/appointments/", booked, 16, who=CLERK),
    Budget("appointments:day", "/admin/appointments/", booked, 16, who=SUPERVISOR),
    Budget("appointments:day", "/admin/appointments/", visited, 18, who=CLERK),
    Budget("cases:inspect", INBOX + "{hall.case.pk}/", visited, 86, who=CLERK),
    Budget("cases:inspect", INBOX + "{hall.visit.case_id}/", visited, 60, who=CLERK),
    Budget("windows:index", "/admin/windows/", booked, 14, who=SUPERVISOR),
    Budget("windows:index_results", "/admin/windows/results/?q=号", booked, 8, who=SUPERVISOR),
    Budget("windows:slots", "/admin/windows/{hall.window.pk}/slots/", booked, 14, who=SUPERVISOR),
    Budget("desk-rules:index", "/admin/desk-rules/", booked, 14, who=SUPERVISOR),
    Budget("desk-rules:index_results", "/admin/desk-rules/results/", booked, 8, who=SUPERVISOR),
]
