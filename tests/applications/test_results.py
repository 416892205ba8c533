"""A result has a type, a number and a time in which it is valid; all of it is told, and an ended one spares no paper."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Invalid
from guidance.applications import own_results
from guidance.applications.papers.models import Paper
from guidance.cases import actors, flow, outcomes
from items.models import ItemPage, Result
from items.models.rows import Material
from tests.applications.stepping import clerk_of, do
from tests.cases.staff import application
from tests.factories import make_bureau, make_item

pytestmark = pytest.mark.django_db


def kind_of(name):
    return "approval" if name == "批文" else "licence"


def item_of(*names, validity=""):
    page = make_item(make_bureau(), publish=False)
    page.results = [
        Result(name=name, kind=kind_of(name), validity=validity, sort_order=n) for n, name in enumerate(names)
    ]
    page.save_revision().publish()
    return ItemPage.objects.get(pk=page.pk)


def decided(item, **data):
    clerk = clerk_of(item.bureau)
    case = do(do(application(item), "take", clerk), "accept", clerk)
    while step := case.steps.filter(state="active").exclude(kind="decide").first():
        case = do(case, "pass", clerk, step=step.pk, reason="齐全")
    return do(case, "decide", clerk, **{"decision": "granted", "reason": "符合条件", **data})


def test_type_number_and_validity_are_kept_and_told(client):
    case = decided(item_of("食品经营许可证"), result="1", result_number="JY1", valid_until="2099-12-31")
    row, today = case.application, timezone.localdate()
    assert (row.result_name, row.result_kind, row.valid_from) == ("食品经营许可证", "licence", today)
    told = outcomes.of(case)
    assert (told["result"], told["number"], told["valid_until"]) == ("食品经营许可证", "JY1", "2099-12-31")
    assert "证照或批文：食品经营许可证" in (text := Paper.objects.get(case=case, kind="granted").body)
    assert f"有效期：{today} 至 2099-12-31" in text
    page = client.post(reverse("progress"), {"number": case.number, "code": case.query_code}, follow=True)
    shown = page.content.decode()
    assert "食品经营许可证（证照）" in shown
    assert f"{today} 至 2099-12-31" in shown


def test_the_only_result_is_meant_without_a_choice_and_several_are_chosen_from():
    assert decided(item_of("许可证")).application.result_name == "许可证"
    both = item_of("许可证", "批文")
    with pytest.raises(Invalid) as caught:
        decided(both)
    assert "请选择发给的证照或批文" in str(caught.value.fields["result"])
    assert decided(both, result="2").application.result_name == "批文"
    assert decided(both, result="all").application.result_name == "许可证、批文"


def test_a_refusal_issues_nothing():
    row = decided(item_of("许可证"), decision="denied", result="1").application
    assert (row.result_name, row.valid_from) == ("", None)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"valid_until": "2099-01-01", "valid_long": "on"}, "请取消勾选"),
        ({"valid_from": "2099-01-02", "valid_until": "2099-01-01"}, "不能早于"),
        ({"valid_until": "明年"}, "2026-12-01"),
        ({"valid_from": "2000-01-01", "valid_until": "2001-01-01"}, "不能早于作出决定的日期"),
        ({"valid_until": "9999-12-31"}, "一百年"),
    ],
)
def test_a_validity_that_cannot_be_is_told_at_its_field(data, said):
    with pytest.raises(Invalid) as caught:
        decided(item_of("许可证"), **data)
    assert said in str(caught.value.fields["valid_until"])


@pytest.mark.parametrize(
    ("data", "spares"),
    [
        ({"valid_long": "on"}, True),
        ({"valid_until": "+1"}, True),
        ({"valid_until": "+0"}, False),
        ({"valid_from": "+2"}, False),
    ],
)
def test_only_a_result_that_is_valid_spares_the_paper(data, spares):
    """By its own dates, whatever the guide says: it says five years here. Looked at tomorrow."""
    today = timezone.localdate()
    filled = {name: str(today + timedelta(days=int(text))) if text[0] == "+" else text for name, text in data.items()}
    case = decided(item_of("许可证", validity="5年"), **filled)
    case = flow.perform(case, "close", actors.staff(case.owner), {"delivery": "direct", "reason": "王五签收"})
    found = own_results.for_material(case, Material(name="许可证"), timezone.now() + timedelta(days=1))
    assert bool(found) == spares
