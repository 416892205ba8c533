"""County halls: a county's guide has the city's content, but for the values it sets itself; reset gives the city's back.

The county's page holds whole content, so that search, cases, gate and API read it as any other guide. `settle` brings it
to what it should be whenever it is saved; `follow` does so for every county when the city's guide is published.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from modelcluster.models import get_all_child_relations

from .choices import Own
from .logged import apart
from .models.rows import Place, Row
from .workflow import carry_review

if TYPE_CHECKING:
    from accounts.models import Bureau, User

    from .models import ItemPage

FIELDS: dict[str, tuple[str, ...]] = {
    Own.PHONE: ("consult_phone", "complaint_phone"),
    Own.LIMIT: ("promised_limit", "promised_unit"),
}
"""Columns that a county may set. Places and hours are rows of their own."""
PLACE_FIELDS = ("address", "window", "phone")
KEPT = {"address", "bureau", "version", "is_demo", "code", "city_item", "own_values", "page_ptr", "status_since"}
"""What makes a county's page itself."""


def begin(city: "ItemPage", bureau: "Bureau", user: "User | None" = None) -> "ItemPage":
    """A county's guide of a city's item, as a draft under the county's bureau; the one that is there, if there is."""
    from .bureaus import ensure_page
    from .models import ItemPage

    found = ItemPage.objects.filter(city_item=city, bureau=bureau).first()
    if found is not None:
        return found
    with transaction.atomic():
        page = ItemPage(title=city.title, city_item=city, bureau=bureau, is_demo=bureau.is_demo, live=False, owner=user)
        settle(page, city)
        ensure_page(bureau).add_child(instance=page)
        page.save_revision(user=user, log_action=True)
    return page


def settle(page: "ItemPage", city: "ItemPage | None" = None) -> list[str]:
    """Bring a county's page in memory to the city's content and its own values; the names of what was put back.

    With no `city` given, the county has edited: a value that differs from the city's is its own from now on, an empty
    or equal one is the city's. With it, the city has: what the county set stays, all else follows.
    """
    source = city or page.city_item
    if source is None:
        return []
    if city is None:
        own: Any = _own(page, source)
        page.own_values = own
    places = _places(page, source)
    put_back = [name for name in _columns(page) if _copy(page, source, name)]
    put_back += [name for name in _relations(page) if _copy_rows(page, name, [_values(r) for r in _rows(source, name)])]
    _copy_rows(page, "places", places)
    return put_back


def reset(page: "ItemPage", value: str, user: "User | None" = None) -> None:
    """Give a county's guide the city's value again, as a draft that is published like any change."""
    draft = page.get_latest_revision_as_object()
    city = draft.city_item
    for name in FIELDS.get(value, ()):
        setattr(draft, name, getattr(city, name))
    if value in (Own.PLACE, Own.HOURS):
        names = PLACE_FIELDS if value == Own.PLACE else ("hours",)
        theirs = [_values(row) for row in city.places.all()]
        mine = [_values(row) for row in draft.places.all()]
        if value == Own.PLACE:
            mine = [{**row, "hours": _at(mine, n, row)["hours"]} for n, row in enumerate(theirs)]
        else:
            mine = [{**row, **{name: _at(theirs, n, row)[name] for name in names}} for n, row in enumerate(mine)]
        _copy_rows(draft, "places", mine)
    draft.save_revision(user=user, log_action=True)


def follow(city: "ItemPage") -> int:
    """After a city's guide went out: its counties' guides have the new content, each a revision; how many changed."""
    from .models import ItemPage

    counties = list(ItemPage.objects.filter(city_item=city).select_related("latest_revision", "bureau"))
    if not counties:
        return 0
    source = ItemPage.objects.with_guide().prefetch_related("topics", "joint_bureaus", "fees").get(pk=city.pk)
    changed = 0
    for page in counties:
        with apart():
            changed += _follow(page, source)
    return changed


def _follow(page: "ItemPage", city: "ItemPage") -> bool:
    """The public version first, then the draft on top of it, if there is one."""
    draft = page.latest_revision.as_object() if page.latest_revision and page.has_unpublished_changes else None
    changed = False
    if page.live and settle(page, city):
        page.follows = True
        page.save_revision(log_action=True, clean=False).publish(skip_permission_checks=True)
        changed = True
    if draft is not None and (settle(draft, city) or changed):
        carry_review(page, draft.save_revision(log_action=True, clean=False))
        changed = True
    return changed


