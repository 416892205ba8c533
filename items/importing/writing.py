"""Bringing one item to what its row wants: created, updated, unchanged or rejected."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .. import drafts, gate, sharing, workflow
from ..models import ItemPage
from .applying import apply, losses
from .columns import FORM, JOINT, OWNER
from .differences import Before
from .known import Known, Refusal
from .parsing import known_headings
from .sheets import BY_RELATION, DATA_SOURCE, SHEETS
from .texts import LONGEST, plain, short
from .values import NOTHING, Bad
from .wanted import Note, Wanted

if TYPE_CHECKING:
    from accounts.models import Bureau, User

PUBLISHED = "items.published_by_import"
MAX_CODE = 64
SHARED = "共用材料"
LINKED = ("bureau", "shared", "data_source")
"""Cells that name a row of another table: never cut."""
WHOLE_TEXT = {"materials": "instructions", "steps": "standard", "legal_bases": "text"}
"""Where the whole of a name goes that is too long for its column."""


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
    changes: list[str] = field(default_factory=list)


def write(wanted: Wanted, known: Known, user: "User | None" = None) -> Outcome:
    """One row, inside the caller's transaction; in a dry run nothing is saved. Raises Rejected."""
    check(wanted)
    if wanted.address not in known.by_address:
        _no_heading(wanted)
    try:
        bureau = known.own(_first_owner(wanted, known))
    except Refusal as problem:
        raise Rejected(OWNER, str(problem)) from None
    if not wanted.owner and not known.scope.bureau_ids:
        raise Rejected(OWNER, _("没有实施主体。"))
    pk = known.find(wanted, bureau)
    wanted.notes += known.repeats.note(wanted)
    if pk in known.touched:
        raise Rejected(_identity(wanted), _said_before(known.touched[pk]))
    targets = _targets(wanted, known)
    _set_form(wanted, known)
    _set_shared(wanted, known, bureau)
    _set_sources(wanted, known)
    if pk is None:
        return _create(wanted, known, bureau, targets, user)
    page = current(ItemPage.objects.select_related("latest_revision", "bureau").get(pk=pk))
    if page.bureau_id != bureau.pk:
        raise Rejected(OWNER, _("这个编码的事项属于“%(bureau)s”。") % {"bureau": page.bureau})
    if page.code and not wanted.code:
        wanted.fields.pop("code", None)
    fields = {name: value for name, value in wanted.fields.items() if name not in wanted.unread}
    lost, before = losses(page, wanted, fields, targets), Before(page, wanted, fields, targets)
    changed = apply(page, fields, targets, wanted.rows)
    wanted.notes += lost if changed else []
    outcome = _judged(wanted, "updated" if changed else "unchanged", page)
    outcome.changes = before.told() if changed else []
    if changed and not known.dry:
        drafts.keep(page, user, log_action=True)
    return outcome


def _create(
    wanted: Wanted, known: Known, bureau: "Bureau", targets: dict[str, list[Any]], user: "User | None"
) -> Outcome:
    """A draft under its bureau. The saved rows stay in memory, so that its revision need not read them back."""
    page = ItemPage(bureau=bureau, is_demo=known.demo, live=False, owner=user)
    apply(page, wanted.fields, targets, wanted.rows)
    outcome = _judged(wanted, "created", page)
    if not known.dry:
        rows = {sheet.relation: list(getattr(page, sheet.relation).all()) for sheet in SHEETS}
        known.place(bureau).add_child(instance=page)
        for relation, saved in rows.items():
            getattr(page, relation).set(saved)
        page.save_revision(user=user, clean=False)
    return outcome


def _first_owner(wanted: Wanted, known: Known) -> str:
    """The bureau of a row; of several in the cell the first, the others take part."""
    name = wanted.owner
    if not name and not known.scope.bureau_ids:
        raise Rejected(OWNER, _("没有实施主体。"))
    parts = known.parted(name, lambda one: plain(one) in known.bureaus)
    if len(parts) < 2 or plain(name) in known.bureaus:
        return name
    if not wanted.joint:
        wanted.joint = ";".join(parts[1:])
    said = {"first": short(parts[0]), "rest": short("、".join(parts[1:]))}
    wanted.notes.append(Note(OWNER, _("有几个机构：取第一个“%(first)s”，其余记为联办机构：%(rest)s。") % said))
    return parts[0]


def _identity(wanted: Wanted) -> str:
    return "实施编码" if wanted.code else OWNER


def _said_before(number: int) -> str:
    return _("与本文件第 %(n)s 行是同一个事项。") % {"n": number}


def current(page: ItemPage) -> ItemPage:
    """A page as its newest revision has it."""
    revision = page.latest_revision
    return page.with_content_json(revision.content) if revision else page


def check(wanted: Wanted) -> None:
    """What no item can be without; what is too long for its column is cut, and told of."""
    if not wanted.title:
        raise Rejected("事项名称", _("没有事项名称。"))
    if len(wanted.title) > MAX_TITLE:
        said = {"n": len(wanted.title), "longest": MAX_TITLE}
        raise Rejected("事项名称", _("%(n)s 个字，最长 %(longest)s 个。") % said)
    if len(wanted.code) > MAX_CODE or any(mark.isspace() for mark in wanted.code):
        raise Rejected("实施编码", _("实施编码最长 64 个字符，不含空格。"))
    _fit(wanted, ItemPage, wanted.fields)
    for relation, rows in wanted.rows.items():
        sheet = BY_RELATION[relation]
        for row in rows:
            _keep_whole(relation, sheet.model, sheet.key, row)
            _fit(wanted, sheet.model, row)


