"""Many people at once: one case for one submission, ten bookings for ten places."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.roles import Role
from forms.models import Upload
from guidance.applications.filling.models import Draft
from guidance.applications.promises import jobs as promise_jobs
from guidance.applications.submit import Submission, submit
from guidance.appointments import slots
from guidance.appointments.flow import Request, book
from guidance.appointments.models import Booking, Slot, Window
from guidance.cases import actors, flow
from guidance.cases.models import Case, Event
from tests.applications import promising
from tests.applications.filling import Browser, fill_to_check, pdf, with_steps
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 24


def at_once(jobs):
    """Run the jobs side by side, each on a connection of its own; the answers, refusals among them."""

    def run(job):
        close_old_connections()
        try:
            return job()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, jobs))


def test_the_same_submission_fifty_times_is_one_case():
    item = make_item(make_bureau())
    applicant = flow.Applicant(name="李敏", phone="13812345678")
    submission = Submission(item, None, {"f1": "店名"}, applicant)
    answers = at_once([lambda: submit(submission, actors.citizen(), key="same")] * 50)
    assert {answer.case.number for answer in answers} == {Case.objects.get().number}
    assert Counter(answer.created for answer in answers) == {True: 1, False: 49}
    assert Event.objects.count() == 1
    assert Case.objects.get().steps.count() == 5


def test_two_hundred_people_for_ten_places():
    item = make_item(make_bureau())
    window = Window.objects.create(bureau=item.bureau, name="1 号窗口", place="大厅", capacity=10)
    now = timezone.now()
    slots.ensure(window, slots.horizon(window, now))
    slot = slots.free_for(item, now).first()
    people = [Request(item, slot, flow.Applicant(name="王", phone=f"139{n:08d}")) for n in range(200)]
    answers = at_once([lambda one=one: book(one, actors.citizen(), key=None) for one in people])
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert Booking.objects.count() == 10
    assert Slot.objects.get(pk=slot.pk).booked == 10
    assert Counter(refusal.code for refusal in refusals) == {"slot-full": 190}
    assert all(refusal.extra["next_free"] for refusal in refusals)
    assert Case.objects.count() == 10


def test_one_person_at_once_books_once_a_day():
    item = make_item(make_bureau())
    window = Window.objects.create(bureau=item.bureau, name="1 号窗口", place="大厅", capacity=10)
    now = timezone.now()
    slots.ensure(window, slots.horizon(window, now))
    day = slots.free_for(item, now)[:5]
    same_day = [slot for slot in day if slot.starts_at - day[0].starts_at < timedelta(hours=9)]
    applicant = flow.Applicant(name="王", phone="13900000000")
    answers = at_once(
        [lambda slot=slot: book(Request(item, slot, applicant), actors.citizen(), key=None) for slot in same_day]
    )
    assert sum(not isinstance(answer, Refused) for answer in answers) == 1
    assert sum(Slot.objects.values_list("booked", flat=True)) == 1


def test_visitors_who_check_in_at_once_get_tickets_of_their_own():
    bureau, now = make_bureau(), at("2026-11-23 10:00")
    window = Window.objects.create(bureau=bureau, name="1 号窗口", place="大厅", capacity=12)
    slots.ensure(window, slots.horizon(window, now))
    item = make_item(bureau)
    slot = slots.free_for(item, now).first()
    clerk = actors.staff(make_user(Role.CLERK, bureau=bureau))
    people = [Request(item, slot, flow.Applicant(name="王", phone=f"139{n:08d}")) for n in range(12)]
    cases = [book(one, actors.citizen(), key=None, now=now).case for one in people]
    answers = at_once([lambda case=case: flow.perform(case, "arrive", clerk, now=slot.starts_at) for case in cases])
    assert not [answer for answer in answers if isinstance(answer, Refused)]
    assert sorted(Booking.objects.values_list("ticket", flat=True)) == [f"Y{n:03d}" for n in range(1, 13)]


def test_people_who_swap_slots_at_once_do_not_lock_each_other_out():
    bureau, now = make_bureau(), at("2026-11-23 10:00")
    window = Window.objects.create(bureau=bureau, name="1 号窗口", place="大厅", capacity=16)
    slots.ensure(window, slots.horizon(window, now))
    item = make_item(bureau)
    first, second = slots.free_for(item, now)[:2]
    people = [Request(item, (first, second)[n % 2], flow.Applicant(name="王", phone=f"139{n:08d}")) for n in range(16)]
    cases = [book(one, actors.citizen(), key=None, now=now).case for one in people]

    def swap(case, n):
        return flow.perform(case, "move", actors.citizen(), {"slot": (second, first)[n % 2].pk}, now=now)

    answers = at_once([lambda case=case, n=n: swap(case, n) for n, case in enumerate(cases)])
    assert not [answer for answer in answers if isinstance(answer, Refused)]
    assert list(Slot.objects.filter(pk__in=[first.pk, second.pk]).values_list("booked", flat=True)) == [8, 8]


def test_two_clerks_take_one_case_and_one_is_told():
    bureau = make_bureau()
    clerks = [actors.staff(make_user(Role.CLERK, bureau=bureau)) for _ in range(2)]
    submission = Submission(make_item(bureau), None, {}, flow.Applicant(phone="13812345678"))
    case = submit(submission, actors.citizen(), key=None).case
    answers = at_once([lambda who=who: flow.perform(case, "take", who, seen=1) for who in clerks])
    assert sum(isinstance(answer, flow.Stale) for answer in answers) == 1
    case.refresh_from_db()
    assert case.version == 2
    assert connection.vendor in ("sqlite", "postgresql")


def test_the_summary_sent_fifty_times_at_once_is_one_case():
    item = with_steps(make_item(make_bureau()))
    browser = fill_to_check(Browser(Client(), item))
    cookies, key = browser.client.cookies, str(Draft.objects.get().key)

    def send():
        client = Client()
        client.cookies.update(cookies)
        return client.post(browser.at, {"key": key})

    answers = at_once([send] * 50)
    case = Case.objects.get()
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url for answer in answers} == {reverse("receipt", args=[case.number])}
    assert Event.objects.count() == 1
    assert not Draft.objects.exists()
    assert [upload.owner for upload in Upload.objects.all()] == [f"case:{case.number}"]
    later = send()
    assert later.url == reverse("receipt", args=[case.number])


def test_a_saved_page_sent_fifty_times_at_once_is_one_case_and_never_a_draft_again():
    browser = Browser(Client(), make_item(make_bureau())).send("save", name="王五", **{"material-2": pdf()})
    browser.open("form")
    kept = re.search(r'name="material-2-kept" value="([^"]+)"', browser.text)[1]
    sent = {"key": str(Draft.objects.get().key), "name": "王五", "phone": "13812345678", "material-2-kept": kept}
    cookies = browser.client.cookies

    def send():
        client = Client()
        client.cookies.update(cookies)
        return client.post(browser.at, sent)

    answers = at_once([send] * 50)
    case = Case.objects.get()
    assert {answer.get("Location") for answer in answers} == {reverse("receipt", args=[case.number])}
    assert not Draft.objects.exists()
    assert case.attachments.get().key == "material-2"


def test_many_workers_propose_the_end_of_a_case_once():
    clerk = actors.staff(make_user(Role.CLERK, bureau=make_bureau()))
    item = promising.item_of(clerk.user.bureau)
    for _ in range(3):
        promising.accepted(item, clerk, at("2026-03-02 10:00"))
    answers = at_once([lambda: promise_jobs.mind(at("2026-03-20 10:00"))] * 8)
    assert sum(answers) == Event.objects.filter(verb="propose_end").count() == 3
    assert not Case.objects.filter(state="terminated").exists()
