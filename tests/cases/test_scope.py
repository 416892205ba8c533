"""Every address of the staff's side of a case, for every role and for another bureau: a table of URL × person.

Own clerk: 200. Another bureau's case: 404 where the address names it, absent where it is a list. Who has no business
with cases at all is sent away (302 to the dashboard with a message, as Wagtail does). Nobody signed in: 302 to sign in.
"""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from guidance.applications.bundles.models import JointCase, JointEntry
from guidance.applications.opinions import Opinion
from guidance.applications.posts import PostHolder
from guidance.cases.models import Absence, AccessLog, Case, DeskRules
from tests.cases.staff import application, appointment, attachment, consultation, window
from tests.comparing.sources import make_source
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db

OBJECT_URLS = {
    "inspect": lambda at: reverse("cases:inspect", args=[at.case.pk]),
    "history": lambda at: reverse("cases:history", args=[at.case.pk]),
    "file": lambda at: reverse("cases:file", args=[at.case.pk, at.file.token]),
    "window": lambda at: reverse("windows:edit", args=[at.window.pk]),
    "window-history": lambda at: reverse("windows:history", args=[at.window.pk]),
    "window-usage": lambda at: reverse("windows:usage", args=[at.window.pk]),
    "window-delete": lambda at: reverse("windows:delete", args=[at.window.pk]),
    "slots": lambda at: reverse("windows:slots", args=[at.window.pk]),
    "rules": lambda at: reverse("desk-rules:edit", args=[at.rules.pk]),
    "rules-history": lambda at: reverse("desk-rules:history", args=[at.rules.pk]),
    "absence": lambda at: reverse("absences:edit", args=[at.absence.pk]),
    "absence-history": lambda at: reverse("absences:history", args=[at.absence.pk]),
    "absence-usage": lambda at: reverse("absences:usage", args=[at.absence.pk]),
    "absence-delete": lambda at: reverse("absences:delete", args=[at.absence.pk]),
    "post": lambda at: reverse("post-holders:edit", args=[at.post.pk]),
    "post-history": lambda at: reverse("post-holders:history", args=[at.post.pk]),
    "post-usage": lambda at: reverse("post-holders:usage", args=[at.post.pk]),
    "source": lambda at: reverse("data_sources:edit", args=[at.source.pk]),
    "source-history": lambda at: reverse("data_sources:history", args=[at.source.pk]),
    "source-table": lambda at: reverse("data_sources:table", args=[at.source.pk]),
    "source-try": lambda at: reverse("data_sources:try", args=[at.source.pk]),
    "joint-case": lambda at: reverse("joint-case", args=[at.joint.number]),
    "opinion": lambda at: reverse("opinion", args=[at.opinion.pk]),
    "opinion-letter": lambda at: reverse("opinion-letter", args=[at.opinion.pk]),
    "counter-supplement": lambda at: reverse("counter-supplement", args=[at.case.number]),
    "post-delete": lambda at: reverse("post-holders:delete", args=[at.post.pk]),
}
CASE_URLS = ("inspect", "history", "file")
JOINT_URLS = ("joint-case", "opinion")
JOINT_LISTS = ("joint-cases", "opinions")
CITIZENS = {
    "joint": lambda at: f"/api/joint/{at.joint.number}",
    "case": lambda at: f"/api/cases/{at.case.number}",
    "lanes": lambda at: f"/api/cases/{at.case.number}/lanes",
}
"""Calls that number and query code open, and nothing else: whoever is signed in."""
LISTS = {
    "inbox": lambda at: reverse("cases:index") + "?queue=all",
    "results": lambda at: reverse("cases:index_results") + "?queue=all",
    "search": lambda at: reverse("cases:index") + f"?q={at.case.number}",
    "csv": lambda at: reverse("cases:index") + "?queue=all&export=csv",
    "bureau filter": lambda at: reverse("cases:index") + f"?queue=all&bureau={at.bureau.pk}",
}
DESK_ROLES = (Role.CLERK, Role.SUPERVISOR)
NO_CASES = (Role.EDITOR, Role.REVIEWER, Role.LEGAL)


