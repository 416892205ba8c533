"""Five bureaus with their people, and the guides whose cases are walked; made once, each walk rolls its rows back."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import Bureau, User
from accounts.roles import Role
from guidance.applications.posts import PostHolder
from guidance.applications.submit import COUNTER, Submission, submit
from guidance.cases import actors
from guidance.cases.flow import Applicant
from guidance.cases.models import Case
from items.choices import Unit
from items.models import ItemPage
from tests.applications.joining import POST, joint_item
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

    def hire(self, bureau: Bureau | None, *roles: Role) -> User:
        user = make_user(*roles, bureau=bureau)
        self.people.append(Person("staff", user.pk, bureau.pk if bureau else None, frozenset(roles)))
        return user

    @property
    def staff(self) -> list[Person]:
        return [one for one in self.people if one.kind == "staff"]

    def clerks_of(self, bureau: Bureau) -> list[Person]:
        return [one for one in self.staff if one.bureau == bureau.pk and Role.CLERK in one.roles]

    def open(self, guide: int, at: dt.datetime, *, counter: bool = False) -> Case:
        """A case of one of the guides, sent by its citizen or entered at the counter."""
        actor, options = actors.citizen(), {}
        if counter:
            entry = next(one for one in self.staff if Role.DATA_ENTRY in one.roles)
            actor, options = actors.staff(User.objects.get(pk=entry.pk)), {"channel": COUNTER}
        who = Applicant(name="李敏", phone="13812345678", id_number="41010519491231002X")
        return submit(Submission(self.guides[guide], None, {}, who), actor, key=None, now=at, **options).case


def build() -> World:
    """The bureaus, who works there, and three guides: two joint ones, and one of the lead alone."""
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
    return world


def _listing(guide: ItemPage) -> ItemPage:
    """The first participant judges a paper."""
    steps = list(guide.steps.all())
    steps[2].checks = "营业执照"
    guide.steps = steps
    guide.save_revision().publish()
    return ItemPage.objects.get(pk=guide.pk)
