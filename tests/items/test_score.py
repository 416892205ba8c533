"""The score: a pure function of what the rules found, explained, kept beside the item."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from items import assessment
from items.models import Assessment, ItemPage
from items.quality import RULES, Aspect, Problem, Severity
from items.score import FAILING, SHARES, score

from . import factories

busy = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A machine that does other things as well draws slowly."""
CODES = {rule.code: rule for rule in RULES}


def broken(code):
    rule = CODES[code]
    return Problem(code, rule.severity, rule.field, rule.label, "x")


some = st.lists(st.sampled_from(sorted(CODES)), max_size=30).map(lambda found: [broken(code) for code in found])


def test_nothing_found_is_a_hundred():
    marks = score([])
    assert (marks.total, set(marks.points.values()), marks.costs) == (100, {100}, [])


@busy
@given(some)
def test_points_stay_between_nothing_and_a_hundred_and_an_error_fails(found):
    marks = score(found)
    assert all(0 <= points <= 100 for points in (marks.total, *marks.points.values()))
    assert (marks.errors + marks.warnings) == len(found)
    assert not marks.errors or marks.total <= FAILING


@busy
@given(some, st.sampled_from(sorted(CODES)))
def test_one_more_problem_never_helps(found, code):
    before, after = score(found), score([*found, broken(code)])
    assert after.total <= before.total
    assert all(after.points[aspect] <= before.points[aspect] for aspect in Aspect)


@busy
@given(some)
def test_the_costs_explain_the_total(found):
    marks = score(found)
    lost = sum(cost.points for cost in marks.costs)
    assert marks.errors or abs(100 - lost - marks.total) < 1.001
    assert {cost.rule.code for cost in marks.costs} == {problem.rule for problem in found}


def test_an_error_costs_three_times_a_warning_and_aspects_share_a_hundred():
    error, warning = score([broken("required-kind")]), score([broken("question-one")])
    assert error.costs[0].points == pytest.approx(3 * warning.costs[0].points)
    assert sum(SHARES.values()) == 100


@pytest.mark.django_db
def test_saving_a_version_keeps_its_score(health):
    page = factories.guide(health)
    row = Assessment.objects.get(page=page)
    assert (row.errors, row.total > 60) == (0, True)
    page.promised_limit = None
    page.save_revision(clean=False)
    row.refresh_from_db()
    assert (row.errors, row.total <= FAILING) == (1, True)
    assert list(row.findings.filter(severity=Severity.ERROR).values_list("rule", flat=True)) == [
        "required-promised_limit"
    ]


@pytest.mark.django_db
def test_a_copy_has_a_score_of_its_own(health, admin):
    page = factories.guide(health)
    copied = page.copy(user=admin, keep_live=False)
    assert Assessment.objects.filter(page_id__in=[page.pk, copied.pk]).count() == 2


@pytest.mark.django_db
def test_each_night_everything_is_assessed_as_its_newest_version_is(health, django_assert_num_queries):
    draft = factories.guide(health, "草稿", live=True)
    draft.conditions = " "
    draft.save_revision(clean=False)
    Assessment.objects.all().delete()
    assert assessment.keep_all() == 1
    assert Assessment.objects.get(page=draft).errors == 1
    assert ItemPage.objects.get(pk=draft.pk).conditions.strip()


@pytest.mark.django_db
def test_reading_the_newest_versions_costs_the_same_for_five_and_fifty(health):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    keys = [factories.guide(health, f"事项{n}", live=True).pk for n in range(12)]

    def cost(some):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for page in assessment.newest(some):
                list(page.materials.all())
        return len(queries)

    assert cost(keys[:3]) == cost(keys)
