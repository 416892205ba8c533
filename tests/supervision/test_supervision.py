"""The supervisor's page and the reminders."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from guidance.applications.opinions import Opinion
from guidance.cases.models import DeskRules
from guidance.notices.models import Notice
from guidance.notices.texts import label
from guidance.supervision import owed, reminders
from guidance.supervision.models import Alert
from tests.applications.joining import Table
from tests.cases.staff import application, consultation, do, window
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
ASKED = at("2026-03-02 10:00")
DUE = at("2026-03-05 17:00")


@pytest.fixture
def bureau():
    return make_bureau("市场监管局")


@pytest.fixture
def item(bureau):
    return make_item(bureau)


@pytest.fixture
def contact(bureau):
    DeskRules.objects.create(bureau=None, escalation_phone="13900000000")
    return DeskRules.objects.create(bureau=bureau, escalation_phone="13800000000", escalation_email="desk@example.cn")


def stages():
    return list(Alert.objects.order_by("pk").values_list("stage", flat=True))


def test_each_stage_is_told_once(item, contact):
    case = consultation(item, ASKED)
    assert case.due_at == DUE
    assert reminders.remind(at("2026-03-03 12:00")) == 0
    assert reminders.remind(at("2026-03-04 18:00")) == 1
    assert reminders.remind(at("2026-03-04 18:05")) == 0
    assert reminders.remind(at("2026-03-05 17:01")) == 1
    assert reminders.remind(at("2026-03-11 17:01")) == 0
    assert reminders.remind(at("2026-03-12 17:01")) == 1
    assert reminders.remind(at("2026-03-20 17:01")) == 0
    assert stages() == ["warn", "due", "over"]
    told = Notice.objects.filter(case_number=case.number, kind__startswith="staff.").values_list("kind", "recipient")
    assert set(told) == {
        ("staff.warning", "13800000000"), ("staff.warning", "desk@example.cn"),
        ("staff.overdue", "13800000000"), ("staff.overdue", "desk@example.cn"),
        ("staff.escalated", "13800000000"), ("staff.escalated", "desk@example.cn"), ("staff.escalated", "13900000000"),
    }  # fmt: skip


def test_a_worker_that_slept_tells_the_last_stage_alone(item, contact):
    consultation(item, ASKED)
    assert reminders.remind(at("2026-03-20 09:00")) == 1
    assert stages() == ["over"]


def test_a_new_due_date_is_told_anew_and_what_waits_is_not(bureau, item, contact):
    clerk = make_user(Role.CLERK, bureau=bureau)
    case = do(consultation(item, ASKED), "take", clerk, now=ASKED)
    reminders.remind(at("2026-03-05 18:00"))
    do(case, "extend", clerk, {"reason": "需要会商"}, now=at("2026-03-05 19:00"))
    assert reminders.remind(at("2026-03-06 09:00")) == 0
    paper = do(application(item, ASKED), "take", clerk, now=ASKED)
    do(paper, "correct", clerk, {"reason": "缺执照"}, now=ASKED)
    assert reminders.remind(at("2026-03-16 09:00")) == 0
    assert reminders.remind(at("2026-03-24 09:00")) == 1
    assert stages() == ["due", "due"] or stages() == ["due", "warn"]


def test_without_a_contact_the_alert_is_still_a_row(item):
    case = consultation(item, ASKED)
    assert reminders.remind(at("2026-03-05 18:00")) == 1
    assert not Notice.objects.filter(case_number=case.number, kind__startswith="staff.").exists()


@pytest.fixture
def busy(bureau, item):
    """A late question, a late paper in a clerk's hands, an idle bureau."""
    clerk = make_user(Role.CLERK, bureau=bureau)
    past = timezone.now() - timedelta(days=15)
    consultation(item, past)
    do(application(item, past), "take", clerk, now=past)
    make_bureau("气象局")
    return clerk


def test_the_page_says_who_is_late_and_each_number_has_its_rows(client, busy, bureau):
    client.force_login(make_user(Role.SUPERVISOR))
    response = client.get(reverse("supervision:page"))
    page = response.content.decode()
    assert str(busy) in page
    assert "气象局" in page
    assert "收件" in page
    context = response.context
    assert [figure.count for figure in context["by_bureau"][0].figures] == [2, 1, 2]
    rows = [*context["by_bureau"], *context["by_clerk"], *context["steps"]]
    figures = [*(f for row in rows for f in row.figures), *context["questions"], context["late"], context["free"]]
    for figure in figures:
        found = client.get(figure.url).context
        if figure.count:
            assert found["paginator"].count >= figure.count, figure
    for figure in (*context["by_bureau"][0].figures, *context["by_clerk"][0].figures, *context["questions"]):
        assert client.get(figure.url).context["paginator"].count == figure.count, figure.url


