"""Files: what is refused, and that what was taken need not be chosen again."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from PIL import Image

from forms import service, uploads
from forms.filetypes import EICAR, KINDS, clean_name
from forms.models import Upload
from forms.uploads import Limits, store

from .samples import PDF, packed, pdf

pytestmark = pytest.mark.django_db
EVERYTHING = Limits(tuple(KINDS), 1)
DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}


def file(name, content):
    return SimpleUploadedFile(name, content)


def picture(kind="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("材料1.2版.pdf", PDF, "application/pdf"),
        ("照片.png", picture(), "image/png"),
        ("照片.jpeg", picture("JPEG"), "image/jpeg"),
        ("表.docx", packed(DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("版式.ofd", packed({"OFD.xml": "<x/>"}), "application/ofd"),
        ("包.zip", packed({"说明.txt": "x"}), "application/zip"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "application/msword"),
    ],
)
def test_taken(name, content, content_type):
    held = store(file(name, content), EVERYTHING)
    row = Upload.objects.get(token=held.token)
    assert held.content_type == content_type
    assert row.file.read() == content
    assert name not in row.file.name
    assert len(held.token) >= 40


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "extension"),
        ("a.pdf.exe", PDF, "extension"),
        ("a.exe.pdf", PDF, "double-extension"),
        ("a.html.pdf", PDF, "double-extension"),
        ("a.mht.pdf", PDF, "double-extension"),
        ("a.doc.pdf", PDF, "double-extension"),
        ("a.JPG .pdf", PDF, "double-extension"),
        ("a.zip.pdf", PDF, "double-extension"),
        ("a.svg", b"<svg/>", "extension"),
        ("a.html", b"<html>", "extension"),
        ("a.txt", b"text", "extension"),
        ("noextension", PDF, "extension"),
        ("a.pdf", b"MZ\x90\x00 program", "content"),
        ("a.pdf", picture(), "content"),
        ("a.png", PDF, "content"),
        ("a.png", picture("JPEG"), "content"),
        ("a.png", picture()[:40], "content"),
        ("a.docx", packed({"x.txt": "x"}), "content"),
        ("a.zip", b"PK\x03\x04 broken", "content"),
        ("a.zip", packed({"run.exe": "MZ"}), "program"),
        ("a.docx", packed({**DOCX, "word/vbaProject.bin": "x"}), "program"),
        ("a.pdf", PDF + EICAR, "virus"),
        ("a.zip", packed({"eicar.txt": EICAR}), "virus"),
        ("a.zip", packed({f"{n}.txt": "x" for n in range(2001)}), "bomb"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b" " * (1024 * 1024), "size"),
    ],
)
def test_refused_with_a_reason(name, content, code):
    with pytest.raises(ValidationError) as refusal:
        store(file(name, content), EVERYTHING)
    assert refusal.value.code == code
    assert "「" in refusal.value.messages[0]
    assert (f"改名，如「{name.split('.')[0]}.pdf」" in refusal.value.messages[0]) == (code == "double-extension")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["报告v2.1.pdf", "2024.01.02.pdf", "a.pdf说明.pdf", "经营场所图.最终.pdf"])
def test_a_dot_in_a_name_is_no_extension(name):
    assert store(file(name, PDF), EVERYTHING).name == name


def test_the_better_name_keeps_the_dots_before_the_two_extensions():
    with pytest.raises(ValidationError) as refusal:
        store(file("报告v2.1.docx.pdf", PDF), EVERYTHING)
    assert "如「报告v2.1.pdf」" in refusal.value.messages[0]


def test_names_are_made_safe_to_show():
    assert clean_name("C:\\temp\\执照.pdf") == "执照.pdf"
    assert clean_name("../../etc/passwd.pdf") == "passwd.pdf"
    assert clean_name("annexe\u202efdp.exe") == "annexefdp.exe"
    assert clean_name("a\n\x00b.pdf") == "ab.pdf"
    assert len(clean_name("长" * 300 + ".pdf")) <= 120
    assert clean_name("长" * 300 + ".pdf").endswith(".pdf")


def post(**values):
    return MultiValueDict({f"answers-{name.replace('_', '-')}": value for name, value in values.items()})


def test_a_file_survives_an_error_elsewhere(version):
    first = service.django_form(version, post(f1=["张三"]), MultiValueDict({"answers-f4": [pdf()]}))
    assert not first.is_valid()
    assert "f4" not in first.errors
    html = str(first["f4"])
    assert "执照.pdf" in html
    (token,) = Upload.objects.values_list("token", flat=True)
    good = {"f1": ["张三"], "f2": ["13800001234"], "f5": ["on"]}
    again = service.django_form(version, post(**good, f4_kept=[uploads.sign(token)]), MultiValueDict())
    assert again.is_valid(), again.errors
    assert again.answers()["f4"]["token"] == token
    assert Upload.objects.count() == 1
    removed = service.django_form(
        version, post(**good, f4_kept=[uploads.sign(token)], f4_remove=[token]), MultiValueDict()
    )
    assert list(removed.errors) == ["f4"]


def test_a_token_that_was_not_signed_here_counts_for_nothing(version):
    held = store(pdf(), Limits())
    form = service.django_form(version, post(f4_kept=[held.token]), MultiValueDict())
    assert "f4" in form.errors


def test_a_new_file_takes_the_place_of_the_old_one(version):
    held = store(pdf("旧.pdf"), Limits())
    data = post(f1=["张三"], f2=["13800001234"], f5=["on"], f4_kept=[held.signed])
    form = service.django_form(version, data, MultiValueDict({"answers-f4": [pdf("新.pdf")]}))
    assert form.is_valid(), form.errors
    assert form.answers()["f4"]["name"] == "新.pdf"


def test_claimed_uploads_are_the_owners_alone(version):
    held = store(pdf(), Limits())
    uploads.claim(held.token, "case:1")
    uploads.claim(held.token, "case:1")
    with pytest.raises(Upload.DoesNotExist):
        uploads.claim(held.token, "case:2")
    assert "f4" in service.django_form(version, post(f4_kept=[held.signed]), MultiValueDict()).errors
    assert (
        "f4" not in service.django_form(version, post(f4_kept=[held.signed]), MultiValueDict(), owner="case:1").errors
    )


def test_a_kept_file_is_held_to_the_limits_of_the_field_it_is_sent_to(version):
    held = store(file("包.zip", packed({"说明.txt": "x"})), EVERYTHING)
    form = service.django_form(version, post(f4_kept=[held.signed]), MultiValueDict())
    assert "不符合" in form.errors["f4"][0]


def test_the_job_removes_what_nobody_claimed():
    old, fresh, mine = (store(pdf(f"{n}.pdf"), Limits()) for n in range(3))
    uploads.claim(mine.token, "draft:1")
    now = timezone.now()
    Upload.objects.filter(token__in=[old.token, mine.token]).update(expires_at=now)
    path = Upload.objects.get(token=old.token).file
    assert uploads.remove_expired(now) == 1
    assert uploads.remove_expired(now) == 0
    assert not path.storage.exists(path.name)
    assert set(Upload.objects.values_list("token", flat=True)) == {fresh.token, mine.token}
    uploads.keep_only("draft:1", [])
    assert uploads.remove_expired(timezone.now() + datetime.timedelta(seconds=1)) == 1


def test_download_is_private_and_never_drawn_as_a_page(client):
    held = store(pdf(), Limits())
    upload = Upload.objects.get()
    response = client.get(upload.get_absolute_url())
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert client.get("/forms/uploads/wrong/").status_code == 404
    uploads.claim(held.token, "case:1")
    assert client.get(upload.get_absolute_url()).status_code == 404


def test_preview_keeps_nothing(version):
    service.django_form(version, post(), MultiValueDict({"answers-f4": [pdf()]}), dry=True).is_valid()
    assert not Upload.objects.exists()


def test_an_owner_keeps_what_it_names_and_lets_go_of_the_rest():
    first, second, other = (store(pdf(f"{n}.pdf"), Limits()) for n in range(3))
    uploads.claim(other.token, "draft:2")
    uploads.keep_only("draft:1", [first.token, other.token, "no-such-token"])
    uploads.keep_only("draft:1", [second.token])
    owners = dict(Upload.objects.values_list("token", "owner"))
    assert owners == {first.token: "", second.token: "draft:1", other.token: "draft:2"}
    assert uploads.remove_expired(timezone.now()) == 1


def test_a_draft_hands_its_files_over_to_its_case():
    held = store(pdf(), Limits())
    uploads.claim(held.token, "draft:1")
    with pytest.raises(Upload.DoesNotExist):
        uploads.claim(held.token, "case:1", before="draft:2")
    with pytest.raises(Upload.DoesNotExist):
        uploads.claim(held.token, "case:1")
    assert uploads.claim(held.token, "case:1", before="draft:1").owner == "case:1"


def test_what_is_discarded_is_gone_once_the_transaction_is_through(django_capture_on_commit_callbacks):
    held = store(pdf(), Limits())
    file = uploads.claim(held.token, "draft:1").file
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.discard("draft:1") == 1
        assert file.storage.exists(file.name)
    assert not file.storage.exists(file.name)
    assert not Upload.objects.exists()