def _columns(page: "ItemPage") -> list[str]:
    own = {name for value in page.own_values for name in FIELDS.get(value, ())}
    names = [field.name for field in page._meta.local_fields] + [field.name for field in page._meta.local_many_to_many]
    return ["title", *(name for name in names if name not in KEPT | own)]


def _relations(page: "ItemPage") -> list[str]:
    relations = get_all_child_relations(type(page))
    names = [rel.get_accessor_name() for rel in relations if issubclass(rel.related_model, Row)]
    return [name for name in names if name != "places"]


def _copy(page: "ItemPage", city: "ItemPage", name: str) -> bool:
    field = page._meta.get_field(name)
    if field.many_to_many:
        wanted = list(getattr(city, name).all())
        if {one.pk for one in getattr(page, name).all()} == {one.pk for one in wanted}:
            return False
        setattr(page, name, wanted)
        return True
    column = field.attname
    if getattr(page, column) == getattr(city, column):
        return False
    setattr(page, column, getattr(city, column))
    return True


def _copy_rows(page: "ItemPage", name: str, wanted: list[dict[str, Any]]) -> bool:
    """Give a relation these rows; a row in the same place keeps its key. Whether anything differed."""
    manager = getattr(page, name)
    have = list(manager.all())
    if [_values(row) for row in have] == wanted:
        return False
    model = manager.model
    rows = []
    for order, values in enumerate(wanted):
        row = have[order] if order < len(have) else model()
        for column, value in values.items():
            setattr(row, column, value)
        row.sort_order = order
        rows.append(row)
    manager.set(rows)
    return True


def _rows(page: "ItemPage", name: str) -> list[Any]:
    return list(getattr(page, name).all())


def _values(row: Any) -> dict[str, Any]:
    """What a row says, without its key and place."""
    skipped = {"id", "page", "sort_order"}
    return {field.attname: getattr(row, field.attname) for field in row._meta.local_fields if field.name not in skipped}


def _own(page: "ItemPage", city: "ItemPage") -> tuple[str, ...]:
    found = {value for value, names in FIELDS.items() if _sets(page, city, names)}
    mine, theirs = _rows(page, "places"), _rows(city, "places")
    if mine and [_said(row) for row in mine] != [_said(row) for row in theirs]:
        found.add(Own.PLACE)
    city_hours = [row.hours for row in theirs]
    if any(row.hours and row.hours != _nth(city_hours, n) for n, row in enumerate(mine)):
        found.add(Own.HOURS)
    return tuple(value for value in Own.values if value in found)


def _sets(page: "ItemPage", city: "ItemPage", names: tuple[str, ...]) -> bool:
    """Whether the county gives these columns values of its own; an empty one takes the city's."""
    first = names[0]
    if first == "promised_limit" and page.promised_limit is None:
        return False
    for name in names:
        if getattr(page, name) in ("", None):
            setattr(page, name, getattr(city, name))
    return any(getattr(page, name) != getattr(city, name) for name in names)


def _said(place: Place) -> tuple[str, ...]:
    return tuple(getattr(place, name) for name in PLACE_FIELDS)


def _places(page: "ItemPage", city: "ItemPage") -> list[dict[str, Any]]:
    mine, theirs = ([_values(row) for row in _rows(one, "places")] for one in (page, city))
    rows = mine if Own.PLACE in page.own_values else theirs
    hours = mine if Own.HOURS in page.own_values else theirs
    return [{**row, "hours": _at(hours, n, row)["hours"] or _at(theirs, n, row)["hours"]} for n, row in enumerate(rows)]


def _at(rows: list[dict[str, Any]], n: int, otherwise: dict[str, Any]) -> dict[str, Any]:
    """The n-th of the rows, else the first, else what is there."""
    return rows[n] if n < len(rows) else rows[0] if rows else otherwise


def _nth(values: list[str], n: int) -> str:
    return values[n] if n < len(values) else values[0] if values else ""
