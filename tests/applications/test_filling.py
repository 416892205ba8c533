"""An application page by page: the path, what is kept, what is skipped, what is summed up and sent."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from forms.models import Upload
from guidance.applications.filling.models import Draft
from guidance.cases.models import Case
from items.checklists import Checklist
from items.models import ItemPage, ScenarioQuestion
from tests.applications.filling import ROW, Browser, fill_to_check, pdf, with_steps
from tests.factories import make_bureau, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return with_steps(make_item(make_bureau()))


@pytest.fixture
def browser(client, item):
    return Browser(client, item)


def stops(browser):
    return [stop.title for stop in browser.answer.context["stops"]]


def test_one_page_for_each_step_and_a_summary_before_sending(browser):
    assert "第 1 步，共 5 步" in browser.text
    assert stops(browser) == ["申请人", "内容", "联系方式", "申请材料", "核对并提交"]
    assert "从业人数" not in browser.text
    browser.send(who="c2", shop="张三面馆")
    assert browser.page == "2"
    assert stops(browser)[1] == "经营场所"
    browser.send(**ROW)
    assert browser.page == "3"
    browser.send(staff="6", licence="X1", plan=pdf(), promise="on")
    assert browser.page == "contact"
    browser.send(name="王五", phone="13812345678")
    assert browser.page == "materials"
    browser.send(**{"material-2": pdf("执照.pdf")})
    assert browser.page == "check"
    for words in ("张三面馆", "大学路 40 号", "场所 1", "图.pdf", "执照.pdf", "王五", "13812345678", "以后补交"):
        assert words in browser.text
    answer = browser.client.post(browser.at, {"key": str(browser.answer.context["draft"].key)})
    case = Case.objects.get()
    assert answer.url == reverse("receipt", args=[case.number])
    assert case.applicant_name == "王五"
    assert case.application.answers["places"] == [{"street": "大学路 40 号", "rented": False}]
    assert {row.key for row in case.attachments.all()} == {"plan", "material-2"}
    assert [row.state for row in case.materials.all()] == ["missing", "given"]
    assert not Draft.objects.exists()
    assert {upload.owner for upload in Upload.objects.all()} == {f"case:{case.number}"}


def test_a_step_that_does_not_apply_is_skipped_and_its_answers_are_not_sent(browser):
    fill_to_check(browser)
    browser.open("1", "?back=check").send(who="c1", shop="李四面馆")
    assert browser.page == "check"
    assert "大学路" not in browser.text
    assert "执照编号" not in browser.text
    assert browser.open("2").page == "check"
    browser.open("1", "?back=check").send(who="c2", shop="李四面馆")
    assert browser.page == "check"
    assert "大学路" in browser.text, "what was typed comes back with its step"


def test_what_turns_out_to_be_needed_is_asked_for_before_the_summary(browser):
    browser.send(who="c1", shop="店").send(staff="6", promise="on", unseen="answers-licence")
    browser.send(name="王五", phone="13812345678").send()
    assert browser.page == "check"
    browser.open("1", "?back=check").send(who="c2", shop="店")
    assert browser.page == "2"
    browser.send(**ROW)
    assert browser.page == "3"
    assert "请填写「执照编号」。" in browser.text


def test_errors_are_told_on_their_page_with_links_and_nothing_is_lost(browser):
    browser.send(shop="很长的店名" * 5)
    assert browser.answer.status_code == 422
    assert "请选择「申请人类型」。" in browser.text
    assert "data-focus" in browser.text
    for target in re.findall(r'<a href="#([^"]+)">', browser.text.split("error-summary")[2]):
        assert f'id="{target}"' in browser.text
    assert "很长的店名" in browser.text
    assert "从业人数" not in browser.text
    browser.send(who="c1", shop="店")
    browser.send(staff="很多", plan=pdf())
    assert browser.answer.status_code == 422
    kept = Draft.objects.get()
    assert kept.inputs["answers-staff"] == ["很多"], "even what is wrong is kept"
    browser.open("3")
    assert 'value="很多"' in browser.text
    assert "已上传：图.pdf" in browser.text
    assert not browser.errors, "a page that was never right says nothing before it is sent again"


def test_back_keeps_what_is_half_done(browser):
    browser.send(who="c1", shop="店")
    assert browser.page == "3"
    browser.send("back", staff="一二三", plan=pdf())
    assert browser.page == "1"
    assert 'value="店"' in browser.text
    browser.send(who="c1", shop="店")
    assert 'value="一二三"' in browser.text
    assert "已上传：图.pdf" in browser.text
    assert Upload.objects.get().owner == Draft.objects.get().owner


def test_rows_are_added_without_script_on_their_page(browser):
    browser.send(who="c2", shop="店")
    browser.send(None, **{**ROW, "places__add": "1"})
    assert browser.page == "2"
    assert not browser.errors
    assert "场所 2" in browser.text
    two = {**ROW, "places__rows": ["0", "1"], "places__1__street": "花园路 1 号", "places__1__rented": "yes"}
    browser.send(**two)
    assert any("场所 2：请填写「出租人」" in words for words in browser.errors) or "按您前面的回答" in browser.text
    browser.send(**two, places__1__owner="赵六")
    assert browser.page == "3"
    browser.send("back", staff="1")
    assert 'value="花园路 1 号"' in browser.text


def test_nobody_jumps_ahead(browser):
    browser.send(who="c1", shop="店")
    assert browser.open("materials").page == "3"
    check = reverse("apply-check", args=[browser.item.address])
    assert browser.client.post(check, follow=True).request["PATH_INFO"].endswith("/3/")
    assert browser.client.get(reverse("apply-page", args=[browser.item.address, "9"])).status_code == 404
    assert not Case.objects.exists()


def test_the_browser_knows_the_answers_of_earlier_pages(browser):
    browser.send(who="c2", shop="店").send(**ROW)
    script = re.search(r'<script id="asking"[^>]*>(.*?)</script>', browser.text)[1]
    assert '"name": "who", "known": "c2"' in script
    assert '"street": "\\u5927' in script or "大学路" in script


def test_a_changed_answer_leads_back_to_the_summary(browser):
    fill_to_check(browser)
    url = re.search(r'href="([^"]+)">修改<span class="visually-hidden">：从业人数', browser.text)[1]
    assert url.endswith("/3/?back=check#id_answers-staff_field")
    browser.open("3", "?back=check")
    assert "保存并返回核对" in browser.text
    kept = re.search(r'name="(answers-plan-kept)" value="([^"]+)"', browser.text)
    browser.send(staff="7", licence="X1", plan__kept=kept[2], promise="on")
    assert browser.page == "check"
    assert ">7<" in browser.text.replace("\n", "")


def test_a_found_draft_is_offered_before_a_new_one(browser):
    browser.send(who="c1", shop="店")
    again = Browser(browser.client, browser.item)
    assert "您有一份没填完的申请" in again.text
    answer = browser.client.post(reverse("apply", args=[browser.item.address]), {"go": "continue"}, follow=True)
    assert answer.request["PATH_INFO"].endswith("/apply/1/")
    assert Draft.objects.count() == 1


def test_the_first_page_sent_twice_begins_one_draft(browser):
    first = browser.answer
    browser.send(who="c1", shop="店")
    browser.answer, browser.at = first, reverse("apply", args=[browser.item.address])
    browser.send(who="c1", shop="店名改了")
    assert browser.page == "3"
    assert Draft.objects.get().inputs["answers-shop"] == ["店名改了"]


def test_a_form_of_one_step_is_sent_from_its_page(client):
    item = make_item(make_bureau())
    browser = Browser(client, item)
    assert "共" not in browser.text.split("<main")[1].split("<form")[0]
    browser.send(name="王五", phone="13812345678")
    assert browser.page == "receipt"
    assert not Draft.objects.exists()


def test_questions_of_the_guide_that_change_meanwhile_are_told_before_it_is_sent(client):
    item = make_item(make_bureau(), publish=False)
    item.scenario_questions = [ScenarioQuestion(text="经营场所是", options="自有\n租赁")]
    item.save_revision(clean=False).publish()
    item = with_steps(ItemPage.objects.get(pk=item.pk))
    given = {"q1": "1", "s": Checklist.of(item, {}).stamp}
    browser = Browser(client, item)
    client.post(browser.at, {**given, "answers-who": "c1", "answers-shop": "店"})
    assert Draft.objects.get().situation.startswith("q1=1")
    browser.open("3").send(staff="6", promise="on").send(name="王五", phone="13812345678").send()
    assert "自有" in browser.text
    draft = item.get_latest_revision().as_object()
    draft.scenario_questions.all()[0].options = "自己的\n租赁"
    draft.save_revision(clean=False).publish()
    sent = {"key": str(Draft.objects.get().key)}
    told = client.post(browser.at, sent)
    assert told.status_code == 409
    assert "情形问题在您填写期间有改动" in told.content.decode()
    assert not Case.objects.exists()
    assert client.post(browser.at, sent).status_code == 302
    assert Case.objects.get().snapshot["scenario"]["answers"] == []


def test_another_browser_sees_nothing_of_it(browser):
    browser.send(who="c1", shop="店")
    other = Client().get(reverse("apply-page", args=[browser.item.address, "3"]), follow=True)
    assert other.request["PATH_INFO"].endswith("/apply/")
    assert "没有没填完的申请" in other.content.decode()


def test_who_applies_for_somebody_else_is_kept_summed_up_and_sent(browser):
    browser.send(who="c2", shop="张三面馆").send(**ROW).send(staff="6", licence="X1", plan=pdf(), promise="on")
    browser.send(name="王五", phone="13812345678")
    assert browser.page == "materials"
    browser.send(agent_name="赵六", agent_phone="13900001111")
    assert browser.errors == ["授权委托书：替别人办理要有授权委托书，请扫描或拍照后上传。"]
    browser.send(agent_name="赵六", agent_phone="13900001111", agent_paper=pdf("委托书.pdf"))
    assert browser.page == "check"
    for words in ("代办人姓名", "赵六", "13900001111", "委托书.pdf"):
        assert words in browser.text
    browser.open("materials", "?back=check")
    assert '<details class="more" open>' in browser.text
    assert "已上传：委托书.pdf" in browser.text
    browser.send(agent_name="赵六", agent_phone="13900001111", **{"agent_paper-kept": kept_in(browser, "agent_paper")})
    browser.client.post(browser.at, {"key": str(browser.answer.context["draft"].key)})
    case = Case.objects.get()
    assert (case.agent.agent_name, case.applicant_name) == ("赵六", "王五")
    assert [row.name for row in case.attachments.filter(key="authorisation")] == ["委托书.pdf"]
    assert {upload.owner for upload in Upload.objects.all()} == {f"case:{case.number}"}


def kept_in(browser, name):
    return re.search(rf'name="{name}-kept" value="([^"]+)"', browser.text)[1]
