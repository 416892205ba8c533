"""An item of a theme that waits for several others: it begins with the last, and ends with the first that is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from guidance.applications.bundles.expected import expected
from guidance.applications.jobs import begin_waiting
from guidance.cases import actors, flow
from guidance.cases.states import State
from items.models import ThemeOrder, ThemePage
from items.models.rows import Result
from tests.applications.test_joint_cases import Restaurant
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """The licence waits for the registration and for the sign, whose permit is among its papers too."""
    found = Restaurant()
    found.sign.results = [Result(name="场所证明", kind="licence")]
    found.sign.save_revision().publish()
    ThemeOrder.objects.create(theme=found.theme, item=found.licence, after=found.sign, sort_order=1)
    return found


def test_it_begins_when_all_are_granted_with_all_their_results(shop, client):
    shop.sent(client)
    shop.grant(shop.registration, shop.clerks[0])
    assert shop.case(shop.licence).state == State.WAITING
    assert begin_waiting(timezone.now()) == 0
    shop.grant(shop.sign, shop.clerks[2])
    case = shop.case(shop.licence)
    assert case.state == State.RECEIVED
    assert {row.name: row.state for row in case.materials.all()} == {"营业执照": "verified", "场所证明": "verified"}


def test_it_ends_with_the_first_that_is_lost_once(shop, client):
    shop.sent(client)
    shop.grant(shop.registration, shop.clerks[0])
    flow.perform(shop.case(shop.sign), "withdraw", actors.citizen())
    case = shop.case(shop.licence)
    assert case.state == State.TERMINATED
    assert "门头招牌设置" in case.messages.last().body
    assert begin_waiting(timezone.now()) == 0


def test_people_read_what_is_still_waited_for(shop, client):
    joint = shop.sent(client)
    url = reverse("joint-progress", args=[joint.number])
    assert "等“个体工商户登记”“门头招牌设置”办成后开始" in client.get(url).content.decode()
    shop.grant(shop.registration, shop.clerks[0])
    assert "等“门头招牌设置”办成后开始" in client.get(url).content.decode()
    page = client.get(reverse("progress-case", args=[shop.case(shop.licence).number])).content.decode()
    assert "等“门头招牌设置”办成后开始" in page
    code = {"X-Query-Code": joint.query_code}
    cases = client.get(reverse("api:joint_progress", args=[joint.number]), headers=code).json()["cases"]
    assert [one["waits_for"] for one in cases if one["state"] == "waiting"] == [[shop.case(shop.sign).number]]


def test_the_total_follows_the_longer_of_the_two(shop, client):
    joint = shop.sent(client)
    late = shop.case(shop.sign)
    late.due_at = late.due_at.replace(year=late.due_at.year + 1)
    late.save()
    found = expected(list(joint.entries.select_related("case__bureau", "case__application")))
    assert [entry.case.item_id for entry in found.branch] == [shop.sign.pk, shop.licence.pk]


def test_the_theme_says_what_comes_first(shop, client):
    for url in (shop.theme.public_path(), shop.url()):
        text = client.get(url).content.decode()
        assert "在“个体工商户登记”“门头招牌设置”办成以后开始" in text, url
    answer = client.post(shop.url(), {"item": [shop.licence.pk, shop.sign.pk]}, follow=True)
    assert answer.status_code == 200


def edit(client, shop, pairs):
    """Save the theme in the editor with that order."""
    client.force_login(make_user(is_superuser=True))
    rows = [{"item": one.pk, "note": ""} for one in (shop.licence, shop.registration, shop.sign)]
    order = [{"item": item.pk, "after": after.pk} for item, after in pairs]
    data = {
        "title": shop.theme.title, "slug": shop.theme.slug, "summary": "", "lead": "",
        "theme_items": inline_formset(rows), "theme_order": inline_formset(order), "action-publish": "1",
    }  # fmt: skip
    page = ThemePage.objects.get(pk=shop.theme.pk)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(data))


def test_the_editor_takes_several_and_refuses_a_circle(shop, client):
    ThemeOrder.objects.all().delete()
    assert edit(client, shop, [(shop.licence, shop.registration), (shop.licence, shop.sign)]).status_code == 302
    assert ThemeOrder.objects.filter(theme=shop.theme).count() == 2
    circle = edit(client, shop, [(shop.licence, shop.sign), (shop.sign, shop.licence)])
    assert "前后顺序绕成了一圈" in circle.content.decode()
    assert ThemeOrder.objects.filter(theme=shop.theme).count() == 2
