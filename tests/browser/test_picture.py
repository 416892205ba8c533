"""The picture of a case that was sent back and asked other bureaus for opinions: on a phone, on a desk, on paper."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guidance.applications.opinions import Opinion
from tests.applications.joining import Table
from tests.applications.stepping import do
from tests.browser.walk import DESK, PHONE
from tests.factories import make_bureau

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sent_back():
    """Two bureaus, one of which does its step a second time and waits for two opinions, one of them late."""
    table = Table(2)
    case = table.accepted()
    table.passes(case, 0)
    table.passes(case, 1)
    do(case, "return_step", table.owner, step="决定", to=table.step(0), reason="图纸过期")
    for name in ("郑州市生态环境局", "郑州市城市管理局"):
        do(case, "ask_opinion", table.clerks[0], bureau=make_bureau(name).pk, reason="排烟", days=3)
    late = Opinion.objects.first()
    late.asked_at, late.due_at = timezone.now() - timedelta(days=1), timezone.now() - timedelta(hours=3)
    late.save()
    do(case, "suspend", table.owner, kind="experts", reason="评审", expected_days=2)
    return table, case


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_rounds_and_opinions_are_seen_and_read(staff, width, tmp_path):
    table, case = sent_back()
    walk = staff(table.owner, width).go(f"/admin/cases/{case.pk}/")
    walk.sees(
        "第 1 次：", "退回", "征求意见：郑州市生态环境局", "超期未回复", "等待回复", "不计时（等特别程序：专家评审）"
    )
    drawing = walk.page.locator(".picture").first
    labels = drawing.locator("svg text", has_text="第 1 次")
    assert labels.count() == 2
    box, edge = labels.first.bounding_box(), drawing.bounding_box()
    assert edge["x"] <= box["x"]
    assert box["x"] + box["width"] <= edge["x"] + edge["width"]
    drawing.screenshot(path=tmp_path / "picture.png")
    walk.page.emulate_media(media="print")
    assert drawing.is_visible()
    assert drawing.get_by_text("第 1 次：").first.is_visible()
