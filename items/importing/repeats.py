"""Rows that have a name in common and no code: which item of the hall each means, by what they say."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from ..models import ItemPage
from . import values
from .applying import said_of, same_rows
from .texts import plain, short
from .wanted import Note, Wanted

IDENTIFYING = frozenset(
    {"kind", "level", "audiences", "handling", "undertaker", "base_code", "statutory_limit", "promised_limit"}
)
"""What tells items of one name apart before all else."""
LINKS = frozenset({"bureau", "bureau_id", "shared", "shared_id", "data_source", "data_source_id"})
MOST_SHOWN = 8
Distance = tuple[int, int]


class Repeats:
    """The groups of a file, and what each of their rows means once it has been asked for."""

    def __init__(self) -> None:
        self.groups: dict[int, list[Wanted]] = {}
        self.meant: dict[int, int | None] = {}
        self.unclear: dict[int, str] = {}

    def gather(self, items: Iterable[Wanted], owner: Callable[[str], Any], is_known: Callable[[Wanted], bool]) -> None:
        """Group what no address or code names by its bureau and name, full and half width alike."""
        found: dict[tuple[Any, str], list[Wanted]] = defaultdict(list)
        for wanted in items:
            if wanted.title and not is_known(wanted):
                found[owner(wanted.owner), plain(wanted.title)].append(wanted)
        for group in found.values():
            self.groups |= {id(wanted): group for wanted in group}
            self._note_alike([wanted for wanted in group if not wanted.code])

    def _note_alike(self, group: list[Wanted]) -> None:
        for wanted in group if len(group) > 1 else ():
            others = [str(one.number) for one in group if one is not wanted]
            said = {"rows": "、".join(others[:MOST_SHOWN]) + ("…" if len(others) > MOST_SHOWN else "")}
            reason = _("本文件第 %(rows)s 行也叫这个名称（全角半角不分），都没有实施编码，只能按内容辨认；请填写编码。")
            self.unclear[id(wanted)] = reason % said

    def settled(self, wanted: Wanted) -> bool:
        """Whether its group has been shared out."""
        return id(wanted) in self.meant

    def share_out(self, wanted: Wanted, candidates: list[int]) -> None:
        """Each row of the group its item: what is the same first, then what differs least, then by order."""
        group = [one for one in self.groups.get(id(wanted), [wanted]) if id(one) not in self.meant]
        pages = _pages(candidates)
        pairs = [
            (_distance(page, said, one), row, at)
            for row, one in enumerate(group)
            for at, (page, said) in enumerate(pages)
        ]
        free_rows, free_pages = set(range(len(group))), set(range(len(pages)))
        self.meant |= {id(one): None for one in group}
        for _apart, row, at in sorted(pairs):
            if row in free_rows and at in free_pages:
                free_rows.remove(row)
                free_pages.remove(at)
                self.meant[id(group[row])] = pages[at][0].pk
        if len(group) == 1 and not wanted.code:
            reason = _("大厅里有 %(n)s 个同名、没有编码的“%(title)s”，只能按内容辨认；请填写编码。")
            self.unclear[id(wanted)] = reason % {"n": len(pages), "title": short(wanted.title)}

    def note(self, wanted: Wanted) -> list[Note]:
        """What the row has to be told, if it is not the only one of its name."""
        reason = self.unclear.get(id(wanted))
        return [Note("实施编码", reason)] if reason else []


def _pages(candidates: list[int]) -> list[tuple[ItemPage, dict[str, Any]]]:
    from .writing import current

    rows = ItemPage.objects.select_related("latest_revision", "bureau", "form").in_bulk(candidates)
    pages = [current(rows[pk]) for pk in candidates if pk in rows]
    return [(page, said_of(page)) for page in pages]


def _distance(page: ItemPage, said: dict[str, Any], wanted: Wanted) -> Distance:
    """How much of what identifies an item differs, and how much at all."""
    fields = wanted.fields
    differ = {name for name in fields.keys() - wanted.unread - {"code"} if _differs(page, said, name, fields[name])}
    differ |= {name for name, have, want in _links(page, wanted) if want is not None and have != _names(want)}
    for relation, rows in wanted.rows.items():
        own = [{name: value for name, value in row.items() if name not in LINKS} for row in rows]
        if not same_rows(page, relation, own):
            differ.add(relation)
    return len(differ & IDENTIFYING), len(differ)


def _differs(page: ItemPage, said: dict[str, Any], name: str, value: Any) -> bool:
    have = getattr(page, name)
    return value not in (have, said.get(name, have))


def _links(page: ItemPage, wanted: Wanted) -> list[tuple[str, set[str], str | None]]:
    form = {plain(page.form.code)} if page.form else set()
    joint = {plain(bureau.name) for bureau in page.joint_bureaus.all()}
    topics = {plain(topic.name) for topic in page.topics.all()}
    return [("joint", joint, wanted.joint), ("topics", topics, wanted.topics), ("form", form, wanted.form)]


def _names(text: str) -> set[str]:
    return {plain(name) for name in values.split(text)} - values.NOTHING
