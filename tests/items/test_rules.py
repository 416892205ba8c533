"""Every quality rule on both sides. A rule without its pair of examples fails here."""

import pytest
from django.db import transaction

from items import gate
from items.models import ItemPage
from items.quality import REQUIRED, RULES, Aspect, Severity
from items.quality_rows import vague
from items.quality_steps import is_department

from . import factories
from .rule_examples import ACTS, CLEAR_NAMES, DEPARTMENTS, EMPTY, EXAMPLES, VAGUE_NAMES

pytestmark = pytest.mark.django_db
REQUIRED_CODES = {f"required-{one.field}" for one in REQUIRED}


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """One guide for all these tests; what a test does beside it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield factories.guide(factories.place()).pk
        transaction.set_rollback(True)


@pytest.fixture
def draft(kept):
    """The guide as an editor has it in memory."""
    return ItemPage.objects.get(pk=kept).get_latest_revision_as_object()


def codes(page):
    return {problem.rule for problem in gate.problems(page)}


def test_a_whole_guide_passes(draft):
    assert gate.blocking(draft) == []


def test_each_rule_has_its_pair_of_examples_and_no_pair_is_left_over():
    assert {rule.code for rule in RULES} == EXAMPLES.keys() | REQUIRED_CODES


def test_each_rule_has_one_code_one_message_place_and_a_reason():
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert {rule.severity for rule in RULES} == set(Severity)
    assert {rule.aspect for rule in RULES} == set(Aspect)
    known = {field.name for field in ItemPage._meta.get_fields()} | {"bureau_id"}
    assert {rule.field for rule in RULES} <= known
    assert all(rule.find.__doc__ for rule in RULES)


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_a_rule_finds_what_breaks_it(draft, code):
    EXAMPLES[code][0](draft)
    found = [problem for problem in gate.problems(draft) if problem.rule == code]
    assert found
    rule = next(rule for rule in RULES if rule.code == code)
    assert {(one.severity, one.field) for one in found} == {(rule.severity, rule.field)}
    assert all(str(one.message) for one in found)
    assert all(hasattr(one.row, one.row_field) for one in found if one.row is not None and one.row_field)


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_a_rule_lets_pass_what_keeps_it(draft, code):
    EXAMPLES[code][1](draft)
    assert code not in codes(draft)


@pytest.mark.parametrize("required", REQUIRED, ids=lambda rule: rule.field)
def test_each_required_field_blocks_while_empty(draft, required):
    page = draft
    if hasattr(getattr(page, required.field), "all"):
        setattr(page, required.field, [])
    else:
        setattr(page, required.field, EMPTY.get(required.field, " "))
    found = [one for one in gate.blocking(page) if one.rule == f"required-{required.field}"]
    assert [one.field for one in found] == [required.field]


def test_the_p_fields_of_the_standard_are_all_required():
    """DOMAIN 2; 办理时间 stands in the rows of places, 设定依据 in rows that name their law."""
    fields = {rule.field for rule in REQUIRED}
    assert fields >= {
        "title", "kind", "legal_bases", "level", "bureau_id", "audiences", "handling", "conditions", "visits",
        "promised_limit", "charges", "places", "consult_phone", "complaint_phone",
    }  # fmt: skip
    errors = {rule.code for rule in RULES if rule.severity == Severity.ERROR}
    assert {"place-hours", "basis-law", "visits-reason"} <= errors


@pytest.mark.parametrize("name", VAGUE_NAMES)
def test_names_that_leave_open_what_to_bring(name):
    assert vague(name)


@pytest.mark.parametrize("name", CLEAR_NAMES)
def test_names_that_say_what_to_bring(name):
    assert not vague(name)


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_steps_that_are_departments(name):
    assert is_department(name)


@pytest.mark.parametrize("name", ACTS)
def test_steps_that_are_acts(name):
    assert not is_department(name)


@pytest.mark.parametrize("limit", [5, 30])
def test_a_county_may_set_its_own_limit_over_the_citys_steps(draft, limit):
    from .rule_examples import county_of

    county_of(promised_limit=limit, statutory_limit=30)(draft)
    found = codes(draft)
    assert "steps-county-limit" in found
    assert not {"steps-within-promise", "steps-fill-promise"} & found
