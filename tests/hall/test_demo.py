"""The demo city: what is in it, that it may be loaded twice, and that it refuses where citizens' cases live."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, User
from accounts.roles import Role, roles_of
from forms.models import Form, Upload
from guidance.applications.bundles.models import JointCase
from guidance.applications.models import CaseMaterial
from guidance.applications.promises.models import Deferral, PromiseCheck
from guidance.appointments.models import Booking, Slot
from guidance.cases.models import Attachment, Case, Event, Participation
from guidance.cases.states import STATES, Kind, State
from guidance.clock.calendar import Calendar
from guidance.clock.due import Span, Unit, due
from guidance.notices import outbox
from guidance.notices.models import Attempt, Notice
from hall.demo import applications, citizens, counties, loading, outage, people, stage
from items.choices import Status
from items.gate import blocking
from items.importing.parsing import known_headings, understand
from items.importing.reading import read
from items.models import ItemPage, SharedMaterial, ThemePage
from items.settings import HallSettings
from tests.factories import make_bureau

HALLS = [hall.slug for hall in counties.HALLS]


def run(**options: Any) -> str:
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The city, loaded once for these tests, in a transaction that is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run()
        for upload in Upload.objects.all():
            upload.file.storage.delete(str(upload.file.name))
        transaction.set_rollback(True)


def test_the_numbers_of_the_founding_notice(city: str) -> None:
    live = ItemPage.objects.live().of_city()
    assert Bureau.objects.exclude(slug__in=HALLS).count() == 44
    assert live.count() == 278
    assert live.filter(kind="permit").count() == 229
    assert live.exclude(kind="permit").count() == 49
    assert ThemePage.objects.live().count() >= 12
    assert all(theme.theme_items.count() >= 3 for theme in ThemePage.objects.live())
    assert all(bureau.is_demo for bureau in Bureau.objects.all())


def test_the_home_page_shows_the_same_numbers(city: str, client: Any) -> None:
    assert client.get("/").context["counts"] == {"items": 278, "licensing": 229, "other": 49, "bureaus": 44}


def test_guides_paused_and_cancelled_say_so(city: str, client: Any) -> None:
    paused = ItemPage.objects.live().filter(status=Status.PAUSED)
    assert paused.count() == 2
    for page in paused:
        shown = client.get(page.public_path())
        assert "本事项暂停办理" in shown.content.decode()
        assert client.get(reverse("apply", args=[page.address])).status_code == 404
    page = ItemPage.objects.live().get(status=Status.CANCELLED)
    shown = client.get(page.public_path()).content.decode()
    assert "本事项已取消" in shown
    assert str(page.effective_to) in shown
    assert page.successor.title in shown
    assert page.effective_to < timezone.localdate()


def test_paused_and_cancelled_guides_went_past_three_people(city: str) -> None:
    for page in ItemPage.objects.live().exclude(status=Status.IN_USE):
        assert page.version == 2
        state = page.workflow_states.get()
        assert state.status == state.STATUS_APPROVED
        people = {state.requested_by, *(task.finished_by for task in state.task_states.all())}
        assert {user.username for user in people} == {"editor", "reviewer", "legal"}
        assert not page.cases.exists()


def test_every_guide_passes_the_gate(city: str) -> None:
    assert [page.title for page in ItemPage.objects.live() if blocking(page)] == []


def test_forms_are_attached_where_one_applies_online(city: str) -> None:
    codes = Counter(ItemPage.objects.live().filter(apply_online=True).values_list("form__code", flat=True))
    assert set(codes) == {"general-person", "general-company", "food-business", "property-transfer"}
    assert not ItemPage.objects.live().filter(apply_online=False, form__isnull=False).exists()
    assert all(form.versions.exists() for form in Form.objects.all())


def test_somebody_of_each_role_and_a_clerk_and_a_supervisor_in_every_bureau(city: str) -> None:
    users = list(User.objects.all())
    held = {role for user in users for role in roles_of(user)}
    assert held == set(Role)
    for role in (Role.CLERK, Role.SUPERVISOR):
        assert set(Bureau.objects.values_list("pk", flat=True)) <= {u.bureau_id for u in users if role in roles_of(u)}
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.get(username="editor").check_password(people.PASSWORD)


def test_two_bureaus_have_no_case_and_the_others_have(city: str) -> None:
    idle = Bureau.objects.exclude(slug__in=HALLS).exclude(pk__in=Case.objects.values("bureau_id"))
    assert {bureau.slug for bureau in idle} == set(stage.IDLE)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_case_in_every_state(city: str, kind: Kind) -> None:
    found = set(Case.objects.of_kind(kind).values_list("state", flat=True))
    wanted = {str(state) for state in STATES[kind]}
    if kind is Kind.APPOINTMENT and not Slot.objects.on(timezone.localdate()).exists():
        wanted -= {State.ARRIVED, State.CALLED}
    assert found >= wanted


@pytest.mark.parametrize("kind", list(Kind))
def test_some_are_late(city: str, kind: Kind) -> None:
    assert Case.objects.of_kind(kind).overdue(timezone.now()).exists()


def test_materials_are_verified_by_somebody_at_some_time(city: str) -> None:
    review = CaseMaterial.objects.filter(case__state=State.REVIEW)
    verified = review.filter(state=CaseMaterial.State.VERIFIED)
    assert verified.values("case").distinct().count() >= 5
    wanted = review.filter(state=CaseMaterial.State.WANTED)
    assert wanted.exists()
    for row in [*verified, *wanted]:
        assert row.verified_by == row.case.owner
        assert row.verified_at <= timezone.now()
        assert row.files
    assert all(row.note for row in wanted)


def test_attachments_are_documents_and_pictures(city: str) -> None:
    kinds = Counter(Attachment.objects.values_list("content_type", flat=True))
    assert set(kinds) == {"application/pdf", "image/png", "image/jpeg"}
    assert min(kinds.values()) > 10


def test_a_due_date_is_provisional_whatever_the_day(city: str) -> None:
    cases = Case.objects.open().filter(title=applications.LONG[0])
    assert cases.count() == applications.LONG[1]
    assert all(case.due_provisional and case.due_at > timezone.now() for case in cases)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 15), date(2026, 12, 31), date(2028, 1, 3)])
def test_the_long_limit_ends_beyond_every_year_that_can_be_published(city: str, day: date) -> None:
    page = ItemPage.objects.get(title=applications.LONG[0])
    known = Calendar({}, frozenset(range(2004, day.year + 2)))
    started = timezone.make_aware(datetime.combine(known.add(day, -5).date, time(14)))
    span = Span(page.promised_limit, Unit.NATURAL)
    assert page.promised_unit == "day"
    assert due(known, started, span).at.year >= day.year + 1
    assert due(Calendar({}, frozenset(range(2004, day.year + 1))), started, span).provisional


def test_a_notice_given_up_and_one_that_waits_for_its_last_try(city: str) -> None:
    failed = Notice.objects.failed().get()
    assert failed.attempts == failed.tries.count() == len(outbox.BACK_OFF) + 1
    assert outage.ANSWER in failed.last_error
    waiting = Notice.objects.filter(state="pending", attempts__gt=0).get()
    assert waiting.tries.count() == len(outbox.BACK_OFF)
    assert waiting.next_try_at > timezone.now()
    assert not Attempt.objects.filter(at__gt=timezone.now()).exists()


def test_the_failed_notice_is_in_the_list_and_can_be_sent_again(city: str, client: Any) -> None:
    client.force_login(User.objects.get(username="supervisor"))
    shown = client.get("/admin/notices/?state=failed").content.decode()
    assert "TimeoutError" in shown
    assert "重发 1 条失败通知" in shown
    page = client.get(f"/admin/notices/inspect/{Notice.objects.failed().get().pk}/").content.decode()
    assert outage.ANSWER in page
    assert "/retry/" in page


def test_nothing_lies_in_the_future_but_booked_places(city: str) -> None:
    now = timezone.now()
    assert not Event.objects.filter(at__gt=now).exists()
    assert not Case.objects.filter(submitted_at__gt=now).exists()
    assert Booking.objects.filter(slot__starts_at__gt=now, case__state=State.BOOKED).exists()


def test_events_of_a_case_follow_one_another(city: str) -> None:
    for case in Case.objects.prefetch_related("events"):
        times = [event.at for event in sorted(case.events.all(), key=lambda event: event.version)]
        assert times == sorted(times), case.number


def test_the_history_says_who(city: str) -> None:
    case = Case.objects.filter(state=State.CLOSED).first()
    assert case is not None
    assert case.history.count() == case.version + 1
    assert case.history.filter(history_user=case.owner).exists()


def test_guides_under_way(city: str) -> None:
    assert ItemPage.objects.filter(has_unpublished_changes=True).count() == 3


def test_guides_of_two_bureaus_share_a_material(city: str) -> None:
    [record] = SharedMaterial.objects.all()
    assert record.live
    used = ItemPage.objects.live().filter(materials__shared=record)
    assert used.of_city().count() == 10
    assert used.of_city().values("bureau").distinct().count() == 2


def test_the_footer_is_filled(city: str) -> None:
    assert "演示" in HallSettings.objects.get().organiser


def test_loading_again_changes_nothing(city: str) -> None:
    before = Case.objects.count(), User.objects.count(), ItemPage.objects.count()
    assert "already" in run()
    assert (Case.objects.count(), User.objects.count(), ItemPage.objects.count()) == before


def test_sign_ins_name_the_six_roles_and_cases_to_look_up(city: str) -> None:
    told = run(sign_ins=True)
    assert people.PASSWORD in told
    assert all(role.label in told for role in Role)
    assert all(case.number in told and case.query_code in told for case in loading.samples())
    assert len(loading.samples()) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{}, {"sign_ins": True}])
def test_refuses_in_production(settings: Any, options: dict[str, Any]) -> None:
    settings.HALL_ALLOW_DEMO = False
    with pytest.raises(CommandError) as refusal:
        run(**options)
    assert "\n" not in str(refusal.value)
    assert not Bureau.objects.exists()


def test_refuses_beside_bureaus_of_ones_own(db: None) -> None:
    make_bureau()
    assert not loading.wanted()
    with pytest.raises(CommandError, match="empty hall"):
        run()


def test_an_empty_hall_wants_it_and_has_no_sign_ins(db: None) -> None:
    assert loading.wanted()
    assert "not loaded" in run(sign_ins=True)


def test_the_workbook_says_that_it_is_a_demo_and_knows_every_heading(settings: Any) -> None:
    contents = understand(read(settings.ROOT / loading.WORKBOOK, known_headings()))
    assert len(contents.bureaus) == 44
    assert all("演示" in wanted.fields["summary"] for wanted in contents.items)
    assert contents.notes == []
    assert not [note for wanted in contents.items for note in wanted.notes]


@pytest.mark.parametrize("n", range(0, 400, 37))
def test_made_up_people_pass_the_checks(n: int) -> None:
    from stdnum.cn import ric, uscc

    citizen = citizens.Citizen(n)
    assert uscc.is_valid(citizen.credit)
    assert ric.calc_check_digit(citizen.identity) == citizen.identity[-1]


def test_county_halls_say_their_own_and_have_the_rest_from_the_city(city: str) -> None:
    pages = list(ItemPage.objects.live().exclude(city_item=None).select_related("city_item", "bureau"))
    assert len(pages) == len(HALLS) * len(counties.TITLES)
    assert all({"place", "hours", "phone"} <= set(page.own_values) for page in pages)
    assert all(page.conditions == page.city_item.conditions for page in pages)
    assert sum("limit" in page.own_values for page in pages) == 1


def test_joint_cases_are_under_way_some_late_some_disputed(city: str) -> None:
    cases = Case.objects.filter(participations__isnull=False).distinct()
    assert len({case.item_id for case in cases}) >= 12
    stated = Participation.objects.exclude(checked_at=None).exclude(missing=[])
    assert stated.filter(case__state=State.RECEIVED).exists()
    assert Participation.objects.filter(verdict=Participation.Verdict.DISAGREE, case__state=State.REVIEW).exists()
    assert cases.open().overdue(timezone.now()).exists()
    assert cases.filter(application__decision="granted").exists()


def test_seven_bureaus_in_one_case_of_which_one_disagrees_and_one_is_silent(city: str) -> None:
    largest = Case.objects.annotate(bureaus=Count("participations")).order_by("-bureaus").filter(bureaus=7)
    case = largest.get(number=largest.filter(participations__verdict="disagree").values("number")[:1])
    assert case in Case.objects.open().overdue(timezone.now())
    assert list(case.steps.filter(state="active").values_list("assignee", flat=True)) == [None]
    assert "supplement" in case.events.values_list("verb", flat=True)


def test_themes_are_under_way_a_building_project_of_seven_items_among_them(city: str) -> None:
    projects = JointCase.objects.filter(title="工程建设项目审批").annotate(cases=Count("entries"))
    assert {project.cases for project in projects} == {7}
    assert len(set(JointCase.objects.values_list("title", flat=True))) >= 6


def test_promises_are_owed_overdue_and_to_be_checked(city: str) -> None:
    now = timezone.now()
    assert ItemPage.objects.live().filter(deferrable=True, promise_instead=True).count() >= 10
    assert Deferral.objects.unpaid().filter(due_at__gt=now).count() >= 2
    assert Deferral.objects.proposed().filter(due_at__lt=now).count() == 2
    assert Deferral.objects.exclude(ended_at=None).exists()
    assert PromiseCheck.objects.overdue(now).exists()
    assert set(PromiseCheck.objects.values_list("result", flat=True)) == {"", "true", "untrue"}
    assert not Case.objects.filter(promises__isnull=False).exclude(attachments__isnull=False).exists()
