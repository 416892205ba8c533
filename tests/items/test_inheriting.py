"""County halls: the city's guide with a county's own place, hours, phone and limit."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from items import inheriting
from items.models import ItemPage
from tests.factories import make_bureau, make_item, make_user

from .test_gate import post_data

pytestmark = pytest.mark.django_db
JINSHUI = "410105"


@pytest.fixture
def city():
    return make_item(make_bureau("郑州市食品局"))


@pytest.fixture
def hall():
    return make_bureau("金水区政务服务中心", area_code=JINSHUI)


def publish(page):
    ItemPage.objects.get(pk=page.pk).get_latest_revision().publish()
    return ItemPage.objects.get(pk=page.pk)


def edit(page, **values):
    draft = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    hours = values.pop("hours", None)
    place = values.pop("place", None)
    for name, value in values.items():
        setattr(draft, name, value)
    rows = list(draft.places.all())
    for row in rows:
        row.hours, row.address = hours or row.hours, place or row.address
    draft.places.set(rows)
    draft.save_revision()
    return draft


def test_a_county_begins_with_all_that_the_city_says(city, hall):
    page = publish(inheriting.begin(city, hall))
    assert (page.title, page.bureau, page.code, page.own_values) == (city.title, hall, "", ())
    assert page.address != city.address
    assert [m.name for m in page.materials.all()] == [m.name for m in city.materials.all()]
    assert page.steps.count() == city.steps.count()
    assert page.live
    assert inheriting.begin(city, hall) == page


def test_what_differs_is_the_countys_and_all_else_is_put_back(city, hall):
    page = inheriting.begin(city, hall)
    draft = edit(page, consult_phone="0371-63930001", hours="周一至周六 9:00-17:00", conditions="本区另加的条件。")
    assert set(draft.own_values) == {"phone", "hours"}
    assert draft.put_back == ["conditions"]
    page = publish(page)
    assert page.consult_phone == "0371-63930001"
    assert page.conditions == city.conditions
    assert page.places.get().hours == "周一至周六 9:00-17:00"
    assert page.places.get().address == city.places.get().address


def test_an_emptied_value_is_the_citys_again(city, hall):
    page = inheriting.begin(city, hall)
    edit(page, promised_limit=3, consult_phone="0371-63930001")
    draft = edit(page, promised_limit=None, consult_phone="")
    assert draft.own_values == ()
    assert (draft.promised_limit, draft.consult_phone) == (city.promised_limit, city.consult_phone)


def test_reset_restores_the_citys_value_and_leaves_the_others(city, hall):
    page = inheriting.begin(city, hall)
    edit(page, promised_limit=3, consult_phone="0371-63930001", place="花园路 1 号", hours="工作日 8:30-18:00")
    for value, left in (("place", {"hours", "phone", "limit"}), ("hours", {"phone", "limit"}), ("phone", {"limit"})):
        inheriting.reset(ItemPage.objects.get(pk=page.pk), value)
        page.refresh_from_db()
        assert set(page.get_latest_revision_as_object().own_values) == left
    inheriting.reset(ItemPage.objects.get(pk=page.pk), "limit")
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert draft.own_values == ()
    assert draft.promised_limit == city.promised_limit
    assert draft.places.get().address == city.places.get().address


def test_counties_follow_when_the_citys_guide_goes_out(city, hall):
    page = inheriting.begin(city, hall)
    edit(page, consult_phone="0371-63930001")
    page = publish(page)
    revisions, version = page.revisions.count(), page.version
    draft = city.get_latest_revision_as_object()
    draft.conditions, draft.consult_phone, draft.promised_limit = "新的条件。", "0371-67180009", 9
    draft.materials.set([*draft.materials.all()][:1])
    draft.save_revision().publish()
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.conditions, page.promised_limit, page.materials.count()) == ("新的条件。", 9, 1)
    assert page.consult_phone == "0371-63930001"
    assert (page.own_values, page.revisions.count(), page.version) == (("phone",), revisions + 1, version + 1)


def test_a_phone_that_was_the_citys_follows_it(city, hall):
    page = publish(inheriting.begin(city, hall))
    draft = city.get_latest_revision_as_object()
    draft.consult_phone = "0371-67180009"
    draft.save_revision().publish()
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.consult_phone, page.own_values) == ("0371-67180009", ())


def test_a_countys_draft_goes_on_on_top_of_the_new_content(city, hall):
    page = publish(inheriting.begin(city, hall))
    edit(page, consult_phone="0371-63930001")
    draft = city.get_latest_revision_as_object()
    draft.conditions = "新的条件。"
    draft.save_revision().publish()
    page = ItemPage.objects.get(pk=page.pk)
    assert (page.conditions, page.consult_phone) == ("新的条件。", city.consult_phone)
    mine = page.get_latest_revision_as_object()
    assert (mine.conditions, mine.consult_phone, mine.own_values) == ("新的条件。", "0371-63930001", ("phone",))
    assert page.has_unpublished_changes


def test_publishing_again_without_a_change_makes_no_revision(city, hall):
    page = publish(inheriting.begin(city, hall))
    count = page.revisions.count()
    city.save_revision().publish()
    assert page.revisions.count() == count


def test_a_promise_longer_than_the_law_is_refused_at_a_county_too(city, hall):
    page = inheriting.begin(city, hall)
    edit(page, promised_limit=25)
    assert not publish(page).live


def test_the_page_says_which_value_is_whose(client, city, hall):
    page = inheriting.begin(city, hall)
    edit(page, consult_phone="0371-63930001")
    text = client.get(publish(page).public_path()).content.decode()
    assert "金水区" in text
    assert text.count("tag--whose") >= 4
    assert "金水区政务服务中心" in client.get(city.public_path()).content.decode()


def test_counts_and_search_know_the_item_once(client, city, hall):
    from items.pages import listed_bureaus

    publish(inheriting.begin(city, hall))
    assert ItemPage.objects.of_city().on_offer().count() == 1
    assert [bureau.name for bureau in listed_bureaus()] == ["郑州市食品局", "金水区政务服务中心"]
    found = client.get("/search/", {"q": city.title})
    assert [card.item.pk for card in found.context["cards"]] == [city.pk]


@pytest.fixture
def editor(hall):
    return make_user(Role.EDITOR, bureau=hall)


def test_line_breaks_of_a_browser_are_no_change(client, city, hall, editor):
    draft = city.get_latest_revision_as_object()
    draft.conditions = "有场所。\n有人员。"
    draft.save_revision().publish()
    page = inheriting.begin(ItemPage.objects.get(pk=city.pk), hall)
    client.force_login(editor)
    newest = page.get_latest_revision_as_object()
    sent = post_data(newest) | {"conditions": "有场所。\r\n有人员。", "consult_phone": "0371-67185109"}
    landed = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent, follow=True)
    assert "修改没有保存" not in landed.content.decode()
    saved = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (saved.conditions, saved.consult_phone) == ("有场所。\n有人员。", "0371-67185109")


def test_a_county_editor_takes_items_in_and_resets_values(client, city, hall, editor):
    client.force_login(editor)
    place = f"/admin/items/inherit/{hall.slug}/"
    assert city.title in client.get(place).content.decode()
    assert client.post(place, {"item": [city.pk]}).status_code == 302
    page = ItemPage.objects.get(city_item=city, bureau=hall)
    assert not page.live
    assert city.title not in client.get(place).content.decode().split("已引入")[0]
    edit(page, consult_phone="0371-63930001")
    assert "恢复市级" in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert client.post(f"/admin/items/reset/{page.pk}/phone/").status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().own_values == ()


def test_nobody_reaches_another_bureaus_halls(client, city, hall):
    stranger = make_user(Role.EDITOR, bureau=make_bureau("中原区大厅", area_code="410102"))
    page = inheriting.begin(city, hall)
    client.force_login(stranger)
    assert client.get(f"/admin/items/inherit/{hall.slug}/").status_code == 404
    assert client.post(f"/admin/items/inherit/{hall.slug}/", {"item": [city.pk]}).status_code == 404
    assert client.post(f"/admin/items/reset/{page.pk}/phone/").status_code == 404


def test_a_citys_bureau_takes_nothing_in(client, city):
    client.force_login(make_user(Role.EDITOR, bureau=city.bureau))
    assert client.get(f"/admin/items/inherit/{city.bureau.slug}/").status_code == 404


def test_following_costs_no_more_for_what_did_not_change(city, django_assert_max_num_queries):
    for n, area in enumerate(("410102", "410103", "410104")):
        publish(inheriting.begin(city, make_bureau(f"区大厅{n}", area_code=area)))
    source = ItemPage.objects.get(pk=city.pk)
    with django_assert_max_num_queries(3 + 3 * 15):
        assert inheriting.follow(source) == 0
