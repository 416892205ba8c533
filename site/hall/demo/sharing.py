"""A shared material of the demo city: one record, which guides of several bureaus use."""

from accounts.models import User
from items.importing.writing import current
from items.models import ItemPage, Material, SharedMaterial
from items.sharing import fill, values

NAME = "经办人授权委托书"
CODE = "gy-weituoshu"
EDITORS = ("editor", "editor-gongan")
"""Whose bureaus' guides use it; the guides of the others describe the same paper each for itself."""
EACH = 5


def write() -> int:
    """Make the record as the guides describe it, and use it in some of each editor's; how many use it."""
    record = SharedMaterial.objects.filter(code=CODE).first() or _record()
    for username in EDITORS:
        editor = User.objects.get(username=username)
        alike = Material.objects.filter(page__bureau=editor.bureau, **_values(record))
        pages = ItemPage.objects.live().of_city().filter(is_demo=True, has_unpublished_changes=False)
        for page in pages.filter(pk__in=alike.values("page")).order_by("path")[:EACH]:
            _use(page, record, editor)
    return record.uses.count()


def _record() -> SharedMaterial:
    like = Material.objects.filter(name=NAME, page__is_demo=True).exclude(basis="").order_by("pk").first()
    if like is None:
        raise LookupError(f"no guide of the demo asks for {NAME}")
    record = SharedMaterial(code=CODE, live=False, has_unpublished_changes=True)
    fill(record, like)
    record.save()
    record.save_revision().publish()
    return SharedMaterial.objects.get(code=CODE)


def _values(record: SharedMaterial) -> dict[str, object]:
    return {name: value for name, value in values(record).items() if value is not None}


def _use(page: ItemPage, record: SharedMaterial, editor: User) -> None:
    draft = current(page)
    rows = list(draft.materials.all())
    named = [row for row in rows if row.name == NAME]
    if all(row.shared_id == record.pk for row in named):
        return
    for row in named:
        row.shared = record
    draft.materials.set(rows)
    draft.save_revision(user=editor, log_action=True).publish(user=editor, skip_permission_checks=True)
