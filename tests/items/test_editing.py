"""The editor's screens: templates to begin from, previews, comparisons, addresses that stay."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from items import gate, starters
from items.models import BureauPage, HallSettings, HomePage, ItemPage, ThemeIndexPage
from items.setup import install
from items.snapshot import snapshot

from . import factories

pytestmark = pytest.mark.django_db


def test_an_empty_hall_stands_after_migrate(client):
    install()
    install()
    assert HomePage.objects.count() == ThemeIndexPage.objects.count() == 1
    assert client.get("/").status_code == 200
    assert HallSettings.load().name == "网上审批大厅" if hasattr(HallSettings, "load") else True


def test_a_new_item_asks_for_a_template_first(client, health, editor):
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:add", args=["items", "itempage", health.pk])
    text = client.get(url).content.decode()
    for starter in starters.STARTERS.values():
        assert f"?starter={starter.key}" in text


@pytest.mark.parametrize("key", ["permit", "immediate", "service"])
def test_a_template_fills_the_editor_and_can_be_saved(client, health, editor, key):
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:add", args=["items", "itempage", health.pk])
    form = client.get(url, {"starter": key}).context["form"]
    wanted = starters.STARTERS[key]
    assert form["kind"].value() == wanted.fields["kind"]
    assert len(form.formsets["steps"].forms) == len(wanted.rows["steps"])
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    data |= {"title": "从模板开始", "charges": "false"}
    for name, formset in form.formsets.items():
        rows = [{f: "" if row[f].value() is None else row[f].value() for f in row.fields} for row in formset.forms]
        data[name] = inline_formset(rows, initial=len(formset.initial_forms))
    answer = client.post(url, nested_form_data(data))
    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["form"].formsets)
    made = ItemPage.objects.get(title="从模板开始")
    assert made.steps.count() == len(wanted.rows["steps"])
    assert [row.name for row in made.materials.all()] == [row["name"] for row in wanted.rows["materials"]]


@pytest.mark.parametrize("key", ["permit", "immediate", "service"])
def test_templates_break_no_rule_of_their_own(health, key):
    page = ItemPage(title="新", bureau=health.bureau)
    starters.begin(page, starters.STARTERS[key], BureauPage.objects.get(pk=health.pk))
    left = {problem.rule for problem in gate.blocking(page)}
    assert left <= {
        "required-legal_bases",
        "required-audiences",
        "required-conditions",
        "required-places",
        "required-consult_phone",
        "required-complaint_phone",
    }


def test_addresses_are_by_code_and_never_change(health):
    page = factories.guide(health, code="11410100MB1A2B", live=True)
    assert page.url == "/items/11410100MB1A2B/"
    page.code = "OTHER"
    page.save_revision().publish()
    assert ItemPage.objects.get(pk=page.pk).address == "11410100MB1A2B"
    odd = factories.guide(health, "乙", code="豫A(1)/2")
    assert odd.address.isascii()
    assert odd.url == f"/items/{odd.address}/"


def test_the_trees_address_leads_to_the_stable_one(client, police):
    page = factories.guide(police, code="A-100", live=True)
    answer = client.get(f"/{police.slug}/{page.slug}/")
    assert (answer.status_code, answer["Location"]) == (302, "/items/A-100/")
    assert client.get(f"/{police.slug}/")["Location"] == "/bureaus/police/"


def test_preview_and_comparison(client, health, admin):
    page = factories.guide(health, live=True)
    page.summary = "改了说明"
    page.save_revision(user=admin)
    client.force_login(admin)
    assert client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
    text = client.get(url).content.decode()
    assert "情况说明" in text
    assert "改了说明" in text


def test_a_draft_survives_the_deletion_of_a_document_it_names(client, health, admin):
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    paper = get_document_model().objects.create(title="空表", file=ContentFile(b"x", "blank.txt"))
    page = factories.guide(health, live=True).get_latest_revision_as_object()
    page.materials.all()[0].blank_form = paper
    page.save_revision()
    paper.delete()
    client.force_login(admin)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_snapshot_is_what_a_case_copies(health):
    page = factories.guide(health, live=True, code="A1")
    copy = snapshot(page)
    assert copy["promised"] == {"n": 10, "unit": "workday"}
    assert [step["kind"] for step in copy["steps"]] == [kind for kind, *_ in factories.STEPS]
    assert copy["materials"][0]["necessity"] == "required"
    assert (copy["version"], copy["bureau"]["name"]) == (1, health.bureau.name)


def test_bureau_pages_follow_the_bureau(health):
    from items import bureaus

    bureau = health.bureau
    bureau.name = "郑州市卫健委"
    bureau.save()
    again = bureaus.ensure_page(bureau)
    assert (again.pk, again.title) == (health.pk, "郑州市卫健委")
    assert BureauPage.objects.count() == 1


def test_a_copy_has_a_free_address_part_at_once(client, health, admin):
    page = factories.guide(health, live=True)
    client.force_login(admin)
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in ("new_title", "new_slug")} | {"new_parent_page": health.pk}
    assert client.post(url, sent).status_code == 302
    assert ItemPage.objects.filter(title=page.title).count() == 2
