"""Five bureaus with their people, and the guides whose cases are walked; made once, each walk rolls its rows back."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import Bureau, User
from accounts.roles import Role
from guidance.applications.bundles import drafts
from guidance.applications.bundles.flow import send
from guidance.applications.posts import PostHolder
from guidance.applications.submit import COUNTER, Submission, submit
from guidance.cases import actors
from guidance.cases.flow import Applicant
from guidance.cases.models import Case
from items.choices import Unit
from items.models import ItemPage, ThemeIndexPage, ThemeItem, ThemeOrder, ThemePage
from items.models.rows import Material, Result
from tests.applications.joining import POST, joint_item
from tests.applications.promising import HEALTH, promised_materials, vows
from tests.applications.stepping import item_of
from tests.factories import make_bureau, make_user

COUNTY = "410181"
POSTS = (POST, "勘查岗", "决定岗")
DESK = {Role.CLERK, Role.SUPERVISOR}


@dataclass(frozen=True)
class Person:
    """Somebody who tries verbs. `kind` as an actor's; `roles` as they were given, not as the hall reads them."""

    kind: str
    pk: int | None = None
    bureau: int | None = None
    roles: frozenset[Role] = frozenset()

    @property
    def works(self) -> bool:
        return self.kind == "staff" and bool(self.roles & DESK)

    @property
    def leads(self) -> bool:
        return self.kind == "staff" and Role.SUPERVISOR in self.roles

    @property
    def everywhere(self) -> bool:
        """Of no bureau, with a role that sees them all."""
        return self.kind == "staff" and self.bureau is None and bool(self.roles & {Role.SUPERVISOR, Role.DATA_ENTRY})


@dataclass
class World:
    """`lead` and its two participants, a bureau that is only asked, one that has nothing to do with it."""

    lead: Bureau
    first: Bureau
    second: Bureau
    asked: Bureau
    strange: Bureau
    people: list[Person] = field(default_factory=list)
    guides: list[ItemPage] = field(default_factory=list)
    theme: ThemePage | None = None

    def hire(self, bureau: Bureau | None, *roles: Role) -> User:
        user = make_user(*roles, bureau=bureau)
        self.people.append(Person("staff", user.pk, bureau.pk if bureau else None, frozenset(roles)))
        return user

    @property
    def staff(self) -> list[Person]:
        return [one for one in self.people if one.kind == "staff"]

    def clerks_of(self, bureau: Bureau) -> list[Person]:
        return [one for one in self.staff if one.bureau == bureau.pk and Role.CLERK in one.roles]

    def open(self, guide: int, at: dt.datetime, *, counter: bool = False) -> list[Case]:
        """A case of one of the guides, sent by its citizen or entered at the counter; of the theme, all of its cases."""
        if guide == len(self.guides):
            return self._open_theme(at)
        actor, options = actors.citizen(), {}
        if counter:
            entry = next(one for one in self.staff if Role.DATA_ENTRY in one.roles)
            actor, options = actors.staff(User.objects.get(pk=entry.pk)), {"channel": COUNTER}
        item, who = self.guides[guide], Applicant(name="李敏", phone="13812345678", id_number="41010519491231002X")
        promised = vows(item, later=(2,), instead=(3,)) if item.deferrable else ()
        return [submit(Submission(item, None, {}, who, vows=promised), actor, key=None, now=at, **options).case]

    def _open_theme(self, at: dt.datetime) -> list[Case]:
        """What waits comes first in the list: the walk begins with it."""
        draft = drafts.begin(self.theme, "", [row.item for row in self.theme.theme_items.all()], "127.0.0.1", None)
        draft.inputs, draft.done = (
            {"contact": {"name": ["李敏"], "phone": ["13812345678"]}, "papers": {}},
            ["contact", "papers"],
        )
        draft.save()
        entries = send(draft, now=at).entries.order_by("-order")
        return [Case.objects.get(pk=entry.case_id) for entry in entries]


def build() -> World:
    """The bureaus, who works there, the guides, some with papers to promise, and a theme of two items in a row."""
    county = {"area_code": COUNTY, "closing_time": dt.time(16, 30)}
    bureaus = [make_bureau(), make_bureau(**county), make_bureau(), make_bureau(), make_bureau()]
    world = World(*bureaus)
    for bureau, clerks in ((world.lead, 3), (world.first, 2), (world.second, 2), (world.asked, 1), (world.strange, 1)):
        hired = [world.hire(bureau, Role.CLERK) for _ in range(clerks)]
        if bureau == world.first:
            PostHolder.objects.create(bureau=bureau, post=POST, user=hired[0])
    for bureau in (world.lead, world.first, world.second):
        world.hire(bureau, Role.SUPERVISOR)
    world.hire(world.lead, Role.DATA_ENTRY)
    world.hire(world.lead, Role.EDITOR)
    world.hire(None, Role.SUPERVISOR)
    world.people += [Person("citizen"), Person("system")]
    others = [world.first, world.second]
    joint = _listing(joint_item(world.lead, others, separate_decision=True))
    slow = joint_item(world.lead, others, promised_limit=40, promised_unit=Unit.DAY, statutory_limit=60)
    world.guides = [joint, slow, item_of(world.lead, separate_decision=True)]
    world.guides += [_promising(joint_item(world.lead, others)), _promising(item_of(world.lead))]
    world.theme = _theme(world)
    return world


def _listing(guide: ItemPage) -> ItemPage:
    """The first participant judges a paper."""
    steps = list(guide.steps.all())
    steps[2].checks = "营业执照"
    guide.steps = steps
    guide.save_revision().publish()
    return ItemPage.objects.get(pk=guide.pk)


def _promising(guide: ItemPage) -> ItemPage:
    """Its second paper may come later, its third may be promised instead; a participant judges the second."""
    guide.deferrable, guide.promise_instead, guide.defer_days, guide.check_days = True, True, 5, 8
    guide.materials = promised_materials()
    steps = list(guide.steps.all())
    if steps[2].bureau_id:
        steps[2].checks = HEALTH
        guide.steps = steps
    guide.save_revision().publish()
    return ItemPage.objects.get(pk=guide.pk)


def _theme(world: World) -> ThemePage:
    """A joint item of the lead's, and one of the first participant's that needs its result."""
    before, after = joint_item(world.lead, [world.second]), item_of(world.first)
    before.results = [Result(name="营业执照", kind="licence")]
    after.materials = [Material(name="营业执照", copies=1, sort_order=0)]
    for item in (before, after):
        item.save_revision().publish()
    theme = ThemePage(title="开餐馆", slug="walked-theme", live=True, lead=world.lead)
    theme.theme_items = [ThemeItem(item=before, sort_order=0), ThemeItem(item=after, sort_order=1)]
    theme.theme_order = [ThemeOrder(item=after, after=before, sort_order=0)]
    ThemeIndexPage.objects.get().add_child(instance=theme)
    return ThemePage.objects.get(pk=theme.pk)
