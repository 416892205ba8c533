"""Nothing of another bureau comes out of the search of cases: random readers and questions against plain SQL.

Of each pair all that a page shows is compared: the cases in their order, the counts by facet, suggestions, marks.
Cases move between bureaus all the while.
"""

import random
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from accounts.roles import Role
from guidance.cases import inbox
from guidance.cases.columns import masked_name
from guidance.cases.facets import facets
from guidance.cases.finding import suggestions
from guidance.cases.flow import Applicant
from guidance.cases.marking import Marks
from guidance.cases.models import Case
from guidance.cases.states import Kind, State
from tests.cases.staff import application, consultation, do
from tests.conftest import IN_CI
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
PAIRS = 10_000 if IN_CI else 1_000
FEWER = 500
"""Beside PostgreSQL and on a cluster, where each question is a journey."""
MOVE_EVERY = 100
NAMES = ("李小敏", "王芳", "欧阳静怡", "张伟")
SUBJECTS = ("夜市", "摆摊", "营业执照", "停业", "养犬", "门头招牌")
COLUMNS = {"kind": "c.kind = %s", "state": "c.state = %s", "bureau": "c.bureau_id = %s", "month": "c.number LIKE %s"}
"""The filters asked for, and what each is in SQL."""
NAMED = "(c.title LIKE %s OR c.applicant_name LIKE %s)"
WRITTEN = """(c.title LIKE %s OR c.applicant_name LIKE %s OR q.question LIKE %s OR q.answer LIKE %s OR i.title LIKE %s OR EXISTS
    (SELECT 1 FROM cases_message m WHERE m.case_id = c.id AND m.body LIKE %s))"""
ENDING = "(c.applicant_phone LIKE %s OR c.applicant_id LIKE %s)"
WHOLE = "(c.number = %s OR c.applicant_phone = %s OR c.applicant_id = %s)"
ORACLE = """SELECT c.id FROM cases_case c LEFT JOIN consultations_consultation q ON q.case_id = c.id
    LEFT JOIN wagtailcore_page i ON i.id = c.item_id WHERE {} ORDER BY c.submitted_at DESC, c.id DESC"""


def value_of(case, name):
    return (
        f"{case.number[:4]}-{case.number[4:6]}" if name == "month" else str(getattr(case, COLUMNS[name].split()[0][2:]))
    )


def sees_all(reader):
    return bool(reader.is_active and (reader.is_superuser or reader.username == "chief"))


def oracle(reader, words, filters):
    """The keys of the cases in their order, by SQL alone."""
    conditions = [] if sees_all(reader) else [("c.bureau_id = %s", bureau_of(reader))]
    for word in words:
        if any(char.isdigit() for char in word):
            conditions.append((ENDING, f"%{word}") if len(word) == 4 else (WHOLE, word))
        else:
            conditions.append((WRITTEN if len(word) > 1 else NAMED, f"%{word}%"))
    for name, value in filters.items():
        if name == "month":
            value = f"{value.replace('-', '')}%"
        if name != "bureau" or sees_all(reader):
            conditions.append((COLUMNS[name], int(value) if name == "bureau" else value))
    values = [value for sql, value in conditions for _ in range(sql.count("%s"))]
    with connection.cursor() as cursor:
        cursor.execute(ORACLE.format(" AND ".join(sql for sql, _value in conditions)), values)
        return [key for (key,) in cursor.fetchall()]


def bureau_of(reader):
    return (reader.is_active and getattr(reader, "bureau_id", None)) or 0