class At:
    """A bureau at work, with a row of each kind."""

    def __init__(self):
        now = timezone.now()
        self.bureau = make_bureau()
        item = make_item(self.bureau)
        self.case = application(item)
        self.question = consultation(item)
        self.file = attachment(self.case)
        self.window = window(self.bureau, now)
        self.booked = appointment(item, self.window.slots.first(), now)
        self.rules = DeskRules.objects.create(bureau=self.bureau)
        one, two = (make_user(Role.CLERK, bureau=self.bureau) for _ in range(2))
        self.absence = Absence.objects.create(user=one, deputy=two, first_day=now.date(), last_day=now.date())
        self.post = PostHolder.objects.create(bureau=self.bureau, post="审查岗", user=one)
        self.source = make_source(self.bureau, f"登记库{self.bureau.pk}")
        self.joint = JointCase.objects.create(
            number=f"20260101-{self.bureau.pk:05}", code_salt=f"salt-{self.bureau.pk}", key=uuid.uuid4(),
            title=f"开店{self.bureau.pk}", bureau=self.bureau, submitted_at=now,
        )  # fmt: skip
        self.entry = JointEntry.objects.create(joint=self.joint, case=self.case, order=1)
        asked = {"question": f"第{self.bureau.pk}问", "asked_by": one, "asked_at": now, "due_at": now}
        self.opinion = Opinion.objects.create(case=self.case, bureau=self.bureau, **asked)


@pytest.fixture
def here():
    return At()


@pytest.fixture
def elsewhere():
    return At()


def body(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("role", DESK_ROLES)
@pytest.mark.parametrize("name", CASE_URLS)
def test_the_own_desk_gets_the_page(client, here, role, name):
    client.force_login(make_user(role, bureau=here.bureau))
    assert client.get(OBJECT_URLS[name](here)).status_code == 200


@pytest.mark.parametrize("role", DESK_ROLES)
@pytest.mark.parametrize("name", JOINT_URLS)
def test_a_bureau_that_leads_or_is_asked_gets_the_page(client, here, role, name):
    client.force_login(make_user(role, bureau=here.bureau))
    assert client.get(OBJECT_URLS[name](here)).status_code == 200


@pytest.mark.parametrize("role", DESK_ROLES)
def test_a_bureau_with_a_case_in_it_reads_the_joint_case_and_opens_its_own_case_alone(client, here, elsewhere, role):
    JointEntry.objects.create(joint=here.joint, case=application(make_item(elsewhere.bureau)), order=2)
    client.force_login(make_user(role, bureau=elsewhere.bureau))
    page = client.get(OBJECT_URLS["joint-case"](here))
    assert page.status_code == 200
    assert f"/cases/{here.case.pk}/" not in page.content.decode()
    assert client.get(OBJECT_URLS["inspect"](here)).status_code == 404


@pytest.mark.parametrize("role", DESK_ROLES)
@pytest.mark.parametrize("name", JOINT_LISTS)
def test_lists_of_joint_approval_keep_to_the_bureau(client, here, elsewhere, role, name):
    client.force_login(make_user(role, bureau=here.bureau))
    text = body(client.get(reverse(name)))
    mine, theirs = ((one.joint.number, one.opinion.question)[name == "opinions"] for one in (here, elsewhere))
    assert mine in text
    assert theirs not in text


@pytest.mark.parametrize("role", NO_CASES)
@pytest.mark.parametrize("name", [*JOINT_URLS, *JOINT_LISTS])
def test_who_has_no_desk_reads_no_joint_approval(client, here, role, name):
    client.force_login(make_user(role, bureau=here.bureau))
    url = OBJECT_URLS[name](here) if name in OBJECT_URLS else reverse(name)
    assert client.get(url).status_code in (302, 404)


@pytest.mark.parametrize("role", [None, Role.CLERK, Role.SUPERVISOR])
@pytest.mark.parametrize("name", CITIZENS)
def test_calls_of_citizens_open_with_the_own_code_alone(client, here, elsewhere, role, name):
    if role:
        client.force_login(make_user(role, bureau=here.bureau))
    of = lambda at: at.joint if name == "joint" else at.case  # noqa: E731
    right, wrong = ({"X-Query-Code": of(at).query_code} for at in (here, elsewhere))
    assert client.get(CITIZENS[name](here), headers=right).status_code == 200
    assert client.get(CITIZENS[name](here), headers=wrong).status_code == 404
    assert client.get(CITIZENS[name](here)).status_code == 422
    assert elsewhere.case.number not in client.get(CITIZENS[name](here), headers=right).content.decode()


@pytest.mark.parametrize("name", ["joint-progress", "joint-receipt", "joint-withdraw"])
def test_pages_of_a_joint_case_lead_to_the_look_up_without_its_code(client, here, elsewhere, name):
    client.post(reverse("progress"), {"number": elsewhere.joint.number, "code": elsewhere.joint.query_code})
    assert client.get(reverse(name, args=[elsewhere.joint.number])).status_code == 200
    answer = client.get(reverse(name, args=[here.joint.number]))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("progress"))


