"""The promises beside the materials: read, agreed to word by word, kept in drafts, at the counter, and in the archive."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from guidance.applications.archive.writing import write
from guidance.applications.filling.models import Draft
from guidance.applications.papers.models import PaperTemplate
from guidance.applications.promises.form import INSTEAD, LATER
from guidance.applications.promises.texts import words_for
from guidance.cases.models import Case
from items.models import ItemPage
from tests.factories import make_bureau, make_item, make_user

from .filling import Browser, with_steps
from .promising import HEALTH, PDF, PLACE, item_of, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return item_of(make_bureau("市卫健委"))


def sent(client, item, **values):
    values = {"name": "李敏", "phone": "13812345678", "go": "next", **values}
    return client.post(reverse("apply", args=[item.address]), values, follow=True)


def test_an_item_without_promises_asks_none(client):
    page = client.get(reverse("apply", args=[make_item().address])).content.decode()
    assert 'id="promises"' not in page


def test_only_the_papers_that_may_be_promised_are_offered(client, item):
    page = client.get(reverse("apply", args=[item.address])).content.decode()
    assert "暂时交不了的材料（容缺受理）" in page
    assert "用书面承诺代替的材料（告知承诺）" in page
    assert page.count('name="promise_later"') == page.count('name="promise_instead"') == 1
    assert "自受理之日起5个工作日内，向市卫健委补交" in page


def test_a_flag_of_the_item_alone_opens_each(client, item):
    item.promise_instead = False
    item.save_revision().publish()
    page = client.get(reverse("apply", args=[item.address])).content.decode()
    assert (page.count('name="promise_later"'), page.count('name="promise_instead"')) == (1, 0)


def test_a_promise_that_was_not_agreed_to_is_sent_back(client, item):
    answer = sent(client, item, promise_later="2")
    assert answer.status_code == 422
    assert "请阅读承诺书，同意的请勾选" in answer.content.decode()
    assert not Case.objects.exists()


def test_what_is_no_paper_of_the_guide_cannot_be_promised(client, item):
    for wrong in ("1", "99", "x"):
        assert sent(client, item, promise_later=wrong, promise_later_agreed="x").status_code == 422


def test_one_paper_is_promised_in_one_way_only(client):
    item = item_of(make_bureau(), publish=False)
    row = item.materials.all()[1]
    row.promisable = True
    item.materials.add(row)
    item.save_revision().publish()
    item = ItemPage.objects.get(pk=item.pk)
    marks = {f"{kind}_agreed": words_for(kind, item).mark for kind in (LATER, INSTEAD)}
    answer = sent(client, item, promise_later="2", promise_instead="2", **marks)
    assert "以后补交和用承诺代替只能选一样" in answer.content.decode()


def test_nobody_agrees_to_words_unread(client, item):
    old = words_for(LATER, item).mark
    PaperTemplate.objects.create(kind=LATER, bureau=None, version=1, body="新的承诺。", at=timezone.now())
    answer = sent(client, item, promise_later="2", promise_later_agreed=old)
    page = answer.content.decode()
    assert "承诺书的文字刚有更新" in page
    assert "新的承诺。" in page
    assert " checked" not in page.split('name="promise_later_agreed"')[1].split(">")[0]
    sent(client, item, promise_later="2", promise_later_agreed=words_for(LATER, item).mark)
    promise = Case.objects.get().promises.get()
    assert (promise.body, promise.version, promise.materials) == (
        f"新的承诺。\n\n勾选的材料：\n1. {HEALTH}",
        "全市第 1 版",
        [2],
    )


def test_what_is_handed_in_needs_no_promise(client, item):
    mark = words_for(LATER, item).mark
    file = SimpleUploadedFile("证.pdf", PDF, "application/pdf")
    sent(client, item, **{"promise_later": "2", "promise_later_agreed": mark, "material-2": file})
    case = Case.objects.get()
    assert case.materials.get(order=2).state == "given"
    assert not case.promises.exists()


def test_the_promise_is_kept_in_the_draft_and_told_in_the_summary(client, item):
    item = with_steps(item)
    browser = Browser(client, item)
    browser.send(who="c1", shop="张三面馆").send(staff="6", promise="on").send(name="王五", phone="13812345678")
    assert browser.page == "materials"
    sent_on = browser.client.post(
        browser.at,
        {"go": "next", "promise_later": "2", "promise_later_agreed": words_for(LATER, item).mark},
        follow=True,
    )
    assert "承诺受理后补交" in sent_on.content.decode()
    assert Draft.objects.get().inputs["promise_later"] == ["2"]
    again = client.get(reverse("apply-page", args=[item.address, "materials"]) + "?back=check").content.decode()
    assert " checked" in again.split('name="promise_later_agreed"')[1].split(">")[0]
    client.post(reverse("apply-check", args=[item.address]), {"key": "x"}, follow=True)
    assert Case.objects.get().promises.get().materials == [2]


def test_the_counter_takes_a_promise_on_paper(client, item):
    clerk = make_user(Role.CLERK, bureau=item.bureau)
    client.force_login(clerk)
    address = reverse("counter-enter", args=[item.address])
    assert "暂时交不了的材料（容缺受理）" in client.get(address).content.decode()
    values = {"name": "李敏", "phone": "13812345678", "promise_instead": "3"}
    answer = client.post(address, {**values, "promise_instead_agreed": words_for(INSTEAD, item).mark}, follow=True)
    case = Case.objects.get()
    assert (case.channel, case.promises.get().materials) == ("counter", [3])
    assert f"{PLACE}（承诺代替）" in answer.content.decode()


def test_pages_archive_and_history_tell_of_the_promise(client, item):
    case = opened(item)
    client.post("/progress/", {"number": case.number, "code": case.query_code})
    page = client.get(f"/progress/{case.number}/").content.decode()
    assert "您的书面承诺" in page
    client.force_login(make_user(Role.CLERK, bureau=item.bureau))
    page = client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert f"容缺受理承诺书</strong>：{HEALTH}" in page
    assert "书面承诺" in client.get(reverse("cases:history", args=[case.pk])).content.decode()
    target = io.BytesIO()
    write(case, target, timezone.now())
    kept = zipfile.ZipFile(target)
    assert "自受理之日起5个工作日内" in kept.read("promises.json").decode()


def test_supervisors_word_promises_with_their_own_facts(client):
    client.force_login(make_user(Role.SUPERVISOR))
    assert "容缺受理承诺书" in client.get(reverse("paper-wordings")).content.decode()
    address = reverse("paper-wording", args=[LATER])
    assert "补交天数" in client.get(address).content.decode()
    answer = client.post(address, {"title": "", "body": "{申请人}承诺", "based_on": "0"})
    assert "没有这样的内容：{申请人}" in answer.content.decode()
    client.post(address, {"title": "", "body": "在{补交天数}日内补交", "based_on": "0"})
    assert PaperTemplate.objects.get().kind == LATER


def test_a_program_promises_as_a_page_does(client, item):
    form = client.get(f"/api/items/{item.address}/form").json()
    offered = {one["kind"]: one for one in form["promises"]}
    assert {kind: one["materials"] for kind, one in offered.items()} == {LATER: [2], INSTEAD: [3]}
    body = {"version": form["version"], "contact": {"name": "李敏", "phone": "13812345678"}}
    address = f"/api/items/{item.address}/applications"
    for wrong in ({LATER: {"materials": [2], "mark": "x"}}, {LATER: {"materials": [1]}}, {"other": {}}):
        answer = client.post(
            address, {**body, "promises": wrong}, "application/json", headers={"Idempotency-Key": "promise-one"}
        )
        assert answer.status_code == 422, answer.content.decode()
    good = {LATER: {"materials": [2], "mark": offered[LATER]["mark"]}}
    answer = client.post(
        address, {**body, "promises": good}, "application/json", headers={"Idempotency-Key": "promise-two"}
    )
    assert answer.status_code == 201, answer.content.decode()
    assert Case.objects.get().promises.get().materials == [2]