MAX_TITLE = 255


def _no_heading(wanted: Wanted) -> None:
    """No item is called as a heading is: the sheet lies on its side, and was not understood."""
    if wanted.sideways or plain(wanted.title) in known_headings():
        reason = _(
            "“%(title)s”不是事项名称：这张表像是竖着写的指南（第一列是项目，第二列是内容），没有看懂。"
            "请让“事项名称”和其他项目写在同一列，内容写在右边一列，或者改成一行一个事项。"
        )
        raise Rejected("事项名称", reason % {"title": short(wanted.title)})


def _keep_whole(relation: str, model: type[models.Model], key: str, row: dict[str, Any]) -> None:
    """A name too long for its column stands in full where there is room."""
    column: Any = model._meta.get_field(key)
    room = WHOLE_TEXT.get(relation)
    if room and len(row.get(key, "")) > column.max_length and not row.get(room):
        row[room] = row[key]


def _fit(wanted: Wanted, model: type[models.Model], row: dict[str, Any]) -> None:
    for name, value in row.items():
        if not isinstance(value, str) or name in LINKED:
            continue
        column: Any = model._meta.get_field(name)
        longest = getattr(column, "max_length", None) or LONGEST
        if len(value) > longest:
            said = {"n": len(value), "longest": longest}
            reason = _("%(n)s 个字，最长 %(longest)s 个，后面的没有读取。") % said
            wanted.notes.append(Note(str(column.verbose_name), reason))
            row[name] = value[:longest].strip()


def _targets(wanted: Wanted, known: Known) -> dict[str, list[Any]]:
    """The rows of other tables that the item points at; a bureau that may not be made is told of and left out."""
    targets: dict[str, list[Any]] = {}
    if wanted.joint is not None:
        names = known.parted(wanted.joint, lambda one: plain(one) in known.bureaus)
        found = [_partner(wanted, known, JOINT, name) for name in names]
        targets["joint_bureaus"] = [one for one in found if one is not None]
    if wanted.topics is not None:
        names = known.parted(wanted.topics, known.topics.__contains__)
        targets["topics"] = [known.topic(name) for name in names]
    for row in wanted.rows.get("steps", []):
        name = row.pop("bureau", "")
        if isinstance(name, str):
            partner = _partner(wanted, known, "办理机构", name) if name else None
            row["bureau_id"] = partner.pk if partner else None
    return targets


def _partner(wanted: Wanted, known: Known, column: str, name: str) -> "Bureau | None":
    try:
        return known.bureau(name)
    except Refusal as problem:
        wanted.notes.append(Note(column, str(problem)))
        return None


def _set_form(wanted: Wanted, known: Known) -> None:
    """The form by its code; one that is not there yet is warned of, and what was set before stays."""
    if wanted.form is None:
        return
    if wanted.form and wanted.form not in known.forms:
        wanted.notes.append(Note(FORM, _("没有编号为“%(code)s”的表单。") % {"code": short(wanted.form)}))
        return
    wanted.fields["form_id"] = known.forms.get(wanted.form)


def _set_shared(wanted: Wanted, known: Known, bureau: "Bureau") -> None:
    """The shared material of each row, and what it says; of one that is not there is told, and a link that is there stays."""
    for row in wanted.rows.get("materials", []):
        said = row.pop("shared", None)
        if said is None:
            continue
        record = known.shared.find(said, bureau) if said else None
        if said and record is None:
            wanted.notes.append(Note(SHARED, _("没有可用的共用材料“%(said)s”。") % {"said": short(said)}))
            continue
        row["shared_id"] = record.pk if record else None
        if record is not None and record.live:
            row.update(sharing.values(record))


def _set_sources(wanted: Wanted, known: Known) -> None:
    """The data source of each material, by its name. Raises Rejected: a guide that no longer spares a paper it says it
    spares, or spares another, would mislead."""
    for row in wanted.rows.get("materials", []):
        said = row.pop("data_source", None)
        if said is None:
            continue
        found = known.source(said)
        if found is None and plain(said) not in NOTHING:
            facts = {"material": short(row["name"]), "said": short(said)}
            reason = _("材料“%(material)s”：没有名称是“%(said)s”的数据源。请先建好，或照“数据源”列表改这一格。")
            raise Rejected(DATA_SOURCE, reason % facts)
        row["data_source_id"] = found


def _judged(wanted: Wanted, result: str, page: ItemPage) -> Outcome:
    """What the gate would say, asked while the rows are still in memory: cheaper by many queries."""
    problems = [str(problem) for problem in gate.blocking(page)]
    return Outcome(wanted, result, page, list(wanted.notes), problems=problems)


def publish(outcome: Outcome, filename: str, operator: str, user: "User | None" = None) -> None:
    """`--publish`: an operator's, past the same gate as every other way; a person's draft still waits for its review."""
    page = outcome.page
    if outcome.problems or (page.live and not page.has_unpublished_changes):
        return
    if outcome.result != "created" and (
        page.workflow_in_progress or workflow.writers(page) - {getattr(user, "pk", None)}
    ):
        outcome.notes.append(Note("", _("草稿里有未经审核的修改，没有发布；请先在后台审核。")))
        return
    page.latest_revision.publish(user=user, skip_permission_checks=True)
    log(instance=page, action=PUBLISHED, user=user, data={"file": filename, "operator": operator})
    outcome.published = True
