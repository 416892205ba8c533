"""Who works in the demo city: each of the six roles, a clerk and a supervisor in every bureau, and an administrator."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import Bureau, User
from accounts.roles import Role, assign
from guidance.applications.posts import PostHolder
from guidance.cases.models import Absence

PASSWORD = "hall-demo-2026"  # noqa: S105
"""Known to everybody: the demo never loads where citizens' cases live."""
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
GIVEN = ("晓燕", "建国", "志强", "秀英", "文博", "海涛", "丽娟", "国栋", "雅静", "永刚", "思远", "慧敏", "春雷", "玉兰")


@dataclass(frozen=True)
class Person:
    """A member of staff of the demo. No `bureau`: works for the city as a whole."""

    username: str
    name: str
    roles: tuple[Role, ...]
    bureau: str = ""
    shown: bool = True


STAFF = (
    Person("editor", "王晓燕", (Role.EDITOR,), "shichang"),
    Person("reviewer", "李建国", (Role.REVIEWER,), "shichang"),
    Person("legal", "张文博", (Role.LEGAL,)),
    Person("entry", "刘玉兰", (Role.DATA_ENTRY,), "shichang"),
    Person("clerk", "陈志强", (Role.CLERK,), "shichang"),
    Person("clerk2", "赵慧敏", (Role.CLERK,), "shichang"),
    Person("clerk-gongan", "周海涛", (Role.CLERK,), "gongan"),
    Person("clerk-ziran", "吴丽娟", (Role.CLERK,), "ziran"),
    Person("editor-gongan", "孙雅静", (Role.EDITOR,), "gongan"),
    Person("editor-jinshui", "何晓燕", (Role.EDITOR,), "jinshui"),
    Person("supervisor", "郭国栋", (Role.SUPERVISOR,)),
    Person("supervisor-shichang", "林秀英", (Role.SUPERVISOR,), "shichang"),
    Person("editor-shi", "徐慧敏", (Role.EDITOR,)),
    Person("reviewer-shi", "马思远", (Role.REVIEWER,)),
)
ADMIN = Person("admin", "系统管理员", ())


def everybody() -> list[Person]:
    """The staff above, and for each bureau a clerk and a supervisor if it has none among them."""
    return [*STAFF, *_one_each(Role.CLERK, "clerk", 0), *_one_each(Role.SUPERVISOR, "supervisor", 7)]


def _one_each(role: Role, prefix: str, shift: int) -> list[Person]:
    """Somebody in this role for each bureau that has none; `shift` makes their names differ from those of other roles."""
    served = {person.bureau for person in STAFF if role in person.roles}
    slugs = Bureau.objects.exclude(slug__in=served).order_by("sort_order", "pk").values_list("slug", flat=True)
    names = (SURNAMES[(n + shift) % len(SURNAMES)] + GIVEN[(n * 3 + shift) % len(GIVEN)] for n in range(len(slugs)))
    return [Person(f"{prefix}-{slug}", name, (role,), slug, False) for slug, name in zip(slugs, names, strict=True)]


def hire() -> int:
    """Make those who are missing; how many there are."""
    hashed = make_password(PASSWORD)
    bureaus = {bureau.slug: bureau for bureau in Bureau.objects.all()}
    people = everybody()
    for person in people:
        user = _user(person, hashed, bureaus.get(person.bureau))
        assign(user, person.roles)
    _user(ADMIN, hashed, None, is_superuser=True, is_staff=True)
    return len(people) + 1


def arrange(today: date) -> None:
    """One who makes the licences, and is away these days: somebody stands in, and the steps wait in a pool."""
    away, deputy = (User.objects.get(username=name) for name in ("clerk2", "clerk"))
    PostHolder.objects.get_or_create(bureau=away.bureau, post="制证岗", user=away)
    if not away.absences.exists():
        Absence.objects.create(
            user=away, deputy=deputy, first_day=today, last_day=today + timedelta(days=4), note="参加培训"
        )


def _user(person: Person, hashed: str, bureau: Bureau | None, **more: bool) -> User:
    user = User.objects.filter(username=person.username).first()
    if user is None:
        user = User(username=person.username, password=hashed, **more)
        user.display_name, user.bureau = person.name, bureau
        user.email = f"{person.username}@example.org"
        user.save()
    return user


def sign_ins() -> list[tuple[str, str, str, str]]:
    """(username, name, role, bureau) of those worth trying, as they are in the database."""
    shown = [ADMIN, *(person for person in STAFF if person.shown)]
    users = {user.username: user for user in User.objects.select_related("bureau")}
    rows = []
    for person in shown:
        user = users.get(person.username)
        if user is None:
            continue
        role = "、".join(role.label for role in person.roles) or "管理员"
        rows.append((user.username, user.get_full_name(), role, user.bureau.display_name if user.bureau else "全市"))
    return rows
