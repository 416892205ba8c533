"""The screens of data sources, and the pages that offer to ask them."""

from wagtail.log_actions import log

from accounts.roles import Role
from forms import service
from items import bureaus
from items.models.rows import Material
from tests.comparing.sources import LI, make_source, with_table
from tests.factories import make_bureau, make_user
from tests.items import factories

from .table import CITIZEN, EDITOR, SUPERVISOR, Budget, Hall, history

ID = {"type": "id_number", "key": "idn", "label": "身份证号", "purpose": "核对"}


def sources(hall: Hall, start: int, end: int) -> None:
    """Each row: a source of its own bureau with a table in place; the last one was changed as often, and uploaded to."""
    for n in range(start, end):
        bureau = make_bureau()
        person = make_user(Role.SUPERVISOR, bureau=bureau)
        hall.source = with_table(make_source(bureau, f"登记库{n}"), f"{LI},李敏,JY{n},", user=person)
    for _ in range(end):
        log(hall.source, "wagtail.edit", user=make_user(Role.SUPERVISOR))


def compared(hall: Hall, start: int, end: int) -> None:
    """A guide of so many materials, each with a source of its own."""
    if not start:
        form = service.create_from_definition("表", "form", hall.bureau, [{"blocks": [ID]}], hall.editor)
        hall.item = factories.shelved(bureaus.ensure_page(hall.bureau), "许可", form=form, apply_online=True)
    for n in range(start, end):
        source = make_source(make_bureau(), f"登记库{n}")
        Material.objects.create(page=hall.item, name=f"证明{n}", data_source=source, sort_order=10 + n)
    hall.item = factories.shelve(hall.item)


BUDGETS = [
    Budget("data_sources:index", "/admin/data-sources/", sources, 14, who=SUPERVISOR),
    Budget("data_sources:index_results", "/admin/data-sources/results/", sources, 8, who=SUPERVISOR),
    Budget("data_sources:add", "/admin/data-sources/new/", sources, 14, who=SUPERVISOR),
    Budget("data_sources:edit", "/admin/data-sources/edit/{hall.source.pk}/", sources, 18, who=SUPERVISOR),
    Budget(
        "data_sources:table", "/admin/data-sources/{hall.source.pk}/table/", sources, 14, who=SUPERVISOR, grows=False
    ),
    Budget("data_sources:try", "/admin/data-sources/{hall.source.pk}/try/", sources, 14, who=SUPERVISOR, grows=False),
    *history("data_sources", "/admin/data-sources", "source", sources, who=SUPERVISOR, most=21, results=14),
    Budget("apply", "/items/{hall.item.address}/apply/", compared, 8, who=CITIZEN),
    Budget("wagtailadmin_pages:edit", "/admin/pages/{hall.item.pk}/edit/", compared, 90, who=EDITOR),
]
