"""Book a place, move it, give it up: with number and code alone."""

import pytest
from playwright.sync_api import expect

from guidance.appointments.models import Booking, Slot
from guidance.cases.models import Case
from guidance.cases.states import State
from tests.browser.conftest import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", SIZES)
def test_book_move_and_cancel(citizen, item, window, size):
    visitor = citizen(size).go(item.url).follow("预约办理").titled("预约办理")
    visitor.fill(name="王五").press("预约")
    expect(visitor.page.locator(".error-summary")).to_contain_text("请选择一个时段")
    expect(visitor.page.locator("[name=name]")).to_have_value("王五")
    later = visitor.page.locator(".day-slots").nth(2)
    later.locator("summary").click()
    later.locator("label.time").nth(1).click()
    visitor.fill(phone="13812345678").press("预约").titled("预约成功")
    first, code = visitor.receipt()
    slot = Booking.objects.get(case__number=first).slot
    visitor.sees(slot.label)

    back = citizen(size).look_up(first, code).sees("已预约", "政务服务大厅一楼").follow("改期")
    choice = back.page.locator("select[name=slot]")
    choice.select_option(index=3)
    wanted = choice.locator("option:checked").inner_text()
    back.press("改期").titled("预约成功")
    second, same = back.receipt()
    assert (same, second == first) == (code, False)
    moved = Booking.objects.get(case__number=second).slot
    assert moved.label in wanted

    back.follow("查看进度").sees("已预约", moved.label).follow("取消预约")
    back.fill(reason="临时有事").press("取消预约").sees("“取消预约”已完成")
    states = dict(Case.objects.values_list("number", "state"))
    assert states == {first: State.MOVED, second: State.CANCELLED}
    assert set(Slot.objects.values_list("booked", flat=True)) == {0}
    back.look_up(first, code).sees("已改期").follow(second)


def test_the_last_place_is_gone_while_one_fills_in(citizen, item, window):
    slow = citizen().go(f"/items/{item.address}/book/")
    slow.page.locator("label.time").first.click()
    slot = Slot.objects.get(pk=slow.page.locator("[name=slot]:checked").get_attribute("value"))
    slot.capacity = slot.booked = 1
    slot.save()
    slow.fill(name="王五", phone="13812345678").press("预约").sees("已约满", "最近的空闲时段")
    expect(slow.page.locator("[name=name]")).to_have_value("王五")
    slow.page.locator("label.time").first.click()
    slow.press("预约").titled("预约成功")
