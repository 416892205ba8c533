"""Four hundred faults planted in good forms are found where they are; good forms raise no alarm; each fix mends its fault."""

import ast
import json
from pathlib import Path

import pytest

import hall.demo
from forms import checks, definition, keys, service
from forms.library import ready_forms

from .planting import KINDS, PAIR, TARGET, Planter, drafted

FAULTS, LEAST = 400, 0.95
DEMO = sorted((Path(hall.demo.__file__).parent / "forms").glob("*.json"))
RARE = {"no-fields", "key-type", "rule-op", "rule-args", "rule-depth", "title", "type-unknown", "group-nested"}
"""Checks whose fault needs a form of its own: held in the other test files and below."""


def named(problem):
    return problem.code, problem.place, problem.attribute


@pytest.fixture(autouse=True)
def own_choices(monkeypatch):
    """No shared choice lists, so that forms need no database."""
    monkeypatch.setattr("forms.fields.choice.shared_lists", list)


def test_planted_faults_are_found_at_their_places():
    kinds, missed = sorted(KINDS), []
    for seed in range(FAULTS):
        kind = kinds[seed % len(kinds)]
        planted = Planter(seed).plant(kind)
        wanted = (planted.code, planted.place, planted.attribute)
        if wanted not in {named(problem) for problem in service.problems(planted.form)}:
            missed.append((kind, seed, wanted))
    assert len(kinds) >= 25
    print(f"found {FAULTS - len(missed)} of {FAULTS} faults of {len(kinds)} kinds", missed)
    assert len(missed) <= FAULTS * (1 - LEAST), missed


def test_every_check_is_planted_somewhere():
    assert len(checks.CHECKS) >= 30
    assert sum(check.fix is not None for check in checks.CHECKS.values()) >= 15
    assert set(checks.CHECKS) - set(KINDS.values()) == RARE


@pytest.mark.parametrize("file", DEMO, ids=lambda file: file.stem)
def test_demo_forms_raise_no_alarm(file):
    assert service.problems(drafted(json.loads(file.read_text(encoding="utf-8"))["steps"])) == []


@pytest.mark.parametrize("name", sorted(ready_forms()))
def test_library_forms_raise_no_alarm(name):
    assert service.problems(drafted(definition.with_keys(ready_forms()[name].steps))) == []


def fields_of(form):
    return {place.scope: place.spec for place in definition.places(definition.of(form))}


@pytest.mark.parametrize("kind", [kind for kind, code in KINDS.items() if checks.CHECKS[code].fix])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_fix_takes_its_fault_away_and_touches_nothing_else(kind, seed):
    planted = Planter(seed).plant(kind)
    form, wanted = planted.form, (planted.code, planted.place, planted.attribute)
    before, found = fields_of(form), service.problems(form)
    problem = next(one for one in found if named(one) == wanted)
    assert problem.fixable
    spot = checks.Spot(form.body, problem)
    own = spot.value.get("key") if problem.block >= 0 else None
    group = spot.step["blocks"][problem.block].value["key"] if problem.inner >= 0 else ""
    checks.CHECKS[problem.code].fix.change(spot)
    keys.assign(form)
    after = service.problems(form)
    assert sum(one.code == planted.code for one in after) < sum(one.code == planted.code for one in found)
    others = {scope: spec for scope, spec in before.items() if scope != (group, own)}
    kept = fields_of(form)
    assert {scope: kept.get(scope) for scope in others} == others
    if kind == "key_twice":
        return
    new = {one.code for one in after if one.blocking} - {one.code for one in found}
    assert not new


def test_the_only_term_of_a_calculation_is_not_taken_away():
    planter = Planter(1)
    planter.computed({"field": "gone", "type": "number"})
    (problem,) = [one for one in service.problems(drafted(planter.steps)) if one.code == "value-missing"]
    assert not problem.fixable


def test_a_computed_value_without_terms_goes_only_where_nothing_asks_for_it():
    planter = Planter(1)
    planter.value_empty()
    planter.append({**TARGET, "key": "p_more", "show": {"op": "filled", "args": [{"field": "p_total", "type": "number"}]}})  # fmt: skip
    (problem,) = [one for one in service.problems(drafted(planter.steps)) if one.code == "value-empty"]
    assert not problem.fixable


def test_a_long_step_is_parted_at_its_headings_and_never_within_a_condition():
    many = [{"type": "text", "key": f"p{n}", "label": f"第{n}件事", "required": n == 1} for n in range(45)]
    heading = {"type": "section", "title": "单位", "show": {"op": "filled", "args": [{"field": "p0", "type": "text"}]}}
    form = drafted(
        [{"title": "一", "blocks": [*many[:15], heading, *many[15:30], {"type": "section", "title": "末"}, *many[30:]]}]
    )
    (problem,) = service.problems(form)
    assert (problem.code, problem.fixable) == ("long-step", True)
    checks.CHECKS["long-step"].fix.change(checks.Spot(form.body, problem))
    found = definition.of(form)
    assert [(step["title"], len(step["blocks"])) for step in found["steps"]] == [
        ("一", 15),
        ("一（2）", 16),
        ("一（3）", 16),
    ]
    assert found["steps"][1]["blocks"][0]["title"] == "单位"
    assert service.problems(form) == []
    whole = drafted([{"title": "一", "blocks": [many[0], heading, *many[1:]]}])
    (problem,) = service.problems(whole)
    assert not problem.fixable


def test_a_key_published_as_another_type_is_told_and_can_be_renumbered():
    form = drafted([{"blocks": [{"type": "text", "key": "f1", "label": "问题"}]}])
    (problem,) = checks.problems(definition.of(form), {"f1": "number"})
    assert (problem.code, problem.blocking) == ("key-type", True)
    form.last_key = 1
    checks.CHECKS["key-type"].fix.change(checks.Spot(form.body, problem))
    keys.assign(form)
    assert checks.problems(definition.of(form), {"f1": "number"}) == []
    assert [spec.key for spec in definition.specs(definition.of(form))] == ["f2"]


def test_a_condition_in_a_group_of_its_own_is_found_where_the_builder_has_it():
    """The tree has no group for a group alone; the builder has. The fix takes the one condition, not its group."""
    form = drafted([{"blocks": [
        {"type": "single_choice", "key": "who", "label": "谁", "choices": PAIR},
        {"type": "text", "key": "note", "label": "说明"},
    ]}])  # fmt: skip
    good = {"type": "condition", "value": {"subject": "who", "operator": "eq", "value": "c1"}}
    gone = {"type": "condition", "value": {"subject": "gone", "operator": "eq", "value": "x"}}
    nested = {"mode": "all", "conditions": [{"type": "group", "value": {"mode": "any", "conditions": [good, gone]}}]}
    raw = form.body.get_prep_value()
    raw[0]["value"]["blocks"][1]["value"]["show"] = nested
    form.body = type(form)._meta.get_field("body").to_python(raw)
    (problem,) = service.problems(form)
    assert (problem.code, problem.attribute) == ("rule-missing", "show.0.1")
    checks.CHECKS[problem.code].fix.change(checks.Spot(form.body, problem))
    assert service.problems(form) == []
    assert definition.of(form)["steps"][0]["blocks"][1]["show"]["op"] == "eq"


def test_every_fault_of_a_field_type_is_registered():
    """A code that no check asks for would be found by nobody."""
    folder = Path(checks.__file__).parent.parent / "fields"
    calls = [
        node
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault"
    ]
    assert len(calls) > 10
    assert {call.args[2].value for call in calls} <= set(checks.CHECKS)
