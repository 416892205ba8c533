"""Bureaus, people and guides for tests. `guide()` passes every rule; a test breaks the one it is about."""

from typing import Any

from django.utils import timezone

from accounts import roles
from accounts.models import Bureau, User
from accounts.roles import Role
from items import bureaus, choices
from items.models import BureauPage, ItemPage
from items.models.rows import LegalBasis, Material, Place, Question, Result, Step
from search import outbox

STEPS = (
    ("receive", "收件", 0),
    ("accept", "受理", 1),
    ("review", "审查", 7),
    ("decide", "决定", 2),
    ("deliver", "送达", 1),
)


def place(name: str = "郑州市卫生健康委员会", slug: str = "health", **values: Any) -> BureauPage:
    """A bureau with its page, folder and permissions."""
    bureau, _made = bureaus.ensure_bureau(name, slug=slug, **values)
    return bureaus.ensure_page(bureau)


def person(name: str, bureau: Bureau | None, *held: Role) -> User:
    """A member of staff with these roles."""
    user = User.objects.create_user(name, password="x", bureau=bureau)
    roles.assign(user, held)
    return user


def guide(
    parent: BureauPage, title: str = "医疗机构执业登记", *, live: bool = False, rows: int = 1, **values: Any
) -> ItemPage:
    """A guide that the gate lets through, saved as a draft or published."""
    page = _unsaved(title, rows, **values)
    BureauPage.objects.get(pk=parent.pk).add_child(instance=page)
    revision = page.save_revision(clean=False)
    if live:
        revision.publish(skip_permission_checks=True)
    return ItemPage.objects.get(pk=page.pk)


def shelved(parent: BureauPage, title: str, *, rows: int = 1, **values: Any) -> ItemPage:
    """A guide that is live without having been published, past no gate: quick to make, for tests that need many."""
    page = _unsaved(title, rows, **values)
    BureauPage.objects.get(pk=parent.pk).add_child(instance=page)
    return shelve(page)


def shelve(page: ItemPage) -> ItemPage:
    """Make a guide's rows, as they are in the database, what is public."""
    revision, now = ItemPage.objects.get(pk=page.pk).save_revision(clean=False), timezone.now()
    public = {"live": True, "live_revision": revision, "version": 1}
    ItemPage.objects.filter(pk=page.pk).update(**public, first_published_at=now, last_published_at=now)
    outbox.changed("item", page.pk)
    return ItemPage.objects.get(pk=page.pk)


def _unsaved(title: str, rows: int, **values: Any) -> ItemPage:
    defaults: dict[str, Any] = {
        "code": "",
        "everyday_names": "开诊所",
        "kind": choices.ItemKind.PERMIT,
        "level": choices.Level.CITY,
        "audiences": ("person", "enterprise"),
        "handling": choices.Handling.PROMISE,
        "conditions": "有符合要求的场所。",
        "visits": 1,
        "visits_reason": "核验原件",
        "statutory_limit": 20,
        "promised_limit": 10,
        "charges": False,
        "deliveries": ("pickup",),
        "consult_phone": "0371-67180000",
        "complaint_phone": "0371-67181111",
        "apply_online": True,
        "bookable": True,
    }
    page = ItemPage(title=title, live=False, **{**defaults, **values})
    page.legal_bases = [LegalBasis(law="医疗机构管理条例", article=f"第{n}条", sort_order=n) for n in range(rows)]
    page.materials = [
        Material(name=f"第{n}份申请书", kind="form", originals=1, standard="填写完整", sort_order=n)
        for n in range(rows)
    ]
    page.steps = [Step(kind=k, name=name, limit=limit, sort_order=n) for n, (k, name, limit) in enumerate(STEPS)]
    page.results = [Result(name="医疗机构执业许可证", kind="licence", sort_order=n) for n in range(rows)]
    page.places = [Place(address=f"中原西路 {233 + n} 号", hours="9:00-17:00", sort_order=n) for n in range(rows)]
    page.questions = [Question(question=f"要多久 {n}?", answer="十个工作日。", sort_order=n) for n in range(rows)]
    return page
