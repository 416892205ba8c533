"""A queue of a million cases: how long the index takes to build, and what a search in it costs beside a bare MATCH.

`python -m tests.bench.long_queue [--cases 1000000]`: the rows of cases and of their questions are written past the
verbs, the index is then built by `search_index rebuild`, as on any hall. Each round asks FTS5 for the newest fifty of a
word and a bureau (a bare MATCH of the same tokens), then the engine for the same, then what the inbox does: up to
10,000 keys, checked and counted by facet in the database, and the first fifty cases read. Ratios are of neighbours in one
run. It exits 1 if the engine's own p95 is more than three times that of the bare MATCH.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from tests.bench.__main__ import p95, set_up
from tests.servers import free_port

BUREAUS, CLERKS, PAGE, MOST_TIMES = 45, 200, 50, 3
SUBJECTS = [
    "食品经营许可",
    "夜市摆摊",
    "营业执照遗失补办",
    "养犬登记",
    "门头招牌设置",
    "消防验收",
    "施工许可",
    "医保异地就医备案",
    "公积金提取",
    "不动产抵押登记",
    "居住证续签",
    "网约车驾驶员证",
    "烟草零售许可",
    "劳务派遣",
    "民办学校筹设",
    "道路临时占用",
    "排水许可",
    "户外广告",
    "退休人员认证",
    "生育津贴申领",
    "护照换发",
    "特种设备使用登记",
    "医疗机构执业登记",
    "印刷经营许可",
    "旅馆特种行业许可",
]
ASKED = ("需要什么材料", "多久能办好", "收费标准是多少", "在哪个窗口办理", "能不能网上申请", "不在本市可以代办吗")
NAMES = ("李小敏", "王芳", "欧阳静怡", "张伟", "刘洋", "陈静", "赵国强", "孙丽华", "周建军", "吴桂英")
WORDS = (
    "营业执照",
    "夜市",
    "窗口办理",
    "材料",
    "驾驶员",
    "代办",
    "消防",
    "收费 许可",
    "王芳",
    "静怡 登记",
    "备案 多久",
)


def arguments():
    """How much to build and to ask."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.long_queue", description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000, help="Cases in the queue (default: a million).")
    parser.add_argument("--rounds", type=int, default=200, help="Questions asked (default: 200).")
    return parser.parse_args()


def fill(count, chance):
    """Bureaus, their clerks and so many questions over three years; the bureaus and a clerk of each."""
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import User
    from accounts.roles import Role, assign
    from guidance.cases.models import Case
    from guidance.consultations.models import Consultation
    from tests.factories import make_bureau

    with transaction.atomic():
        bureaus = [make_bureau(f"第{n}委员会", slug=f"bench-{n}") for n in range(BUREAUS)]
        clerks = [User.objects.create_user(f"clerk{n}", bureau=bureaus[n % BUREAUS]) for n in range(CLERKS)]
        for clerk in clerks:
            assign(clerk, [Role.CLERK])
    now, step = timezone.now(), timedelta(days=3 * 365) / count
    for start in range(0, count, 5000):
        cases = [_case(n, now - step * (count - n), clerks, chance) for n in range(start, min(start + 5000, count))]
        with transaction.atomic():
            Case.objects.bulk_create(cases)
            Consultation.objects.bulk_create([Consultation(case=case, question=case.asked) for case in cases])
        told(f"written: {start + len(cases)}")
    return [(bureau, next(clerk for clerk in clerks if clerk.bureau_id == bureau.pk)) for bureau in bureaus]


def _case(n, moment, clerks, chance):
    from django.utils import timezone

    from guidance.cases.models import Case
    from guidance.cases.states import Kind, State

    clerk = chance.choice(clerks)
    text = f"{chance.choice(SUBJECTS)}{chance.choice(ASKED)}？{chance.choice(SUBJECTS)}呢，{chance.choice(ASKED)}？"
    fresh = chance.random() < 0.02
    case = Case(
        number=f"{timezone.localtime(moment):%Y%m%d}-{n:07}", code_salt=str(n), kind=Kind.CONSULTATION, title=text[:30],
        state=chance.choice([State.SUBMITTED, State.WORKING]) if fresh else State.ANSWERED, bureau_id=clerk.bureau_id,
        owner=clerk, applicant_name=chance.choice(NAMES), applicant_phone=f"138{n:08}", submitted_at=moment,
        updated_at=moment, due_at=moment + timedelta(days=5), warn_at=moment + timedelta(days=4),
    )  # fmt: skip
    case.asked = f"{text}电话{case.applicant_phone}。"
    return case


def told(text):
    """One line that stays, on standard error."""
    print(text, file=sys.stderr, flush=True)


def build(count):
    """Fill the index as an operator does; the seconds it took."""
    from django.core.management import call_command

    began = time.perf_counter()
    call_command("search_index", "rebuild", "--kind", "case", stdout=sys.stderr)
    took = time.perf_counter() - began
    told(f"rebuilt: {count} cases in {took:.0f} s, {count / took:.0f} in a second")


def measure(desks, rounds, chance):
    """By what was done: the milliseconds of each round."""
    from search.engines.embedded import engine
    from search.engines.queue import Asked, groups, match

    took = {"bare MATCH, newest 50": [], "the engine, newest 50": [], "the inbox, facets to 10,000": []}
    for turn in range(-5, rounds):
        words, (bureau, clerk) = chance.choice(WORDS), chance.choice(desks)
        asked = Asked(kind="case", groups=groups(words), scope=(f"bureau-{bureau.pk}",), limit=PAGE)
        sql = f"SELECT rowid FROM search_queue_fts WHERE search_queue_fts MATCH ? ORDER BY rowid DESC LIMIT {PAGE}"
        times = [
            _timed(lambda sql=sql, asked=asked: engine.rows(sql, [match(asked)])),
            _timed(lambda asked=asked: engine.newest(asked)),
            _timed(lambda words=words, clerk=clerk: _inbox(words, clerk)),
        ]
        if turn >= 0:
            for times_of, each in zip(took.values(), times, strict=True):
                times_of.append(each)
    return took


def _timed(call):
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _inbox(words, clerk):
    from types import SimpleNamespace

    from django.http import QueryDict
    from django.utils import timezone
    from django.utils.http import urlencode

    from guidance.cases import inbox
    from guidance.cases.facets import FACETS, facets
    from guidance.cases.models import Case

    params = QueryDict(urlencode({"q": words}))
    listed = inbox.listed(SimpleNamespace(user=clerk), params, Case.objects.visible_to(clerk))
    facets(listed.rows, params, timezone.now(), FACETS)
    return list(listed.rows.for_lists()[:PAGE])


def main():
    """Figures, and 1 if the engine is too slow."""
    chosen, chance = arguments(), random.Random(3)
    with tempfile.TemporaryDirectory(prefix="hall-queue-") as folder:
        set_up(Path(folder), free_port())
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        desks = fill(chosen.cases, chance)
        build(chosen.cases)
        took = measure(desks, chosen.rounds, chance)
    bare = next(iter(took.values()))
    print(f"\n{chosen.cases} cases{'':<22}{'median':>10}{'p95':>10} ms{'p95 ratio':>12}")
    for name, times in took.items():
        print(f"{name:<32}{statistics.median(times):>10.1f}{p95(times):>10.1f}   {p95(times) / p95(bare):>11.1f}×")
    sys.exit(p95(took["the engine, newest 50"]) > MOST_TIMES * p95(bare))


if __name__ == "__main__":
    main()
