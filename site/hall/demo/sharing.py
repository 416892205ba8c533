"""A shared material of the demo city: one record, which guides of several bureaus use."""

from accounts.models import User
from items import shared_making, sharing
from items.models import ItemPage, Material, SharedMaterial

NAME = "经办人授权委托书"
AUTHOR = "editor-shi"
EDITORS = ("editor", "editor-gongan")
"""Whose bureaus' guides use it; the guides of the others describe the same paper each for itself."""
EACH = 5


def write() -> int:
    """Make the record as the guides describe it, and use it in some of each editor's; how many use it."""
    record = SharedMaterial.objects.filter(bureau=None, name=NAME).first() or _record()
    alike = {name: value for name, value in sharing.values(record).items() if value is not None}
    for username in EDITORS:
        editor = User.objects.get(username=username)
        rows = Material.objects.filter(page__bureau=editor.bureau, **alike)
        pages = ItemPage.objects.live().of_city().filter(is_demo=True, has_unpublished_changes=False)
        chosen = pages.filter(pk__in=rows.values("page")).order_by("path")[:EACH]
        for page in shared_making.link(record, chosen, sharing.normal(NAME), editor).linked:
            ItemPage.objects.get(pk=page.pk).latest_revision.publish(user=editor, skip_permission_checks=True)
    return record.uses.count()


def _record() -> SharedMaterial:
    like = Material.objects.filter(name=NAME, page__is_demo=True).exclude(basis="").order_by("pk").first()
    if like is None:
        raise LookupError(f"no guide of the demo asks for {NAME}")
    record = shared_making.make(None, like, User.objects.get(username=AUTHOR))
    record.latest_revision.publish()
    return SharedMaterial.objects.get(pk=record.pk)
