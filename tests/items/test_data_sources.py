"""数据比对 on guides: what citizens read, what the gate refuses, what a form's editor is told, what a file carries."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from forms.models import Form
from forms.service import create_from_definition, publish
from items import gate
from items.importing.exporting import export_file
from items.importing.run import import_file
from items.models import ItemPage, Material, ThemeIndexPage, ThemeItem, ThemePage
from tests.comparing.sources import make_source
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
CODE = {"type": "credit_code", "key": "uscc", "label": "信用代码", "purpose": "核对"}
NUMBER = {"type": "id_number", "key": "idn", "label": "身份证号", "purpose": "核对"}
SHOP = {"type": "text", "key": "shop", "label": "店名"}
SPARED = "可通过数据比对免交"


def steps(*blocks):
    return [{"title": "一", "blocks": list(blocks)}]


@pytest.fixture
def source():
    return make_source(make_bureau(), "企业登记库", identity="credit_code")


@pytest.fixture
def item(source):
    page = make_item(publish=False)
    rows = list(page.materials.all())
    rows[1].data_source = source
    page.materials = rows
    page.form = create_from_definition("申请表", "compared", page.bureau, steps(CODE, SHOP), None)
    page.save_revision().publish()
    return ItemPage.objects.get(pk=page.pk)


def test_the_guide_and_its_print_say_which_papers_may_be_spared(client, item):
    page = client.get(item.public_path()).content.decode()
    assert page.count(SPARED) == 1
    assert "向“企业登记库”核对营业执照是否有效" in page
    sheet = client.get(reverse("checklist", args=[item.address])).content.decode()
    assert f"{SPARED}（企业登记库）" in sheet
    text = client.get(reverse("item-checklist", args=[item.address, "txt"])).content.decode()
    assert f"{SPARED}（企业登记库）" in text
    table = client.get(reverse("item-checklist", args=[item.address, "csv"])).content.decode("utf-8-sig")
    assert [row[SPARED] for row in csv.DictReader(io.StringIO(table))] == ["", "企业登记库"]


def test_the_api_says_it_too(client, item):
    [first, second] = client.get(f"/api/items/{item.address}").json()["materials"]
    assert (first["data_source"], first["sparable"]) == ("", False)
    assert (second["data_source"], second["sparable"]) == ("企业登记库", True)


def test_a_source_that_is_switched_off_spares_nothing_from_then_on(client, item, source):
    assert SPARED in client.get(item.public_path()).content.decode()
    source.active = False
    source.save()
    assert SPARED not in client.get(item.public_path()).content.decode(), "the kept page is made anew"
    assert client.get(f"/api/items/{item.address}").json()["materials"][1]["sparable"] is False


def test_a_paper_that_is_compared_by_the_desk_is_still_not_handed_in(client, item):
    Material.objects.filter(page=item, data_source=None).update(source="data")
    sheet = client.get(reverse("checklist", args=[item.address])).content.decode()
    assert sheet.count("数据比对，不用提交") == 1


def test_more_sources_ask_no_more_of_the_database(client, item):
    addresses = (reverse("checklist", args=[item.address]), reverse("item-checklist", args=[item.address, "csv"]))

    def asked():
        return [_queries(client, address) for address in addresses]

    asked()
    before = asked()
    for n in range(5):
        other = make_source(item.bureau, f"登记库{n}")
        Material.objects.create(page=item, name=f"证明{n}", data_source=other, sort_order=10 + n)
    assert asked() == before


def _queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_a_guide_whose_form_does_not_ask_is_not_published(item):
    publish_form(item.form, NUMBER, SHOP)
    draft = item.get_latest_revision_as_object()
    [problem] = gate.blocking(draft)
    assert (problem.rule, problem.field, problem.row_field) == ("source-asked", "materials", "data_source")
    assert str(problem) == (
        "申请材料（营业执照）：向“企业登记库”比对要用申请人的统一社会信用代码，已发布的表单“申请表”没有问。"
        "请在表单里加“统一社会信用代码”字段并发布，或去掉数据比对。"
    )
    draft.form = None
    assert "这个事项还没有表单" in str(gate.blocking(draft)[0])


def test_the_editor_meets_the_refusal_at_the_field(item):
    publish_form(item.form, NUMBER)
    reviewer = make_user(Role.REVIEWER, Role.EDITOR, bureau=item.bureau)
    revision = item.save_revision()
    assert not gate.admit(item, revision, reviewer)


def test_either_number_is_enough_for_a_source_that_takes_both(item, source):
    source.identity = "either"
    source.save()
    publish_form(item.form, NUMBER)
    assert gate.blocking(item.get_latest_revision_as_object()) == []


def publish_form(form, *blocks):
    create_from_definition(form.title, form.code, form.bureau, steps(*blocks), None)


def change(form, *blocks):
    """The form's draft alone, as its editor leaves it."""
    form.body = create_from_definition("别的", "other", form.bureau, steps(*blocks), None).body
    form.save()


