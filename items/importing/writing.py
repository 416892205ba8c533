"""Bringing one item to what its row wants: created, updated, unchanged or rejected."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Bureau
from forms.models import Form

from .. import bureaus, gate
from ..models import BureauPage, ItemPage, Topic
from .columns import FORM, OWNER
from .parsing import Note, Wanted
from .sheets import BY_RELATION
from .values import Bad

if TYPE_CHECKING:
    from accounts.models import User

MAX_CODE = 64


class Rejected(Bad):
    """The row cannot become an item; `column` is where."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass
class Outcome:
    """What became of a row."""

    wanted: Wanted
    result: str
    page: ItemPage
    notes: list[Note] = field(default_factory=list)
    published: bool = False
    problems: list[str] = field(default_factory=list)


class Known:
    """What the hall has, looked up once for a whole file."""

    def __init__(self, demo: bool = False) -> None:
        self.demo = demo
        self.made_bureaus: list[str] = []
        self.bureaus = {bureau.name: bureau for bureau in Bureau.objects.all()}
        self.by_short = {bureau.short_name: bureau for bureau in self.bureaus.values() if bureau.short_name}
        self.places: dict[int, int] = dict(BureauPage.objects.values_list("bureau_id", "pk"))
        self.topics = {topic.name: topic for topic in Topic.objects.all()}
        self.forms: dict[str, int] = dict(Form.objects.values_list("code", "pk"))
        self.by_code: dict[str, int] = {}
        self.by_address: dict[str, int] = {}
        self.by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
        for pk, code, address, title, owner in ItemPage.objects.values_list(
            "pk", "code", "address", "draft_title", "bureau_id"
        ):
            self.remember(pk, code, address, title, owner)
        self.touched: set[int] = set()

    def remember(self, pk: int, code: str, address: str, title: str, owner: int) -> None:
        """Make an item findable."""
        if code:
            self.by_code[code] = pk
        else:
            self.by_name[owner, title].append(pk)
        self.by_address[address] = pk

    def bureau(self, name: str) -> Bureau:
        """By name or short name; one that is not there is created, with its page."""
        found = self.bureaus.get(name) or self.by_short.get(name)
        if found is None:
            found, _made = bureaus.ensure_bureau(name, is_demo=self.demo)
            self.made_bureaus.append(name)
            self.bureaus[name] = found
        return found

    def place(self, bureau: Bureau) -> BureauPage:
        """The bureau's page, fresh from the tree."""
        if bureau.pk not in self.places:
            self.places[bureau.pk] = bureaus.ensure_page(bureau).pk
        page: BureauPage = BureauPage.objects.get(pk=self.places[bureau.pk])
        return page

    def topic(self, name: str) -> Topic:
        """By name, made when it is not there."""
        if name not in self.topics:
            self.topics[name] = Topic.objects.create(name=name)
        return self.topics[name]

    def settle(self, outcome: "Outcome") -> None:
        """Take note of a row that is now safely in the database."""
        page = outcome.page
        self.touched.add(page.pk)
        if outcome.result == "created":
            self.remember(page.pk, page.code, page.address, page.title, page.bureau_id)

    def forget_unsaved(self) -> None:
        """After a row was rolled back: what it made of bureaus and topics is gone."""
        self.bureaus = {bureau.name: bureau for bureau in Bureau.objects.all()}
        self.places = dict(BureauPage.objects.values_list("bureau_id", "pk"))
        self.topics = {topic.name: topic for topic in Topic.objects.all()}
        self.made_bureaus = [name for name in self.made_bureaus if name in self.bureaus]

    def find(self, wanted: Wanted, bureau: Bureau) -> int | None:
        """The item a row means: its address, its code, or, where the item has none, bureau and name."""
        pk = self.by_address.get(wanted.address) if wanted.address else None
        pk = pk or (self.by_code.get(wanted.code) if wanted.code else None)
        if pk is None:
            named = self.by_name.get((bureau.pk, wanted.title), [])
            pk = next((one for one in named if one not in self.touched), None)
        return pk


def write(wanted: Wanted, known: Known, user: "User | None" = None) -> Outcome:
    """One row, inside the caller's transaction. Raises Rejected."""
    check(wanted)
    bureau = known.bureau(wanted.owner)
    pk = known.find(wanted, bureau)
    if pk in known.touched:
        raise Rejected(OWNER if not wanted.code else "实施编码", _("与本文件前面的一行是同一个事项。"))
    targets = _targets(wanted, known)
    _set_form(wanted, known)
    if pk is None:
        page = ItemPage(bureau=bureau, is_demo=known.demo, live=False, owner=user)
        apply(page, wanted.fields, targets, wanted.rows)
        outcome = _judged(wanted, "created", page)
        known.place(bureau).add_child(instance=page)
        page.save_revision(user=user, clean=False)
        return outcome
    page = current(ItemPage.objects.select_related("latest_revision", "bureau").get(pk=pk))
    if page.bureau_id != bureau.pk:
        raise Rejected(OWNER, _("这个编码的事项属于“%(bureau)s”。") % {"bureau": page.bureau})
    changed = apply(page, wanted.fields, targets, wanted.rows)
    outcome = _judged(wanted, "updated" if changed else "unchanged", page)
    if changed:
        _save_draft(page, user)
    return outcome


