"""The channels: the same notice twice is one message; failures are errors; a webhook can be checked."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from guidance.notices.channels import FolderSms, Mail, Parcel, Sms, UndeliverableError, Webhook, file_name


def parcel(**values) -> Parcel:
    given = {
        "reference": "case-1:received",
        "kind": "case.received",
        "to": "13812341234",
        "subject": "收到",
        "body": "正文",
    }
    return Parcel(**given | values)


def test_the_folder_keeps_one_file_for_a_notice_sent_twice(tmp_path):
    sms = FolderSms(tmp_path)
    name = sms.send("13812341234", "正文", "case-1:received")
    assert sms.send("13812341234", "正文", "case-1:received") == name
    [file] = tmp_path.iterdir()
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "to": "13812341234",
        "body": "正文",
        "reference": "case-1:received",
    }
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("reference", ["../../etc/passwd", "a/b\\c", "编号", "..", "", "x" * 500, "a\0b"])
def test_no_reference_leaves_the_folder(tmp_path, reference):
    name = FolderSms(tmp_path / "sms").send("1", "b", reference)
    assert (tmp_path / "sms" / name).is_file()
    assert len(name) < 100
    assert list(tmp_path.iterdir()) == [tmp_path / "sms"]


def test_references_that_read_alike_are_apart():
    assert file_name("a:b") != file_name("a/b")


class Backend:
    sent: list[tuple[str, str, str]] = []

    def send(self, to, body, reference):
        self.sent.append((to, body, reference))
        return "provider-1"


def test_the_setting_names_the_provider(settings):
    settings.HALL_SMS_BACKEND = f"{__name__}.Backend"
    assert Sms().deliver(parcel()) == "provider-1"
    assert Backend.sent == [("13812341234", "正文", "case-1:received")]


def test_a_mail_sent_twice_is_known_as_the_same():
    for _ in range(2):
        Mail().deliver(parcel(to="zhang@example.cn"))
    first, second = mail.outbox
    assert first.to == ["zhang@example.cn"]
    assert first.message()["Message-ID"] == second.message()["Message-ID"]
    assert first.message()["Message-ID"] != parcel(reference="other").reference


@pytest.fixture
def receiver() -> Iterator[HTTPServer]:
    """A partner on this machine; answers with `server.status` and keeps what it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.got.append((self.path, self.headers, body))
            self.send_response(self.server.status)
            if self.server.status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.got = 200, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(receiver, settings) -> Parcel:
    settings.HALL_WEBHOOK_SECRET = "between us"
    return parcel(to=f"http://127.0.0.1:{receiver.server_port}/hook", body='{"number": "A1"}')


def test_a_webhook_is_signed_over_time_and_body(receiver, hook):
    assert Webhook().deliver(hook) == "HTTP 200"
    [(path, headers, body)] = receiver.got
    at, digest = (part.split("=")[1] for part in headers["X-Hall-Signature"].split(","))
    expected = hmac.new(b"between us", f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert (path, digest, json.loads(body)) == ("/hook", expected, {"number": "A1"})
    assert headers["X-Hall-Event"] == "case.received"


def test_the_same_notice_carries_the_same_key(receiver, hook):
    Webhook().deliver(hook)
    Webhook().deliver(hook)
    assert len({headers["Idempotency-Key"] for _, headers, _ in receiver.got}) == 1


@pytest.mark.parametrize("status", [302, 400, 500, 503])
def test_anything_but_success_is_an_error_and_nothing_is_followed(receiver, hook, status):
    receiver.status = status
    with pytest.raises(OSError):  # noqa: PT011
        Webhook().deliver(hook)
    assert [path for path, _, _ in receiver.got] == ["/hook"]


def test_a_webhook_goes_to_http_only(hook):
    with pytest.raises(UndeliverableError):
        Webhook().deliver(parcel(to="file:///etc/passwd"))


def test_without_a_secret_nothing_is_pushed(receiver, hook, settings):
    settings.HALL_WEBHOOK_SECRET = ""
    with pytest.raises(RuntimeError, match="HALL_WEBHOOK_SECRET"):
        Webhook().deliver(hook)
    assert receiver.got == []
