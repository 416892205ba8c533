"""The materials of several items, each once: by record, by name however written, strictest necessity, most copies."""

from hypothesis import given
from hypothesis import strategies as st

from items.bundles import STRICTEST, union
from items.checklists import Judged
from items.choices import MaterialSource, Necessity
from items.models.rows import Material
from items.scenario import Verdict


class Item:
    def __init__(self, *rows):
        self.pk, self.rows = id(self), rows


def paper(name, shared=None, **values):
    return Material(name=name, shared_id=shared, **values)


def united(*items):
    return union((item, Judged(row, n, Verdict.HOLDS)) for item in items for n, row in enumerate(item.rows, start=1))


def names(*items):
    return [one.name for one in united(*items)]


def test_one_record_is_one_paper_whatever_it_was_called():
    assert names(Item(paper("营业执照", 7)), Item(paper("企业营业执照", 7))) == ["营业执照"]


def test_one_name_is_one_paper_however_it_is_written():
    assert names(Item(paper("营业执照")), Item(paper(" 营业 执照")), Item(paper("《营业执照》", 7))) == ["营业执照"]


def test_the_record_goes_before_the_name():
    rows = [Item(paper("营业执照", 7)), Item(paper("身份证")), Item(paper("身份证", 7))]
    assert [len(one.uses) for one in united(*rows)] == [2, 1]


def test_other_names_are_other_papers():
    assert names(Item(paper("营业执照"), paper("身份证"))) == ["营业执照", "身份证"]


def test_it_is_asked_for_as_the_strictest_item_does():
    one = Item(paper("营业执照", necessity=Necessity.OPTIONAL, originals=1))
    two = Item(paper("营业执照", necessity=Necessity.DEFERRABLE, copies=3))
    [entry] = united(one, two)
    assert entry.items == [one, two]
    assert (entry.necessity, entry.required, entry.copies_text) == (
        Necessity.DEFERRABLE, False, "原件 1 份，复印件 3 份",
    )  # fmt: skip


def test_what_one_item_wants_to_see_is_handed_in():
    compared = Item(paper("营业执照", source=MaterialSource.DATA))
    assert [one.by_data for one in united(compared)] == [True]
    assert [one.by_data for one in united(compared, Item(paper("营业执照")))] == [False]


ROWS = st.builds(
    paper,
    st.sampled_from(["甲", "乙", " 甲", "《乙》"]),
    st.sampled_from([None, 1, 2]),
    necessity=st.sampled_from(Necessity.values),
    copies=st.integers(0, 5),
)


@given(st.lists(st.builds(lambda rows: Item(*rows), st.lists(ROWS, max_size=5)), max_size=4))
def test_nothing_is_lost_and_nothing_is_asked_for_less(items):
    found = united(*items)
    for item in items:
        for row in item.rows:
            [entry] = [one for one in found if any(used is row for _item, used in one.uses)]
            assert item in entry.items
            assert STRICTEST.index(entry.necessity) <= STRICTEST.index(row.necessity)
    assert len(found) <= sum(len(item.rows) for item in items)
