"""Every kind of source: match, no match, too late, broken; and what is left alone after failures in a row."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from guidance.comparing import addresses
from guidance.comparing.answers import Outcome
from guidance.comparing.asking import FAILURES, REST, ask
from guidance.comparing.identity import Person, hashed
from guidance.comparing.models import DataSource, SourceRow, SourceState
from guidance.comparing.providers import PROVIDERS
from tests.comparing.service import Service, running
from tests.comparing.sources import FAULTS, LI, Faulty, make_source, with_table
from tests.factories import make_bureau

pytestmark = pytest.mark.django_db
PERSON = Person("李敏", LI)


@pytest.fixture
def source():
    return make_source(make_bureau())


@pytest.fixture
def service(settings):
    settings.HALL_DATA_HOSTS = ["127.0.0.1"]
    with running() as address:
        yield address


def http(address, path="match", **fields):
    values = {
        "kind": DataSource.Kind.HTTP,
        "url": f"{address}/{path}",
        "answer_path": "data.match",
        "timeout": 1,
        **fields,
    }
    return make_source(make_bureau(), **values)


def test_every_kind_has_a_provider():
    assert set(PROVIDERS) == set(DataSource.Kind)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_provider_does_asking_answers(source, monkeypatch, fault):
    done, wanted = FAULTS[fault]
    monkeypatch.setitem(PROVIDERS, source.kind, Faulty(done))
    assert ask(source, PERSON).outcome == wanted


def test_a_table_knows_who_is_in_it_by_number_and_name(source):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    with_table(source, f"{LI},李敏,JY1,长期", f"11010519491231002x,王五,JY2,{yesterday}")
    answer = ask(source, Person("李 敏", LI))
    assert (answer.outcome, answer.reference) == (Outcome.MATCH, "JY1")
    assert ask(source, Person("王五", LI)).outcome == Outcome.NO_MATCH, "the name is another's"
    assert ask(source, Person("王五", "11010519491231002X")).outcome == Outcome.NO_MATCH, "its term is over"
    source.check_name = False
    assert ask(source, Person("", LI)).outcome == Outcome.MATCH


def test_a_table_keeps_no_number_and_no_name(source):
    with_table(source, f"{LI},李敏,JY1,")
    row = SourceRow.objects.get()
    kept = " ".join(str(getattr(row, field.attname)) for field in row._meta.fields)
    assert LI not in kept
    assert "李敏" not in kept
    assert row.number_hash == hashed(LI) != hashed("李敏")


def test_a_table_goes_on_to_be_found_when_the_secret_key_changes(source, settings):
    with_table(source, f"{LI},李敏,JY1,")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert ask(source, PERSON).outcome == Outcome.MATCH
    settings.SECRET_KEY_FALLBACKS = []
    assert ask(source, PERSON).outcome == Outcome.NO_MATCH


def test_no_table_is_a_fault_and_no_verdict(source):
    assert ask(source, PERSON).outcome == Outcome.FAULT


def test_a_service_answers_yes_and_no_by_its_own_names(service):
    source = http(service, reference_path="data.number")
    answer = ask(source, PERSON)
    assert (answer.outcome, answer.reference) == (Outcome.MATCH, "ZZ-1")
    assert Service.seen[0][2] == {"id_number": LI, "name": "李敏"}
    assert ask(source, Person("王五", LI)).outcome == Outcome.NO_MATCH


def test_the_secret_of_the_environment_goes_in_the_header_that_is_set(service, settings):
    settings.HALL_DATA_SECRETS = {"POLICE": "abc"}
    source = http(service, secret_name="POLICE", secret_header="X-Token")
    assert ask(source, PERSON).outcome == Outcome.MATCH
    assert Service.seen[0][1]["X-Token"] == "abc"
    settings.HALL_DATA_SECRETS = {}
    assert ask(source, PERSON).outcome == Outcome.FAULT
    assert len(Service.seen) == 1, "without its secret it is not asked"


@pytest.mark.parametrize("path", ["500", "redirect", "garbage", "neither", "deep", "huge"])
def test_a_service_that_says_nothing_readable_is_a_fault_and_no_verdict(service, path):
    assert ask(http(service, path), PERSON).outcome == Outcome.FAULT


@pytest.mark.parametrize("path", ["hang", "drip"])
def test_a_slow_service_is_left_in_time(service, path):
    began = time.monotonic()
    assert ask(http(service, path), PERSON).outcome == Outcome.TIMEOUT
    assert time.monotonic() - began < 2


def test_a_service_that_is_not_there_is_a_fault(settings):
    settings.HALL_DATA_HOSTS = ["127.0.0.1"]
    assert ask(http("http://127.0.0.1:9"), PERSON).outcome == Outcome.FAULT


def test_a_source_that_fails_in_a_row_is_left_alone_and_tried_again_once(source, monkeypatch):
    faulty = Faulty(*[TimeoutError()] * FAILURES, TimeoutError(), Outcome.MATCH)
    monkeypatch.setitem(PROVIDERS, source.kind, faulty)
    now = timezone.now()
    for _ in range(FAILURES + 5):
        assert ask(source, PERSON, now).outcome == Outcome.TIMEOUT
    assert len(faulty.asked) == FAILURES
    later = now + REST + timedelta(seconds=1)
    assert ask(source, PERSON, later).outcome == Outcome.TIMEOUT
    assert ask(source, PERSON, later).outcome == Outcome.TIMEOUT
    assert len(faulty.asked) == FAILURES + 1, "one question tries it"
    assert ask(source, PERSON, later + REST + timedelta(seconds=1)).outcome == Outcome.MATCH
    assert SourceState.objects.get().failures == 0
    assert ask(source, PERSON, later + REST).outcome == Outcome.MATCH


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://user:pw@example.com/",
        "ftp://example.com/",
        "http://127.0.0.1/",
        "https:///x",
        "https://a:b/",
    ],
)
def test_what_may_not_be_asked_is_said_before_it_is_saved(url):
    assert addresses.problem(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
    ],
)
def test_inner_addresses_only_where_the_operator_has_listed_them(url, settings):
    settings.HALL_DATA_HOSTS = []
    with pytest.raises(addresses.ForbiddenError):
        addresses.target(url)
    settings.HALL_DATA_HOSTS = [addresses.urlsplit(url).hostname]
    assert addresses.target(url).tls


def test_the_hall_lists_no_inner_host_by_itself():
    assert settings.HALL_DATA_HOSTS == []
