"""Fewer papers: from a data source, from a result of this hall, from an earlier case; and nothing is taken on trust."""

import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.roles import Role
from forms.service import create_from_definition
from guidance.applications import own_results
from guidance.applications.filling.models import Draft
from guidance.applications.models import CaseMaterial
from guidance.applications.own_results import valid_until
from guidance.cases import actors, flow
from guidance.cases.models import Case, Event
from guidance.comparing.answers import Outcome
from guidance.comparing.identity import Person
from guidance.comparing.providers import PROVIDERS
from items import choices
from items.models import ItemPage
from items.models.rows import Material
from tests.applications.filling import Browser, named, pdf
from tests.cases.staff import do
from tests.comparing.sources import LI, Faulty, make_source, with_table
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
WHO = [
    {"type": "person_name", "key": "who", "label": "姓名", "required": True, "purpose": "联系"},
    {"type": "id_number", "key": "idn", "label": "身份证号", "required": True, "purpose": "核对身份"},
    {"type": "phone", "key": "tel", "label": "手机", "required": True, "purpose": "联系"},
]
MORE = [{"type": "text", "key": "shop", "label": "店名"}]
ME = {"who": "李敏", "idn": LI, "tel": "13812345678"}
OTHER = {"who": "王五", "idn": "11010519491231002X", "tel": "13812345678"}
PAPER = "material-2"


@pytest.fixture
def source():
    return with_table(make_source(make_bureau()), f"{LI},李敏,JY1,长期")


def guide(source, steps=None, **fields):
    item = make_item(make_bureau(), publish=False, **fields)
    rows = list(item.materials.all())
    rows[1].data_source = source
    item.materials = rows
    steps = steps or [{"title": "申请人", "blocks": WHO}, {"title": "内容", "blocks": MORE}]
    item.form = create_from_definition("表", f"form-{item.pk}", item.bureau, steps, None)
    item.save_revision().publish()
    return ItemPage.objects.get(pk=item.pk)


def to_materials(browser, me=ME):
    browser.send(**me).send(shop="面馆")
    browser.open("materials")
    assert browser.page == "materials", browser.text
    return browser


def finish(browser):
    if browser.page != "check":
        browser.send()
    assert browser.page == "check", browser.text
    browser.client.post(browser.at, {"key": str(Draft.objects.get().key)})
    return Case.objects.order_by("-pk").first()


def test_a_match_spares_the_paper_and_is_kept_with_the_case(client, source):
    browser = to_materials(Browser(client, guide(source)))
    assert (
        "可通过数据比对免交：把您填写的身份证件号码和姓名告诉“企业登记库”，只用来核对营业执照是否有效" in browser.text
    )
    browser.send(f"compare:{PAPER}")
    assert browser.page == "materials"
    assert "已由“企业登记库”于" in browser.text
    assert PAPER not in browser.answer.context["filling"].materials.fields
    assert LI not in str(Draft.objects.get().spared)
    browser.send()
    assert "已由“企业登记库”于" in browser.text, "the summary says it"
    case = finish(browser)
    row = case.materials.get(order=2)
    assert (row.spared_by, row.asked_by, row.answer, row.answer_from, row.answer_reference) == (
        "data", "data", "match", "企业登记库", "JY1",
    )  # fmt: skip
    assert row.state == CaseMaterial.State.GIVEN
    assert not row.lacks
    assert row.history.first().answer_from == "企业登记库"
    told = Event.objects.get(case=case).data["asked"]
    assert [one["material"] for one in told] == ["营业执照"]
    assert case.snapshot["materials"][1]["data_source"] == source.pk


def test_no_match_asks_for_the_paper_and_is_kept_too(client, source):
    browser = to_materials(Browser(client, guide(source)), OTHER)
    browser.send(f"compare:{PAPER}")
    assert "没有查到相符的记录，请提交材料" in browser.text
    assert PAPER in browser.answer.context["filling"].materials.fields
    browser.send(**{PAPER: pdf("执照.pdf")})
    row = finish(browser).materials.get(order=2)
    assert (row.spared_by, row.answer, row.state) == ("", "no_match", "given")


