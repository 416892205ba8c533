"""Notices on paper: issued with the verb, numbered without gaps, never changed, selectable, checkable."""

import hashlib
import io
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.errors import Refused
from accounts.roles import Role
from guidance.applications import jobs
from guidance.applications.papers import filling, fonts, pdf, printing
from guidance.applications.papers.kinds import SHIPPED, WORDED, PaperKind
from guidance.applications.papers.models import Paper, PaperPrint, PaperTemplate
from guidance.cases import actors, flow
from guidance.cases.models import AccessLog
from tests.cases.staff import application, do
from tests.factories import at, make_bureau, make_item, make_user

pytestmark = pytest.mark.django_db
MONDAY = at("2026-03-02 10:00")


class Desk:
    """A bureau with a clerk, a head, and one application that the clerk has taken."""

    def __init__(self):
        self.bureau = make_bureau()
        self.clerk = make_user(Role.CLERK, bureau=self.bureau)
        self.head = make_user(Role.SUPERVISOR, bureau=self.bureau)
        self.item = make_item(self.bureau)

    def case(self, now=MONDAY):
        return do(application(self.item, now), "take", self.clerk, now=now)

    def accepted(self, now=MONDAY):
        return do(self.case(now), "accept", self.clerk, now=now)


@pytest.fixture
def desk():
    return Desk()


def text_of(data):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).replace("\n", "")


def test_each_verb_that_the_law_wants_told_issues_its_notice(desk):
    case = desk.case()
    paper = case.materials.first()
    do(case, "correct", desk.clerk, {"materials": [paper.pk], "reason": "身份证看不清"}, now=MONDAY)
    flow.perform(case, "supplement", actors.citizen(), {"body": "已补", "rest": "all"}, now=MONDAY)
    do(case, "accept", desk.clerk, now=MONDAY)
    do(case, "suspend", desk.clerk, {"kind": "test", "reason": "送检", "expected_days": 5}, now=MONDAY)
    do(case, "resume", desk.clerk, now=MONDAY)
    do(case, "extend", desk.head, {"days": 5, "reason": "案情复杂"}, now=MONDAY)
    do(case, "pass", desk.clerk, {"step": case.steps.get(name="审查").pk, "reason": "符合"}, now=MONDAY)
    do(case, "decide", desk.clerk, {"decision": "granted", "result_number": "JY123"}, now=MONDAY)
    do(case, "close", desk.clerk, {"delivery": "pickup", "reason": "李敏领取"}, now=MONDAY)
    rows = list(case.papers.all())
    assert [row.kind for row in rows] == [
        "correction", "accepted", "suspended", "extended", "granted", "delivered",
    ]  # fmt: skip
    assert [row.sequence for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0].number == f"{desk.bureau.name}〔2026〕1号"
    assert paper.name in rows[0].body
    assert "身份证看不清" in rows[0].body
    assert "JY123" in rows[4].body
    assert case.events.get(verb="accept").data["paper"] == f"受理通知书 {rows[1].number}"


def test_what_is_deemed_accepted_says_that_nobody_examined_it(desk):
    late = desk.case()
    assert jobs.deem_accepted(at("2026-03-10 09:00")) == 1
    body = late.papers.get().body
    assert "经审查" not in body
    assert "第三十二条的规定，逾期未告知的，自收到申请材料之日起即为受理，受理日期为2026年3月2日。" in body


def test_an_acceptance_says_what_the_clerk_wrote_and_what_is_done_at_once(desk):
    case = desk.case()
    case.snapshot["promised"] = {"n": 0, "unit": "workday"}
    case.save()
    body = do(case, "accept", desk.clerk, {"reason": "请留意短信"}, now=MONDAY).papers.get().body
    assert "请留意短信" in body
    assert "承诺在受理当日内作出决定" in body


def test_a_refusal_and_a_denial_name_reason_and_remedies(desk):
    other = make_bureau()
    refused = do(desk.case(), "refuse", desk.clerk, {"reason": "不属本局", "competent": other.pk}, now=MONDAY)
    paper = refused.papers.get()
    assert paper.kind == PaperKind.REFUSED
    assert other.name in paper.body
    assert "不属本局" in paper.body
    assert "行政复议" in paper.body
    denied = desk.accepted()
    do(denied, "pass", desk.clerk, {"step": denied.steps.get(name="审查").pk, "reason": "不符"}, now=MONDAY)
    do(denied, "decide", desk.clerk, {"decision": "denied", "reason": "场所不符"}, now=MONDAY)
    body = denied.papers.get(kind="denied").body
    assert "场所不符" in body
    assert "行政诉讼" in body


