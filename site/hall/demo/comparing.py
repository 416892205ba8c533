"""A data source of the demo city: a table of made-up companies, and the guides that compare 营业执照 with it."""

from datetime import datetime

from accounts.models import Bureau, User
from guidance.applications.spared import By, Spared
from guidance.comparing import tables
from guidance.comparing.asking import ask
from guidance.comparing.identity import Person, mark
from guidance.comparing.models import DataSource
from guidance.comparing.reading import Found, Line
from items.models import ItemPage, Material

from .citizens import Citizen

NAME = "郑州市经营主体登记库（演示数据）"
PAPER = "营业执照"
GUIDES = ("食品经营许可（新办）", "食品经营许可（变更）")
COMPANIES = range(100, 400)
MISSING = 4
"""Of so many companies one is not in the table: no register is whole."""


def write() -> int:
    """Make the source with its table, and name it in the guides; how many of them compare with it."""
    source = DataSource.objects.filter(name=NAME).first() or _source()
    editor = User.objects.get(username="editor")
    pages = ItemPage.objects.live().of_city().filter(is_demo=True, title__in=GUIDES, bureau=source.bureau)
    for page in pages:
        draft: ItemPage = page.latest_revision.as_object() if page.latest_revision else page
        rows = list(draft.materials.all())
        wanted = [row for row in rows if row.name == PAPER and row.data_source_id is None]
        if wanted and not page.has_unpublished_changes:
            for row in wanted:
                row.data_source = source
            draft.materials.set(rows)
            draft.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)
    return Material.objects.filter(data_source=source).count()


def _source() -> DataSource:
    source = DataSource.objects.create(
        name=NAME,
        bureau=Bureau.objects.get(slug="shichang"),
        about="营业执照是否登记在册",
        identity=DataSource.Identity.CREDIT_CODE,
    )
    people = [Citizen(n) for n in COMPANIES if n % MISSING]
    found = Found([Line(one.credit, one.name, f"演示{one.n:04d}", None) for one in people])
    user = User.objects.get(username="supervisor")
    table = tables.keep(source, found, NAME.encode(), "经营主体登记（演示数据）.xlsx", user)
    tables.put_in_place(source, table, user)
    source.refresh_from_db()
    return source


def spared(item: ItemPage, person: Person, at: datetime) -> dict[str, Spared]:
    """What the sources of a guide say of an applicant, as its page would have asked them."""
    found = {}
    for order, row in enumerate(item.materials.select_related("data_source"), start=1):
        source = row.data_source
        if source is not None and not person.lacks(source):
            answer = ask(source, person)
            found[f"material-{order}"] = Spared(
                By.DATA, str(answer.outcome), source.name, at, row.name, mark(person), source.pk, answer.reference
            )  # fmt: skip
    return found
