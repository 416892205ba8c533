"""Editors' entries over the shipped base."""

import pytest
from django.core.exceptions import ValidationError

from search import synonyms
from search.models import Synonym, SynonymKind


def test_the_base_is_whole():
    entries = synonyms.base()
    assert len(entries) >= 500
    for entry in entries:
        assert entry.said, entry
        if entry.kind != SynonymKind.EQUIVALENT:
            assert entry.meant, entry


def test_an_entry_acts_at_once_and_goes_at_once(city):
    assert city.keys("撸猫馆")[:1] != ["gg-new"]
    entry = Synonym.objects.create(said="撸猫馆、猫咖", meant="公共场所卫生许可")
    assert city.keys("撸猫馆")[0] == "gg-new"
    assert city.keys("猫咖")[0] == "gg-new"
    entry.active = False
    entry.save()
    assert city.keys("撸猫馆")[:1] != ["gg-new"]
    entry.active = True
    entry.save()
    assert city.keys("撸猫馆")[0] == "gg-new"
    entry.delete()
    assert city.keys("撸猫馆")[:1] != ["gg-new"]


def test_an_entry_replaces_the_shipped_one(city):
    assert city.keys("小卖部")[0] == "sp-new"
    Synonym.objects.create(said="小卖部", meant="养犬登记")
    assert city.keys("小卖部")[0] == "yq"


def test_an_empty_entry_silences_the_shipped_one(city):
    Synonym.objects.create(said="小卖部", meant="")
    assert city.ask("小卖部").verdict != "hits"


def test_equivalents_work_both_ways(city):
    Synonym.objects.create(kind="same", said="汪星人、犬")
    assert city.keys("汪星人")[0] == "yq"


@pytest.mark.parametrize("said", ["", "、", " , "])
def test_an_entry_needs_words(db, said):
    with pytest.raises(ValidationError):
        Synonym(said=said, meant="x").clean()