def test_a_source_that_fails_asks_for_the_paper_and_may_be_tried_again(client, source, monkeypatch):
    monkeypatch.setitem(PROVIDERS, source.kind, Faulty(TimeoutError(), ZeroDivisionError(), Outcome.MATCH))
    browser = to_materials(Browser(client, guide(source)))
    browser.send(f"compare:{PAPER}")
    assert "没有及时答复，请提交材料，或稍后再试" in browser.text
    assert "再查一次" in browser.text
    browser.send(f"compare:{PAPER}")
    assert "对方系统故障" in browser.text
    browser.send(f"compare:{PAPER}")
    assert "已由“企业登记库”" in browser.text


def test_another_applicant_loses_the_match(client, source):
    browser = to_materials(Browser(client, guide(source)))
    browser.send(f"compare:{PAPER}").send()
    assert browser.page == "check"
    browser.open("1", "?back=check").send(**OTHER)
    assert browser.page == "materials", "the match is gone, so the page is not done any more"
    assert "核对结果作废：营业执照" in browser.text
    browser.send(f"upload:{PAPER}")
    row = finish(browser).materials.get(order=2)
    assert (row.spared_by, row.state) == ("", "missing")


def test_a_match_is_not_taken_from_the_browser(client, source):
    browser = to_materials(Browser(client, guide(source)), OTHER)
    made_up = '{"material-2": {"outcome": "match"}}'
    browser.send(**{"material-2-spared": made_up})
    assert not finish(browser).materials.exclude(spared_by="").exists()


def test_a_match_of_yesterday_is_asked_for_again(client, source):
    browser = to_materials(Browser(client, guide(source)))
    browser.send(f"compare:{PAPER}")
    draft = Draft.objects.get()
    draft.spared[PAPER]["at"] = (timezone.now() - timedelta(days=2)).isoformat()
    draft.save()
    browser.send()
    assert "核对结果已过一天" in browser.text
    assert browser.send().page == "check"


def test_a_form_of_one_page_asks_from_the_page_itself(client, source):
    item = guide(source, [{"title": "申请人", "blocks": WHO}])
    browser = Browser(client, item)
    assert "同意并查询" in browser.text
    browser.send(f"compare:{PAPER}", who="李敏")
    assert "请先在表单里填好" in browser.text
    browser.send(f"compare:{PAPER}", **ME)
    assert "已由“企业登记库”" in browser.text
    browser.send(**OTHER)
    assert "核对结果作废" in browser.text
    assert not Case.objects.exists()
    browser.send(f"compare:{PAPER}", **ME).send(**ME)
    assert Case.objects.get().materials.get(order=2).spared_by == "data"


def test_the_applicant_may_hand_it_in_after_all(client, source):
    browser = to_materials(Browser(client, guide(source)))
    browser.send(f"compare:{PAPER}").send(f"upload:{PAPER}")
    assert PAPER in browser.answer.context["filling"].materials.fields
    assert Draft.objects.get().spared == {}


def test_a_source_that_is_switched_off_or_that_the_form_cannot_ask_is_not_offered(client, source):
    plain = guide(source, [{"title": "申请人", "blocks": [WHO[0], WHO[2]]}])
    assert "同意并查询" not in Browser(client, plain).text
    item = guide(source)
    source.active = False
    source.save()
    browser = to_materials(Browser(Client(), item))
    assert "同意并查询" not in browser.text
    assert PAPER in browser.answer.context["filling"].materials.fields


def test_too_many_questions_from_one_address_are_refused(client, source, monkeypatch):
    monkeypatch.setattr("guidance.applications.filling.sparing.ASKS", 2)
    browser = to_materials(Browser(client, guide(source)), OTHER)
    for _ in range(3):
        browser.send(f"compare:{PAPER}")
    assert browser.answer.status_code == 429
    assert "操作太频繁" in browser.text


def licensed(client, source, validity="5年"):
    """A case whose result is 营业执照, granted and closed."""
    item = guide(source)
    browser = to_materials(Browser(client, item))
    browser.send(f"compare:{PAPER}").send(**{"material-1": pdf("申请书.pdf")})
    case = finish(browser)
    case.snapshot["results"] = [{"name": "营业执照", "kind": choices.ResultKind.LICENCE, "validity": validity}]
    case.state = "closed"
    case.save()
    case.application.decision, case.application.result_number = "granted", "JY9"
    case.application.decided_at = timezone.now()
    case.application.save()
    return case


