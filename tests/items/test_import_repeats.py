"""Rows of one name in one bureau without a code: both stay, and each finds its own item again by what it says."""

import pytest

from items.importing.run import import_file
from items.models import ItemPage

from .books import book

POLICE = "郑州市公安局"
HEADS = ["事项名称", "实施主体", "事项类型", "服务对象", "承诺办结时限", "咨询电话"]
PERMIT = ["变更登记", POLICE, "行政许可", "自然人", "20(工作日)", "11111111"]
SERVICE = ["变更登记", POLICE, "公共服务", "企业法人", "5(工作日)", "22222222"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def take(tmp_path):
    def take(*rows, heads=HEADS):
        return import_file(book(tmp_path / "a.xlsx", ("清单", [heads, *rows])))

    return take


def results(report):
    return [row["result"] for row in report.rows]


def phones():
    pages = [page.get_latest_revision_as_object() for page in ItemPage.objects.order_by("pk")]
    return [(page.kind, page.consult_phone) for page in pages]


def test_both_stay_with_a_warning_and_a_second_run_changes_nothing_in_either_order(take):
    report = take(PERMIT, SERVICE)
    assert results(report) == ["created", "created"]
    assert [row["warnings"][0]["column"] for row in report.rows] == ["实施编码", "实施编码"]
    assert "第 3 行" in report.rows[0]["warnings"][0]["reason"]
    assert results(take(PERMIT, SERVICE)) == ["unchanged", "unchanged"]
    assert results(take(SERVICE, PERMIT)) == ["unchanged", "unchanged"]
    assert phones() == [("permit", "11111111"), ("service", "22222222")]


def test_a_change_finds_its_item_by_what_tells_them_apart(take):
    take(PERMIT, SERVICE)
    assert results(take([*SERVICE[:5], "33333333"], [*PERMIT[:5], "44444444"])) == ["updated", "updated"]
    assert phones() == [("permit", "44444444"), ("service", "33333333")]


def test_rows_apart_only_by_their_materials(take):
    heads = [*HEADS, "申请材料"]
    first, second = [*PERMIT, "1.申请书 2.身份证"], [*PERMIT, "1.申请书 2.户口簿"]
    take(first, second, heads=heads)
    assert results(take(second, first, heads=heads)) == ["unchanged", "unchanged"]


def test_one_that_came_between_is_new_and_one_that_is_left_is_not_taken_for_the_other(take):
    take(PERMIT, SERVICE)
    report = take(SERVICE)
    assert (results(report), report.counts["warnings"]) == (["unchanged"], 1)
    third = ["变更登记", POLICE, "行政确认", "自然人", "1(工作日)", "55555555"]
    assert results(take(third, SERVICE, PERMIT)) == ["created", "unchanged", "unchanged"]
    assert phones()[:2] == [("permit", "11111111"), ("service", "22222222")]


def test_codes_that_are_filled_in_later_go_to_the_right_items(take):
    take(PERMIT, SERVICE)
    report = take(["S1", *SERVICE], ["P1", *PERMIT], heads=["实施编码", *HEADS])
    assert (results(report), report.counts["warnings"]) == (["updated", "updated"], 0)
    pages = [page.get_latest_revision_as_object() for page in ItemPage.objects.order_by("pk")]
    assert [(page.code, page.kind) for page in pages] == [("P1", "permit"), ("S1", "service")]


def test_twins_stay_two(take):
    assert results(take(PERMIT, PERMIT)) == ["created", "created"]
    assert results(take(PERMIT, PERMIT)) == ["unchanged", "unchanged"]


def test_full_and_half_width_brackets_are_one_name(take):
    half, full = ["裁判员资格认定(一级)", *PERMIT[1:]], ["裁判员资格认定（一级）", *PERMIT[1:]]
    take(half)
    assert results(take(full)) == ["updated"]
    assert ItemPage.objects.count() == 1
    report = take(half, full)
    assert (results(report), report.counts["warnings"]) == (["created", "unchanged"], 2)
    assert results(take(full, half)) == ["unchanged", "unchanged"]


def test_rows_with_codes_are_not_warned_of(take):
    report = take(["A1", *PERMIT], ["A2", *SERVICE], heads=["实施编码", *HEADS])
    assert report.counts["warnings"] == 0


def test_a_preview_says_the_same(take, tmp_path):
    from items.importing.run import Options

    take(PERMIT, SERVICE)
    path = book(tmp_path / "b.xlsx", ("清单", [HEADS, SERVICE, PERMIT]))
    report = import_file(path, Options(dry_run=True))
    assert (report.counts["unchanged"], report.counts["warnings"]) == (2, 2)
