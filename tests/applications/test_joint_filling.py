"""A theme filled in as a single item is: step by step, papers spared, for somebody else, kept and reminded of."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forms.models import Upload
from forms.service import create_from_definition
from guidance.applications.agents import AUTHORISATION, Agent
from guidance.applications.bundles.models import JointCase, JointDraft
from guidance.applications.filling import kept, telling
from guidance.applications.filling.models import Draft
from guidance.applications.models import CaseMaterial
from guidance.applications.promises.form import AGREED, INSTEAD, LATER
from guidance.applications.promises.texts import words_for
from guidance.cases.models import Case, Event
from guidance.comparing.answers import Outcome
from guidance.comparing.providers import PROVIDERS
from guidance.notices.models import Notice
from items.models import ItemPage, ThemeIndexPage, ThemeItem, ThemePage
from items.models.rows import Material
from tests.applications.filling import ROW, Browser, named, pdf, with_steps
from tests.applications.promising import item_of
from tests.applications.test_spared import ME, MORE, OTHER, WHO, licensed, to_materials
from tests.comparing.sources import LI, Faulty, make_source, with_table
from tests.factories import in_order, make_bureau, make_item

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CONTACT = {"name": "李敏", "phone": "13812345678"}


class Street:
    """开店: a registration of three steps, a licence of two that compares data, a sign of one page."""

    def __init__(self, source):
        self.registration = with_steps(make_item(make_bureau(), "个体工商户登记"))
        self.licence = make_item(make_bureau(), "食品经营许可", publish=False)
        self.sign = make_item(make_bureau(), "门头招牌设置", publish=False)
        self.registration.materials = [Material(name="身份证", copies=1)]
        self.licence.materials = [
            Material(name="营业执照", copies=1, data_source=source),
            Material(name="平面图"),
        ]
        self.sign.materials = [
            Material(name="平面图"),
            Material(name="营业执照", data_source=source),
        ]
        steps = [{"title": "负责人", "blocks": WHO}, {"title": "门店", "blocks": MORE}]
        form = create_from_definition("表", f"form-{self.licence.pk}", self.licence.bureau, steps, None)
        self.licence.form = form
        own = create_from_definition("表", f"form-{self.sign.pk}", self.sign.bureau, [{"blocks": WHO}], None)
        self.sign.form = own
        for item in self.items:
            in_order(item, "materials")
            item.save_revision().publish()
        self.registration, self.licence, self.sign = (ItemPage.objects.get(pk=one.pk) for one in self.items)
        self.theme = ThemePage(title="开店", slug="open-shop", live=True, lead=self.registration.bureau)
        self.theme.theme_items = [ThemeItem(item=item, sort_order=n) for n, item in enumerate(self.items)]
        ThemeIndexPage.objects.get().add_child(instance=self.theme)

    @property
    def items(self):
        return [self.registration, self.licence, self.sign]

    @property
    def paper(self):
        """The input of 营业执照."""
        return f"paper-{self.licence.pk}-1"

    def case(self, item):
        return Case.objects.get(item=item)


class Visitor:
    """Fills in a theme, and goes wherever the hall leads."""

    def __init__(self, client, shop, items=None):
        self.client, self.shop = client, shop
        url = reverse("theme-apply", args=[shop.theme.slug])
        chosen = [one.pk for one in items or shop.items]
        self._go(client.post(url, {"item": chosen, "key": str(uuid.uuid4())}, follow=True))

    def send(self, go="next", **values):
        sent = {"go": go, "key": str(JointDraft.objects.get().key), "back": self.answer.context.get("back") or ""}
        own = {name: value for name, value in values.items() if name in CONTACT or name == "id_number"}
        rest = {name: value for name, value in values.items() if name not in own and not name.startswith("paper")}
        papers = {name: value for name, value in values.items() if name.startswith("paper")}
        return self._go(self.client.post(self.at, {**sent, **own, **named(rest), **papers}, follow=True))

    def post(self, values):
        return self._go(self.client.post(self.at, {"go": "next", "back": "check", **values}, follow=True))

    def open(self, name, tail=""):
        url = reverse("theme-apply-page", args=[self.shop.theme.slug, name]) + tail
        return self._go(self.client.get(url, follow=True))

    def _go(self, answer):
        self.answer, self.at = answer, answer.request["PATH_INFO"]
        return self

    @property
    def page(self):
        return self.at.rstrip("/").rpartition("/")[2]

    @property
    def text(self):
        return self.answer.content.decode()

    @property
    def stops(self):
        return [(stop.over, stop.title) for stop in self.answer.context["stops"]]

    def step(self, item, n):
        return f"item-{item.pk}-{n}"

    def to_papers(self, me=ME, **contact):
        self.send(**CONTACT, **contact).send(who="c1", shop="面馆").send(staff="6", promise="on")
        self.send(**me).send(shop="面馆").send(**me)
        assert self.page == "papers", self.text
        return self

    def finish(self):
        if self.page != "check":
            self.send()
        assert self.page == "check", self.text
        self.client.post(self.at, {"key": str(JointDraft.objects.get().key)})
        return JointCase.objects.get()


@pytest.fixture
def source():
    return with_table(make_source(make_bureau()), f"{LI},李敏,JY1,长期")


@pytest.fixture
def shop(source):
    return Street(source)


@pytest.fixture
def visitor(client, shop):
    return Visitor(client, shop)


def test_each_items_form_is_filled_in_step_by_step(visitor, shop):
    first, licence = shop.registration.title, shop.licence.title
    assert visitor.page == "contact"
    visitor.send(**CONTACT)
    assert visitor.page == visitor.step(shop.registration, 1)
    assert visitor.stops == [
        ("", "申请人"), (first, "申请人"), (first, "内容"), (licence, "负责人"), (licence, "门店"),
        ("", "门头招牌设置"), ("", "申请材料"), ("", "核对并提交"),
    ]  # fmt: skip
    assert "从业人数" not in visitor.text
    visitor.send(who="c2", shop="张三面馆")
    assert visitor.page == visitor.step(shop.registration, 2), "a step that only companies have"
    visitor.send(**ROW).send(staff="6", licence="X1", plan=pdf(), promise="on")
    assert visitor.page == visitor.step(shop.licence, 1)
    assert 'value="李敏"' in visitor.text
    visitor.send(**ME).send()
    assert f'value="{LI}"' in visitor.text, "what another item's form was told is not typed again"
    visitor.send(**ME).send(**{f"paper-{shop.licence.pk}-2": pdf("平面图.pdf")})
    assert visitor.page == "check"
    for words in ("张三面馆", "大学路 40 号", "场所 1", "图.pdf", "平面图.pdf", "个体工商户登记：内容", "以后补交"):
        assert words in visitor.text
    visitor.finish()
    case = shop.case(shop.registration)
    assert case.application.answers["places"] == [{"street": "大学路 40 号", "rented": False}]
    assert {row.key for row in case.attachments.all()} == {"plan"}
    assert [row.state for row in shop.case(shop.sign).materials.order_by("order")] == ["given", "missing"]
    assert not JointDraft.objects.exists()
    assert all(upload.owner.startswith("case:") for upload in Upload.objects.all())


def test_back_loses_nothing_and_a_step_that_does_not_apply_is_skipped(visitor, shop):
    visitor.send(**CONTACT).send(who="c2", shop="张三面馆").send("back", places__rows="0", places__0__street="大学路")
    assert visitor.page == visitor.step(shop.registration, 1)
    assert "张三面馆" in visitor.text
    visitor.send(who="c2", shop="张三面馆")
    assert "大学路" in visitor.text
    visitor.open(visitor.step(shop.registration, 1), "?back=check").send(who="c1", shop="李四面馆")
    assert visitor.page == visitor.step(shop.registration, 3)
    assert visitor.open(visitor.step(shop.registration, 2)).page == visitor.step(shop.registration, 3)
    assert visitor.open("papers").page == visitor.step(shop.registration, 3)


def test_from_the_summary_to_an_answer_and_back(visitor, shop):
    visitor.to_papers().send()
    assert f"/item-{shop.registration.pk}-3/?back=check#id_answers-staff_field" in visitor.text
    visitor.open(visitor.step(shop.registration, 3), "?back=check")
    assert "保存并返回核对" in visitor.text
    visitor.send(staff="9", promise="on")
    assert visitor.page == "check"
    visitor.open(visitor.step(shop.registration, 1), "?back=check").send(who="c2", shop="面馆")
    assert visitor.page == visitor.step(shop.registration, 2), "what turns out to be needed is asked first"


def test_errors_are_told_on_their_page_and_nothing_is_lost(visitor, shop):
    visitor.send(**CONTACT).send(shop="很长的店名" * 5)
    assert visitor.answer.status_code == 422
    assert "请选择「申请人类型」。" in visitor.text
    for target in re.findall(r'<a href="#([^"]+)">', visitor.text.split("error-summary")[2]):
        assert f'id="{target}"' in visitor.text
    assert "很长的店名" in visitor.text
    visitor.open(visitor.step(shop.registration, 1))
    assert "error-summary" not in visitor.text
    assert "很长的店名" in visitor.text


def test_a_match_spares_the_paper_of_every_item_that_asks_for_it(visitor, shop, source, monkeypatch):
    asked = Faulty(Outcome.MATCH)
    monkeypatch.setitem(PROVIDERS, source.kind, asked)
    visitor.to_papers()
    assert "可通过数据比对免交：把您填写的身份证件号码和姓名告诉“企业登记库”" in visitor.text
    visitor.send(f"compare:{shop.paper}")
    assert visitor.page == "papers"
    assert "已由“企业登记库”于" in visitor.text
    assert len(asked.asked) == 1, "one applicant, one source, one question"
    assert shop.paper not in visitor.answer.context["form"].fields
    assert LI not in str(JointDraft.objects.get().spared)
    visitor.send()
    assert "已由“企业登记库”于" in visitor.text, "the summary says it"
    visitor.finish()
    for item in (shop.licence, shop.sign):
        row = shop.case(item).materials.get(name="营业执照")
        assert (row.spared_by, row.answer, row.state) == ("data", "match", CaseMaterial.State.GIVEN)
        assert Event.objects.get(case=row.case, verb="submit").data["asked"][0]["material"] == "营业执照"


def test_no_match_asks_for_the_paper(visitor, shop):
    visitor.to_papers(OTHER).send(f"compare:{shop.paper}")
    assert "没有查到相符的记录，请提交材料" in visitor.text
    visitor.send(**{shop.paper: pdf("执照.pdf")})
    visitor.finish()
    rows = [shop.case(item).materials.get(name="营业执照") for item in (shop.licence, shop.sign)]
    assert {(row.spared_by, row.answer, row.state) for row in rows} == {("", "no_match", "given")}


def test_another_applicant_of_one_item_loses_its_match_alone(visitor, shop):
    visitor.to_papers().send(f"compare:{shop.paper}").send()
    assert visitor.page == "check"
    visitor.open(f"item-{shop.sign.pk}", "?back=check").send(**OTHER)
    assert visitor.page == "papers", "the match is gone, so the page is not done any more"
    assert "核对结果作废：营业执照" in visitor.text
    assert "用于：门头招牌设置。" in visitor.text
    visitor.send(**{shop.paper: pdf("执照.pdf")})
    visitor.finish()
    licence, sign = (shop.case(item).materials.get(name="营业执照") for item in (shop.licence, shop.sign))
    assert (licence.spared_by, sign.spared_by, sign.state) == ("data", "", "given")
    assert [file.name for file in sign.case.attachments.all()] == ["执照.pdf"]
    assert not licence.case.attachments.exists(), "what is spared is not handed in"


def test_a_match_is_not_taken_from_the_browser(visitor, shop):
    visitor.to_papers(OTHER)
    visitor.send(**{f"{shop.paper}-spared": '{"outcome": "match"}', "spared": shop.paper})
    visitor.finish()
    assert not CaseMaterial.objects.exclude(spared_by="").exists()


def test_what_was_found_can_be_given_back(visitor, shop):
    visitor.to_papers().send(f"compare:{shop.paper}").send(f"upload:{shop.paper}")
    assert JointDraft.objects.get().spared == {}
    assert shop.paper in visitor.answer.context["form"].fields


@pytest.mark.parametrize("go", ["compare:paper-0-1", "compare:", "result:x", "upload:paper-9-9"])
def test_buttons_that_are_not_there_do_nothing(visitor, go):
    assert visitor.to_papers().send(go).answer.status_code == 200
    assert JointDraft.objects.get().spared == {}


AGENT = {"agent_name": "赵六", "agent_phone": "13900000000", "agent_id": "11010519491231002x"}


def test_somebody_else_applies_and_each_case_keeps_the_authorisation(visitor, shop):
    visitor.send(**CONTACT, **AGENT)
    assert visitor.answer.status_code == 422
    assert "替别人办理要有授权委托书" in visitor.text
    visitor.to_papers(**AGENT, agent_paper=pdf("委托书.pdf")).send()
    assert "赵六" in visitor.text
    assert "委托书.pdf" in visitor.text
    visitor.finish()
    assert {row.agent_id for row in Agent.objects.all()} == {"11010519491231002X"}
    for item in shop.items:
        assert shop.case(item).agent.agent_name == "赵六"
        assert shop.case(item).attachments.get(key=AUTHORISATION).name == "委托书.pdf"
    assert len({shop.case(item).attachments.get(key=AUTHORISATION).token for item in shop.items}) == 3


def code_on(text):
    return re.search(r'receipt__code">([0-9A-Z-]+)<', text)[1]


def test_the_code_goes_where_the_applicant_says_and_a_reminder_before_the_end(visitor, shop):
    visitor.send(**CONTACT).send("save", who="c1", shop="面馆")
    code = code_on(visitor.text)
    draft = JointDraft.objects.get()
    assert draft.expires_at - draft.changed_at == 30 * DAY
    assert 'value="13812345678"' in visitor.text
    url = reverse("theme-apply-saved", args=[shop.theme.slug])
    sent = {"go": "tell", "code": code, "phone": "13812345678", "email": "li@example.com"}
    assert visitor.client.post(url, {**sent, "phone": "12", "email": ""}).context["form"].errors
    assert visitor.client.post(url, sent).status_code == 302
    assert {(row.channel, code in row.body) for row in Notice.objects.all()} == {("sms", True), ("mail", True)}
    assert {row.bureau for row in Notice.objects.all()} == {shop.theme.lead}
    assert telling.remind(JointDraft, draft.expires_at - 3 * DAY - timedelta(minutes=1)) == 0
    assert telling.remind(JointDraft, draft.expires_at - 3 * DAY) == 1
    assert telling.remind(JointDraft, draft.expires_at - 2 * DAY) == 0
    assert Notice.objects.filter(kind="draft.reminder").count() == 2


def test_closed_on_one_device_and_gone_on_with_on_another(visitor, shop):
    visitor.send(**CONTACT).send("save", who="c1", shop="面馆")
    code = code_on(visitor.text)
    saved = visitor.client.get(reverse("theme-apply-saved", args=[shop.theme.slug])).content.decode()
    assert code not in saved
    assert "到期前提醒我" in saved
    visitor.client.post(reverse("theme-apply-discard", args=[shop.theme.slug]), {"go": "close"})
    assert JointDraft.objects.exists()
    assert visitor.open("contact").page == "apply"
    answer = Client().post(reverse("apply-resume"), {"code": code}, follow=True)
    assert answer.request["PATH_INFO"].endswith(f"/item-{shop.registration.pk}-3/"), "the first page that is not done"
    assert JointDraft.objects.get().inputs[f"item-{shop.registration.pk}"]["answers-shop"] == ["面馆"]


def test_a_draft_whose_theme_is_gone_is_deleted(visitor, shop):
    visitor.send(**CONTACT)
    JointDraft.objects.update(theme=None)
    assert kept.remove_expired(JointDraft, timezone.now()) == 1


def earlier_case(shop):
    """The licence applied for alone, with 平面图."""
    browser = to_materials(Browser(Client(), shop.licence)).send(**{"material-2": pdf("旧图.pdf")})
    browser.client.post(browser.at, {"key": str(Draft.objects.get().key)})
    return Case.objects.latest("pk")


def from_earlier(visitor, case, **sent):
    url = reverse("theme-apply-earlier", args=[visitor.shop.theme.slug])
    known = {"number": case.number, "code": case.query_code, "consent": "on"}
    return visitor._go(visitor.client.post(url, {**known, **sent}, follow=True))


def test_an_earlier_case_fills_in_all_items_and_gives_its_paper_to_each(shop):
    case = earlier_case(shop)
    visitor = Visitor(Client(), shop)
    assert "没有您的同意" in from_earlier(visitor, case, consent="").text
    assert "没有找到" in from_earlier(visitor, case, code="AAAAAAAA").text
    assert not JointDraft.objects.get().source
    from_earlier(visitor, case)
    assert visitor.page == "contact"
    assert f"已从您的办件 {case.number}" in visitor.text
    assert 'value="李敏"' in visitor.text
    visitor.send(**CONTACT).send(who="c1", shop="新店").send(staff="6", promise="on")
    assert f'value="{LI}"' in visitor.text
    visitor.send(**ME)
    assert 'value="面馆"' in visitor.text
    visitor.send(shop="面馆").send(**ME)
    assert visitor.page == "papers"
    token = re.search(r'-kept" value="([^"]+)"', visitor.text)[1]
    visitor.send(**{f"paper-{shop.licence.pk}-2-kept": token}).finish()
    for item in (shop.licence, shop.sign):
        row = CaseMaterial.objects.exclude(case=case).get(case__item=item, name="平面图")
        assert (row.spared_by, row.state, row.answer_reference) == ("earlier", "given", case.number)
        assert [file.name for file in row.case.attachments.all()] == ["旧图.pdf"]
        event = Event.objects.get(case=row.case, verb="submit")
        assert event.data["answers_from"] == case.number


def test_a_result_of_this_hall_spares_the_paper_of_every_item_of_the_same_applicant(shop, source):
    case = licensed(Client(), source)
    visitor = Visitor(Client(), shop)
    from_earlier(visitor, case)
    visitor.to_papers()
    assert "本大厅核发过：营业执照，编号 JY9" in visitor.text
    visitor.send(f"result:{shop.paper}")
    assert "本大厅已向您核发（营业执照，编号 JY9" in visitor.text
    visitor.finish()
    rows = [shop.case(item).materials.get(name="营业执照") for item in (shop.licence, shop.sign)]
    assert {(row.spared_by, row.answer_reference) for row in rows} == {("result", "JY9")}


def test_a_result_of_somebody_else_is_refused_on_the_page(shop, source):
    case = licensed(Client(), source)
    visitor = Visitor(Client(), shop)
    from_earlier(visitor, case)
    visitor.to_papers(OTHER).send(f"result:{shop.paper}")
    assert visitor.answer.status_code == 409
    assert "发给别的申请人" in visitor.text
    assert JointDraft.objects.get().spared == {}


def test_nothing_of_a_case_of_another_kind_of_thing(visitor, shop):
    visitor.send(**CONTACT, id_number=LI)
    other = make_item(make_bureau(), "户外广告")
    browser = Browser(Client(), other).send(name="王五", phone="13812345678")
    assert browser.page == "receipt"
    assert "没有可以用在这里的内容" in from_earlier(visitor, Case.objects.get()).text


def promising(source):
    """A theme with a guide whose second paper may come later and whose third may be promised instead."""
    shop = Street(source)
    shop.health = item_of(make_bureau(), title="健康许可")
    ThemeItem.objects.create(theme=shop.theme, item=shop.health, sort_order=9)
    return shop


def test_papers_are_promised_for_the_item_that_takes_a_promise(client, source):
    shop = promising(source)
    visitor = Visitor(client, shop, [shop.sign, shop.health])
    visitor.send(**CONTACT).send(**ME)
    assert "书面承诺：健康许可" in visitor.text
    assert "书面承诺：门头招牌设置" not in visitor.text
    prefix = f"item-{shop.health.pk}-"
    marks = {kind: words_for(kind, shop.health).mark for kind in (LATER, INSTEAD)}
    ticked = {f"{prefix}{LATER}": "2", f"{prefix}{INSTEAD}": "3"}
    visitor.send(**{f"paper_{name}": value for name, value in ticked.items()})
    assert visitor.page == "check", "nothing that is not of the page is taken"
    visitor.open("papers", "?back=check").post(ticked)
    assert visitor.answer.status_code == 422
    assert "请阅读承诺书，同意的请勾选" in visitor.text
    visitor.post({**ticked, **{f"{prefix}{kind}{AGREED}": mark for kind, mark in marks.items()}})
    assert visitor.page == "check"
    assert "承诺受理后补交（健康许可）" in visitor.text
    assert "用书面承诺代替（健康许可）" in visitor.text
    visitor.finish()
    states = {row.name: row.state for row in shop.case(shop.health).materials.all()}
    assert states == {"申请书": "missing", "从业人员健康证明": "deferred", "经营场所证明": "promised"}
    assert shop.case(shop.health).promises.count() == 2
    assert not shop.case(shop.sign).promises.exists()
