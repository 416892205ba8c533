"""Computed values and today in a real browser: live beside what is typed, and built without code."""

import datetime

import pytest
from django.utils import timezone

from forms import definition
from forms.choice_lists import ChoiceList
from forms.models import Form
from forms.service import create_from_definition

from .planting import drafted, op
from .test_browser import sign_in
from .test_calculations import GOODS, TOTAL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATE = {
    "type": "text", "key": "why", "label": "逾期的原因",
    "show": op("lt", {"field": "due", "type": "date"}, {"op": "today", "args": []}),
}  # fmt: skip
DUE = {"type": "date", "key": "due", "label": "到期日"}


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (1280, True), (360, False)])
def test_a_sum_follows_its_rows(page_at, axe, editor, bureau, width, javascript):
    form = create_from_definition("表", "goods", bureau, [{"blocks": [GOODS, TOTAL, DUE, LATE]}], editor)
    page = page_at(width, javascript=javascript)
    sign_in(page, "editor")
    page.goto(f"/admin/forms/preview/{form.pk}/")
    row = page.get_by_role("group", name="货物 1")
    row.get_by_label("数量").fill("3")
    row.get_by_label("单价").fill("1000.50")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    page.get_by_label("到期日").fill(yesterday.isoformat())
    if not javascript:
        page.get_by_role("button", name="试提交").click()
    assert row.get_by_label("金额").input_value() == "3,001.5 元"
    assert page.get_by_label("合计").input_value() == "3,001.5 元"
    assert page.get_by_label("逾期的原因").is_visible()
    if javascript:
        page.get_by_role("button", name="添加货物").click()
        second = page.get_by_role("group", name="货物 2")
        second.get_by_label("数量").fill("1")
        second.get_by_label("单价").fill("0.5")
        assert page.get_by_label("合计").input_value() == "3,002 元"
        second.get_by_label("单价").fill("")
        assert second.get_by_label("金额").input_value() == ""
        assert page.get_by_label("合计").input_value() == "3,001.5 元"
        axe(page)


def test_a_calculation_over_new_fields_is_built_without_code(page_at, axe, editor, bureau):
    blocks = [
        {"type": "number", "key": "", "label": "面积", "places": 2},
        {"type": "money", "key": "", "label": "单价"},
        {"type": "computed", "key": "f9", "label": "总价", "places": 2, "value": {"number": "0"}},
    ]
    form = drafted([{"blocks": blocks}])
    form.bureau, form.code = bureau, "sum"
    form.save()
    page = page_at(1280)
    sign_in(page, "editor")
    page.goto(f"/admin/forms/edit/{form.pk}/")
    page.evaluate("document.querySelectorAll('[data-panel-toggle][aria-expanded=false]').forEach((one) => one.click())")
    page.evaluate(
        "document.querySelectorAll('[name$=\"-value-key\"]').forEach((one) => { if (one.value !== 'f9') one.value = ''; })"
    )
    page.locator('[name="body-0-value-blocks-0-value-label"]').dispatch_event("change")
    term = "body-0-value-blocks-2-value-value-conditions-0-value"
    page.wait_for_timeout(300)
    page.locator(f'[id="{term}-subject-list"]').select_option(label="面积")
    page.locator(f'[id="{term}-factor-list"]').select_option(label="单价")
    page.locator(f'[name="{term}-number"]').fill("1.5")
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="保存", exact=True).first.click()
    page.get_by_role("status").first.wait_for(state="attached")
    assert page.locator(".error-message").all_inner_texts() == []
    kept = definition.of(Form.objects.get(pk=form.pk))["steps"][0]["blocks"]
    area, price = ({"field": one["key"], "type": "number"} for one in kept[:2])
    assert area["field"] != price["field"]
    assert kept[2]["value"] == op("mul", op("mul", area, price), {"number": "1.5"})


def test_a_term_offers_what_can_be_computed_with_and_a_condition_a_shared_lists_choices(page_at, editor, bureau):
    ChoiceList.objects.create(title="街道", code="streets", bureau=bureau, lines="花园路\n农业路")
    blocks = [
        {"type": "drop_down", "key": "street", "label": "街道", "shared": "streets"},
        {"type": "single_choice", "key": "way", "label": "方式"},
        GOODS,
        {**TOTAL, "show": op("eq", {"field": "street", "type": "text"}, {"text": "c2"})},
    ]
    form = drafted([{"blocks": blocks}])
    form.bureau, form.code = bureau, "sum"
    form.save()
    page = page_at(1280)
    sign_in(page, "editor")
    page.goto(f"/admin/forms/edit/{form.pk}/")
    page.evaluate("document.querySelectorAll('[data-panel-toggle][aria-expanded=false]').forEach((one) => one.click())")
    own = "body-0-value-blocks-3-value"
    term = f"{own}-value-conditions-0-value"
    offered = page.locator(f'[id="{term}-subject-list"] option').all_inner_texts()
    assert any("合计" in text for text in offered)
    assert not [text for text in offered if "任意一项" in text or "每一项" in text]
    value = page.locator(f'[id="{own}-show-conditions-0-value-value-list"]')
    assert value.locator("option").all_text_contents() == ["请选择", "花园路", "农业路"]
    assert value.input_value() == "c2"
    page.locator('[name="body-0-value-blocks-1-value-paste"]').fill("窗口\n网上")
    page.locator('[name="body-0-value-blocks-1-value-paste"]').dispatch_event("change")
    page.wait_for_timeout(300)
    subject = page.locator(f'[id="{own}-show-conditions-0-value-subject-list"]')
    subject.evaluate("(list) => { list.value = 'way'; list.dispatchEvent(new Event('change', { bubbles: true })); }")
    assert "先保存，粘贴的选项才能选" in value.locator("option").all_text_contents()
