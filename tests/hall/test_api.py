"""The API: the citizen's whole journey without a page, and its errors."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.roles import Role
from forms.service import create_from_definition
from guidance.appointments import slots
from guidance.appointments.models import Window
from guidance.cases import access, actors, flow
from guidance.cases.models import Case
from tests.factories import make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def item():
    return make_item(make_bureau(), title="食品经营许可新办")


@pytest.fixture
def post(client):
    def send(path, body, key="key-12345678", **headers):
        sent = {"Idempotency-Key": key, **headers}
        return client.post(f"/api{path}", json.dumps(body), content_type="application/json", headers=sent)

    return send


def test_items_are_listed_filtered_and_shown(client, item):
    listed = client.get("/api/items", {"bureau": item.bureau.slug}).json()
    assert [row["address"] for row in listed["items"]] == [item.address]
    assert client.get("/api/items", {"kind": "service"}).json()["count"] == 0
    guide = client.get(f"/api/items/{item.address}").json()
    assert [step["kind"] for step in guide["steps"]] == ["receive", "accept", "review", "decide", "deliver"]
    assert len(guide["materials"]) == 2
    assert client.get("/api/bureaus").json()[0]["items"] == 1
    assert client.get("/api/themes").json() == []


def test_a_draft_is_not_shown(client):
    draft = make_item(make_bureau(), publish=False)
    response = client.get(f"/api/items/{draft.address}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_asking_twice_with_one_key_is_one_case(client, post, item):
    body = {"question": "要多久?", "phone": "13812345678", "item": item.address}
    first, again = post("/questions", body), post("/questions", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"created": False} == again.json()
    assert Case.objects.get().channel == "api"
    other = post("/questions", {**body, "question": "别的"})
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency-mismatch"


def test_errors_name_the_field_in_the_callers_language(post, item):
    response = post("/questions", {"question": "", "phone": "x"})
    problem = response.json()
    assert response.status_code == 422
    assert {row["pointer"] for row in problem["errors"]} == {"/question", "/phone"}
    assert problem["status"] == 422
    assert Case.objects.count() == 0
    missing = post("/questions", {"question": "问"}, key="")
    assert missing.json()["code"] in {"malformed", "idempotency-key"}


def test_progress_needs_number_and_code_and_a_wrong_pair_tells_nothing(client, post, item):
    made = post("/questions", {"question": "要多久?", "phone": "13812345678"}).json()
    right = client.get(f"/api/cases/{made['number']}", headers={"X-Query-Code": made["code"].lower()})
    assert right.json()["state"] == "submitted"
    wrong = client.get(f"/api/cases/{made['number']}", headers={"X-Query-Code": "AAAAAAAA"})
    nobody = client.get("/api/cases/20200101-00001", headers={"X-Query-Code": "AAAAAAAA"})
    assert (wrong.status_code, wrong.content) == (nobody.status_code, nobody.content)
    assert wrong.status_code == 404


def test_look_ups_are_limited(client):
    for _attempt in range(access.LOOKUPS):
        assert client.get("/api/cases/20200101-00001", headers={"X-Query-Code": "AAAAAAAA"}).status_code == 404
    refused = client.get("/api/cases/20200101-00002", headers={"X-Query-Code": "AAAAAAAA"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


def test_booking_moving_and_cancelling(client, post, item):
    window = Window.objects.create(bureau=item.bureau, name="1 号", place="大厅", capacity=1)
    slots.ensure(window, slots.horizon(window, timezone.now()))
    free = client.get(f"/api/items/{item.address}/slots").json()
    body = {"item": item.address, "slot": free[8]["id"], "name": "王五", "phone": "13812345678"}
    made = post("/bookings", body).json()
    full = post("/bookings", {**body, "phone": "13812345679"}, key="another-key-1")
    assert full.status_code == 409
    assert full.json()["next_free"]
    assert post("/bookings", body).json() == {**made, "created": False}
    code = {"X-Query-Code": made["code"]}
    moved = post(f"/cases/{made['number']}/move", {"seen": 1, "data": {"slot": free[12]["id"]}}, **code)
    assert moved.json()["state"] == "moved"
    fresh = Case.objects.get(state="booked")
    cancelled = post(f"/cases/{fresh.number}/cancel", {"data": {}}, **code)
    assert cancelled.json()["state"] == "cancelled"


def test_applying_with_a_file_and_supplementing(client, post, item):
    chief = make_user(Role.EDITOR, bureau=item.bureau, is_superuser=True)
    steps = [
        {
            "title": "申请人",
            "blocks": [
                {"type": "person_name", "key": "who", "label": "姓名", "required": True, "purpose": "用于联系"},
                {"type": "phone", "key": "tel", "label": "手机", "required": True, "purpose": "用于联系"},
                {"type": "file", "key": "plan", "label": "平面图", "required": True},
            ],
        }
    ]
    item.form = create_from_definition("开店", "open-shop", item.bureau, steps, chief)
    item.save_revision().publish()
    form = client.get(f"/api/items/{item.address}/form").json()
    assert set(form["definition"]["properties"]) == {"who", "tel", "plan"}
    assert form["contact"] == []
    upload = client.post("/api/uploads", {"file": SimpleUploadedFile("平面图.pdf", PDF, "application/pdf")})
    assert upload.status_code == 201, upload.content
    bad = post(f"/items/{item.address}/applications", {"version": form["version"], "answers": {"who": "李敏"}})
    assert {row["pointer"] for row in bad.json()["errors"]} == {"/answers/tel", "/answers/plan"}
    answers = {"who": "李敏", "tel": "13812345678", "plan": upload.json()["token"]}
    made = post(f"/items/{item.address}/applications", {"version": form["version"], "answers": answers})
    assert made.status_code == 201, made.content
    case = Case.objects.get()
    assert (case.applicant_name, case.attachments.get().key) == ("李敏", "plan")
    clerk = actors.staff(make_user(Role.CLERK, bureau=item.bureau))
    flow.perform(case, "take", clerk)
    before = client.get(f"/api/cases/{case.number}", headers={"X-Query-Code": case.query_code}).json()
    assert before["due_explained"].endswith("前受理或一次性告知补正。")
    flow.perform(case, "correct", clerk, {"reason": "平面图不清楚"})
    stopped = client.get(f"/api/cases/{case.number}", headers={"X-Query-Code": case.query_code}).json()
    assert stopped["due_explained"] == ""
    second = client.post("/api/uploads", {"file": SimpleUploadedFile("新图.pdf", PDF + b"2", "application/pdf")}).json()
    sent = {"data": {"body": "补上", "attachments": [second["token"]]}}
    done = post(f"/cases/{case.number}/supplement", sent, **{"X-Query-Code": case.query_code})
    assert done.json()["state"] == "received", done.content
    thread = done.json()["messages"]
    assert thread[-1]["files"][0]["name"] == "新图.pdf"
    path = f"/api/cases/{case.number}/files/{thread[-1]['files'][0]['token']}"
    assert client.get(path, headers={"X-Query-Code": "AAAAAAAA"}).status_code == 404
    got = client.get(path, headers={"X-Query-Code": case.query_code})
    assert b"".join(got.streaming_content) == PDF + b"2"


def test_an_executable_is_refused(client):
    response = client.post("/api/uploads", {"file": SimpleUploadedFile("a.pdf.exe", b"MZ\x90\x00", "application/pdf")})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/file"


def test_a_stale_call_is_told_what_changed(client, post, item):
    made = post("/questions", {"question": "要多久?", "phone": "13812345678"}).json()
    code = {"X-Query-Code": made["code"]}
    post(f"/cases/{made['number']}/reply", {"data": {"body": "补充一句"}}, **code)
    stale = post(f"/cases/{made['number']}/withdraw", {"seen": 1}, **code)
    assert stale.status_code == 409
    assert stale.json()["code"] == "stale"
    assert len(stale.json()["changes"]) == 1


def test_the_openapi_document_and_its_page(client):
    document = client.get("/api/openapi.json").json()
    assert "/api/items/{address}/applications" in document["paths"]
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert b"cdn" not in page.content.lower()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("zh-hans", "没有填写。"), ("en", "This is missing.")])
def test_a_request_of_the_wrong_shape_is_told_in_the_callers_language(client, language, said):
    answer = client.post("/api/questions", "{}", content_type="application/json", headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert said in [error["detail"] for error in answer.json()["errors"]]
    assert all(
        error["pointer"].startswith("/") and "/body" not in error["pointer"] for error in answer.json()["errors"]
    )


def test_an_address_that_is_no_call_is_told_as_a_problem(client):
    answer = client.get("/api/nope", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["title"].isascii()


def test_what_the_framework_refuses_is_a_problem_too(client):
    wrong = client.delete("/api/items")
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in wrong.headers["Allow"]
    broken = client.post("/api/questions", "{bad", content_type="application/json")
    assert (broken.status_code, broken.json()["title"]) == (400, "请求的内容读不懂，应为 JSON。")


def test_asking_again_with_a_file_is_the_same_case(client, post, item):
    token = client.post("/api/uploads", {"file": SimpleUploadedFile("问.pdf", PDF, "application/pdf")}).json()["token"]
    body = {"question": "要多久?", "phone": "13812345678", "item": item.address, "attachments": [token]}
    first, again = post("/questions", body), post("/questions", body)
    assert (first.status_code, again.status_code) == (201, 200), again.content.decode()