class City:
    """Three bureaus with their cases, and readers of every sort."""

    def __init__(self, chance):
        self.chance = chance
        self.bureaus = [make_bureau(area_code=f"41020{n}") for n in range(3)]
        items = [make_item(bureau, f"{SUBJECTS[n]}许可") for n, bureau in enumerate(self.bureaus)]
        self.clerks = {bureau.pk: make_user(Role.CLERK, bureau=bureau) for bureau in self.bureaus}
        self.chief = make_user(Role.SUPERVISOR, username="chief")
        self.readers = [
            *self.clerks.values(),
            make_user(Role.SUPERVISOR, bureau=self.bureaus[0]),
            make_user(Role.CLERK),
            self.chief,
            make_user(Role.CLERK, bureau=self.bureaus[1], is_active=False),
            User.objects.create_superuser("root"),
            AnonymousUser(),
        ]
        for n in range(36):
            self.case(n, items[n % 3])
        self.cases = list(Case.objects.order_by("pk"))

    def case(self, n, item):
        pick = self.chance.choice
        who = Applicant(pick(NAMES), f"138{self.chance.randrange(10**8):08}", f"41010519491231{n:03}X")
        moment = at(f"2026-0{1 + n % 6}-12 10:00") + timedelta(minutes=n)
        if n % 4 == 0:
            case = application(item, moment, who)
        else:
            case = consultation(item, moment, f"{pick(SUBJECTS)}，{pick(SUBJECTS)}怎么办？", who)
        clerk = self.clerks[case.bureau_id]
        if n % 3 == 0:
            do(case, "note", clerk, {"body": f"备注：{pick(SUBJECTS)}"}, moment)
        if n % 5 == 0:
            do(case, "take", clerk, now=moment)
        if n % 10 == 5 and case.kind == Kind.CONSULTATION:
            do(case, "answer", clerk, {"answer": f"{pick(SUBJECTS)}可以。"}, moment)

    def move(self):
        """One open case goes to another bureau; the chief may move any as often as need be."""
        rows = Case.objects.of_kind(Kind.CONSULTATION).filter(state__in=[State.SUBMITTED, State.ASSIGNED])
        case = self.chance.choice(list(rows.order_by("pk")))
        target = self.chance.choice([bureau for bureau in self.bureaus if bureau.pk != case.bureau_id])
        return do(case, "transfer", self.chief, {"bureau": target.pk, "reason": "职责所在"})

    def question(self):
        """Words of two characters or one, names, numbers whole and by their ends; now and then a filter."""
        pick, case = self.chance.choice, self.chance.choice(self.cases)
        word = pick([
            *(text[:2] for text in (*NAMES, *SUBJECTS)), *(text[0] for text in NAMES), "许可", "备注", "转由", "月球",
            case.number, case.applicant_phone, case.applicant_id, case.applicant_phone[-4:], case.applicant_id[-4:],
        ])  # fmt: skip
        words = [word, *([pick(SUBJECTS)[:2]] if self.chance.random() < 0.3 else [])]
        name = pick(["", "", *COLUMNS])
        return words, {name: value_of(case, name)} if name else {}


def check(reader, words, filters):
    """One pair: all that a page would show; how many cases there were."""
    expected = oracle(reader, words, filters)
    request = SimpleNamespace(user=reader)
    params = QueryDict(urlencode({"q": " ".join(words), **filters}))
    visible = Case.objects.visible_to(reader)
    listed = inbox.listed(request, params, visible)
    shown = list(listed.rows.for_lists())
    told = f"{reader} {words} {filters}"
    assert [case.pk for case in shown] == expected, told
    for facet in facets(listed.rows, params, timezone.now(), COLUMNS) if expected else ():
        name = NAMES_OF[str(facet.label)]
        counted = Counter(value_of(case, name) for case in shown)
        assert sorted(value.count for value in facet.values) == sorted(counted.values()), told
    numbers = set(visible.values_list("number", flat=True)) if shown else set()
    for one in suggestions(" ".join(words), visible, shown, masked_name):
        assert one.words in numbers | {case.title for case in shown}, told
        assert not any(name in one.label for name in NAMES), told
    marks = Marks(listed.found)
    marks.read(shown)
    drawn = "".join(marks.name(case, masked_name(case)) + marks.place(case) for case in shown)
    assert not any(
        secret in drawn for case in shown for secret in (case.applicant_name, case.applicant_phone, case.applicant_id)
    ), told
    return len(expected)


NAMES_OF = {"类型": "kind", "状态": "state", "机构": "bureau", "月份": "month"}


def run(city, pairs, settle=lambda: None):
    """So many pairs, a case on the move now and then; how many pairs found something."""
    found = 0
    for number in range(pairs):
        if number % MOVE_EVERY == 0:
            moved = city.move()
            leaves_at_once(city, moved)
            settle()
        found += bool(check(city.chance.choice(city.readers), *city.question()))
    return found


def leaves_at_once(city, moved):
    """Whatever the index still holds: the case is not found where it was, nor counted."""
    for bureau, clerk in city.clerks.items():
        request, params = SimpleNamespace(user=clerk), QueryDict(urlencode({"q": moved.number}))
        rows = inbox.listed(request, params, Case.objects.visible_to(clerk)).rows
        assert rows.count() in ((1, 0) if bureau == moved.bureau_id else (0,))


@pytest.mark.slow
def test_ten_thousand_random_questions_leak_nothing():
    pairs = PAIRS if connection.vendor == "sqlite" else FEWER
    assert run(City(random.Random(5)), pairs) > pairs / 5


@pytest.mark.elasticsearch
def test_nor_do_they_on_a_cluster(feed):
    city = City(random.Random(6))
    feed()
    assert run(city, FEWER, feed) > FEWER / 5