def current(page: ItemPage) -> ItemPage:
    """A page as its newest revision has it."""
    revision = page.latest_revision
    return page.with_content_json(revision.content) if revision else page


def check(wanted: Wanted) -> None:
    """What no item can be without, and what no column can hold."""
    if not wanted.title:
        raise Rejected("事项名称", _("没有事项名称。"))
    if not wanted.owner:
        raise Rejected(OWNER, _("没有实施主体。"))
    if len(wanted.code) > MAX_CODE or any(mark.isspace() for mark in wanted.code):
        raise Rejected("实施编码", _("实施编码最长 64 个字符，不含空格。"))
    _check_lengths(ItemPage, wanted.fields)
    for relation, rows in wanted.rows.items():
        for row in rows:
            _check_lengths(BY_RELATION[relation].model, row)


def _check_lengths(model: type[models.Model], row: dict[str, Any]) -> None:
    for name, value in row.items():
        column: Any = model._meta.get_field(name)
        longest = getattr(column, "max_length", None)
        if longest and isinstance(value, str) and len(value) > longest:
            reason = _("%(n)s 个字，最长 %(longest)s 个。") % {"n": len(value), "longest": longest}
            raise Rejected("事项名称" if name == "title" else str(column.verbose_name), reason)


def _targets(wanted: Wanted, known: Known) -> dict[str, list[Any]]:
    """The rows of other tables that the item points at."""
    targets: dict[str, list[Any]] = {}
    if wanted.joint is not None:
        targets["joint_bureaus"] = [known.bureau(name) for name in wanted.joint]
    if wanted.topics is not None:
        targets["topics"] = [known.topic(name) for name in wanted.topics]
    for row in wanted.rows.get("steps", []):
        name = row.pop("bureau", "")
        if isinstance(name, str):
            row["bureau_id"] = known.bureau(name).pk if name else None
    return targets


def _set_form(wanted: Wanted, known: Known) -> None:
    """The form by its code; one that is not there yet is warned of, and what was set before stays."""
    if wanted.form is None:
        return
    if wanted.form and wanted.form not in known.forms:
        wanted.notes.append(Note(FORM, _("没有编号为“%(code)s”的表单。") % {"code": wanted.form}))
        return
    wanted.fields["form_id"] = known.forms.get(wanted.form)


def apply(
    page: ItemPage,
    fields: dict[str, Any],
    targets: dict[str, list[Any]],
    rows: dict[str, list[dict[str, Any]]],
) -> bool:
    """Set what differs on a page in memory; whether anything did."""
    changed = False
    for name, value in fields.items():
        if getattr(page, name) != value:
            setattr(page, name, value)
            changed = True
    for name, wanted in targets.items():
        if {one.pk for one in getattr(page, name).all()} != {one.pk for one in wanted}:
            setattr(page, name, wanted)
            changed = True
    for relation, wanted_rows in rows.items():
        changed |= _apply_rows(page, relation, wanted_rows)
    return changed


def _apply_rows(page: ItemPage, relation: str, wanted: list[dict[str, Any]]) -> bool:
    """Bring a relation to the wanted rows; a row that was there keeps its key and what the file does not speak of."""
    sheet = BY_RELATION[relation]
    manager = getattr(page, relation)
    have = list(manager.all())
    if len(have) == len(wanted) and all(_same(row, want) for row, want in zip(have, wanted, strict=True)):
        return False
    free: dict[str, list[Any]] = defaultdict(list)
    for row in have:
        free[getattr(row, sheet.key)].append(row)
    rows = []
    for order, want in enumerate(wanted):
        reusable = free.get(want[sheet.key])
        row = reusable.pop(0) if reusable else sheet.model(page=page)
        for name, value in want.items():
            setattr(row, name, value)
        row.sort_order = order
        rows.append(row)
    manager.set(rows)
    return True


def _same(row: Any, want: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in want.items())


def _save_draft(page: ItemPage, user: "User | None") -> None:
    """One new revision; a page that was never public also keeps its columns in step, as the editor does."""
    if not page.live:
        page.save()
    page.save_revision(user=user, log_action=True, clean=False)


def _judged(wanted: Wanted, result: str, page: ItemPage) -> Outcome:
    """What the gate would say, asked while the rows are still in memory: cheaper by many queries."""
    problems = [str(problem) for problem in gate.blocking(page)]
    return Outcome(wanted, result, page, list(wanted.notes), problems=problems)


def publish(outcome: Outcome, user: "User | None" = None) -> None:
    """`--publish`: an operator's, past the same gate as every other way."""
    page = outcome.page
    if outcome.problems or (page.live and not page.has_unpublished_changes):
        return
    page.latest_revision.publish(user=user, skip_permission_checks=True)
    outcome.published = True
