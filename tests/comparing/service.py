"""A data service on this machine that behaves as it is told: well, or as services do on a bad day."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PEOPLE = {"410105194912310020": "李敏", "91410100MA4ABCDEF0": "张三面馆"}


class Service(BaseHTTPRequestHandler):
    """`/match` answers truly; the other paths are named after what they do."""

    seen: list = []

    def do_POST(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).seen.append((self.path, dict(self.headers), json.loads(sent)))
        getattr(self, "answer_" + self.path.strip("/").replace("-", "_"))(json.loads(sent))

    def answer_match(self, sent):
        fits = PEOPLE.get(sent["id_number"]) == sent.get("name")
        self._say({"data": {"match": fits, "number": "ZZ-1"}})

    def answer_500(self, sent):
        self._say({"match": True}, 500)

    def answer_redirect(self, sent):
        self.send_response(307)
        self.send_header("Location", "/match")
        self.end_headers()

    def answer_garbage(self, sent):
        self._send(b"<html>404</html>")

    def answer_neither(self, sent):
        self._say({"data": {"match": "maybe"}})

    def answer_deep(self, sent):
        self._send(b"[" * 60_000)

    def answer_huge(self, sent):
        self._send(b" " * 200_000)

    def answer_hang(self, sent):
        time.sleep(30)

    def answer_drip(self, sent):
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def _say(self, found, status=200):
        self._send(json.dumps(found).encode(), status)

    def _send(self, body, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that left early is what is tested."""


@contextmanager
def running():
    """The service's address while it runs."""
    Service.seen = []
    server = _Server(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