@pytest.mark.parametrize("role", [*DESK_ROLES, Role.DATA_ENTRY])
@pytest.mark.parametrize("name", OBJECT_URLS)
def test_another_bureaus_row_is_not_there(client, here, elsewhere, role, name):
    client.force_login(make_user(role, bureau=here.bureau))
    response = client.get(OBJECT_URLS[name](elsewhere))
    if name in (*CASE_URLS, "slots"):
        assert response.status_code == 404
    else:
        assert response.status_code in (404, 302)
        if response.status_code == 302:
            assert response.url == "/admin/"
    assert not AccessLog.objects.filter(case=elsewhere.case).exists()


@pytest.mark.parametrize("role", DESK_ROLES)
@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_the_own_cases_alone(client, here, elsewhere, role, name):
    client.force_login(make_user(role, bureau=here.bureau))
    text = body(client.get(LISTS[name](elsewhere)))
    assert f"/cases/{elsewhere.case.pk}/" not in text
    assert elsewhere.bureau.name not in text
    if name == "csv":
        assert here.case.number in text
        assert elsewhere.case.number not in text


@pytest.mark.parametrize("verb", ["take", "note", "accept", "assign", "supplement_here", "nonsense"])
def test_no_verb_reaches_another_bureaus_case(client, here, elsewhere, verb):
    clerk = make_user(Role.CLERK, bureau=here.bureau)
    client.force_login(clerk)
    data = {"body": "越权", "owner": clerk.pk, "reason": "越权"}
    assert client.post(reverse("cases:verb", args=[elsewhere.case.pk, verb]), data).status_code == 404
    assert elsewhere.case.events.count() == 1


def test_bulk_does_not_reach_another_bureaus_case(client, here, elsewhere):
    clerk = make_user(Role.CLERK, bureau=here.bureau)
    client.force_login(clerk)
    alone = {"verb": "take", "case": [f"{elsewhere.case.pk}:{elsewhere.case.version}"]}
    assert client.post(reverse("cases:bulk"), alone).status_code == 404
    both = {"verb": "take", "case": [*alone["case"], f"{here.case.pk}:{here.case.version}"]}
    response = client.post(reverse("cases:bulk"), both)
    assert [row.case.pk for row in response.context["outcomes"]] == [here.case.pk]
    assert Case.objects.get(pk=elsewhere.case.pk).owner is None


def test_the_days_list_and_suspensions_keep_to_the_bureau(client, here, elsewhere):
    client.force_login(make_user(Role.CLERK, bureau=here.bureau))
    day = timezone.localtime(elsewhere.booked.booking.slot.starts_at).date()
    text = body(client.get(reverse("appointments:day"), {"day": day.isoformat()}))
    assert here.booked.number in text
    assert elsewhere.booked.number not in text
    text = body(client.get(reverse("appointments:day"), {"day": day.isoformat(), "window": elsewhere.window.pk}))
    assert elsewhere.booked.number not in text
    assert client.post(reverse("appointments:lift", args=[elsewhere.booked.pk]), {"reason": "x"}).status_code == 404


