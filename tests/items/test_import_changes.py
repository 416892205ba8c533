"""What an updated row changes is told in words: in the preview, in the result, in the report."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from items.importing.run import Options, import_file
from items.models import ItemPage

from . import factories
from .books import book
from .test_import_runs import _private_files, file, runs, work

POLICE = "郑州市公安局"
__all__ = ["_private_files"]
FIRST = {
    "实施编码": "A1", "事项名称": "甲", "实施主体": POLICE, "承诺办结时限": "20(工作日)", "受理条件": "有场所", "是否收费": "否", "咨询电话": "12345678",
    "主题分类": "市场准入", "申请材料": "1.申请书 2.身份证 3.照片",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def take(tmp_path):
    def take(dry=False, **cells):
        row = FIRST | cells
        path = book(tmp_path / "a.xlsx", ("清单", [list(row), list(row.values())]))
        return import_file(path, Options(dry_run=dry)).rows[0]

    return take


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize(("heading", "cell", "told"), [
    ("承诺办结时限", "15(工作日)", "承诺办结时限：20(工作日) → 15(工作日)"), ("承诺办结时限", "20(自然日)", "承诺办结时限：20(工作日) → 20(自然日)"),
    ("是否收费", "是", "是否收费：否 → 是"), ("咨询电话", "", "咨询电话：清空“12345678”"), ("禁止性要求", "无证", "禁止性要求：填上“无证”"),
    ("受理条件", "有" * 50, "受理条件：文字有改动"), ("主题分类", "交通", "主题分类：市场准入 → 交通"), ("事项名称", "乙", "事项名称：甲 → 乙"),
    ("申请材料", "1.申请书 2.户口簿 3.照片2份", "材料：新增“户口簿”，去掉“身份证”，改动“照片”"), ("申请材料", "1.身份证 2.申请书 3.照片", "材料：顺序有改动"),
])  # fmt: skip
def test_each_change_in_words(take, heading, cell, told, dry):
    take()
    assert take(dry=dry, **{heading: cell})["changes"] == [told]


def test_nothing_is_told_of_what_is_new_or_the_same(take):
    assert take()["changes"] == []
    assert take()["changes"] == []


def test_the_preview_shows_them_and_counts_what_is_left_out(client):
    editor = factories.person("city", None, Role.EDITOR, Role.LEGAL)
    columns = ("咨询电话", "监督投诉电话", "受理条件", "禁止性要求", "数量限制", "通办范围", "到现场原因", "承办机构")
    heads = ("实施编码", "事项名称", "实施主体", *columns)
    first = runs.upload(editor, file(("A1", "甲", POLICE, *["12345678"] * 8), heads=heads), None)
    work()
    first.refresh_from_db()
    runs.confirm(first, editor)
    work()
    assert ItemPage.objects.get().consult_phone == "12345678"
    second = runs.upload(editor, file(("A1", "甲", POLICE, *["87654321"] * 8), heads=heads), None)
    work()
    client.force_login(editor)
    page = client.get(reverse("imports:run", args=[second.pk])).content.decode()
    assert "承办机构：12345678 → 87654321" in page
    assert page.count("12345678 → 87654321") == 6
    assert "等 8 项" in page
    assert len(client.get(reverse("imports:json", args=[second.pk])).json()["rows"][0]["changes"]) == 8
    assert "咨询电话：12345678 → 87654321" in client.get(reverse("imports:csv", args=[second.pk])).content.decode()
