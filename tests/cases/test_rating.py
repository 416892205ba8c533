"""好差评: once, apart from who it was; the lowest two are followed up by supervisors; the guide shows what may be shown."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Invalid, Refused
from accounts.roles import Role
from guidance.cases import actors, flow, rating, registry
from guidance.cases.models import Rating, RatingFollowUp
from guidance.cases.rating_models import Level
from tests.cases import staff
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make_item(make_bureau())


@pytest.fixture
def answered(item):
    return question(item)


def question(item):
    clerk = make_user(Role.CLERK, bureau=item.bureau)
    case = staff.consultation(item, timezone.now())
    staff.do(case, "take", clerk)
    staff.do(case, "answer", clerk, {"answer": "十个工作日"})
    return case


def rate(case, level, comment=""):
    return flow.perform(case, "rate", actors.citizen(), {"level": level, "comment": comment})


def offered(case):
    case.refresh_from_db()
    return {offer.verb.name for offer in registry.offers(case, actors.citizen()) if offer.allowed}


def test_a_finished_case_is_rated_once(item, answered):
    assert "rate" not in offered(staff.consultation(item, timezone.now()))
    assert "rate" in offered(answered)
    rate(answered, 5, "很快，电话 13812345678")
    assert "rate" not in offered(answered)
    with pytest.raises(Refused, match="评价过"):
        rate(answered, 1)
    row = Rating.objects.get()
    assert (row.item, row.bureau, row.level, row.month.day) == (item, item.bureau, 5, 1)
    assert "13812345678" not in row.comment
    assert not RatingFollowUp.objects.exists()


@pytest.mark.parametrize("level", ["", "0", "6", "x"])
def test_a_level_that_is_none_is_refused(answered, level):
    with pytest.raises(Invalid):
        rate(answered, level)
    assert not Rating.objects.exists()


def test_only_the_applicant_rates(item, answered):
    clerk = make_user(Role.CLERK, bureau=item.bureau)
    with pytest.raises(Refused):
        flow.perform(answered, "rate", actors.staff(clerk), {"level": 5})


def test_nothing_ties_a_rating_to_its_case(item, answered, client):
    rate(answered, 4, "办得不错")
    answered.refresh_from_db()
    event = answered.events.last()
    assert (event.verb, event.label, event.reason, event.data) == ("rate", "评价", "", {})
    assert not hasattr(Rating, "history")
    assert {field.name for field in Rating._meta.fields} == {
        "id",
        "item",
        "bureau",
        "kind",
        "level",
        "comment",
        "month",
    }
    client.force_login(make_user(Role.CLERK, bureau=item.bureau))
    shown = client.get(reverse("cases:inspect", args=[answered.pk])).content.decode()
    assert "评价" in shown
    for secret in ("办得不错", str(Level.GOOD.label) + "<"):
        assert secret not in shown


def test_the_lowest_two_are_followed_up_in_15_working_days(item, answered):
    rate(answered, 1, "等了很久")
    row = RatingFollowUp.objects.get()
    assert row.about == answered
    assert row.rating.level == 1
    assert row.due_at > timezone.now() + timedelta(days=15)
    other = question(item)
    rate(other, 3)
    assert RatingFollowUp.objects.count() == 1


def test_a_case_page_shows_nothing_of_the_follow_up(item, answered, client):
    rate(answered, 1, "等了很久")
    client.force_login(make_user(Role.CLERK, bureau=item.bureau))
    assert "等了很久" not in client.get(reverse("cases:inspect", args=[answered.pk])).content.decode()


def test_supervisors_follow_up_and_clerks_do_not_see_it(item, answered, client):
    rate(answered, 2, "等了很久")
    row = RatingFollowUp.objects.get()
    index, edit = reverse("rating-follow-ups:index"), reverse("rating-follow-ups:edit", args=[row.pk])
    client.force_login(make_user(Role.CLERK, bureau=item.bureau))
    assert client.get(index).status_code == 302
    client.force_login(make_user(Role.SUPERVISOR, bureau=make_bureau()))
    assert "等了很久" not in client.get(index).content.decode()
    assert client.get(edit).status_code == 404
    chief = make_user(Role.SUPERVISOR, bureau=item.bureau)
    client.force_login(chief)
    shown = client.get(index, {"waiting": "true"}).content.decode()
    assert "等了很久" in shown
    assert answered.number in shown
    assert client.post(edit, {"outcome": "已回访，道歉并加派人手。"}).status_code == 302
    row.refresh_from_db()
    assert (row.done_by, row.outcome) == (chief, "已回访，道歉并加派人手。")
    assert row.done_at
    assert row.history.first().history_user == chief
    assert "等了很久" not in client.get(index, {"waiting": "true"}).content.decode()


def test_no_average_of_a_few(item, client):
    url = item.url
    assert "还没有人评价" in client.get(url).content.decode()
    for n in range(4):
        rate(question(item), 5 if n else 3)
        assert f"{n + 1} 人评价" in client.get(url).content.decode()
    assert "满 5 人后" in client.get(url).content.decode()
    rate(question(item), 5)
    shown = client.get(url).content.decode()
    assert "<strong>4.6</strong>" in shown
    assert "每月平均分" in shown


def test_only_twelve_months_count(item):
    today = timezone.localdate().replace(day=15)
    for back, level in [(0, 5)] * 5 + [(11, 1)] * 5 + [(12, 1)] * 5:
        month = rating._months_back(today, back)
        Rating.objects.create(item=item, bureau=item.bureau, kind="application", level=level, month=month)
    found = rating.figures(item, today)
    assert (found["count"], found["average"]) == (10, 3.0)
    assert [(row["count"], row["average"]) for row in found["months"]] == [(5, 5.0), (5, 1.0)]


def test_the_citizen_rates_on_the_progress_page(client, answered):
    answered.refresh_from_db()
    client.post(reverse("progress"), {"number": answered.number, "code": answered.query_code})
    assert "评价" in client.get(reverse("progress-case", args=[answered.number])).content.decode()
    url = reverse("progress-act", args=[answered.number, "rate"])
    assert "非常满意" in client.get(url).content.decode()
    assert client.post(url, {"level": "", "comment": "写了的"}).status_code == 422
    assert client.post(url, {"level": "4"}, follow=True).status_code == 200
    assert Rating.objects.get().level == 4
    caches["pages"].clear()


def test_a_rating_is_never_changed(answered):
    rate(answered, 2)
    row = Rating.objects.get()
    row.level = 5
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        Rating.objects.update(level=5)
