"""Conditions and repeating groups on the server: what is asked, what is dropped, what is kept."""

import json

import pytest
from django.http import QueryDict

from accounts.errors import Invalid
from forms import definition, service
from forms.models import Form, Upload

from .asking import CODE, NOTE, PLACES, STEPS, WHO, compiled, eq, filled
from .samples import pdf, upload

pytestmark = pytest.mark.django_db
ROW = {"place": "大学路 40 号", "rented": False, "area": 80.5}


@pytest.fixture
def version(bureau):
    return service.latest(service.create_from_definition("表", "asking", bureau, STEPS, None))


def test_what_is_hidden_is_neither_required_nor_kept():
    form = filled(compiled(WHO, CODE, NOTE), who="c1", code="X1", note="")
    assert form.is_valid(), form.errors
    assert form.answers() == {"who": "c1"}
    assert form.asked.hidden == {"code"}


def test_what_is_shown_is_required_and_required_follows_its_condition():
    form = filled(compiled(WHO, CODE, NOTE), who="c2")
    assert not form.is_valid()
    assert set(form.errors) == {"code", "note"}
    drawn = form.render()
    assert "X1" not in drawn
    assert 'value="answers-code" disabled' in drawn


def test_a_condition_on_a_hidden_answer_does_not_hold():
    last = {"type": "text", "key": "last", "label": "末", "required": True, "show": eq("code", "X1")}
    form = filled(compiled(WHO, CODE, last), who="c1", code="X1")
    assert form.is_valid(), form.errors
    assert form.asked.hidden == {"code", "last"}


def test_a_heading_and_a_step_cover_what_is_in_them():
    heading = {"type": "section", "title": "单位", "show": eq("who", "c2")}
    text = {"type": "text", "key": "a", "label": "甲", "required": True}
    after = [{"type": "section", "title": "其他"}, {**text, "key": "b", "label": "乙"}]
    step = {"title": "二", "show": eq("who", "c2"), "blocks": [{**text, "key": "c", "label": "丙"}]}
    form = filled(compiled(steps=[{"blocks": [WHO, heading, text, *after]}, step]), who="c1", b="有")
    assert form.is_valid(), form.errors
    assert form.asked.hidden == {"block-0-1", "a", "c"}
    assert form.answers() == {"who": "c1", "b": "有"}


def test_without_script_what_is_newly_needed_is_shown_and_asked_for_without_loss():
    optional = {**CODE, "required": False}
    ready = compiled(WHO, optional)
    first = ready.form_class().render()
    assert 'data-part="answers-code" hidden' in first
    assert 'name="answers-unseen" value="answers-code">' in first
    again = filled(ready, who="c2", unseen=["answers-code"])
    assert not again.is_valid()
    assert "单位编号" in again.errors["code"][0]
    drawn = again.render()
    assert 'data-part="answers-code" hidden' not in drawn
    assert 'value="c2" id="id_answers-who_1" required checked' in drawn or "checked" in drawn
    assert filled(ready, who="c2").is_valid()
    assert ready.form_class(again.data, None, partial=True).is_valid()


def test_rows_are_answers_by_key(version):
    answers = service.clean(
        version, {"who": "c2", "code": "X1", "note": "无", "places": [ROW, {**ROW, "rented": True, "owner": "王五"}]}
    )
    assert answers["places"] == [ROW, {**ROW, "rented": True, "owner": "王五"}]
    assert service.clean(version, answers) == answers
    assert json.loads(json.dumps(answers)) == answers


def test_rows_are_dropped_with_their_group_and_their_fields_with_the_rows_own_answer(version):
    assert service.clean(version, {"who": "c1", "places": [ROW]}) == {"who": "c1"}
    answers = service.clean(version, {"who": "c2", "code": "X", "note": "无", "places": [{**ROW, "owner": "王五"}]})
    assert answers["places"] == [ROW]


def test_a_sum_over_rows_asks_for_more(version):
    rows = [{**ROW, "area": 150.25}, {**ROW, "area": 49.75}]
    payload = {"who": "c2", "code": "X", "note": "无", "places": rows}
    assert "plan" not in service.clean(version, {**payload, "plan": "多余"})
    rows[1]["area"] = 49.76
    with pytest.raises(Invalid) as refusal:
        service.clean(version, payload)
    assert list(refusal.value.fields) == ["plan"]


def test_errors_lead_into_the_row():
    form = filled(compiled(WHO, PLACES), who="c2", places__rows=["0", "4"], places__0__place="甲", places__0__rented="no",
                  places__4__place="乙", places__4__area="很多", places__4__rented="yes")  # fmt: skip
    assert not form.is_valid()
    lines = {line.target: line.text for line in form.error_lines}
    assert lines == {
        "id_answers-places-4-area": "场所 2：「面积」请只填写数字，如 1200.5，不写文字和单位。",
        "id_answers-places-4-owner": "场所 2：请填写「出租人」。",
    }
    assert all(f'id="{target}"' in form.render() for target in lines)


@pytest.mark.parametrize(("payload", "key"), [
    ({"places": []}, "places"), ({"places": [{"place": "甲", "rented": False}] * 4}, "places"), ({"places": "x"}, "places"), ({"places": [1]}, "places"),
    ({"places": [ROW] * 300}, "places"),
    ({"places": [{**ROW, "area": "x"}]}, "places.0.area"), ({"places": [ROW, {**ROW, "colour": 1}]}, "places.1.colour"),
    ({"places": [ROW, {"place": "乙"}]}, "places.1.rented"),
])  # fmt: skip
def test_wrong_rows_are_refused_at_their_place(version, payload, key):
    with pytest.raises(Invalid) as refusal:
        service.clean(version, {"who": "c2", "code": "X1", "note": "无", **payload})
    assert list(refusal.value.fields) == [key]