def test_a_bureaus_supervisor_sees_the_own_bureau(client, busy, bureau):
    other = make_bureau("公安局")
    consultation(make_item(other), timezone.now() - timedelta(days=15))
    client.force_login(make_user(Role.SUPERVISOR, bureau=bureau))
    page = client.get(reverse("supervision:page")).content.decode()
    assert "市场监管局" in page
    assert "公安局" not in page
    assert "气象局" not in page


def test_yesterdays_appointments_without_an_end_are_counted(client, bureau, item):
    from tests.cases.staff import appointment

    now = timezone.now() - timedelta(days=7)
    slot = window(bureau, now).slots.first()
    appointment(item, slot, now)
    client.force_login(make_user(Role.SUPERVISOR, bureau=bureau))
    figure = client.get(reverse("supervision:page")).context["appointments"]
    past = slot.starts_at.date() < timezone.localdate()
    assert figure.count == int(past)
    assert client.get(figure.url).context["paginator"].count == figure.count


def test_only_supervisors_get_in(client, bureau):
    client.force_login(make_user(Role.CLERK, bureau=bureau))
    assert client.get(reverse("supervision:page")).status_code == 302


def test_the_page_costs_the_same_with_more_cases(client, busy, item):
    client.force_login(make_user(Role.SUPERVISOR))
    url = reverse("supervision:page")

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    few = cost()
    for _ in range(10):
        consultation(item, timezone.now() - timedelta(days=9))
    reminders.remind(timezone.now())
    consultation(make_item(), timezone.now() - timedelta(days=9))
    assert cost() == few


def test_every_reminder_is_listed_by_a_name():
    assert {*reminders.KINDS, Alert.Stage.OWED} == set(Alert.Stage)
    assert all(label(kind) != kind for kind in (*reminders.KINDS.values(), owed.KIND))


def test_a_bureau_that_owes_a_step_of_a_joint_case_is_told_with_the_lead(db):
    table = Table(2)
    case = table.accepted()
    for bureau, phone in zip((table.lead, *table.others), ("13800000001", "13800000002", "13800000003"), strict=True):
        DeskRules.objects.create(bureau=bureau, escalation_phone=phone)
    table.passes(case, 0)
    case.refresh_from_db()
    reminders.remind(case.due_at + timedelta(minutes=1))
    told = Notice.objects.filter(case_number=case.number, kind="staff.overdue", channel="sms")
    assert set(told.values_list("recipient", flat=True)) == {"13800000001", "13800000003"}
    assert all(f"还在等联办机构：{table.others[1].display_name}。" in notice.body for notice in told)


def test_a_step_that_another_bureau_owes_is_told_once_to_it_and_to_the_lead(client):
    table = Table(2)
    case = table.accepted()
    DeskRules.objects.create(bureau=table.others[1], escalation_phone="13800000003")
    table.owner.email = "lead@example.cn"
    table.owner.save()
    table.passes(case, 0)
    step = case.steps.get(name=table.step(1))
    assert owed.remind(step.due_at) == 0
    assert owed.remind(step.due_at + timedelta(minutes=1)) == 1
    assert owed.remind(step.due_at + timedelta(minutes=6)) == 0
    told = Notice.objects.filter(case_number=case.number, kind=owed.KIND)
    assert set(told.values_list("recipient", flat=True)) == {"13800000003", "lead@example.cn"}
    assert all(f"环节“{table.step(1)}”" in notice.body for notice in told)
    row = Alert.objects.get(stage=Alert.Stage.OWED)
    assert row.bureau == table.others[1]
    for chief, sees in (
        (table.chief(1), True),
        (make_user(Role.SUPERVISOR, bureau=table.lead), True),
        (table.chief(0), False),
    ):
        client.force_login(chief)
        shown = "联办超期" in client.get(reverse("supervision:page")).content.decode()
        assert shown == sees, chief


def test_an_opinion_that_is_owed_is_told_and_opens_no_case_to_who_was_asked(client, item):
    other = make_bureau("气象局")
    DeskRules.objects.create(bureau=other, escalation_email="weather@example.cn")
    case = application(item, ASKED)
    asked = make_user(Role.CLERK, bureau=item.bureau)
    opinion = Opinion.objects.create(
        case=case, bureau=other, question="防雷意见？", asked_by=asked, asked_at=ASKED, due_at=DUE
    )
    assert owed.remind(DUE + timedelta(minutes=1)) == 1
    assert Notice.objects.get(kind=owed.KIND).recipient == "weather@example.cn"
    client.force_login(make_user(Role.SUPERVISOR, bureau=other))
    page = client.get(reverse("supervision:page")).content.decode()
    assert case.number in page
    assert reverse("cases:inspect", args=[case.pk]) not in page
    opinion.answered_at = DUE
    opinion.save()
    Alert.objects.all().delete()
    assert owed.remind(DUE + timedelta(minutes=1)) == 0
