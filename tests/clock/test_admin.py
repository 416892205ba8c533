"""The working-day table in the admin: supervisors write it, through the verbs; others do not."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign
from guidance.clock import changed
from guidance.clock.calendar import load
from guidance.clock.models import CalendarYear, Day

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = User.objects.create_user("boss", display_name="王督查")
    assign(user, [Role.SUPERVISOR])
    client.force_login(user)
    return user


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(changed, "_listeners", [lambda change: heard.append(change) or 3])
    return heard


def test_the_days_are_listed_by_year(client, boss):
    page = client.get(reverse("workdays:index") + "?year=2026").content.decode()
    assert "春节调休" in page
    assert "2026-02-14" in page
    assert "2025-10-01" not in page
    assert client.get(reverse("workyears:index")).status_code == 200


def test_a_day_is_added_changed_and_taken_away(client, boss, told):
    data = {"date": "2026-06-01", "name": "市庆", "area_code": "410181"}
    answer = client.post(reverse("workdays:add"), data, follow=True)
    assert "已重新计算 3 个期限" in answer.content.decode()
    day = Day.objects.get(date="2026-06-01")
    assert not load("410181").is_working(day.date)
    assert load().is_working(day.date)
    row = day.history.get()
    assert (row.history_user, row.history_change_reason) == (boss, "修改工作日安排")
    client.post(reverse("workdays:edit", args=[day.pk]), data | {"date": "2026-06-02"})
    assert load("410181").is_working(date(2026, 6, 1))
    assert not load("410181").is_working(date(2026, 6, 2))
    client.post(reverse("workdays:delete", args=[day.pk]))
    assert load("410181").is_working(date(2026, 6, 2))
    assert Day.history.filter(id=day.pk, history_type="-").get().history_user == boss
    assert [(change.first.day, change.area) for change in told] == [
        (1, "410181"),
        (1, "410181"),
        (2, "410181"),
        (2, "410181"),
    ]


def test_a_day_has_one_row(client, boss):
    answer = client.post(reverse("workdays:add"), {"date": "2026-02-17", "name": "春节"})
    assert "这一天已有安排" in answer.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"date": "2026-13-40", "name": "x"},
        {"date": "", "name": ""},
        {"date": "2026-06-01", "name": "x", "area_code": "41"},
    ],
)
def test_a_wrong_day_is_told_at_its_field(client, boss, data):
    count = Day.objects.count()
    assert client.post(reverse("workdays:add"), data).status_code == 200
    assert Day.objects.count() == count


def test_a_year_the_package_does_not_know_is_opened_by_hand(client, boss):
    answer = client.post(reverse("workyears:add"), {"year": "2099", "load": "on"})
    assert "chinesecalendar" in answer.content.decode()
    assert not CalendarYear.objects.filter(year=2099).exists()
    client.post(reverse("workyears:add"), {"year": "2099"})
    year = CalendarYear.objects.get(year=2099)
    assert not load().published(2099)
    client.post(reverse("workyears:edit", args=[year.pk]), {"year": "2099", "published": "on"})
    assert load().published(2099)


def test_a_year_is_loaded_for_an_area(client, boss):
    client.post(reverse("workyears:add"), {"year": "2026", "area_code": "410181", "load": "on"})
    assert CalendarYear.objects.get(area_code="410181").published
    assert Day.objects.filter(area_code="410181").count() == Day.objects.filter(area_code="", date__year=2026).count()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_only_supervisors_reach_it(client, role):
    user = User.objects.create_user("someone")
    assign(user, [role])
    client.force_login(user)
    day, year = Day.objects.first(), CalendarYear.objects.first()
    for name, args in (("index", []), ("add", []), ("edit", [day.pk]), ("delete", [day.pk]), ("history", [day.pk])):
        assert client.get(reverse(f"workdays:{name}", args=args)).status_code in {302, 403}
    client.post(reverse("workdays:delete", args=[day.pk]))
    client.post(reverse("workyears:edit", args=[year.pk]), {"year": year.year})
    assert Day.objects.filter(pk=day.pk).exists()
    assert CalendarYear.objects.get(pk=year.pk).published