def test_accepted_by_the_clock_is_told_as_any_acceptance(desk):
    case = desk.case()
    jobs.deem_accepted(at("2026-03-10 09:00"))
    assert case.papers.get().kind == PaperKind.ACCEPTED


def test_a_verb_that_fails_leaves_no_number_behind(desk):
    desk.accepted()
    with (
        mock.patch("guidance.cases.doing.Doing.notify", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        desk.accepted()
    assert desk.accepted().papers.get().sequence == 2
    assert Paper.objects.count() == 2


def test_numbers_begin_anew_each_year_and_for_each_bureau(desk):
    desk.accepted()
    assert desk.accepted(at("2027-01-04 10:00")).papers.get().number == f"{desk.bureau.name}〔2027〕1号"
    assert Desk().accepted().papers.get().sequence == 1


def test_an_issued_notice_never_changes(desk):
    paper = desk.accepted().papers.get()
    paper.body = "别的"
    with pytest.raises(TypeError):
        paper.save()
    with pytest.raises(TypeError):
        Paper.objects.filter(pk=paper.pk).update(body="别的")
    with pytest.raises(TypeError):
        Paper.objects.filter(pk=paper.pk).delete()


def test_the_text_of_the_pdf_can_be_selected_with_and_without_a_font_of_the_machine(desk):
    paper = desk.accepted().papers.get()
    with mock.patch.object(fonts, "installed", return_value=None):
        without = pdf.draw(paper, "https://hall.example.cn/papers/check/")
    data = pdf.draw(paper, "https://hall.example.cn/papers/check/")
    assert data == pdf.draw(paper, "https://hall.example.cn/papers/check/")
    for made in (data, without):
        assert paper.number in text_of(made)
        assert "李小敏" in text_of(made)
        assert PdfReader(io.BytesIO(made)).metadata.title == f"受理通知书 {paper.number}"
    assert b"STSong" in without


@pytest.mark.skipif(fonts.installed() is None, reason="no open Chinese font on this machine")
def test_an_open_font_of_the_machine_is_embedded(desk):
    data = pdf.draw(desk.accepted().papers.get(), "https://hall.example.cn/papers/check/")
    assert b"/FontFile2" in data
    assert b"STSong" not in data
    assert len(data) < 200_000


def test_the_file_is_kept_once_and_by_the_worker_if_nobody_opens_it(desk):
    paper = desk.accepted().papers.get()
    assert jobs.print_papers(timezone.now()) == 1
    assert jobs.print_papers(timezone.now()) == 0
    kept = PaperPrint.objects.get(paper=paper)
    data = kept.file.open("rb").read()
    assert hashlib.sha256(data).hexdigest() == kept.sha256
    assert printing.printed(paper).pk == kept.pk


def test_two_that_print_at_once_keep_the_first(desk):
    paper = desk.accepted().papers.get()
    first = printing.printed(paper)
    with mock.patch.object(printing, "_kept", return_value=None):
        assert printing.printed(paper).sha256 == first.sha256
    assert PaperPrint.objects.count() == 1


def test_facts_without_a_value_take_their_paragraph_with_them():
    body = "{申请人}：\n\n理由：{理由}\n\n材料：\n{需补正材料}\n\n完。"
    assert filling.fill(body, {"申请人": "李敏"}) == "李敏：\n\n完。"
    assert (
        filling.fill(body, {"申请人": "李敏", "需补正材料": "1. 甲\n2. 乙"}) == "李敏：\n\n材料：\n1. 甲\n2. 乙\n\n完。"
    )
    assert filling.unknown("{申请人}{身高}{}", PaperKind.ACCEPTED) == ["身高", ""]


def test_every_shipped_wording_uses_known_facts_only():
    assert set(SHIPPED) == {kind for kind, _label in WORDED}
    assert not [name for kind, body in SHIPPED.items() for name in filling.unknown(body, kind)]


def test_a_letter_to_another_bureau_never_names_the_applicant():
    assert filling.unknown("{申请人}{证件号码}{征求机构}", PaperKind.OPINION) == ["申请人", "证件号码"]


def test_a_value_with_braces_or_markup_stays_what_it_is(desk):
    case = do(desk.case(), "refuse", desk.clerk, {"reason": "见{申请人}<b>&"}, now=MONDAY)
    paper = case.papers.get()
    assert "见{申请人}<b>&" in paper.body
    assert "<b>&" in text_of(pdf.draw(paper, "https://hall.example.cn/"))


def test_a_bureau_words_its_notice_and_goes_back(client, desk):
    client.force_login(desk.head)
    url = reverse("paper-wording", args=["accepted"])
    assert "{期限说明}" in client.get(url).content.decode()
    wrong = client.post(url, {"title": "", "body": "{姓名}你好", "based_on": 0})
    assert "没有这样的内容：{姓名}" in wrong.content.decode()
    client.post(url, {"title": "", "body": "{申请人}：已受理。", "based_on": 0})
    assert desk.accepted().papers.get().body == "李小敏：已受理。"
    stale = client.post(url, {"title": "", "body": "别的文字", "based_on": 0})
    assert "别人保存了新的一版" in stale.content.decode()
    assert "别的文字" in stale.content.decode()
    client.post(url, {"do": "restore", "based_on": 1})
    again = desk.accepted().papers.get()
    assert again.template is None
    assert again.body.startswith("李小敏：\n\n你（单位）于2026年3月2日")
    assert PaperTemplate.objects.count() == 2


def test_the_citys_words_hold_where_a_bureau_has_none(client, desk):
    client.force_login(make_user(Role.SUPERVISOR))
    client.post(reverse("paper-wording", args=["accepted"]), {"title": "全市受理单", "body": "{申请人}", "based_on": 0})
    paper = desk.accepted().papers.get()
    assert (paper.title, paper.body, paper.template.bureau) == ("全市受理单", "李小敏", None)


@pytest.mark.parametrize("name", ["paper-wordings", "paper-wording"])
def test_wordings_are_the_supervisors_and_of_their_own_bureau(client, desk, name):
    url = reverse(name, args=["accepted"] if name == "paper-wording" else [])
    client.force_login(desk.clerk)
    assert client.get(url).status_code == 302
    client.force_login(desk.head)
    assert client.get(url).status_code == 200
    assert client.get(url + f"?bureau={make_bureau().pk}").status_code == 404


@pytest.mark.parametrize("name", ["staff-paper", "staff-paper-pdf"])
def test_a_notice_is_seen_by_its_own_desk_and_each_view_is_logged(client, desk, name):
    url = reverse(name, args=[desk.accepted().papers.get().code])
    client.force_login(make_user(Role.CLERK, bureau=make_bureau()))
    assert client.get(url).status_code == 404
    client.force_login(desk.clerk)
    assert client.get(url).status_code == 200
    assert AccessLog.objects.filter(user=desk.clerk, what="file", detail__startswith="受理通知书").count() == 1


def test_the_applicant_reads_and_takes_it(client, desk):
    case = desk.accepted()
    paper = case.papers.get()
    page, file = (reverse(name, args=[case.number, paper.code]) for name in ("paper", "paper-pdf"))
    assert client.get(page).status_code == client.get(file).status_code == 404
    client.post(reverse("progress"), {"number": case.number, "code": case.query_code})
    assert paper.number in client.get(reverse("progress-case", args=[case.number])).content.decode()
    assert "予以受理" in client.get(page).content.decode()
    assert b"".join(client.get(file).streaming_content).startswith(b"%PDF")


def test_anybody_checks_a_paper_and_learns_no_name(client, desk):
    paper = desk.accepted().papers.get()
    data = printing.printed(paper).file.open("rb").read()
    url = reverse("paper-check")
    code = f"{paper.code[:4]} {paper.code[4:8].lower()} {paper.code[8:]}"
    said = client.post(url, {"code": code}).content.decode()
    assert "有这份文书" in said
    assert paper.number in said
    assert printing.printed(paper).sha256 in said
    assert "李小敏" not in said
    assert paper.case.number not in said
    same = client.post(url, {"code": code, "copy": SimpleUploadedFile("a.pdf", data)}).content.decode()
    assert "与存档完全一致" in same
    other = client.post(url, {"code": code, "copy": SimpleUploadedFile("a.pdf", data + b" ")}).content.decode()
    assert "与存档不一致" in other
    assert "没有这个校验码" in client.post(url, {"code": "AAAA"}).content.decode()


def test_checking_is_refused_after_too_many(client, desk):
    with mock.patch("accounts.ratelimit.check", side_effect=Refused("太多次", code="too-many", status=429)):
        assert client.post(reverse("paper-check"), {"code": "AAAA"}).status_code == 429
