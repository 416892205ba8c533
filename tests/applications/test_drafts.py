"""Saved for later: the code, another device, thirty days, a reminder, newer versions, and nothing left behind."""

import copy
import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forms import uploads
from forms.models import Upload
from guidance.applications import jobs
from guidance.applications.filling import drafts, here, kept, telling
from guidance.applications.filling.models import Draft
from guidance.cases.models import Case
from guidance.notices.models import Notice
from tests.applications.filling import STEPS, Browser, fill_to_check, pdf, publish, with_steps
from tests.factories import make_bureau, make_item
from tests.forms.asking import PAIR

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def item():
    return with_steps(make_item(make_bureau()))


@pytest.fixture
def browser(client, item):
    return Browser(client, item)


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks):
    """`at_commit(action)`: do it, and what it left for after the transaction."""

    def do(action):
        with django_capture_on_commit_callbacks(execute=True):
            action()

    return do


def code_on(page):
    return re.search(r'receipt__code">([0-9A-Z-]+)<', page)[1]


def save(browser):
    """Half of the third page, saved; the code."""
    browser.send(who="c1", shop="张三面馆").send("save", staff="很多", plan=pdf())
    return code_on(browser.text)


def resumed(code):
    """Another device with the code: where it leads."""
    return Client().post(reverse("apply-resume"), {"code": code}, follow=True)


def files():
    """Every file that the hall keeps of uploads, by what tells whether it is still there."""
    return [partial(upload.file.storage.exists, upload.file.name) for upload in Upload.objects.order_by("pk")]


def test_saved_here_and_sent_from_another_device(browser):
    code = save(browser)
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}", code)
    draft = Draft.objects.get()
    assert code.replace("-", "") not in str(vars(draft))
    assert draft.expires_at - draft.changed_at == 30 * DAY
    other = Browser(Client(), browser.item)
    other.answer = other.client.post(reverse("apply-resume"), {"code": code.lower().replace("-", " ")}, follow=True)
    other.at = other.answer.request["PATH_INFO"]
    assert other.page == "3"
    assert 'value="很多"' in other.text
    assert "已上传：图.pdf" in other.text
    kept = re.search(r'name="answers-plan-kept" value="([^"]+)"', other.text)[1]
    other.send(staff="6", plan__kept=kept, promise="on").send(name="王五", phone="13812345678").send()
    assert other.page == "check"
    other.client.post(other.at, {"key": str(draft.key)})
    case = Case.objects.get()
    assert case.attachments.get().name == "图.pdf"
    assert "没有找到" in resumed(code).content.decode(), "what was sent is not resumed"


def test_the_code_is_shown_once_and_can_be_changed_for_another(browser):
    code = save(browser)
    again = browser.client.get(reverse("apply-saved", args=[browser.item.address])).content.decode()
    assert "不再显示" in again
    assert code not in again
    browser.open("3").send("save", staff="7")
    assert browser.page == "saved"
    assert "receipt__code" not in browser.text
    browser.answer = browser.client.post(browser.at, {"go": "code"})
    fresh = code_on(browser.text)
    assert "没有找到" in resumed(code).content.decode()
    assert resumed(fresh).request["PATH_INFO"].endswith("/apply/3/")


def test_saved_with_nothing_in_it_and_on_a_form_of_one_page(client):
    browser = Browser(client, make_item(make_bureau())).send("save", name="王五", phone="12")
    code = code_on(browser.text)
    other = resumed(code)
    assert other.request["PATH_INFO"].endswith("/apply/form/")
    assert 'value="12"' in other.content.decode()
    browser.open("form").send(name="王五", phone="13812345678")
    assert browser.page == "receipt"
    assert not Draft.objects.exists()


def test_the_code_and_the_reminder_go_where_the_applicant_says(browser):
    code = save(browser)
    sent = {"go": "tell", "code": code, "phone": "13812345678", "email": "wang@example.com"}
    url = reverse("apply-saved", args=[browser.item.address])
    assert browser.client.post(url, {**sent, "phone": "12", "email": ""}).context["form"].errors
    assert browser.client.post(url, sent).status_code == 302
    assert {(row.channel, code in row.body) for row in Notice.objects.all()} == {("sms", True), ("mail", True)}
    draft = Draft.objects.get()
    assert telling.remind(Draft, draft.expires_at - 3 * DAY - timedelta(minutes=1)) == 0
    assert telling.remind(Draft, draft.expires_at - 3 * DAY) == 1
    assert telling.remind(Draft, draft.expires_at - 2 * DAY) == 0
    reminders = Notice.objects.filter(kind="draft.reminder")
    assert {row.recipient for row in reminders} == {"13812345678", "wang@example.com"}
    assert code not in reminders.first().body


