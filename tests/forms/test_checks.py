"""Checks for the designer: planted faults are found at their place, good forms raise no alarm."""

import pytest

from forms import checks, service
from forms.compiled import CompiledForm
from forms.definition import with_keys
from forms.library import ready_forms
from forms.models import Form

CHOICE = {"type": "single_choice", "label": "方式"}
TWO = [{"value": "c1", "label": "甲"}, {"value": "c2", "label": "乙"}]
GOOD = {"type": "text", "label": "问题"}


def found(*blocks, steps=None):
    definition = {"schema": 1, "steps": with_keys(steps or [{"blocks": list(blocks)}])}
    return [(problem.code, problem.step, problem.block, problem.attribute) for problem in checks.problems(definition)]


@pytest.mark.parametrize(
    ("blocks", "code", "block", "attribute"),
    [
        ([], "no-fields", -1, ""),
        ([{"type": "guidance", "text": "只有说明"}], "no-fields", -1, ""),
        ([{"type": "text"}], "label", 0, "label"),
        ([GOOD, GOOD], "label-twice", 1, "label"),
        ([{**GOOD, "key": "a"}, {**GOOD, "label": "二", "key": "a"}], "key-twice", 1, "key"),
        ([{"type": "phone", "label": "手机"}], "purpose", 0, "purpose"),
        ([{**GOOD, "personal": True}], "purpose", 0, "purpose"),
        ([CHOICE], "choices", 0, "choices"),
        ([{**CHOICE, "choices": TWO[:1]}], "choices", 0, "choices"),
        ([{**CHOICE, "choices": [*TWO, {"value": "c3", "label": "甲"}]}], "choice-twice", 0, "choices"),
        ([{**CHOICE, "choices": [*TWO, {"value": "c1", "label": "丙"}]}], "choice-value", 0, "choices"),
        ([{**CHOICE, "choices": [*TWO, {"value": "c3", "label": ""}]}], "choice-label", 0, "choices"),
        ([{**CHOICE, "type": "multiple_choice", "choices": TWO, "max_choices": 3}], "limits", 0, "max_choices"),
        ([{**GOOD, "min_length": 9, "max_length": 3}], "limits", 0, "min_length"),
        ([{"type": "number", "label": "数", "min": "9", "max": "3"}], "limits", 0, "min"),
        ([{"type": "date", "label": "日", "earliest": "2026-02-01", "latest": "2026-01-01"}], "limits", 0, "earliest"),
        ([{"type": "date", "label": "日", "when": "future", "latest": "2020-01-01"}], "limits", 0, "when"),
        ([{"type": "declaration", "label": "声明", "version": "1"}], "declaration-text", 0, "text"),
        ([{"type": "declaration", "label": "声明", "text": "属实"}], "declaration-version", 0, "version"),
        ([{"type": "phone", "label": "手机", "purpose": "通知", "example": "123"}], "example", 0, "example"),
    ],
)
def test_fault_is_found_at_its_place(blocks, code, block, attribute):
    step = -1 if code == "no-fields" else 0
    assert (code, step, block, attribute) in found(*blocks)


NESTED = {
    "type": "group",
    "key": "g",
    "label": "车辆",
    "max": 3,
    "blocks": [GOOD, {"type": "group", "label": "司机", "blocks": [GOOD]}],
}


def test_what_the_hall_cannot_show_blocks():
    assert ("type-unknown", 0, 1, "") in found(GOOD, {"type": "textarea", "label": "说明"})
    definition = {"schema": 1, "steps": with_keys([{"blocks": [NESTED]}])}
    (problem,) = checks.errors(definition)
    assert (problem.code, problem.place) == ("group-nested", (0, 0, 1))


@pytest.mark.parametrize("title", ["", "  ", None])
def test_a_form_has_a_name(title):
    definition = {"schema": 1, "title": title or "", "steps": with_keys([{"blocks": [GOOD]}])}
    assert [(problem.code, problem.attribute) for problem in checks.problems(definition)] == [("title", "title")]


@pytest.mark.parametrize(
    "steps",
    [[{"blocks": [GOOD, {"type": "textarea", "label": "说明"}]}], [{"blocks": [NESTED]}]],
    ids=["type", "group"],
)
def test_steps_that_would_lose_a_block_are_refused(steps, bureau, editor):
    with pytest.raises(service.Invalid):
        service.create_from_definition("表", "lost", bureau, steps, editor)
    assert not Form.objects.filter(code="lost").exists()


@pytest.mark.parametrize(
    "label",
    [
        "申请人姓名/名称",
        "道路名称和起止位置",
        "规格和型号",
        "是否未成年",
        "是否不动产抵押",
        "是否不满 18 周岁",
        "有无重大疾病",
    ],
)
def test_questions_that_only_look_like_two_or_like_denials_raise_no_alarm(label):
    kind = "yes_no" if label[:2] in ("是否", "有无") else "text"
    assert found({"type": kind, "label": label}) == []


def test_steps_need_names_and_content():
    steps = [{"title": "一", "blocks": [GOOD]}, {"blocks": []}]
    assert found(steps=steps) == [("step-title", 1, -1, "title"), ("step-empty", 1, -1, "title")]


def test_a_long_step_is_a_warning_only():
    blocks = [{**GOOD, "label": f"问题{number}", "required": True} for number in range(21)]
    definition = {"schema": 1, "steps": with_keys([{"blocks": blocks}])}
    assert [problem.code for problem in checks.problems(definition)] == ["long-step"]
    assert checks.errors(definition) == []


def test_each_problem_says_where_and_what_to_do():
    definition = {"schema": 1, "steps": with_keys([{"blocks": [{"type": "phone", "label": "手机"}]}])}
    (problem,) = checks.problems(definition)
    assert problem.where == "第 1 步「手机」"
    assert "收集目的" in problem.message


@pytest.mark.parametrize("name", sorted(ready_forms()))
def test_ready_forms_raise_no_alarm(name, bureau, editor):
    ready = ready_forms()[name]
    assert found(steps=ready.steps) == []
    form = service.create_from_library(name, name, bureau, editor)
    keys = service.applicant_keys(service.latest(form))
    assert {"name", "phone"} <= set(keys)


def test_browsers_fill_in_the_first_person_only():
    ready = ready_forms()["organization"]
    form = CompiledForm({"schema": 1, "steps": ready.steps}).form_class()
    tokens = {key: field.widget.attrs.get("autocomplete") for key, field in form.fields.items()}
    assert (tokens["legal_person"], tokens["agent"]) == ("name", "off")
