"""What visitors opened lifts it a little: five of them at least, never much, not for ever, and never out of nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from search import priors, querylog, visitors
from search.document import Answer
from search.models import ClickPrior, QueryLog, VisitorKey
from search.visitors import PERIOD, period


def begin():
    """The first day of a period: what a test adds to it stays within."""
    return visitors.first_day(timezone.localdate())


def click(text, key, visitor, day, times=1):
    rows = [
        QueryLog(text=text, day=day, verdict="hits", clicked_kind="thing", clicked_key=key, visitor=visitor)
        for _ in range(times)
    ]
    QueryLog.objects.bulk_create(rows)


def boost(text="护照", key="b"):
    return priors.boosts(text).get(("thing", key), 0.0)


def test_five_visitors_are_needed(db):
    day = begin()
    for number in range(4):
        click("护照", "b", f"v{number}", day)
    assert priors.learn(day) == 0
    click("护照", "b", "v4", day)
    assert priors.learn(day) == 1
    assert 0 < boost() <= priors.MOST
    assert ClickPrior.objects.get().visitors == 5


def test_one_visitor_counts_once_however_often(db):
    day = begin()
    click("护照", "b", "busy", day, times=1000)
    assert priors.learn(day) == 0
    for number in range(5):
        click("护照", "a", f"v{number}", day)
    click("护照", "a", "busy", day)
    priors.learn(day)
    assert ClickPrior.objects.get().visitors == 6


def test_four_in_each_of_two_periods_are_never_five(db):
    day = begin()
    for number in range(4):
        click("护照", "b", f"v{number}", day)
        click("护照", "b", f"w{number}", day - dt.timedelta(days=1))
    assert priors.learn(day) == 0


def test_it_is_bounded_and_ages_out(db):
    day = begin()
    for number in range(500):
        click("护照", "b", f"v{number}", day)
    priors.learn(day)
    fresh = boost()
    assert priors.MOST * 0.9 < fresh <= priors.MOST
    priors.learn(day + dt.timedelta(days=150))
    assert 0 < boost() < fresh
    priors.learn(day + priors.WINDOW)
    assert not ClickPrior.objects.exists()


def test_a_few_fade_within_months(db):
    day = begin()
    for number in range(5):
        click("护照", "b", f"v{number}", day)
    priors.learn(day)
    fresh = boost()
    priors.learn(day + dt.timedelta(days=priors.HALF_LIFE))
    assert boost() < fresh * 0.62
    priors.learn(day + dt.timedelta(days=150))
    assert boost() == 0


def test_near_equals_change_places_and_the_verdict_stays(shelf):
    shelf.put("a", "护照签发")
    shelf.put("b", "护照加注")
    before = shelf.ask("护照")
    assert before.hits[0].key == "a"
    for number in range(200):
        click("护照", "b", f"v{number}", begin())
    priors.learn(begin())
    after = shelf.ask("护照")
    assert after.hits[0].key == "b"
    assert after.verdict == before.verdict
    assert after.hits[0].score - before.hits[1].score <= priors.MOST


@pytest.mark.parametrize("text", ["今天天气怎么样", "火箭登记证办理", "qwertyuiop"])
def test_clicks_never_make_an_answer_of_nothing(city, text):
    before = city.ask(text)
    assert before.verdict == "none"
    ClickPrior.objects.bulk_create(
        ClickPrior(text=querylog.masked(text), kind="thing", key=key, visitors=900, last_day=begin(), boost=9.0)
        for key in ("yq", "che-new", "sp-new")
    )
    after = city.ask(text)
    assert after.verdict == "none"
    assert [hit.key for hit in after.hits[:1]] == [hit.key for hit in before.hits[:1]]


def test_an_action_asked_for_outweighs_clicks(city):
    ClickPrior.objects.create(
        text="食品经营许可证注销", kind="thing", key="sp-new", visitors=900, last_day=begin(), boost=9.0
    )
    assert city.keys("食品经营许可证注销")[0] == "sp-cancel"


def test_a_mark_tells_nothing(db, rf, monkeypatch):
    def come(address, words, agent="a"):
        return visitors.mark(rf.get("/", REMOTE_ADDR=address, HTTP_USER_AGENT=agent), words)

    one = come("10.0.0.1", "护照")
    assert one == come("10.0.0.1", "护照", "another browser"), "changing the browser makes no second visitor"
    assert one != come("10.0.0.2", "护照")
    assert one != come("10.0.0.1", "低保"), "one visitor's searches cannot be put together"
    assert come("2001:db8::1", "护照") == come("2001:db8::2", "护照"), "one subscriber's addresses are one visitor"
    today = timezone.localdate()
    assert visitors.forget(today) == 0
    assert visitors.forget(today + dt.timedelta(days=PERIOD)) == 1
    assert not VisitorKey.objects.exists()
    assert one != come("10.0.0.1", "护照"), "with the key gone no mark leads back"
    assert period(today) + 1 == period(today + dt.timedelta(days=PERIOD))


def test_the_log_keeps_the_mark_and_no_address(db, rf):
    request = rf.get("/", REMOTE_ADDR="10.9.8.7")
    number = querylog.log(Answer("护照", "hits"), request)
    querylog.log_click(number, "thing", "b")
    row = QueryLog.objects.get()
    assert row.visitor
    assert "10.9.8.7" not in str(row.__dict__)
