"""The picture of a case: where its bars lie, what tells them apart, and whom every second of waiting is counted for."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from guidance.applications import waits
from guidance.applications.axis import MOST_DATES, NARROWEST, Axis
from guidance.applications.lanes import drawn, lanes_of
from guidance.applications.models import CaseStep
from guidance.applications.opinions import Opinion
from guidance.applications.picture import bars_of
from guidance.applications.rounds import earlier
from guidance.applications.timeline import stages_of
from guidance.cases import actors, flow
from guidance.cases.columns import Clock
from guidance.cases.deputies import Away
from guidance.cases.due_words import explained
from guidance.cases.models import Case
from guidance.supervision.figures import jammed_steps
from tests.applications.joining import Table
from tests.applications.stepping import accepted, clerk_of, do, item_of, opened, step_of
from tests.factories import at, make_bureau

MONDAY = at("2026-03-02 10:00")


def picture_of(case, user):
    fresh, actor = Case.objects.get(pk=case.pk), actors.staff(user)
    stages = stages_of(fresh, actor)
    return drawn(fresh, lanes_of(fresh, stages), stages, waits.waits(fresh, people=True), Clock())


def test_an_axis_holds_whole_days_and_never_more_dates_than_a_phone_shows():
    for days in (0, 1, 3, 20, 60, 200, 1000):
        axis = Axis.over([MONDAY, MONDAY + timedelta(days=days)])
        assert (axis.share(MONDAY - timedelta(days=9)), axis.share(axis.last + timedelta(days=9))) == (0, 100)
        assert 0 < len(axis.dates()) <= MOST_DATES
        assert next(mark.text for mark in axis.dates()) == "03-02"


def test_a_moment_is_seen_and_no_bar_leaves_the_axis():
    axis = Axis.over([MONDAY, MONDAY + timedelta(days=9)])
    assert axis.bar(MONDAY, MONDAY, "done").width == f"{NARROWEST:.2f}%"
    late = axis.bar(axis.last, axis.last, "done")
    assert float(late.x[:-1]) + float(late.width[:-1]) == pytest.approx(100)


@pytest.mark.parametrize(("begins", "ends"), [(0, 1), (0, 9), (1, 20), (15, 20), (19, 20)])
def test_the_word_of_a_bar_has_its_room_within_the_axis(begins, ends):
    axis = Axis.over([MONDAY, MONDAY + timedelta(days=20)])
    bar = axis.bar(MONDAY + timedelta(days=begins), MONDAY + timedelta(days=ends), "active", label="第 2 次")
    x = float(bar.label_x.rstrip("%"))
    assert (0 < x < 75) if bar.anchor == "start" else (25 < x + 1 <= 100)


@pytest.mark.django_db
def test_today_is_never_the_end_and_what_is_late_is_drawn_apart():
    table = Table(2)
    case = table.accepted()
    now = timezone.now()
    step = step_of(case, table.step(1))
    step.started_at, step.due_at = now - timedelta(days=9), now - timedelta(days=3)
    step.save()
    picture = picture_of(case, table.owner)
    assert float(next(x for x, kind in picture.lines if kind == "today").rstrip("%")) < 95
    assert [lane.name for lane in picture.lanes] == [one.display_name for one in (table.lead, *table.others)]
    late, on_time = picture.lanes[2].tracks[0], picture.lanes[1].tracks[0]
    assert [bar.kind for bar in late.bars] == ["active", "late"]
    assert (late.word, on_time.word) == ("超期", "正在办")
    assert [bar.kind for bar in on_time.bars] == ["active", "left"]
    assert [bar.kind for bar in next(t for t in picture.lanes[0].tracks if t.name == "决定").bars] == ["waiting"]
    assert {"today", "due"} <= {kind for _x, kind in picture.lines}
    assert {kind for kind, _name in picture.kinds} == {"done", "active", "left", "late", "waiting"}


@pytest.mark.django_db
def test_a_step_that_was_done_late_keeps_the_part_that_was():
    table = Table(1)
    case = table.accepted()
    table.passes(case, 0)
    step = step_of(case, table.step(0))
    step.started_at, step.due_at = step.ended_at - timedelta(days=5), step.ended_at - timedelta(days=2)
    axis = Axis.over([step.started_at, step.ended_at])
    assert [bar.kind for bar in bars_of(step, case, axis, timezone.now())] == ["done", "late"]
    step.state = CaseStep.State.SKIPPED
    step.started_at = None
    assert bars_of(step, case, axis, timezone.now()) == []


@pytest.mark.django_db
def test_receipt_runs_on_the_cases_five_days_and_their_restart():
    bureau = make_bureau()
    clerk = clerk_of(bureau)
    with time_machine.travel(MONDAY, tick=False) as clock:
        case = opened(item_of(bureau))
        older = step_of(case, "收件")
        older.due_at = at("2026-03-02 17:00")
        older.save()
        do(case, "take", clerk)
        clock.move_to(at("2026-03-04 10:00"))
        assert _received(case, clerk) == ("正在办", at("2026-03-09 17:00"), ["active", "left"])
        assert [
            row.figures[1].count
            for row in jammed_steps(Case.objects.all(), timezone.now(), Away.on(timezone.localdate()))
        ] == [0]
        do(case, "correct", clerk, reason="缺图纸", days=15, materials=[])
        clock.move_to(at("2026-03-20 10:00"))
        assert _received(case, clerk) == ("期限中止", None, ["active"])
        picture = picture_of(case, clerk)
        assert "补正期限 2026-03-25 17:00" in picture.said
        assert not [said for said in picture.said if "应在" in said or "预计" in said]
        assert [kind for _x, kind in picture.lines] == ["today", "answer"]
        assert [
            row.figures[1].count
            for row in jammed_steps(Case.objects.all(), timezone.now(), Away.on(timezone.localdate()))
        ] == [0]
        flow.perform(case, "supplement", actors.citizen(), {"body": "补了"})
        assert _received(case, clerk) == ("正在办", at("2026-03-27 17:00"), ["active", "left"])
        clock.move_to(at("2026-03-27 17:30"))
        assert [
            row.figures[1].count
            for row in jammed_steps(Case.objects.all(), timezone.now(), Away.on(timezone.localdate()))
        ] == [1]
        clock.move_to(at("2026-03-27 16:00"))
        do(case, "accept", clerk)
        assert _received(case, clerk) == ("已完成", None, ["done"])


def _received(case, user):
    """How receipt is drawn, and by when it is to be done."""
    track = next(track for track in picture_of(case, user).lanes[0].tracks if track.name == "收件")
    fresh = Case.objects.get(pk=case.pk)
    return track.word, next(iter(fresh.steps.all())).due, [bar.kind for bar in track.bars]


@pytest.mark.django_db
def test_a_special_procedure_past_its_expected_end_has_no_due_date():
    bureau = make_bureau()
    clerk = clerk_of(bureau)
    with time_machine.travel(MONDAY, tick=False) as clock:
        case = accepted(item_of(bureau), clerk)
        do(case, "suspend", clerk, kind="experts", reason="评审", expected_days=9)
        assert any(said.startswith("暂定应在此前") for said in picture_of(case, clerk).said)
        assert "这一日期为暂定，恢复以后重新计算。" in explained(Case.objects.get(pk=case.pk))
        clock.move_to(at("2026-03-12 10:00"))
        picture, why = picture_of(case, clerk), explained(Case.objects.get(pk=case.pk))
        assert "特别程序已超过预计天数，恢复后重新计算到期日" in picture.said
        assert [kind for _x, kind in picture.lines] == ["today"]
        assert "原预计 2026-03-11 恢复，已超过预计天数。恢复以后重新计算到期日。" in why
        assert "应在" not in why


@pytest.mark.django_db
def test_a_time_that_does_not_count_is_hatched_in_every_lane(client):
    table = Table(1)
    case = table.accepted()
    do(case, "suspend", table.owner, kind="experts", reason="评审", expected_days=9)
    picture = picture_of(case, table.owner)
    assert all([bar.kind for bar in lane.stops] == ["stop"] for lane in picture.lanes)
    assert "期限中止" in [track.word for lane in picture.lanes for track in lane.tracks]
    client.force_login(table.owner)
    html = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert 'fill="url(#picture-stop)"' in html
    assert " style=" not in html.split('class="picture"')[1].split("</section>")[0]


@pytest.mark.django_db
def test_one_bureau_has_one_lane_near_the_top_of_the_page_with_the_totals(client):
    bureau = make_bureau()
    owner = clerk_of(bureau)
    case = accepted(item_of(bureau), owner)
    client.force_login(owner)
    html = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", html.split('class="hall-case__main"')[1])
    assert headings[0] == "办理进度"
    assert html.count('class="picture__lane"') == 1
    assert f"等 {bureau}" in html
    assert "每段时间在等谁" in html


@pytest.mark.django_db
def test_before_acceptance_who_has_not_read_the_papers_is_waited_for_too():
    table = Table(2)
    case = opened(table.item)
    everyone = (str(table.lead), *map(str, table.others))
    assert waits.waits(case)[-1].who == everyone
    do(case, "state_missing", table.clerks[0], materials=[], reason="")
    fresh = Case.objects.get(pk=case.pk)
    assert waits.waits(fresh)[-1].who == (everyone[0], everyone[2])
    do(case, "take", table.owner)
    do(case, "correct", table.owner, materials=[case.materials.first().pk], reason="缺图")
    fresh = Case.objects.get(pk=case.pk)
    assert waits.waits(fresh)[-1].who == ("申请人",)


@pytest.mark.django_db
def test_the_staff_see_who_has_it_and_the_totals_add_up():
    table = Table(2)
    case = table.accepted()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    fresh = Case.objects.get(pk=case.pk)
    later = timezone.now() + timedelta(days=3, hours=2, minutes=1)
    last = waits.waits(fresh, later, people=True)[-1]
    assert [(one.name, one.person) for one in last.parties] == [
        (str(table.others[0]), str(table.clerks[0])),
        (str(table.others[1]), ""),
    ]
    assert all(not one.person for span in waits.waits(fresh, later) for one in span.parties)
    found = dict(waits.totals(waits.waits(fresh, later, people=True)))
    assert found[str(table.others[1])] == "3 天 2 小时"
    assert [waits.lasting(seconds) for seconds in (59, 3600, 86400, 90000)] == [
        "0 分钟",
        "1 小时",
        "1 天",
        "1 天 1 小时",
    ]


@pytest.mark.django_db
def test_the_applicant_sees_the_bureaus_and_nobody_who_works_there(client):
    table = Table(2)
    case = table.accepted()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    session = client.session
    session["cases"] = [case.number]
    session.save()
    html = client.get(reverse("progress-case", args=[case.number])).content.decode()
    drawing = html.split('class="picture"')[1].split("</section>")[0]
    assert html.count('class="picture__lane"') == 3
    assert all(one.display_name in drawing for one in (table.lead, *table.others))
    assert not any(str(user) in html for user in (table.owner, *table.clerks))


@pytest.mark.django_db
def test_what_was_sent_back_is_drawn_as_rounds_with_their_words(client):
    table = Table(2)
    case = table.accepted()
    table.passes(case, 0)
    table.passes(case, 1)
    do(case, "return_step", table.owner, step="决定", to=table.step(0), reason="图纸过期")
    lane = next(lane for lane in picture_of(case, table.owner).lanes if lane.name == table.others[0].display_name)
    (track,) = lane.tracks
    assert [(bar.row, bar.kind, bar.label) for bar in track.bars] == [
        (0, "done", "第 1 次"),
        (1, "active", "第 2 次"),
        (1, "left", ""),
    ]
    assert next(text for text in track.details if "第 1 次" in text).startswith("第 1 次：2")
    decision = next(t for t in picture_of(case, table.owner).lanes[0].tracks if t.name == "决定")
    assert decision.word == "未开始"
    assert [bar.label for bar in decision.bars] == ["第 1 次", "第 2 次"]
    assert next(text for text in decision.details if "第 1 次" in text).endswith("，退回")
    client.force_login(table.owner)
    html = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert html.count(">第 1 次</text>") == 2
    assert html.count("第 1 次：") == 2


@pytest.mark.django_db
def test_a_step_that_was_never_sent_back_costs_no_query(django_assert_num_queries):
    table = Table(2)
    case = table.accepted()
    steps = list(case.steps.all())
    with django_assert_num_queries(0):
        assert earlier(case, steps) == {}


@pytest.mark.django_db
def test_an_opinion_is_drawn_below_the_step_that_asked_for_it_late_or_answered():
    table = Table(1)
    case, asked = table.accepted(), make_bureau()
    do(case, "take_step", table.clerks[0], step=table.step(0))
    do(case, "ask_opinion", table.clerks[0], bureau=asked.pk, reason="排烟", days=3)

    def line():
        lane = next(one for one in picture_of(case, table.owner).lanes if one.name == table.others[0].display_name)
        step, below = lane.tracks
        assert (step.name, step.under, below.under) == (table.step(0), False, True)
        assert below.name == f"征求意见：{asked.display_name}"
        return below

    below = line()
    assert (below.word, [bar.kind for bar in below.bars]) == ("等待回复", ["active", "left"])
    assert any("前回复" in text for text in below.details)
    now, row = timezone.now(), Opinion.objects.get()
    row.asked_at, row.due_at = now - timedelta(days=9), now - timedelta(days=2)
    row.save()
    below = line()
    assert (below.level, below.word, [bar.kind for bar in below.bars]) == ("late", "超期未回复", ["active", "late"])
    do(case, "answer_opinion", clerk_of(asked), opinion=row.pk, conclusion="agree", reason="可以")
    below = line()
    assert (below.word, [bar.kind for bar in below.bars]) == ("同意（逾期回复）", ["done", "late"])
    row.refresh_from_db()
    row.answered_at, row.conclusion, row.recalled_at = None, "", now
    row.save()
    assert line().word == "已撤回"
