"""The papers of an application: what was asked comes to its place, what lacks is said, what is delivered is there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.roles import Role
from forms.service import create_from_definition
from guidance.applications.submit import Submission, submit
from guidance.cases import actors, flow
from guidance.cases.models import Case
from guidance.cases.registry import offers
from guidance.cases.states import State
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MONDAY = at("2026-03-02 10:00")


@pytest.fixture
def clerk():
    return actors.staff(make_user(Role.CLERK, bureau=make_bureau()))


@pytest.fixture
def case(clerk):
    who = flow.Applicant(name="李敏", phone="13812345678")
    submission = Submission(make_item(clerk.user.bureau), None, {"f1": "店名"}, who)
    opened = submit(submission, actors.citizen(), key="a1", now=MONDAY)
    return flow.perform(opened.case, "take", clerk, now=MONDAY)


def paper(name):
    return MultiValueDict({name: [SimpleUploadedFile("营业执照.pdf", PDF, "application/pdf")]})


def states(case):
    return [row.state for row in case.materials.all()]


def ask_for_all(case, clerk):
    wanted = [row.pk for row in case.materials.all()]
    return flow.perform(case, "correct", clerk, {"reason": "两份都要盖章", "materials": wanted}, now=MONDAY)


def test_only_what_came_counts_as_given(case, clerk):
    ask_for_all(case, clerk)
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "supplement", actors.citizen(), {"rest": "all"}, paper("material-2"), now=MONDAY)
    assert list(refusal.value.fields) == ["material-1"]
    flow.perform(
        case, "supplement", actors.citizen(), {"body": "申请书明天送", "rest": "all"}, paper("material-2"), now=MONDAY
    )
    case.refresh_from_db()
    assert (case.state, states(case)) == (State.RECEIVED, ["wanted", "given"])
    assert [(row.key, row.message_id is not None) for row in case.attachments.all()] == [("material-2", True)]
    assert case.events.last().data["lacking"] == ["食品经营许可申请书"]


def test_papers_come_one_by_one_while_the_case_waits(client, case, clerk):
    ask_for_all(case, clerk)
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "supplement", actors.citizen(), {"body": "先交一份"}, paper("material-2"), now=MONDAY)
    assert "还差：食品经营许可申请书" in str(refusal.value.fields["rest"])
    case = flow.perform(case, "supplement", actors.citizen(), {"rest": "more"}, paper("material-2"), now=MONDAY)
    assert (case.state, states(case)) == (State.CORRECTION, ["wanted", "given"])
    event = case.events.last()
    assert (event.label, event.data["left"]) == ("先交部分补正材料", ["食品经营许可申请书"])
    client.post("/progress/", {"number": case.number, "code": case.query_code})
    assert "已交 1/2，还差 1 份：食品经营许可申请书" in client.get(f"/progress/{case.number}/").content.decode()
    address = f"/progress/{case.number}/supplement/"
    assert client.get(address).content.decode().count("两份都要盖章") == 1, "said above, not again beside the paper"
    row = case.materials.get(order=1)
    row.note = "缺第二页"
    row.save()
    assert "补正原因：缺第二页。" in client.get(address).content.decode()
    case = flow.perform(case, "supplement", actors.citizen(), {"rest": "more"}, paper("material-1"), now=MONDAY)
    assert (case.state, states(case)) == (State.RECEIVED, ["given", "given"])


def test_the_window_takes_papers_in_for_the_applicant(client, case, clerk):
    ask_for_all(case, clerk)
    entry = make_user(Role.DATA_ENTRY, bureau=case.bureau)
    elsewhere = make_user(Role.DATA_ENTRY, bureau=make_bureau())
    for other in (elsewhere, make_user(Role.EDITOR, bureau=case.bureau), make_user(Role.CLERK, bureau=case.bureau)):
        with pytest.raises(NotAllowed):
            flow.perform(case, "supplement_here", actors.staff(other), {}, now=MONDAY)
    said = {"rest": "more"}
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "supplement_here", actors.staff(entry), said, paper("material-1"), now=MONDAY)
    assert list(refusal.value.fields) == ["brought_by"]
    client.force_login(entry)
    assert case.number in client.get(reverse("counter")).content.decode()
    assert case.number not in client.get(reverse("counter") + "?number=none").content.decode()
    url = reverse("cases:verb", args=[case.pk, "supplement_here"])
    version = Case.objects.get(pk=case.pk).version
    sent = client.post(url, {"seen": version, "brought_by": "王五（配偶）", **said, **paper("material-1").dict()})
    assert sent.status_code == 302
    case.refresh_from_db()
    assert (case.state, states(case)) == (State.CORRECTION, ["given", "wanted"])
    assert case.attachments.get().side == "citizen"
    assert case.events.last().data["brought_by"] == "王五（配偶）"
    case = flow.perform(
        case, "supplement_here", clerk, {"brought_by": "本人"}, paper("material-2"), now=at("2026-03-04 10:00")
    )
    assert (case.state, case.due_at) == (State.RECEIVED, at("2026-03-11 17:00"))
    receipt = reverse("counter-supplement", args=[case.number])
    assert receipt in client.get(reverse("cases:inspect", args=[case.pk])).content.decode()
    page = client.get(receipt).content.decode()
    assert "王五（配偶）" in page
    assert case.query_code not in page
    client.force_login(elsewhere)
    assert client.get(receipt).status_code == 404


def test_an_answer_in_words_leaves_the_materials_wanted(case, clerk):
    ask_for_all(case, clerk)
    flow.perform(case, "supplement", actors.citizen(), {"body": "原件送到窗口", "rest": "all"}, now=MONDAY)
    assert states(case) == ["wanted", "wanted"]


def test_the_page_of_the_answer_says_what_was_asked_and_has_a_place_for_each(client, case, clerk):
    ask_for_all(case, clerk)
    client.post("/progress/", {"number": case.number, "code": case.query_code})
    page = client.get(f"/progress/{case.number}/supplement/").content.decode()
    assert "两份都要盖章" in page
    assert 'name="material-1"' in page
    assert 'name="material-2"' in page
    more = {"seen": case.version + 1, "body": "执照明天送", "rest": "all", **paper("material-1").dict()}
    sent = client.post(f"/progress/{case.number}/supplement/", more)
    assert sent.status_code == 302
    assert states(case) == ["given", "wanted"]
    page = client.get(f"/progress/{case.number}/").content.decode()
    assert "营业执照.pdf" in page
    assert "还有 1 份没有交：营业执照" in page


def test_what_did_not_come_may_be_sent_later_and_moves_no_clock(case, clerk):
    ask_for_all(case, clerk)
    flow.perform(case, "supplement", actors.citizen(), {"body": "明天送", "rest": "all"}, now=MONDAY)
    case.refresh_from_db()
    due = case.due_at
    late = at("2026-03-04 10:00")
    files = MultiValueDict({**dict(paper("material-1").lists()), **dict(paper("material-2").lists())})
    flow.perform(case, "supplement", actors.citizen(), {}, files, now=late)
    case.refresh_from_db()
    assert (case.state, case.due_at, states(case)) == (State.RECEIVED, due, ["given", "given"])
    with pytest.raises(Refused, match="没有等着补正的材料"):
        flow.perform(case, "supplement", actors.citizen(), {"body": "又来"}, now=late)


def test_a_second_correction_is_not_offered_to_the_clerk(case, clerk):
    ask_for_all(case, clerk)
    flow.perform(case, "supplement", actors.citizen(), {"body": "明天送", "rest": "all"}, now=MONDAY)
    case.refresh_from_db()
    (offer,) = (row for row in offers(case, clerk, MONDAY) if row.verb.name == "correct")
    assert "一次性告知" in offer.why_not


def test_the_clerk_is_told_what_lacks_and_the_history_keeps_it(client, case, clerk):
    client.force_login(clerk.user)
    page = f"/admin/cases/{case.pk}/"
    told = "还缺必要材料：食品经营许可申请书、营业执照。"
    assert told in client.get(page).content.decode()
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    assert "当时未齐的必要材料：食品经营许可申请书、营业执照" in client.get(page).content.decode()


def test_nothing_is_said_when_all_is_there(case, clerk):
    for row in case.materials.all():
        flow.perform(case, "verify", clerk, {"material": row.pk, "state": "verified"}, now=MONDAY)
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    assert "lacking" not in case.events.last().data


def decided(case, clerk):
    flow.perform(case, "accept", clerk, {}, now=MONDAY)
    step = case.steps.get(name="审查").pk
    flow.perform(case, "pass", clerk, {"step": step, "reason": "符合"}, now=MONDAY)
    return flow.perform(case, "decide", clerk, {"decision": "granted", "result_number": "JY1"}, now=MONDAY)


def test_a_download_needs_its_document(case, clerk):
    decided(case, clerk)
    with pytest.raises(Invalid) as refusal:
        flow.perform(case, "close", clerk, {"delivery": "download"}, now=MONDAY)
    assert "attachments" in refusal.value.fields
    flow.perform(case, "close", clerk, {"delivery": "download"}, paper("attachments"), now=MONDAY)
    case.refresh_from_db()
    assert (case.state, case.attachments.get().key) == (State.CLOSED, "result")


def test_the_way_of_delivery_is_chosen_not_assumed(case, clerk):
    decided(case, clerk)
    with pytest.raises(Invalid):
        flow.perform(case, "close", clerk, {}, now=MONDAY)


def test_the_applicant_sees_the_outcome_and_its_document(client, case, clerk):
    decided(case, clerk)
    flow.perform(case, "close", clerk, {"delivery": "download", "reason": "已发短信"}, paper("attachments"), now=MONDAY)
    client.post("/progress/", {"number": case.number, "code": case.query_code})
    page = client.get(f"/progress/{case.number}/").content.decode()
    for words in ("办理结果", "JY1", "送达方式：网上下载。已发短信", "营业执照.pdf"):
        assert words in page
    assert f"/progress/{case.number}/files/{case.attachments.get().token}/" in page


def test_what_the_form_asks_for_by_the_same_name_is_not_asked_for_twice(client, clerk):
    item = make_item(clerk.user.bureau)
    blocks = [
        {"type": "person_name", "key": "who", "label": "姓名", "required": True, "purpose": "用于联系"},
        {"type": "phone", "key": "tel", "label": "手机", "required": True, "purpose": "用于联系"},
        {"type": "file", "key": "licence", "label": "营业执照", "required": True},
    ]
    root = make_user(Role.EDITOR, bureau=item.bureau, is_superuser=True)
    item.form = create_from_definition("开店", "open", item.bureau, [{"title": "申请人", "blocks": blocks}], root)
    item.save_revision().publish()
    path = f"/items/{item.address}/apply/"
    page = client.get(path)
    assert list(page.context["filling"].materials.fields) == ["material-1"]
    version = page.context["version"].sha256
    sent = {"key": page.context["key"], "form_version": version, "answers-who": "李敏", "answers-tel": "13812345678"}
    answer = client.post(path, {**sent, **paper("answers-licence").dict()})
    assert answer.status_code == 302, [form.errors for form in answer.context["filling"].forms]
    case = Case.objects.get()
    assert states(case) == ["missing", "given"]
    assert case.attachments.get().key == "material-2"
    client.force_login(clerk.user)
    assert client.get(f"/admin/cases/{case.pk}/").content.decode().count("营业执照.pdf") >= 2
