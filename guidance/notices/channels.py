"""How a notice leaves the hall. A channel takes a parcel and returns the provider's reference, or raises.

Delivery is at least once: a worker killed between sending and noting it sends again, with the same `reference`. A
provider that takes an idempotency reference (SMS platforms do) so sends one message; the others here overwrite or carry
the reference for the receiver to tell.

A new SMS provider is one class with `send(to, body, reference) -> str`, named by the setting HALL_SMS_BACKEND.
"""

import hashlib
import hmac
import json
import os
import re
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .models import ChannelName

TIMEOUT = 5
"""Seconds a receiver may take to answer."""


class UndeliverableError(Exception):
    """The receiver will never take this notice: no further try."""


@dataclass(frozen=True)
class Parcel:
    """What a channel is given. `reference` is the same at every try of one notice."""

    reference: str
    kind: str
    to: str
    subject: str
    body: str
    case_number: str = ""


class Channel(Protocol):
    """One way to deliver."""

    def deliver(self, parcel: Parcel) -> str:
        """Hand over; the provider's reference. UndeliverableError if it is hopeless, any other exception: try later."""
        ...


class SmsBackend(Protocol):
    """An SMS provider."""

    def send(self, to: str, body: str, reference: str) -> str:
        """Send one message under an idempotency reference; the provider's own reference."""
        ...


def file_name(reference: str) -> str:
    """A file name that is readable and as unique as the reference."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "_", reference)[:60].strip("._")
    return f"{readable}-{hashlib.sha256(reference.encode()).hexdigest()[:12]}"


class FolderSms:
    """Writes each message to `outbox/sms` of the data folder: for the demo, and to see what would be sent."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.VAR) / "outbox" / "sms"

    def send(self, to: str, body: str, reference: str) -> str:
        """Write the file whole under its name, or not at all; a second time overwrites it with the same."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{file_name(reference)}.json"
        text = json.dumps({"to": to, "body": body, "reference": reference}, ensure_ascii=False, indent=2)
        handle, part = tempfile.mkstemp(dir=self.folder, prefix=".part-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.replace(part, self.folder / name)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        return name


class Sms:
    """SMS through the backend that HALL_SMS_BACKEND names."""

    def deliver(self, parcel: Parcel) -> str:
        """Send the body."""
        backend: SmsBackend = import_string(settings.HALL_SMS_BACKEND)()
        return backend.send(parcel.to, parcel.body, parcel.reference)


class Mail:
    """Mail through Django; the Message-ID follows from the reference, so a second copy is known as the same mail."""

    def deliver(self, parcel: Parcel) -> str:
        """Send a plain text mail."""
        host = urlsplit(settings.HALL_BASE_URL).hostname or "localhost"
        message_id = f"<{hashlib.sha256(parcel.reference.encode()).hexdigest()[:32]}@{host}>"
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
        EmailMessage(parcel.subject, parcel.body, to=[parcel.to], headers=headers).send()
        return message_id


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed body goes where it was addressed and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Webhook:
    """A POST of the body (JSON) to a partner, signed with HMAC-SHA256 over `<unix seconds>.<body>`."""

    def deliver(self, parcel: Parcel) -> str:
        """Post; anything but a 2xx answer is an error. UndeliverableError for an address that is not http(s)."""
        if urlsplit(parcel.to).scheme not in {"http", "https"}:
            raise UndeliverableError(_("推送地址须以 http:// 或 https:// 开头。"))
        if not settings.HALL_WEBHOOK_SECRET:
            raise RuntimeError(_("没有设置签名密钥 HALL_WEBHOOK_SECRET，不能推送。"))
        body = parcel.body.encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": hashlib.sha256(parcel.reference.encode()).hexdigest(),
            "X-Hall-Event": parcel.kind,
            "X-Hall-Signature": signature(settings.HALL_WEBHOOK_SECRET, body, int(time.time())),
        }
        request = urllib.request.Request(parcel.to, data=body, headers=headers, method="POST")  # noqa: S310
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(request, timeout=TIMEOUT) as answer:
            return f"HTTP {answer.status}"


def signature(secret: str, body: bytes, at: int) -> str:
    """`t=<unix seconds>,v1=<hex>`: what a receiver computes again to know that the hall sent it, and when."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


CHANNELS: dict[str, Channel] = {ChannelName.SMS: Sms(), ChannelName.MAIL: Mail(), ChannelName.WEBHOOK: Webhook()}
"""By name, as notices store it."""
