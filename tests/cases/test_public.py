"""The citizens' pages: ask, apply, look up, act; nothing lost, nothing shown to others."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from forms.service import create_from_definition
from guidance.appointments import slots
from guidance.appointments.models import Window
from guidance.cases import access, actors, flow
from guidance.cases.models import Case
from guidance.cases.states import State
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def item():
    return make_item(make_bureau(), title="食品经营许可新办")


def ask(client, **fields):
    data = {"key": str(uuid.uuid4()), "question": "要多久?", "phone": "13812345678", **fields}
    return client.post(reverse("ask"), data)


def test_asking_leads_to_a_receipt_with_number_and_code(client, item):
    response = ask(client, item=item.address)
    case = Case.objects.get()
    assert response.url == reverse("receipt", args=[case.number])
    page = client.get(response.url).content.decode()
    assert case.number in page
    assert case.query_code in page
    assert case.bureau == item.bureau


def test_a_wrong_form_keeps_what_was_typed(client, item):
    response = ask(client, phone="12", question="我想开一家饭店")
    assert response.status_code == 422
    page = response.content.decode()
    assert "我想开一家饭店" in page
    assert 'href="#id_phone"' in page
    assert Case.objects.count() == 0


def test_the_same_post_twice_is_one_case(client, item):
    key = str(uuid.uuid4())
    first, again = ask(client, key=key), ask(client, key=key)
    assert first.url == again.url
    assert Case.objects.count() == 1


def test_progress_is_for_who_knows_number_and_code(client):
    make_bureau()
    ask(client)
    case = Case.objects.get()
    client.session.flush()
    client.cookies.clear()
    kept = client.get(reverse("progress-case", args=[case.number]))
    unknown = client.get(reverse("progress-case", args=["20200101-00001"]))
    assert kept.url == f"{reverse('progress')}?number={case.number}"
    assert unknown.url == f"{reverse('progress')}?number=20200101-00001"
    wrong = client.post(reverse("progress"), {"number": case.number, "code": "WRONG234"})
    nobody = client.post(reverse("progress"), {"number": "20200101-00001", "code": "WRONG234"})

    def neutral(response):
        text = re.sub(r'(csrfmiddlewaretoken" value="|name="number" value=")[^"]*', "", response.content.decode())
        return response.status_code, text

    assert neutral(wrong) == neutral(nobody)
    right = client.post(reverse("progress"), {"number": f" {case.number} ", "code": case.query_code.lower()})
    assert right.url == reverse("progress-case", args=[case.number])
    page = client.get(right.url).content.decode()
    assert "要多久?" in page
    assert "13812345678" not in page


def test_the_citizen_replies_and_withdraws_and_a_stale_page_keeps_the_draft(client):
    make_bureau()
    ask(client)
    case = Case.objects.get()
    act = reverse("progress-act", args=[case.number, "reply"])
    assert client.post(act, {"seen": "1", "body": "补充一句"}).status_code == 302
    stale = client.post(act, {"seen": "1", "body": "又一句很长的话"})
    assert stale.status_code == 409
    assert "又一句很长的话" in stale.content.decode()
    assert "补充说明" in stale.content.decode()
    assert client.post(reverse("progress-act", args=[case.number, "answer"]), {}).status_code == 404
    client.post(reverse("progress-act", args=[case.number, "withdraw"]), {"seen": "2"})
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN


def test_internal_notes_and_their_files_never_reach_the_citizen(client):
    bureau = make_bureau()
    ask(client)
    case = Case.objects.get()
    clerk = actors.staff(make_user(Role.CLERK, bureau=bureau))
    flow.perform(case, "note", clerk, {"body": "此人来过三次"})
    page = client.get(reverse("progress-case", args=[case.number])).content.decode()
    assert "此人来过三次" not in page
    assert "内部备注" not in page


def test_booking_a_full_slot_offers_others_and_keeps_the_name(client, item):
    window = Window.objects.create(bureau=item.bureau, name="1 号窗口", place="大厅", capacity=1)
    slots.ensure(window, slots.horizon(window, timezone.now()))
    slot = slots.free_for(item, timezone.now())[3]
    url = reverse("book", args=[item.address])
    assert slot.starts_at.strftime("%Y") in client.get(url).content.decode()
    data = {"item": item.address, "slot": slot.pk, "name": "王小明", "phone": "13812345678"}
    assert client.post(url, {**data, "key": str(uuid.uuid4())}).status_code == 302
    full = client.post(url, {**data, "phone": "13812345679", "key": str(uuid.uuid4())})
    assert full.status_code == 409
    page = full.content.decode()
    assert "已约满" in page
    assert 'value="王小明"' in page
    assert "最近的空闲时段" in page


@pytest.fixture
def with_form(item):
    steps = [
        {
            "title": "经营者",
            "blocks": [
                {"type": "person_name", "key": "who", "label": "姓名", "required": True, "purpose": "用于联系"},
                {"type": "phone", "key": "tel", "label": "手机", "required": True, "purpose": "用于联系"},
                {"type": "file", "key": "plan", "label": "平面图", "required": True},
            ],
        }
    ]
    chief = make_user(Role.EDITOR, bureau=item.bureau, is_superuser=True)
    item.form = create_from_definition("开店", "open-shop", item.bureau, steps, chief)
    item.save_revision().publish()
    return item


def test_applying_after_an_error_needs_no_second_upload(client, with_form):
    url = reverse("apply", args=[with_form.address])
    version = with_form.form.versions.get()
    base = {"key": str(uuid.uuid4()), "form_version": version.sha256, "answers-who": "李敏"}
    first = client.post(
        url,
        {
            **base,
            "answers-plan": SimpleUploadedFile("平面图.pdf", PDF),
            "material-2": SimpleUploadedFile("照.pdf", PDF),
        },
    )
    assert first.status_code == 422
    page = first.content.decode()
    assert 'value="李敏"' in page
    kept = dict(re.findall(r'name="([\w-]+-kept)"[^>]*value="([^"]+)"', page))
    assert set(kept) == {"answers-plan-kept", "material-2-kept"}
    done = client.post(url, {**base, **kept, "answers-tel": "13812345678"})
    assert done.status_code == 302, done.content.decode()
    case = Case.objects.get()
    assert {row.key for row in case.attachments.all()} == {"plan", "material-2"}
    assert case.application.form_version == version
    assert [row.state for row in case.materials.all()] == ["missing", "given"]
    token = case.attachments.first().token
    got = client.get(reverse("progress-file", args=[case.number, token]))
    assert got["X-Content-Type-Options"] == "nosniff"
    assert b"".join(got.streaming_content) == PDF
    client.cookies.clear()
    assert client.get(reverse("progress-file", args=[case.number, token])).status_code == 404


def test_a_form_changed_meanwhile_is_told_and_nothing_lost(client, with_form):
    url = reverse("apply", args=[with_form.address])
    data = {"key": str(uuid.uuid4()), "form_version": "0" * 64, "answers-who": "李敏", "answers-tel": "13812345678"}
    response = client.post(url, {**data, "answers-plan": SimpleUploadedFile("平面图.pdf", PDF)})
    assert response.status_code == 409
    assert 'value="李敏"' in response.content.decode()
    assert Case.objects.count() == 0


def test_posts_are_limited(client, item):
    for _attempt in range(60):
        assert ask(client).status_code == 302
    refused = ask(client, question="第六十一个问题")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "第六十一个问题" in refused.content.decode()


def test_look_ups_are_limited_and_the_page_says_until_when(client):
    address = reverse("progress")
    for _attempt in range(access.LOOKUPS):
        answer = client.post(address, {"number": "20261123-00001", "code": "AAAAAAAA"})
        assert answer.status_code == 200
        assert "Retry-After" not in answer
    refused = client.post(address, {"number": "20261123-00001", "code": "AAAAAAAA"})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 600
    page = refused.content.decode()
    assert "操作太频繁" in page
    assert 'value="20261123-00001"' in page
    assert client.get(address).status_code == 200


def test_what_a_citizen_does_to_a_case_is_limited_too(client, item, monkeypatch):
    monkeypatch.setattr(access, "LOOKUPS", 0)
    ask(client, item=item.address)
    refused = client.post(reverse("progress-act", args=[Case.objects.get().number, "reply"]), {"body": "还没写完的话"})
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    assert "还没写完的话" in refused.content.decode()


def test_what_rows_keep_is_read_in_the_readers_language(client):
    make_bureau()
    client.cookies["django_language"] = "en"
    ask(client)
    case = Case.objects.get()
    assert (case.due_what, case.events.get().label) == ("答复咨询", "提交咨询")
    page = client.get(reverse("progress-case", args=[case.number])).content.decode()
    assert "提交咨询" not in page
    assert "答复咨询" not in page


@pytest.mark.parametrize("typed", ["²", "①②③", "9" * 5000, "１２３", "😀", "'--"])
def test_whatever_is_typed_as_a_number_is_only_not_found(client, item, typed):
    answer = client.post(reverse("progress"), {"number": typed[:40], "code": "AAAAAAAA"})
    assert answer.status_code == 200
    assert "没有找到" in answer.content.decode()


@pytest.mark.parametrize("seen", ["²", "9" * 5000, "-1", "x"])
def test_a_tampered_version_is_no_fault_of_the_halls(client, item, seen):
    ask(client, item=item.address)
    case = Case.objects.get()
    answer = client.post(reverse("progress-act", args=[case.number, "withdraw"]), {"seen": seen, "reason": "不办了"})
    assert answer.status_code < 500


def test_leaving_closes_the_case_for_whoever_uses_the_computer_next(client, item):
    ask(client, item=item.address)
    address = reverse("progress-case", args=[Case.objects.get().number])
    assert reverse("progress-leave") in client.get(address).content.decode()
    client.post(reverse("progress-leave"))
    assert client.get(address).status_code == 302
    assert client.get(reverse("progress-leave")).status_code == 405


def test_files_of_wrong_forms_are_limited_too(client, settings):
    from forms.models import Upload

    make_bureau()
    for _attempt in range(120):
        ask(client, phone="1", attachments=SimpleUploadedFile("a.pdf", PDF))
    kept = Upload.objects.count()
    refused = ask(client, phone="1", question="还想问", attachments=SimpleUploadedFile("a.pdf", PDF))
    assert kept == Upload.objects.count() == 120
    assert "还想问" in refused.content.decode()
    assert "文件没有收下" in refused.content.decode()


@pytest.mark.parametrize("path", ["/questions/?q=%00", "/search/?q=%00", "/api/items?bureau=%00"])
def test_nul_in_a_query_is_dropped(client, path):
    assert client.get(path).status_code == 200


def test_nul_in_a_path_is_a_bad_request(client):
    assert client.get("/bureaus/a%00/").status_code == 400