def test_buttons_add_and_remove_rows_without_checking_or_losing_anything():
    ready = compiled(WHO, PLACES)
    sent = {"who": "c2", "places__rows": ["0"], "places__0__place": "甲"}
    form = filled(ready, **sent, places__add="1")
    assert not form.is_valid()
    assert form.errors == {}
    drawn = form.render()
    assert 'value="甲"' in drawn
    assert 'id="id_answers-places-1-place"' in drawn
    assert "field__error" not in drawn
    more = filled(ready, **{**sent, "places__rows": ["0", "1"]}, places__1__place="乙", places__remove="0")
    assert not more.is_valid()
    assert 'value="乙"' in more.render()
    assert 'value="甲"' not in more.render()
    full = filled(ready, **{**sent, "places__rows": ["0", "1", "2"]}, places__add="1")
    assert len(full.rows["places"].forms) == 3


def test_the_last_needed_row_stays_and_empty_rows_beyond_it_are_dropped():
    ready = compiled(WHO, PLACES)
    only = filled(ready, who="c2", places__rows=["0"], places__remove="0")
    assert [row.is_bound for row in only.rows["places"].forms] == [False]
    form = filled(
        ready, who="c2", places__rows=["0", "1"], places__0__place="甲", places__0__rented="no", places__1__area=""
    )
    assert form.is_valid(), form.errors
    assert form.answers()["places"] == [{"place": "甲", "rented": False}]


def test_files_in_rows_are_kept_claimed_and_shown(version):
    leased = {**ROW, "rented": True, "owner": "王五", "lease": upload()["token"]}
    answers = service.clean(version, {"who": "c2", "code": "X", "note": "无", "places": [ROW, leased]})
    ((key, label, held),) = service.files_of(version, answers)
    assert (key, label, held.name) == ("places.lease", "场所 2：租约", "执照.pdf")
    assert service.file_labels(version) == {"places.lease": "租约"}
    assert service.upload_limits(version, "places.lease").max_mb == 5
    ready = compiled(WHO, PLACES)
    sent = {"who": "c2", "places__rows": ["0"], "places__0__rented": "yes"}
    form = filled(ready, {"places__0__lease": pdf()}, **sent)
    assert not form.is_valid()
    assert "已上传" in form.render()
    hidden = filled(ready, {"places__0__lease": pdf()}, **{**sent, "who": "c1"})
    assert hidden.is_valid(), hidden.errors
    assert "已上传" in hidden.render()
    assert Upload.objects.count() == 3


def test_display_search_and_summary_know_rows(version):
    answers = service.clean(
        version, {"who": "c2", "code": "X1", "note": "无", "places": [ROW, {**ROW, "place": "花园路 1 号"}]}
    )
    sections = service.display(version, answers)
    assert [section.title for section in sections] == ["申请人", "场所 1", "场所 2"]
    assert [(row.label, row.text) for row in sections[1].rows] == [
        ("地址", "大学路 40 号"),
        ("是否租用", "否"),
        ("面积", "80.5 平方米"),
    ]
    assert "花园路" in service.search_text(version, answers)
    assert list(service.headings(version).values())[2:6] == [
        "备注",
        "经营场所：地址",
        "经营场所：是否租用",
        "经营场所：面积",
    ]
    assert service.display(version, {"who": "c1"})[0].rows[0].text == "个人"
    assert [row.key for section in service.display(version, {"who": "c1"}) for row in section.rows] == ["who", "note"]


def test_a_definition_goes_round_through_the_builder(bureau):
    form = service.create_from_definition("表", "round", bureau, STEPS, None)
    kept = definition.read(service.latest(form))
    assert kept["steps"] == STEPS
    again = Form.objects.get(pk=form.pk)
    again.save()
    assert again.draft_sha256 == service.latest(form).sha256


def test_kept_answers_are_drawn_and_sent_again(version):
    answers = service.clean(
        version, {"who": "c2", "code": "X1", "note": "无", "places": [ROW, {**ROW, "rented": True, "owner": "王五"}]}
    )
    drawn = service.django_form(version, initial=answers).render()
    assert 'value="王五"' in drawn
    assert drawn.count("data-row=") == 3
    assert service.django_form(version).render().count("data-row=") == 2


def test_schema_and_hints_know_rows_and_conditions(version):
    schema, hints = service.json_schema(version), service.ui_hints(version)
    assert schema["required"] == ["who"]
    rows = schema["properties"]["places"]
    assert (rows["type"], rows["minItems"], rows["maxItems"]) == ("array", 1, 3)
    assert rows["items"]["required"] == ["place", "rented"]
    (group, plan) = hints["steps"][1]["blocks"]
    assert (group["kind"], group["rowTitle"], group["show"]) == ("group", "场所", [eq("who", "c2")])
    assert group["fields"]["owner"]["label"] == "出租人"
    assert plan["show"] == [STEPS[1]["blocks"][1]["show"]]


def test_a_blank_field_is_drawn_once_and_holds_nobodys_answer(version):
    blank = service.django_form(version).render()
    answers = service.clean(version, {"who": "c1"})
    filled = service.django_form(version, initial=answers).render()
    wrong = service.django_form(version, QueryDict("answers-who=c9"), {}).render()
    partial = service.django_form(version, partial=True).render()
    assert "checked" in filled
    assert "field--error" in wrong
    assert partial != blank
    assert service.django_form(version).render() == blank
    assert "checked" not in blank
    assert "field--error" not in blank
