"""一件事: several items under one set of answers. Questions with the same words are asked once, papers listed once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import choices
from .checklists import Answered, Checklist, Given, Judged, questions_of, read
from .limits import copies_text
from .scenario import Answers, Asked, plain
from .sharing import normal
from .theme_order import Order, Pair, order_of

if TYPE_CHECKING:
    from .models import ItemPage, ThemeItem

STRICTEST = (choices.Necessity.REQUIRED, choices.Necessity.DEFERRABLE, choices.Necessity.OPTIONAL)
WORKDAYS_IN_A_WEEK, DAYS_IN_A_WEEK = 5, 7


@dataclass
class Paper:
    """A material of several items: brought once, by the strictest of their necessities and the most copies."""

    name: str
    uses: list[tuple["ItemPage", Any]] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    """What is still open before each of the uses; empty for one that is needed for certain."""

    @property
    def items(self) -> list["ItemPage"]:
        """The items that ask for it, each once."""
        return list({item.pk: item for item, _row in self.uses}.values())

    @property
    def necessity(self) -> choices.Necessity:
        """The strictest."""
        said = {row.necessity for _item, row in self.uses}
        return next((one for one in STRICTEST if one in said), choices.Necessity.REQUIRED)

    @property
    def required(self) -> bool:
        """Whether any item cannot go without it."""
        return self.necessity is choices.Necessity.REQUIRED

    @property
    def copies_text(self) -> str:
        """The most that any of the items asks for."""
        rows = [row for _item, row in self.uses]
        return copies_text(max(row.originals for row in rows), max(row.copies for row in rows))

    @property
    def by_data(self) -> bool:
        """Whether nobody hands it in: every item that asks for it compares data."""
        return all(row.source == choices.MaterialSource.DATA and not row.sparable for _item, row in self.uses)

    @property
    def sources(self) -> list[Any]:
        """The data sources, asked now, that may spare it, each once."""
        return list({row.data_source_id: row.data_source for _item, row in self.uses if row.sparable}.values())

    @property
    def spared_for(self) -> list["ItemPage"]:
        """The items for which a data source may spare it."""
        return list({item.pk: item for item, row in self.uses if row.sparable}.values())

    @property
    def spared_for_some(self) -> bool:
        """Whether a data source may spare it for some of the items that want it, and others want it all the same."""
        data = choices.MaterialSource.DATA
        return bool(self.sources) and any(not row.sparable and row.source != data for _item, row in self.uses)

    @property
    def condition(self) -> str:
        """What is still open before it is needed at all; nothing once any item needs it for certain."""
        return "" if "" in self.conditions else " / ".join(dict.fromkeys(self.conditions))

    @property
    def standards(self) -> list[str]:
        """What the items ask of it, each standard once."""
        return list(dict.fromkeys(row.standard.strip() for _item, row in self.uses if row.standard.strip()))


@dataclass
class Lane:
    """One item of a theme: what it is there for, and its own guide under the answers."""

    entry: "ThemeItem"
    item: "ItemPage"
    personal: Checklist
    waits_for: list[str] = field(default_factory=list)
    """The titles of the items that must be granted before it begins."""


@dataclass
class Bundle(Answered):
    """A theme under some answers."""

    lanes: list[Lane]
    questions: list[Asked]
    given: Given
    pairs: Sequence[Pair] = ()
    """What waits for what."""

    @classmethod
    def of(cls, entries: Iterable["ThemeItem"], params: Mapping[str, Any], pairs: Sequence[Pair] = ()) -> "Bundle":
        """The items of a theme under the answers of an address; `pairs`: which of them waits for which."""
        entries = list(entries)
        own = [questions_of(entry.item) for entry in entries]
        merged = merge(question for questions in own for question in questions)
        given = read(merged, params)
        lanes = []
        for entry, questions in zip(entries, own, strict=True):
            answers = translate(merged, given.answers, questions)
            lanes.append(Lane(entry, entry.item, Checklist.under(entry.item, questions, Given(answers))))
        found = cls(lanes, merged, given, pairs)
        titles = {lane.item.pk: lane.item.title for lane in lanes}
        for pk, befores in found.order(lanes).items():
            next(lane for lane in lanes if lane.item.pk == pk).waits_for = [titles[before] for before in befores]
        return found

    def order(self, lanes: Iterable[Lane]) -> Order:
        """What waits for what among some of its items."""
        return order_of({lane.item.pk for lane in lanes}, self.pairs)

    @property
    def papers(self) -> list[Paper]:
        """The union of what applies, in the order of the items."""
        return union((lane.item, one) for lane in self.lanes for one in lane.personal.all_materials if one.kept)

    @property
    def left_out(self) -> list[Judged]:
        """Papers that no item of the theme needs under these answers."""
        known = {key for paper in self.papers for _item, row in paper.uses for key in keys_of(row)}
        found = []
        for one in (one for lane in self.lanes for one in lane.personal.left_out):
            if known.isdisjoint(keys_of(one.row)):
                found.append(one)
                known |= keys_of(one.row)
        return found

    @property
    def left_out_steps(self) -> list[Judged]:
        """Steps that these answers do not need."""
        return [one for lane in self.lanes for one in lane.personal.left_out_steps]

    @property
    def longest(self) -> Lane | None:
        """The item that takes longest, where they are handed in together."""
        timed = [lane for lane in self.lanes if lane.item.promised_limit is not None]
        return max(timed, key=lambda lane: _days(lane.item), default=None)

    @property
    def untimed(self) -> list["ItemPage"]:
        """Items that promise no limit: the longest says nothing of them."""
        return [lane.item for lane in self.lanes if lane.item.promised_limit is None]


def keys_of(row: Any) -> set[int | str]:
    """By what two materials are the same paper: one shared record, or one name however it is written."""
    return {key for key in (row.shared_id, normal(row.name)) if key}


def union(rows: Iterable[tuple["ItemPage", Judged]]) -> list[Paper]:
    """Materials of several items, each paper once: of one record first, else of one name."""
    papers: list[Paper] = []
    by_record: dict[int, Paper] = {}
    by_name: dict[str, Paper] = {}
    for item, one in rows:
        row, name = one.row, normal(one.row.name)
        paper = by_record.get(row.shared_id) or by_name.get(name)
        if paper is None:
            paper = Paper(row.name.strip())
            papers.append(paper)
        by_name.setdefault(name, paper)
        if row.shared_id:
            by_record.setdefault(row.shared_id, paper)
        paper.uses.append((item, row))
        paper.conditions.append(one.condition)
    return papers


def merge(questions: Iterable[Asked]) -> list[Asked]:
    """Questions with the same words become one, with the options of all of them."""
    merged: dict[str, Asked] = {}
    for question in questions:
        before = merged.get(plain(question.text), Asked(question.text, (), question.help))
        known = {plain(option) for option in before.options}
        more = tuple(option for option in question.options if plain(option) not in known)
        merged[plain(question.text)] = Asked(before.text, before.options + more, before.help or question.help)
    return list(merged.values())


def translate(merged: list[Asked], answers: Answers, questions: list[Asked]) -> dict[int, int]:
    """The theme's answers in one item's own numbers; an option that the item does not have is no answer there."""
    said = {plain(merged[q].text): plain(merged[q].options[option]) for q, option in answers.items()}
    own: dict[int, int] = {}
    for number, question in enumerate(questions):
        options = [plain(option) for option in question.options]
        answer = said.get(plain(question.text))
        if answer in options:
            own[number] = options.index(answer)
    return own


def _days(item: "ItemPage") -> float:
    """A promise in calendar days, near enough to compare working days with natural ones."""
    limit = item.promised_limit or 0
    return limit if item.promised_unit == choices.Unit.DAY else limit * DAYS_IN_A_WEEK / WORKDAYS_IN_A_WEEK
