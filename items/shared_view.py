"""What the screens of a shared material show: the guides that a change touches, and the change in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from . import sharing

if TYPE_CHECKING:
    from .models import ItemPage, SharedMaterial


@dataclass(frozen=True)
class Line:
    """One guide: whether the record is in its public content, and whether that content says what the record says."""

    page: "ItemPage"
    public: bool
    in_step: bool


@dataclass(frozen=True)
class Difference:
    """One value of the record, as it is public and as the draft has it."""

    label: str
    before: str
    after: str


def lines(record: "SharedMaterial", pages: "Iterable[ItemPage]") -> list[Line]:
    """The guides of one page of the list, in two queries whatever their number; `record` may be a draft."""
    from .models import Material

    pages = list(pages)
    rows: dict[int, list[Any]] = {}
    for row in Material.objects.filter(shared=record, page__in=[page.pk for page in pages]):
        rows.setdefault(row.page_id, []).append(row)
    public = type(record).objects.filter(pk=record.pk, live=True).first()
    wanted = sharing.values(public) if public else None
    found = []
    for page in pages:
        used = rows.get(page.pk, [])
        in_step = wanted is None or all(sharing.values(row) == wanted for row in used)
        found.append(Line(page, page.live and bool(used), in_step))
    return found


def differences(record: "SharedMaterial") -> list[Difference]:
    """What publishing the newest draft would change of the public record; nothing for one that is not public yet."""
    live = type(record).objects.filter(pk=record.pk, live=True).first()
    if live is None or not live.has_unpublished_changes:
        return []
    draft = live.get_latest_revision_as_object()
    pairs = [(name, said(live, name), said(draft, name)) for name in sharing.FIELDS]
    return [Difference(label(live, name), before, after) for name, before, after in pairs if before != after]


def label(record: "SharedMaterial", column: str) -> str:
    """What people call the column."""
    field: Any = record._meta.get_field(column.removesuffix("_id"))
    return str(field.verbose_name)


def said(record: "SharedMaterial", column: str) -> str:
    """A value as people read it."""
    name = column.removesuffix("_id")
    if hasattr(record, f"get_{name}_display"):
        return str(getattr(record, f"get_{name}_display")())
    value = getattr(record, name)
    return str(value) if value else _("（空）")
