"""Fields that get better with JavaScript: linked choices, a long list with a box to search it, a drawn signature."""

import pytest

from forms import service

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINKED = ["餐饮 > 中餐", "餐饮 > 西餐", "零售 > 便利店"]


def choices(labels):
    return [{"value": f"c{number}", "label": label} for number, label in enumerate(labels, 1)]


BLOCKS = [
    {"type": "linked_choices", "key": "kind", "label": "业态", "levels": "大类 > 小类", "choices": choices(LINKED)},
    {"type": "drop_down", "key": "street", "label": "街道", "choices": choices(f"街道{n}" for n in range(15))},
    {"type": "division", "key": "place", "label": "所在地", "required": True},
    {"type": "division", "key": "near", "label": "省内", "area": "410000", "required": True},
    {
        "type": "group",
        "key": "homes",
        "label": "住处",
        "row_title": "住处",
        "min": 1,
        "max": 3,
        "blocks": [
            {"type": "division", "key": "home", "label": "地区", "required": True},
            {"type": "drop_down", "key": "road", "label": "道路", "choices": choices(f"路{n}" for n in range(15))},
        ],
    },
    {"type": "date_range", "key": "days", "label": "起止日期", "required": True},
    {"type": "identity_paper", "key": "paper", "label": "证件", "purpose": "核对"},
    {
        "type": "signature",
        "key": "sign",
        "label": "签名",
        "purpose": "确认",
        "statement": "由本人填写。",
        "required": True,
    },
]


@pytest.mark.parametrize(("width", "javascript"), [(360, True), (1280, True), (360, False)])
def test_fields_work_with_and_without_javascript(page_at, axe, editor, bureau, width, javascript):
    form = service.create_from_definition("字段", "fields", bureau, [{"blocks": BLOCKS}], editor)
    page = page_at(width, javascript=javascript)
    page.goto("/admin/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "pw")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/forms/preview/{form.pk}/")
    kind = page.locator("select[name=answers-kind]")
    if javascript:
        page.get_by_label("大类").select_option("餐饮")
        assert kind.locator("option").all_inner_texts() == ["请选择", "中餐", "西餐"]
        page.get_by_label("所在地 省份").select_option("河南省")
        page.get_by_label("所在地 城市").select_option("郑州市")
        page.get_by_label("所在地 区县").select_option("金水区")
        page.get_by_label("省内 城市").select_option("洛阳市")
        page.get_by_label("省内 区县").select_option("洛龙区")
        page.get_by_label("地区 省份").select_option("北京市")
        assert page.get_by_label("地区 城市").input_value() == "北京市"
        page.get_by_label("地区 区县").select_option("海淀区")
        page.get_by_role("button", name="添加住处").click()
        page.get_by_label("地区 省份").nth(1).select_option("广东省")
        page.get_by_label("地区 城市").nth(1).select_option("东莞市")
        assert page.locator("[name=answers-homes-1-home]").input_value() == "441900"
        assert page.locator(".select-filter").count() == 3
        page.locator(".select-filter").first.press_sequentially("街道14")
        assert page.locator("#id_answers-street").input_value() == "c15"
        canvas = page.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 50, steps=5)
        page.mouse.up()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        axe(page)
    else:
        page.locator("#id_answers-sign").fill("张三")
        page.get_by_label("所在地").fill("河南省郑州市金水区")
        page.get_by_label("省内").select_option(label="洛龙区")
        page.get_by_label("地区").fill("110108")
    kind.select_option("c2")
    page.get_by_label("开始日期").fill("2026-03-01")
    page.get_by_label("结束日期").fill("2026-03-31")
    page.get_by_role("button", name="试提交").click()
    assert page.get_by_text("填写无误").is_visible(), page.locator("main").inner_text()
    assert kind.input_value() == "c2"
    if javascript:
        assert page.get_by_label("所在地 城市").input_value() == "郑州市"
        page.get_by_label("所在地 省份").select_option("")
        page.get_by_role("button", name="试提交").click()
        page.get_by_role("link", name="请填写「所在地」").click()
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "所在地 省份"


def test_a_division_can_be_typed_where_the_lists_do_not_come(page_at, editor, bureau):
    asked = [{"type": "division", "key": "place", "label": "所在地", "required": True}]
    form = service.create_from_definition("字段", "fields", bureau, [{"blocks": asked}], editor)
    page = page_at(360)
    page.route("**/divisions.json", lambda route: route.abort())
    page.goto("/admin/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "pw")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/forms/preview/{form.pk}/")
    page.get_by_label("所在地").fill("广东省东莞市")
    page.get_by_role("button", name="试提交").click()
    assert page.get_by_text("填写无误").is_visible()