def from_earlier(client, item, case, **sent):
    url = reverse("apply-earlier", args=[item.address])
    return client.post(url, {"number": case.number, "code": case.query_code, "consent": "on", **sent}, follow=True)


def test_a_result_of_this_hall_spares_the_same_applicant_the_paper(source):
    case = licensed(Client(), source)
    client, item = Client(), guide(None)
    assert from_earlier(client, item, case, consent="").status_code == 200
    assert not Draft.objects.exists()
    from_earlier(client, item, case)
    browser = Browser(client, item)
    to_materials(browser.open("1"))
    assert "本大厅核发过：营业执照，编号 JY9，有效期至" in browser.text
    browser.send(f"result:{PAPER}")
    assert "本大厅已向您核发（营业执照，编号 JY9" in browser.text
    row = finish(browser).materials.get(order=2)
    assert (row.spared_by, row.answer_reference, row.state) == ("result", "JY9", "given")


def test_nobody_elses_result_and_no_expired_one(source):
    case = licensed(Client(), source)
    client, item = Client(), guide(None)
    from_earlier(client, item, case)
    browser = to_materials(Browser(client, item).open("1"), OTHER)
    browser.send(f"result:{PAPER}")
    assert "发给别的申请人" in browser.text
    assert PAPER in browser.answer.context["filling"].materials.fields
    case.application.decided_at = timezone.now() - timedelta(days=6 * 366)
    case.application.save()
    assert "本大厅核发过" not in browser.open("materials").text


def test_the_result_of_another_company_of_the_same_person_is_not_taken(source):
    case = licensed(Client(), source)
    assert own_results.is_of(case, Person("李敏", LI))
    assert not own_results.is_of(case, Person("李敏", LI, "91410100MA4ABCDEF0"))
    assert not own_results.is_of(case, Person("李敏"))


@pytest.mark.parametrize(
    ("text", "day"),
    [("5年", date(2029, 2, 28)), ("三年", date(2027, 2, 28)), ("6个月", date(2024, 8, 29)), ("长期", date.max), ("", date.max),
     ("见证照", None), ("自发证之日起5年", date(2029, 2, 28))],
)  # fmt: skip
def test_terms_as_guides_write_them(text, day):
    assert valid_until(text, date(2024, 2, 29)) == day


def test_papers_of_an_earlier_case_come_over_with_consent(source):
    case = licensed(Client(), source)
    client, item = Client(), guide(None)
    from_earlier(client, item, case)
    browser = to_materials(Browser(client, item).open("1"))
    assert "申请书.pdf" in browser.text
    assert f"取自您的办件 {case.number}" in browser.text
    made = finish(browser.send(**{"material-1-kept": Draft.objects.get().inputs["material-1-kept"]}))
    row = made.materials.get(order=1)
    assert (row.spared_by, row.answer_reference, row.state) == ("earlier", case.number, "given")
    kept, before = made.attachments.get(key="material-1"), case.attachments.get(key="material-1")
    assert (kept.sha256, kept.name) == (before.sha256, before.name)
    assert kept.file.name != before.file.name, "a copy of its own"


def test_a_paper_taken_over_and_removed_again_spares_nothing(source):
    case = licensed(Client(), source)
    client, item = Client(), guide(None)
    from_earlier(client, item, case)
    browser = to_materials(Browser(client, item).open("1"))
    browser.send()
    row = finish(browser).materials.get(order=1)
    assert (row.spared_by, row.state) == ("", "missing")


def test_old_cases_and_guides_without_a_source_stay_as_they_were(client):
    item = guide(None)
    item.materials = [
        *item.materials.all(),
        Material(name="社保证明", source=choices.MaterialSource.DATA, sort_order=9),
    ]
    item.save_revision().publish()
    browser = to_materials(Browser(client, item))
    fields = browser.answer.context["filling"].materials.fields
    assert sorted(fields) == ["material-1", "material-2"], "what the desk compares itself is not asked"
    assert "同意并查询" not in browser.text