def test_who_publishes_a_form_is_told_what_it_takes_from_guides(item):
    editor = make_user(Role.EDITOR, Role.REVIEWER, bureau=item.bureau)
    browser = Client()
    browser.force_login(editor)
    address = reverse("forms_admin:publish", args=[item.form.pk])
    change(item.form, NUMBER, SHOP)
    said = browser.get(address).content.decode()
    assert "发布后这些会受影响" in said
    assert f"“{item.title}”的“营业执照”不能再向“企业登记库”比对：表单不问统一社会信用代码了" in said
    publish(Form.objects.get(pk=item.form.pk), None)
    assert item.form.versions.count() == 2, "it warns, and does not stand in the way"


def test_who_keeps_the_field_is_not_told_anything(item):
    editor = make_user(Role.EDITOR, Role.REVIEWER, bureau=item.bureau)
    browser = Client()
    browser.force_login(editor)
    change(item.form, CODE)
    assert "会受影响" not in browser.get(reverse("forms_admin:publish", args=[item.form.pk])).content.decode()


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl"])
def test_a_file_carries_the_source_there_and_back(tmp_path, item, source, suffix):
    path = tmp_path / f"all.{suffix}"
    export_file(path)
    assert import_file(path).counts["unchanged"] == 1
    Material.objects.filter(page=item).update(data_source=None)
    bare = item.get_latest_revision_as_object()
    rows = list(bare.materials.all())
    rows[1].data_source = None
    bare.materials = rows
    bare.save_revision()
    assert import_file(path).counts["updated"] == 1
    found = ItemPage.objects.get(pk=item.pk).get_latest_revision_as_object()
    assert [row.data_source for row in found.materials.all()] == [None, source]


def test_an_unknown_source_is_refused_with_its_row_and_column(tmp_path, item):
    path = tmp_path / "all.xlsx"
    export_file(path)
    book = load_workbook(path)
    sheet = book["材料"]
    column = [cell.value for cell in sheet[1]].index("数据比对") + 1
    sheet.cell(3, column).value = "没有的登记库"
    book.save(path)
    [row] = import_file(path).rows
    assert (row["result"], row["column"], row["row"]) == ("rejected", "数据比对", 2)
    assert "材料“营业执照”：没有名称是“没有的登记库”的数据源" in row["reason"]


def test_a_file_without_the_column_leaves_the_sources_alone_and_an_empty_cell_takes_them_off(tmp_path, item, source):
    path = tmp_path / "one.jsonl"
    paper = {"材料名称": "营业执照"}
    record = {"网址编号": item.address, "事项名称": item.title, "实施主体": item.bureau.name}
    path.write_text(json.dumps(record | {"材料": [paper]}, ensure_ascii=False))
    import_file(path)
    assert ItemPage.objects.get(pk=item.pk).get_latest_revision_as_object().materials.all()[0].data_source == source
    path.write_text(json.dumps(record | {"材料": [paper | {"数据比对": ""}]}, ensure_ascii=False))
    import_file(path)
    assert ItemPage.objects.get(pk=item.pk).get_latest_revision_as_object().materials.all()[0].data_source is None


@pytest.fixture
def theme(item):
    """A theme of that item and of one that wants to see the same paper."""
    other = make_item(title="门头招牌设置")
    page = ThemePage(title="开店", slug="open-shop", live=True)
    page.theme_items = [ThemeItem(item=one, sort_order=n) for n, one in enumerate((item, other))]
    ThemeIndexPage.objects.get().add_child(instance=page)
    return page


def test_a_theme_says_it_too_and_of_which_items(client, theme, item, source):
    own = item.materials.get(data_source=source).name
    page = client.get(theme.public_path()).content.decode()
    assert page.count(f"部分事项{SPARED}") == 1
    assert "向“企业登记库”核对营业执照是否有效" in page
    sheet = client.get(reverse("theme_checklist", args=[theme.slug])).content.decode()
    assert f"部分事项{SPARED}（企业登记库：{item.title}）" in "".join(sheet.split())
    papers = client.get(f"/api/themes/{theme.slug}").json()["materials"]
    [said] = [paper for paper in papers if paper["name"] == own]
    assert (said["data_sources"], said["spared_for"], said["by_data"]) == (["企业登记库"], [item.address], False)


def test_a_theme_whose_items_all_ask_the_source_names_none(client, theme, item):
    ThemeItem.objects.exclude(item=item).delete()
    page = client.get(theme.public_path()).content.decode()
    assert page.count(SPARED) == 1
    assert "部分事项" not in page
