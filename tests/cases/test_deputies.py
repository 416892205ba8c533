"""While a clerk is away nothing waits in their list: the deputy has it, and the history names both."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import User
from accounts.roles import Role
from guidance.cases import deputies
from guidance.cases.models import Absence, Case
from guidance.cases.queues import BY_NAME
from tests.cases.staff import consultation, do
from tests.factories import make_bureau, make_user

pytestmark = pytest.mark.django_db


def day(n):
    return timezone.localdate() + timedelta(days=n)


def away(user, deputy, first=0, last=0):
    row = Absence(user=user, deputy=deputy, first_day=day(first), last_day=day(last))
    row.full_clean()
    row.save()
    return row


def fresh(user):
    return User.objects.get(pk=user.pk)


def mine(user):
    return list(BY_NAME["mine"].rows(Case.objects.visible_to(user), fresh(user), timezone.now()))


@pytest.fixture
def deputy(bureau):
    return make_user(Role.CLERK, bureau=bureau)


@pytest.fixture
def stranger(bureau):
    return make_user(Role.CLERK, bureau=bureau)


def test_what_waits_and_what_comes_goes_to_the_deputy_who_signs_for_the_absent(item, clerk, deputy, stranger):
    case = do(consultation(item), "take", clerk)
    with pytest.raises(NotAllowed):
        do(case, "answer", fresh(deputy), {"answer": "要"})
    away(clerk, deputy)
    assert (mine(deputy), mine(stranger)) == ([case], [])
    with pytest.raises(NotAllowed):
        do(case, "answer", fresh(stranger), {"answer": "要"})
    do(case, "answer", fresh(deputy), {"answer": "要办证"})
    event = case.events.last()
    assert (event.actor, event.actor_label) == (deputy, f"{deputy}（代{clerk}）")
    assert Case.objects.get(pk=case.pk).owner == clerk


def test_when_the_days_are_over_it_is_the_clerks_again(item, clerk, deputy):
    case = do(consultation(item), "take", clerk)
    away(clerk, deputy, -9, -1)
    away(clerk, deputy, 1, 9)
    assert mine(deputy) == []
    with pytest.raises(NotAllowed):
        do(case, "answer", fresh(deputy), {"answer": "要"})


def test_a_deputy_who_is_away_too_is_stood_in_for_by_their_own(item, clerk, deputy, stranger):
    case = do(consultation(item), "take", clerk)
    away(clerk, deputy, 0, 9)
    away(deputy, stranger, 0, 1)
    assert (mine(deputy), mine(stranger)) == ([], [case])
    assert deputies.Away.on(day(3)).deputy_of(clerk.pk) == deputy


@pytest.mark.parametrize(
    ("first", "last", "who", "field"),
    [(2, 1, "deputy", "last_day"), (0, 1, "self", "deputy"), (0, 1, "elsewhere", "deputy"), (0, 1, "editor", "deputy")],
)
def test_an_absence_needs_days_and_a_colleague(bureau, clerk, deputy, first, last, who, field):
    people = {
        "deputy": deputy,
        "self": clerk,
        "elsewhere": make_user(Role.CLERK, bureau=make_bureau()),
        "editor": make_user(Role.EDITOR, bureau=bureau),
    }
    with pytest.raises(ValidationError) as refusal:
        away(clerk, people[who], first, last)
    assert list(refusal.value.error_dict) == [field]


def test_no_day_twice_and_no_deputy_who_is_away(clerk, deputy, stranger):
    away(clerk, deputy, 0, 5)
    with pytest.raises(ValidationError, match="已经有一次"):
        away(clerk, stranger, 5, 6)
    with pytest.raises(ValidationError, match="也不在岗"):
        away(deputy, clerk, 3, 3)


def test_the_lists_of_colleagues_say_who_is_away(client, item, clerk, deputy, bureau):
    row = away(clerk, deputy, 0, 2)
    case = do(consultation(item), "take", clerk)
    client.force_login(make_user(Role.SUPERVISOR, bureau=bureau))
    words = f"{clerk}（不在岗，至 {row.last_day.isoformat()} 由{deputy}代办）"
    page = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert words in page
    page = client.get(reverse("cases:index") + "?queue=open").content.decode()
    assert words in page


def test_a_clerk_sets_their_own_days_and_nobody_elses(client, clerk, deputy):
    client.force_login(clerk)
    form = client.get(reverse("absences:add")).context["form"]
    assert list(form.fields["user"].queryset) == [clerk]
    data = {"user": clerk.pk, "deputy": deputy.pk, "first_day": day(1), "last_day": day(2), "note": "培训"}
    assert client.post(reverse("absences:add"), data).status_code == 302
    row = Absence.objects.get()
    assert row.history.get().history_user == clerk
    assert client.post(reverse("absences:add"), {**data, "user": deputy.pk, "deputy": clerk.pk}).status_code == 200
    assert Absence.objects.count() == 1
    client.force_login(deputy)
    assert client.get(reverse("absences:edit", args=[row.pk])).status_code == 404
    assert str(clerk) not in client.get(reverse("absences:index")).content.decode().split("<main")[-1]


def test_a_supervisor_sets_the_days_of_the_bureaus_clerks(client, bureau, clerk, deputy):
    elsewhere = make_user(Role.CLERK, bureau=make_bureau())
    client.force_login(make_user(Role.SUPERVISOR, bureau=bureau))
    form = client.get(reverse("absences:add")).context["form"]
    assert clerk in form.fields["user"].queryset
    assert elsewhere not in form.fields["user"].queryset
    data = {"user": clerk.pk, "deputy": deputy.pk, "first_day": day(0), "last_day": day(0)}
    assert client.post(reverse("absences:add"), data).status_code == 302
    assert deputies.hands_of(fresh(deputy)) == {clerk.pk, deputy.pk}


def test_an_extension_is_not_approved_by_the_deputy_of_who_asks(item, clerk, bureau):
    from tests.cases.staff import application

    chief, other = make_user(Role.SUPERVISOR, bureau=bureau), make_user(Role.SUPERVISOR, bureau=bureau)
    case = do(application(item), "take", clerk)
    do(case, "accept", clerk)
    away(clerk, chief)
    with pytest.raises(NotAllowed, match="经办人以外"):
        do(case, "extend", fresh(chief), {"days": 3, "reason": "复杂"})
    do(case, "extend", fresh(other), {"days": 3, "reason": "复杂"})