def test_supervision_counts_what_was_spared_and_leads_to_it(source):
    client, item = Client(), guide(source)
    browser = to_materials(Browser(client, item))
    spared = finish(browser.send(f"compare:{PAPER}"))
    browser = to_materials(Browser(Client(), item), OTHER)
    plain = finish(browser.send(f"compare:{PAPER}"))
    chief = Client()
    chief.force_login(make_user(Role.SUPERVISOR))
    page = chief.get(reverse("supervision:page"))
    papers = page.context["papers"]
    assert [figure.count for figure in papers.total] == [4, 1, 1, 0, 0]
    assert [row.name for row in papers.by_item] == [item.title]
    assert "共列材料 4 份，免交 1 份（25%）" in page.content.decode()
    for row in (papers.by_bureau[0], papers.by_item[0]):
        asked, one, by_data, by_result, _earlier = (chief.get(figure.url).content.decode() for figure in row.figures)
        assert spared.number in asked
        assert plain.number in asked
        assert spared.number in one
        assert plain.number not in one
        assert spared.number in by_data
        assert spared.number not in by_result
    row = spared.materials.get(order=2)
    row.state = "wanted"
    row.save()
    assert chief.get(reverse("supervision:page")).context["papers"].total[1].count == 0, "it is asked for after all"


def test_the_desk_the_applicant_and_the_archive_see_the_answer(source):
    client = Client()
    case = finish(to_materials(Browser(client, guide(source))).send(f"compare:{PAPER}"))
    assert "已由“企业登记库”于" in client.get(reverse("progress-case", args=[case.number])).content.decode()
    desk = Client()
    desk.force_login(make_user(Role.CLERK, Role.SUPERVISOR, bureau=case.bureau))
    page = desk.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert "已由“企业登记库”于" in page
    assert "JY1" in page
    answer = desk.get(reverse("case-archive", args=[case.number]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        rows = json.loads(archive.read("materials.json"))
    assert [(row["spared_by"], row["answer_from"]) for row in rows] == [("", ""), ("data", "企业登记库")]


def test_a_paper_wanted_and_sent_is_not_spared_any_more(source):
    case = finish(to_materials(Browser(Client(), guide(source))).send(f"compare:{PAPER}"))
    row = case.materials.get(order=2)
    clerk = make_user(Role.CLERK, bureau=case.bureau)
    do(do(case, "take", clerk), "correct", clerk, {"reason": "请交原件扫描件", "materials": [row.pk]})
    flow.perform(case, "supplement", actors.citizen(), {"body": "已交"}, MultiValueDict({row.key: [pdf("执照.pdf")]}))
    row.refresh_from_db()
    assert (row.state, row.spared_by, row.answer) == ("given", "", "match")


def test_at_the_counter_the_page_carries_the_answer_signed(source):
    item, desk = guide(source), Client()
    desk.force_login(make_user(Role.DATA_ENTRY, bureau=item.bureau))
    url = reverse("counter-enter", args=[item.address])

    def hidden(page):
        return dict(
            re.findall(r'<input type="hidden" name="(key|form_version|spared)" value="([^"]+)"', page.content.decode())
        )

    sent = named(ME)
    first = hidden(desk.get(url))
    page = desk.post(url, {**sent, **first, "go": f"compare:{PAPER}"})
    assert "先问过申请人" in desk.get(url).content.decode()
    assert "已由“企业登记库”于" in page.content.decode()
    assert LI not in hidden(page)["spared"]
    forged = desk.post(url, {**sent, **hidden(page), "spared": "e30:x:y", "go": f"upload:{PAPER}"})
    assert "已由“企业登记库”于" not in forged.content.decode()
    other = desk.post(url, {**named(OTHER), **hidden(page), "go": "next"})
    assert other.status_code == 422
    assert "核对结果" in other.content.decode()
    answer = desk.post(url, {**sent, **hidden(page), "go": "next"})
    case = Case.objects.get()
    assert case.materials.get(order=2).spared_by == "data"
    assert "已由“企业登记库”于" in desk.get(answer.url).content.decode()
