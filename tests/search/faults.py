"""A proxy on loopback before a real node, that fails as it is told: hangs, refuses, takes half of a bulk."""

import http.client
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

BUSY = {"type": "es_rejected_execution_exception", "reason": "told to be busy"}


class Proxy(ThreadingHTTPServer):
    """`mode`: "" passes all on; "hang" accepts and never answers; 429 or 503 refuse; "half" takes every other line.

    `seen` counts the requests that came.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target).netloc
        self.mode, self.seen = "", 0
        self.over = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """The client has gone, as it should when nobody answers."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        self.server.seen += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mode = self.server.mode
        if mode == "hang":
            self.server.over.wait(60)
            self.close_connection = True
        elif isinstance(mode, int):
            self.answer(mode, json.dumps({"error": BUSY, "status": mode}).encode())
        elif mode == "half" and "/_bulk" in self.path:
            self.half(body)
        else:
            self.answer(*self.ask(body))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

    def ask(self, body):
        there = http.client.HTTPConnection(self.server.target, timeout=60)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection"}}
        kept["Content-Length"] = str(len(body))
        try:
            there.request(self.command, self.path, body or None, kept)
            answer = there.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        except OSError:
            return 503, json.dumps({"error": BUSY, "status": 503}).encode()
        finally:
            there.close()

    def half(self, body):
        lines = body.splitlines(keepends=True)
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        status, told, headers = self.ask(b"".join(a + b for a, b in pairs[::2])) if pairs else (200, b"{}", {})
        answer = json.loads(told)
        items = iter(answer.get("items", []))
        answer["items"] = [refused(head) if number % 2 else next(items) for number, (head, _) in enumerate(pairs)]
        answer["errors"] = True
        self.answer(status, json.dumps(answer).encode(), headers)

    def answer(self, status, body, headers=None):
        self.send_response(status)
        for name, value in (headers or {"Content-Type": "application/json"}).items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        """Quietly."""


def refused(head):
    (verb, about), *_ = json.loads(head).items()
    return {verb: {"_index": about.get("_index"), "_id": about["_id"], "status": 429, "error": BUSY}}


@contextmanager
def before(url):
    """A proxy before the node at this address."""
    proxy = Proxy(url)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.over.set()
        proxy.shutdown()
        proxy.server_close()
        thread.join()
