"""Variants of one matter are one card; different matters never are."""

import pytest

from search.families import family, variant

ONE = [
    (
        "食品经营许可",
        "食品经营许可(新办)",
        "食品经营许可（变更）",
        "食品经营许可证补办",
        "食品经营许可-延续",
        "食品经营许可证注销",
    ),
    ("企业设立登记", "企业变更登记", "企业注销登记"),
    ("烟草专卖零售许可证核发", "烟草专卖零售许可证变更", "烟草专卖零售许可证 — 补办"),
    ("居民身份证申领", "居民身份证换领", "居民身份证补领"),
]
APART = [
    ("工程设计审查", "工程设计变更审查"),
    ("企业设立登记", "分公司设立登记"),
    ("机动车注册登记", "机动车转移登记"),
    ("不动产更正登记", "不动产变更登记"),
    ("医师执业注册", "护士执业注册"),
    ("变更登记", "注销登记"),
    ("食品经营许可变更(名称)", "食品经营许可变更(地址)"),
    ("食品经营许可", "食品生产许可"),
]


@pytest.mark.parametrize("names", ONE)
def test_variants_share_a_family(names):
    assert len({family(name) for name in names}) == 1
    assert len({variant(name).action for name in names}) == len(names)


@pytest.mark.parametrize("names", APART)
def test_different_matters_never_do(names):
    assert len({family(name) for name in names}) == len(names)


def test_bureaus_keep_their_own():
    assert family("食品经营许可", 1) != family("食品经营许可变更", 2)


@pytest.fixture
def matters(shelf):
    names = (
        "食品经营许可(新办)",
        "食品经营许可(变更)",
        "食品经营许可(注销)",
        "食品生产许可(新办)",
        "食品经营许可(变更)",
    )
    for number, name in enumerate(names):
        shelf.put(str(number), name, family=family(name))
    return shelf


def test_the_variant_asked_for_leads_the_card(matters):
    first, *others = matters.ask("食品经营许可不想开了", by_family=True).hits
    assert first.title == "食品经营许可(注销)"
    assert {hit.title for hit in first.variants} == {"食品经营许可(新办)", "食品经营许可(变更)"}
    assert [hit.key for hit in others if "经营" in hit.title] == ["4"], "two that tell one variant are two matters"


def test_pages_count_by_card(matters):
    cards = matters.ask("食品经营许可", by_family=True)
    assert (cards.total, cards.rest, len(cards.hits)) == (2, 1, 3), "another kind of licence for food is far off"
    second = matters.ask("食品经营许可", by_family=True, limit=1, offset=1)
    assert [hit.key for hit in second.hits] == [cards.hits[1].key]
    assert second.total == 2


def test_flat_unless_asked(matters):
    flat = matters.ask("食品经营许可")
    assert (flat.total, flat.rest) == (4, 1)
    assert not any(hit.variants for hit in flat.hits)


def test_facets_count_by_card(matters):
    for number, name in enumerate(("食品经营许可(新办)", "食品经营许可(变更)")):
        matters.put(str(number), name, family=family(name), facets={"bureau": "市监局"})
    assert matters.ask("食品经营许可", by_family=True).facets == {"bureau": [("市监局", 1)]}
    assert matters.ask("食品经营许可").facets == {"bureau": [("市监局", 2)]}
