"""A bureau whose name in a file has the city's before it, or lacks it, is the hall's own."""

import json

import pytest
from django.core.management import call_command
from wagtail.models import Site

from accounts.models import Bureau
from items import bureaus
from items.importing import cities
from items.importing.run import Options, import_file
from items.settings import HallSettings

from .books import book

HEADS = ["事项名称", "实施主体"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def take(tmp_path):
    def take(*owners, **options):
        rows = [[f"甲{number}", owner] for number, owner in enumerate(owners)]
        return import_file(book(tmp_path / "a.xlsx", ("清单", [HEADS, *rows])), Options(**options))

    return take


@pytest.mark.parametrize(("ours", "theirs"), [
    ("市场监督管理局", "郑州市市场监督管理局"), ("郑州市市场监督管理局", "市场监督管理局"), ("市场监督管理局", "河南省郑州市市场监督管理局"),
])  # fmt: skip
@pytest.mark.parametrize("dry", [True, False])
def test_only_the_citys_name_apart_is_the_same_bureau_and_told_once(take, ours, theirs, dry):
    bureaus.ensure_bureau(ours)
    report = take(theirs, theirs, dry_run=dry)
    assert (report.counts["created"], report.bureaus) == (2, [])
    assert [(note["column"], ours in note["reason"]) for note in report.notes] == [("实施主体", True)]
    assert (Bureau.objects.count(), report.counts["warnings"]) == (1, 1)


def test_both_names_in_one_file_make_one_bureau(take):
    report = take("郑州市公安局", "公安局")
    assert (report.bureaus, Bureau.objects.get().name) == (["郑州市公安局"], "郑州市公安局")


def test_a_district_s_bureau_and_another_city_s_are_others(take):
    bureaus.ensure_bureau("公安局")
    report = take("中原区公安局", "洛阳市公安局")
    assert report.bureaus == ["中原区公安局", "洛阳市公安局"]


def test_a_bureau_of_a_county_is_not_the_city_s(take):
    bureaus.ensure_bureau("公安局", area_code="410102")
    assert take("郑州市公安局").bureaus == ["郑州市公安局"]


def test_the_city_is_that_of_the_hall_s_settings(take):
    settings = HallSettings.for_site(Site.objects.get(is_default_site=True))
    settings.organiser = "洛阳市人民政府"
    settings.save()
    assert "洛阳市" in cities.names()
    bureaus.ensure_bureau("公安局")
    assert take("洛阳市公安局").bureaus == []


def test_the_command_line_tells_it_too(tmp_path, capsys):
    bureaus.ensure_bureau("公安局")
    call_command("import_items", str(book(tmp_path / "a.xlsx", ("清单", [HEADS, ["甲", "郑州市公安局"]]))))
    said = capsys.readouterr()
    assert "只差城市的名称" in said.err
    assert json.loads(said.out.strip().splitlines()[-1])["warnings"] == 1
