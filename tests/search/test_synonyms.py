"""Editors' entries over the shipped base."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from search import ranking, synonyms
from search.analysis import normal
from search.models import Synonym, SynonymKind
from search.understanding import Unit
from tests.search import lists


def test_the_base_is_whole():
    entries = synonyms.base()
    assert len(entries) >= 1400
    assert {entry.kind for entry in entries} == set(SynonymKind.values)
    for entry in entries:
        assert entry.said, entry
        assert all(word == normal(word) for word in (*entry.said, *entry.meant)), entry
        if entry.kind != SynonymKind.EQUIVALENT:
            assert entry.meant, entry


def test_no_word_is_explained_twice_in_one_way():
    seen = Counter((entry.kind, word) for entry in synonyms.base() for word in entry.said)
    assert [pair for pair, times in seen.items() if times > 1] == []


def test_an_old_name_does_not_lead_back_to_itself():
    renamed = {word: entry.meant for entry in synonyms.base() if entry.kind == "renamed" for word in entry.said}
    for old, new in renamed.items():
        assert [name for name in new if name != old], old
        for name in new:
            assert name == old or old not in renamed.get(name, ()), (old, name)


def test_an_entry_acts_at_once_and_goes_at_once(city):
    assert city.keys("遛龟馆")[:1] != ["gg-new"]
    entry = Synonym.objects.create(said="遛龟馆、龟咖", meant="公共场所卫生许可")
    assert city.keys("遛龟馆")[0] == "gg-new"
    assert city.keys("龟咖")[0] == "gg-new"
    entry.active = False
    entry.save()
    assert city.keys("遛龟馆")[:1] != ["gg-new"]
    entry.active = True
    entry.save()
    assert city.keys("遛龟馆")[0] == "gg-new"
    entry.delete()
    assert city.keys("遛龟馆")[:1] != ["gg-new"]


def test_an_entry_replaces_the_shipped_one(city):
    assert city.keys("小卖部")[0] == "sp-new"
    Synonym.objects.create(said="小卖部", meant="养犬登记")
    assert city.keys("小卖部")[0] == "yq"


def test_an_empty_entry_silences_the_shipped_one(city):
    Synonym.objects.create(said="小卖部", meant="")
    assert city.ask("小卖部").verdict != "hits"


def test_an_entry_that_speaks_of_the_action_is_followed_whatever_the_name_does(shelf):
    shelf.put("company", "公司设立登记", aliases=["办营业执照"])
    assert shelf.ask("营业执照丢了咋办").verdict == "unsure"
    Synonym.objects.create(said="营业执照丢了咋办", meant="公司设立登记")
    answer = shelf.ask("营业执照丢了咋办")
    assert (answer.hits[0].key, answer.verdict) == ("company", "hits")


def test_equivalents_work_both_ways(city):
    Synonym.objects.create(kind="same", said="汪星人、犬")
    assert city.keys("汪星人")[0] == "yq"


@pytest.mark.parametrize("said", ["", "、", " , ", "*", "“”、养犬", "怎么办"])
def test_an_entry_needs_words(db, said):
    with pytest.raises(ValidationError):
        Synonym(said=said, meant="x").clean()


@pytest.mark.parametrize("meant", ["、", " ， 、", "。"])
def test_a_meaning_of_punctuation_alone_is_not_taken_for_none(db, meant):
    with pytest.raises(ValidationError):
        Synonym(said="小店", meant=meant).clean()


def test_a_name_without_traces_of_a_meaning_holds_none_of_it():
    """Ranking looks at traces first, to save reading every meaning against every name."""
    names = [normal(name) for name in lists.district()[::30]]
    for said, readings in synonyms._base_table().items():
        unit = Unit(0, len(said), said, "phrase", readings)
        missed = [name for name in names if unit.traces.isdisjoint(ranking._traces(name))]
        assert not [name for name in missed if any(ranking._reading(reading, name) for reading in readings)], said