def test_a_stranger_to_the_code_sends_none(browser):
    save(browser)
    url = reverse("apply-saved", args=[browser.item.address])
    browser.client.post(url, {"go": "tell", "code": "AAAA-BBBB-CCCC", "phone": "13812345678"})
    assert not Notice.objects.exists()
    assert Draft.objects.get().phone == "13812345678"


def test_sending_codes_is_limited(browser):
    code = save(browser)
    url = reverse("apply-saved", args=[browser.item.address])
    answers = [browser.client.post(url, {"go": "tell", "code": code, "phone": "13812345678"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Retry-After" in answers[-1]


def test_trying_codes_is_limited_and_every_wrong_one_is_answered_alike(browser, monkeypatch):
    code = save(browser)
    monkeypatch.setattr(kept, "TRIES", 2)
    client = Client()
    address = reverse("apply-resume")
    answers = [client.post(address, {"code": wrong}).content.decode() for wrong in ("AAAA-AAAA-AAAA", "张三")]
    assert all("没有找到" in page for page in answers)
    refused = client.post(address, {"code": code})
    assert (refused.status_code, "Retry-After" in refused) == (429, True)


def test_thirty_days_after_the_last_change_it_is_gone_with_its_files(browser, at_commit):
    code = save(browser)
    browser.open("3").send("save", staff="7", plan=pdf("新.pdf"))
    draft, (old, new) = Draft.objects.get(), files()
    assert jobs.keep_drafts_in_time(draft.expires_at - timedelta(minutes=1)) == 0
    assert Draft.objects.exists()
    at_commit(lambda: jobs.keep_drafts_in_time(draft.expires_at))
    assert not Draft.objects.exists()
    assert (old(), new()) == (True, False), "one that was replaced is free, and goes with the job of the uploads"
    assert uploads.remove_expired(draft.expires_at) == 1
    assert not old()
    assert not Upload.objects.exists()
    assert "没有找到" in resumed(code).content.decode()


def test_without_a_code_it_lives_a_day(browser):
    browser.send(who="c1", shop="店")
    draft = Draft.objects.get()
    assert draft.expires_at - draft.changed_at == DAY
    assert jobs.keep_drafts_in_time(draft.expires_at) == 1


def test_a_draft_past_its_time_is_not_found_though_no_worker_has_run(browser):
    code = save(browser)
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "没有找到" in resumed(code).content.decode()
    assert browser.open("3").page == "apply"


def test_deleted_by_the_applicant_at_once_with_its_files(browser, at_commit):
    code = save(browser)
    url = reverse("apply-discard", args=[browser.item.address])
    assert "马上删除" in browser.client.get(url).content.decode()
    (file,) = files()
    at_commit(lambda: browser.client.post(url, {"go": "delete"}))
    assert not Draft.objects.exists()
    assert not Upload.objects.exists()
    assert not file()
    assert "没有找到" in resumed(code).content.decode()


def test_closed_on_this_device_only(browser):
    code = save(browser)
    browser.client.post(reverse("apply-discard", args=[browser.item.address]), {"go": "close"})
    assert browser.open("3").page == "apply"
    assert resumed(code).request["PATH_INFO"].endswith("/apply/3/")


def test_leaving_the_look_up_closes_drafts_too(browser):
    browser.send(who="c1", shop="店")
    browser.client.post(reverse("progress-leave"))
    assert browser.open("3").page == "apply"


def newer(item):
    """The form without the shop's name, and with another question."""
    steps = copy.deepcopy(STEPS)
    steps[0]["blocks"][1] = {"type": "text", "key": "brand", "label": "招牌", "required": True}
    return publish(item, steps)


def test_a_newer_version_is_a_choice_with_what_would_be_lost(browser):
    save(browser)
    old, new = Draft.objects.get().form_version, newer(browser.item)
    browser.open("3")
    assert browser.page == "version"
    shown = [(row.label, row.text) for row in browser.answer.context["changes"].lost]
    assert shown == [("店名", "张三面馆")]
    browser.answer = browser.client.post(browser.at, {"go": "stay"}, follow=True)
    assert browser.answer.request["PATH_INFO"].endswith("/3/")
    browser.at = browser.answer.request["PATH_INFO"]
    browser.send(staff="6", promise="on").send(name="王五", phone="13812345678").send()
    assert browser.page == "check"
    browser.client.post(browser.at, {"key": str(Draft.objects.get().key)})
    assert Case.objects.get().application.form_version == old != new


def test_what_is_typed_and_not_right_yet_is_told_as_lost_too(browser):
    """很多 is no number of staff; it would go all the same with a question that the newer form does not ask."""
    save(browser)
    steps = copy.deepcopy(STEPS)
    for step in steps:
        step["blocks"] = [block for block in step["blocks"] if block.get("key") != "staff"]
    publish(browser.item, steps)
    browser.open("3")
    assert browser.page == "version"
    assert [row.text for row in browser.answer.context["changes"].lost] == ["很多"]


def test_an_answer_that_is_carried_to_another_question_is_told_and_so_is_what_is_asked_anew(browser):
    save(browser)
    steps = copy.deepcopy(STEPS)
    steps[0]["blocks"][1]["label"] = "店招文字"
    steps[0]["blocks"][0]["choices"] = [{**PAIR[0], "label": "自然人"}, PAIR[1]]
    steps[0]["blocks"].append({"type": "integer", "key": "signs", "label": "招牌数量", "required": True})
    steps[2]["blocks"][0]["label"] = "员工人数"
    publish(browser.item, steps)
    browser.open("3")
    changes = browser.answer.context["changes"]
    assert changes.lost == []
    assert changes.required == ["招牌数量"]
    assert "“店名”现在问的是“店招文字”：张三面馆，请核对。" in changes.altered
    assert f"“申请人类型”：您填的“{PAIR[0]['label']}”现在是“自然人”，请核对。" in changes.altered
    assert "“从业人数”现在问的是“员工人数”：很多，请核对。" in changes.altered
    assert len(changes.altered) == 3
    assert "店招文字" in browser.text
    assert "招牌数量" in browser.text


def test_the_newer_version_takes_over_what_fits(browser):
    save(browser)
    new = newer(browser.item)
    url = reverse("apply-version", args=[browser.item.address])
    browser.answer = browser.client.post(url, {"go": "take"}, follow=True)
    browser.at = browser.answer.request["PATH_INFO"]
    assert browser.page == "1"
    draft = Draft.objects.get()
    assert draft.form_version == new
    assert (draft.inputs["answers-who"], draft.inputs["answers-staff"]) == (["c1"], ["很多"])
    assert "answers-shop" not in draft.inputs
    assert Upload.objects.get().owner == draft.owner
    browser.send(who="c1", brand="张三")
    assert "已上传：图.pdf" in browser.text


def test_a_declaration_of_other_words_is_not_taken_over(browser):
    fill_to_check(browser)
    steps = copy.deepcopy(STEPS)
    steps[2]["blocks"][3] |= {"text": "另一段话。", "version": "2"}
    publish(browser.item, steps)
    browser.client.get(browser.at)
    assert browser.client.get(browser.at).url.endswith("/version/")
    browser.client.post(reverse("apply-version", args=[browser.item.address]), {"go": "take"})
    assert "answers-promise" not in Draft.objects.get().inputs


def test_a_guide_that_is_gone_takes_its_drafts_along(browser):
    save(browser)
    browser.item.delete()
    assert jobs.keep_drafts_in_time(timezone.now()) == 1
    assert not Draft.objects.exists()


def test_a_page_kept_open_does_not_bring_back_what_was_deleted(browser):
    save(browser)
    browser.open("3")
    draft = Draft.objects.get()
    kept.discard(Draft.objects.get())
    with pytest.raises(kept.Gone):
        drafts.answer_situation(draft, "q1=1")
    assert browser.send(staff="6", promise="on").page == "apply"
    assert "没有没填完的申请" in browser.text
    assert not Draft.objects.exists()


@pytest.mark.parametrize("go", ["take", "stay"])
def test_a_draft_that_goes_at_that_very_moment_leads_to_the_beginning(browser, monkeypatch, go):
    fill_to_check(browser)
    newer(browser.item)
    read = here.open_draft

    def gone_since(request, item):
        draft = read(request, item)
        Draft.objects.all().delete()
        return draft

    monkeypatch.setattr(here, "open_draft", gone_since)
    answer = browser.client.post(reverse("apply-version", args=[browser.item.address]), {"go": go}, follow=True)
    assert answer.redirect_chain == [(reverse("apply", args=[browser.item.address]), 302)]
    assert "这份申请已经不在了" in answer.content.decode()
    assert not Draft.objects.exists()