def test_slots_of_another_bureau_are_not_closed(client, here, elsewhere):
    client.force_login(make_user(Role.CLERK, bureau=here.bureau))
    slot = elsewhere.booked.booking.slot
    data = {"do": "close", "slot": [slot.pk], "reason": "停电"}
    assert client.post(reverse("windows:slots", args=[elsewhere.window.pk]), data).status_code == 404
    client.post(reverse("windows:slots", args=[here.window.pk]), data)
    slot.refresh_from_db()
    assert not slot.closed


@pytest.mark.parametrize("role", NO_CASES)
@pytest.mark.parametrize("name", [*CASE_URLS, "inbox", "csv", "bulk", "verb", "day", "slots", "supervision"])
def test_who_has_no_business_with_cases_is_sent_away(client, here, role, name):
    client.force_login(make_user(role, bureau=here.bureau))
    if name == "bulk":
        response = client.post(reverse("cases:bulk"), {"verb": "take", "case": [f"{here.case.pk}:1"]})
    elif name == "verb":
        response = client.post(reverse("cases:verb", args=[here.case.pk, "take"]))
    elif name in ("day", "supervision"):
        response = client.get(reverse({"day": "appointments:day", "supervision": "supervision:page"}[name]))
    else:
        response = client.get({**OBJECT_URLS, **LISTS}[name](here))
    assert response.status_code == 302
    assert response.url == "/admin/"
    assert Case.objects.get(pk=here.case.pk).owner is None


@pytest.mark.parametrize("name", [*OBJECT_URLS, *LISTS])
def test_nobody_gets_in_without_signing_in(client, here, name):
    response = client.get({**OBJECT_URLS, **LISTS}[name](here))
    assert response.status_code == 302
    assert "login" in response.url


@pytest.mark.parametrize("path", ["new/", "edit/{}/", "delete/{}/", "copy/{}/", "usage/{}/", "{}/delete/"])
def test_cases_have_no_stock_add_edit_copy_or_delete(client, here, path):
    client.force_login(make_user(Role.SUPERVISOR, is_superuser=True))
    response = client.get("/admin/cases/" + path.format(here.case.pk))
    assert response.status_code in (404, 302)
    if response.status_code == 302:
        assert response.url == reverse("cases:inspect", args=[here.case.pk])
    assert client.post("/admin/cases/" + path.format(here.case.pk)).status_code in (404, 405, 302)
    assert Case.objects.filter(pk=here.case.pk).exists()


def test_the_data_entry_role_reads_but_does_nothing(client, here):
    client.force_login(make_user(Role.DATA_ENTRY, bureau=here.bureau))
    page = client.get(OBJECT_URLS["inspect"](here))
    assert page.status_code == 200
    assert page.context["actions"] == []
    assert client.post(reverse("cases:verb", args=[here.case.pk, "take"]), {"seen": 1}).status_code == 403


def test_the_supervisor_of_the_city_sees_every_bureau(client, here, elsewhere):
    client.force_login(make_user(Role.SUPERVISOR))
    text = body(client.get(LISTS["csv"](here)))
    assert here.case.number in text
    assert elsewhere.case.number in text
    assert client.get(OBJECT_URLS["inspect"](elsewhere)).status_code == 200


def test_a_bureaus_supervisor_cannot_give_rules_or_windows_to_another_bureau(client, here, elsewhere):
    client.force_login(make_user(Role.SUPERVISOR, bureau=here.bureau))
    form = client.get(reverse("windows:add")).context["form"]
    assert list(form.fields["bureau"].queryset) == [here.bureau]
    assert {item.bureau for item in form.fields["items"].queryset} == {here.bureau}
    assert client.get(reverse("desk-rules:edit", args=[here.rules.pk])).status_code == 200
    client.post(
        reverse("windows:add"),
        {"bureau": elsewhere.bureau.pk, "name": "越权", "place": "x", "minutes": 60, "capacity": 4},
    )
    assert not elsewhere.bureau.windows.filter(name="越权").exists()
