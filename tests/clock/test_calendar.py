"""The calendar as read from the table: seeded, by area, never stale."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.errors import Invalid
from guidance.clock import changed, flow, published
from guidance.clock.calendar import Calendar, Mark, load
from guidance.clock.models import CalendarYear, Day, Source, Stamp


@pytest.mark.django_db
def test_an_empty_hall_has_every_year_the_package_knows():
    calendar = load()
    assert calendar.years == set(published.years())
    assert calendar.name(date(2026, 10, 1)) == "国庆节"
    assert calendar.name(date(2026, 2, 14)) == "春节调休"
    assert CalendarYear.objects.count() == len(published.years())
    assert Day.history.count() >= Day.objects.count()


@pytest.mark.django_db
def test_the_table_agrees_with_the_package_on_every_day():
    import chinese_calendar

    calendar = load()
    first = date(published.years().start, 1, 1).toordinal()
    last = date(published.years().stop - 1, 12, 31).toordinal()
    for ordinal in range(first, last + 1):
        day = date.fromordinal(ordinal)
        assert calendar.is_working(day) == chinese_calendar.is_workday(day), day


@pytest.mark.django_db
def test_seeding_leaves_a_table_that_has_years():
    assert flow.seed() == 0


@pytest.mark.django_db
def test_an_unchanged_table_costs_one_query():
    load()
    with CaptureQueriesContext(connection) as queries:
        load()
    assert len(queries) == 1


@pytest.mark.django_db
def test_an_areas_row_wins_over_the_common_one():
    Day.objects.create(date=date(2026, 6, 1), name="市里放假")
    Day.objects.create(date=date(2026, 6, 1), name="县里上班", is_working=True, area_code="410181")
    assert not load().is_working(date(2026, 6, 1))
    assert load("410181").is_working(date(2026, 6, 1))
    assert not load("410182").is_working(date(2026, 6, 1))
    assert load("410181").published(2026)


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_leaves_nothing_behind():
    assert load().is_working(date(2026, 6, 1))
    with transaction.atomic():
        Day.objects.create(date=date(2026, 6, 1), name="不算数")
        assert not load().is_working(date(2026, 6, 1))
        transaction.set_rollback(True)
    assert load().is_working(date(2026, 6, 1))
    Day.objects.create(date=date(2026, 6, 2), name="算数")
    assert load().is_working(date(2026, 6, 1))
    assert not load().is_working(date(2026, 6, 2))


@pytest.mark.django_db(transaction=True)
def test_another_thread_of_work_sees_the_change_at_once():
    load()

    def other():
        try:
            load()
            flow.save_day(Day(date=date(2026, 6, 3), name="别处改的"))
        finally:
            connection.close()

    worker = threading.Thread(target=other)
    worker.start()
    worker.join()
    assert not load().is_working(date(2026, 6, 3))


@pytest.mark.django_db
def test_without_a_stamp_nothing_is_kept():
    Stamp.objects.all().delete()
    load()
    Day.objects.bulk_create([Day(date=date(2026, 6, 1), name="绕过")])
    assert not load().is_working(date(2026, 6, 1))


@pytest.mark.django_db
def test_loading_again_keeps_what_was_entered_by_hand():
    wrong = Day.objects.get(date=date(2026, 10, 1), area_code="")
    wrong.is_working, wrong.source = True, Source.PACKAGE
    wrong.save()
    extra = Day.objects.create(date=date(2026, 6, 1), name="错", source=Source.PACKAGE)
    byhand = Day.objects.create(date=date(2026, 6, 2), name="市庆")
    before = Day.history.count()
    flow.load_year(2026)
    assert not load().is_working(date(2026, 10, 1))
    assert not Day.objects.filter(pk=extra.pk).exists()
    assert Day.objects.filter(pk=byhand.pk).exists()
    assert Day.history.count() == before + 2, "only rows that differ are written"


@pytest.mark.django_db
def test_a_year_the_package_does_not_know_is_refused():
    with pytest.raises(Invalid) as refused:
        flow.load_year(2099)
    assert "2026" in refused.value.fields["year"][0]
    assert not CalendarYear.objects.filter(year=2099).exists()


@pytest.mark.django_db
def test_listeners_hear_of_a_change_within_its_transaction(monkeypatch):
    heard = []

    def listener(change):
        heard.append((change, connection.in_atomic_block, load().is_working(date(2026, 6, 1))))
        return 2

    monkeypatch.setattr(changed, "_listeners", [])
    changed.register(listener)
    changed.register(listener)
    assert flow.save_day(Day(date=date(2026, 6, 1), name="市庆"), "市政府通知") == 2
    [(change, atomic, works)] = heard
    assert (change.first, change.last, change.area, change.reason) == (
        date(2026, 6, 1),
        date(2026, 6, 1),
        "",
        "市政府通知",
    )
    assert atomic
    assert not works


@pytest.mark.django_db
def test_a_listener_that_fails_undoes_the_change(monkeypatch):
    def failing(change):
        raise RuntimeError

    monkeypatch.setattr(changed, "_listeners", [failing])
    with pytest.raises(RuntimeError):
        flow.save_day(Day(date=date(2026, 6, 1), name="市庆"))
    assert not Day.objects.filter(date=date(2026, 6, 1)).exists()


def test_an_unpublished_year_takes_weekdays_less_the_fixed_holidays():
    calendar = Calendar()
    off = [date(2027, 1, 1), date(2027, 5, 1), date(2027, 10, 1), date(2028, 5, 2), date(2027, 1, 2)]
    assert not any(calendar.is_working(day) for day in off)
    assert calendar.is_working(date(2027, 2, 8))
    assert calendar.name(date(2027, 10, 1)) == "国庆节"
    assert not calendar.published(2027)


def test_a_published_year_is_what_the_table_says():
    calendar = Calendar({date(2027, 1, 4): Mark(False, "元旦")}, frozenset({2027}))
    assert calendar.is_working(date(2027, 1, 1)), "the table names every exception of a published year"
    assert not calendar.is_working(date(2027, 1, 4))
