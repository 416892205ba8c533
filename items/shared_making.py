"""From rows to records: which papers several guides of a bureau ask for, and making one of them shared.

The record begins as a draft, and so does the link in each guide: both go public through review like any change.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.log_actions import log

from . import drafts, sharing
from .logged import apart

if TYPE_CHECKING:
    from accounts.models import Bureau, User

    from .models import ItemPage, Material, SharedMaterial

FEWEST = 2
"""Guides that must ask for a paper of the same name for it to be offered."""


@dataclass(frozen=True)
class Candidate:
    """A name, how many guides ask for it outside a record, and the record of that name, where there is one."""

    name: str
    pages: int
    record: "SharedMaterial | None" = None


@dataclass(frozen=True)
class Outcome:
    """The record, the guides whose drafts now use it, and those that are locked or under review."""

    record: "SharedMaterial"
    linked: "list[ItemPage]"
    locked: "list[ItemPage]"


def candidates(bureau: "Bureau", page: "ItemPage | None" = None) -> list[Candidate]:
    """Papers of the same name in several guides of the bureau that use no record yet, the most asked for first.

    With a guide given, all of its papers that use none.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    pages: dict[str, set[int]] = defaultdict(set)
    for page_id, name in _loose(bureau).values_list("page_id", "name"):
        key = sharing.normal(name)
        names[key][name.strip()] += 1
        pages[key].add(page_id)
    records, linked = _records(bureau), sharing.linked_in_drafts(bureau)
    found = []
    for key, used in pages.items():
        record = records.get(key)
        if record is not None:
            used = used - linked.get(record.pk, set())
        if page.pk in used if page else len(used) >= (1 if record else FEWEST):
            found.append(Candidate(names[key].most_common(1)[0][0], len(used), record))
    return sorted(found, key=lambda one: (-one.pages, one.name))


def share(bureau: "Bureau", name: str, user: "User") -> Outcome | None:
    """Make the paper of this name one record for all guides of the bureau; a record that is there is used as it is.

    None where no guide asks for it outside a record.
    """
    from .models import ItemPage

    wanted = sharing.normal(name)
    rows = [row for row in _loose(bureau).select_related("page") if sharing.normal(row.name) == wanted]
    if not rows:
        return None
    record = _records(bureau).get(wanted) or make(bureau, max(rows, key=_fullness), user)
    pages = ItemPage.objects.filter(pk__in={row.page_id for row in rows}).order_by("title", "pk")
    return link(record, pages, wanted, user)


def make(bureau: "Bureau | None", row: "Material", user: "User") -> "SharedMaterial":
    """A record with a row's values, as a draft; the city's without a bureau."""
    from .models import SharedMaterial

    with transaction.atomic():
        record = SharedMaterial(bureau=bureau, live=False, has_unpublished_changes=True, **sharing.values(row))
        record.save()
        log(record, "wagtail.create", user=user, revision=record.save_revision(user=user), content_changed=True)
    return record


def link(record: "SharedMaterial", pages: "Iterable[ItemPage]", name: str, user: "User") -> Outcome:
    """In the draft of each guide, let the rows of this (normal) name use the record; each guide one transaction."""
    outcome = Outcome(record, [], [])
    for page in pages:
        if page.permissions_for_user(user).page_locked():
            outcome.locked.append(page)
            continue
        with apart(user):
            if _link(record, page.pk, name, user):
                outcome.linked.append(page)
    return outcome


@transaction.atomic
def _link(record: "SharedMaterial", pk: int, name: str, user: "User") -> bool:
    from .models import ItemPage

    page = ItemPage.objects.select_for_update(of=("self",)).get(pk=pk)
    draft = page.get_latest_revision_as_object()
    rows = list(draft.materials.all())
    hit = [row for row in rows if not row.shared_id and sharing.normal(row.name) == name]
    for row in hit:
        row.shared = record
    if hit:
        draft.materials.set(rows)
        drafts.keep(draft, user, log_action=True)
    return bool(hit)


def _records(bureau: "Bureau") -> "dict[str, SharedMaterial]":
    """By normal name: the city's published ones, and before them the bureau's own, drafts included."""
    from .models import SharedMaterial

    rows = [*SharedMaterial.objects.filter(bureau=None, live=True), *SharedMaterial.objects.filter(bureau=bureau)]
    return {sharing.normal(one.name): one for one in rows}


def _loose(bureau: "Bureau") -> Any:
    from .models import Material

    return Material.objects.filter(page__bureau=bureau, page__city_item=None, shared=None).order_by("pk")


def _fullness(row: "Material") -> int:
    """How much a row says: the record begins with the fullest."""
    return sum(bool(value) for value in sharing.values(row).values())
