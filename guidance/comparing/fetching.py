"""One POST to a service of others, never longer than it was given, whatever the other side does.

The whole call, with the look-up of the name, runs in a thread that is left behind when its time is over; what it may
read is bounded, and it follows no redirection: what is asked goes where it was addressed.
"""

import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable

from django.utils.translation import gettext as _

from . import addresses
from .answers import FaultError

LARGEST = 64 * 1024
"""Bytes of an answer: it says yes or no."""
PART = 8 * 1024


def post(url: str, body: bytes, headers: dict[str, str], seconds: float) -> bytes:
    """The body of a 2xx answer. TimeoutError after `seconds` in all; FaultError for any other answer or none."""
    ends = time.monotonic() + seconds
    return _within(seconds, lambda: _post(url, body, headers, ends))


def _within(seconds: float, call: Callable[[], bytes]) -> bytes:
    done: queue.Queue[bytes | Exception] = queue.Queue(1)

    def run() -> None:
        try:
            done.put(call())
        except Exception as error:  # told to the one who waits
            done.put(error)

    threading.Thread(target=run, name="comparing", daemon=True).start()
    try:
        found = done.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _post(url: str, body: bytes, headers: dict[str, str], ends: float) -> bytes:
    try:
        connection = _Pinned(addresses.target(url), _left(ends))
        try:
            return _exchange(connection, body, headers, ends)
        finally:
            connection.close()
    except (TimeoutError, FaultError):
        raise
    except addresses.ForbiddenError as error:
        raise FaultError(str(error)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FaultError(_("连不上接口（%(why)s）") % {"why": f"{type(error).__name__}: {error}"[:120]}) from None


def _exchange(connection: "_Pinned", body: bytes, headers: dict[str, str], ends: float) -> bytes:
    sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    connection.request("POST", connection.aim.path, body, sent)
    answer = connection.getresponse()
    if not 200 <= answer.status < 300:
        raise FaultError(_("接口返回 HTTP %(status)s") % {"status": answer.status})
    found = b""
    while part := answer.read1(PART):
        found += part
        if len(found) > LARGEST:
            raise FaultError(_("返回的内容太大"))
        _left(ends)
    return found


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was looked at, and asks for the host's own certificate there."""

    def __init__(self, aim: addresses.Target, timeout: float) -> None:
        super().__init__(aim.host, aim.port, timeout=timeout)
        self.aim = aim

    def connect(self) -> None:
        """To the address, not to the name."""
        plain = socket.create_connection((self.aim.ip, self.aim.port), self.timeout)
        secure = ssl.create_default_context() if self.aim.tls else None
        self.sock = secure.wrap_socket(plain, server_hostname=self.aim.host) if secure else plain
