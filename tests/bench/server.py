"""The hall's own web server as a child of this process, and a client that keeps one connection to it."""

import contextlib
import http.client
import socket
import subprocess
import time

from tests.bench.registry import Ask, Unmeasurable

START_SECONDS = 90
STOP_SECONDS = 10


def free_port():
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(port, log):
    """The server as `manage.py serve` starts it, with one worker, until the block ends. Ends this child, nothing else."""
    from hall.management.commands import serve

    [web] = [program for program in serve.programs("127.0.0.1", port, 1, 1) if program.name == "web"]
    with log.open("wb") as out:
        child = subprocess.Popen(
            [*web.command, "--keep-alive", "60"],
            env=serve.child_environment(),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _wait(child, port, log)
        yield
    finally:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(child, port, log):
    from hall.management.commands import serve

    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        if serve.answers("127.0.0.1", port):
            return
        time.sleep(0.2)
    raise Unmeasurable(f"the server did not open:\n{log.read_text(errors='replace')[-2000:]}")


class Answer:
    """What came back, read to its end, and how long that took in milliseconds."""

    def __init__(self, response, body, took):
        self.status, self.body, self.took, self.headers = response.status, body, took, response.headers

    @property
    def text(self):
        return self.body.decode(errors="replace")

    def cookie(self, name):
        """A cookie that was set, as it is sent back."""
        lines = self.headers.get_all("Set-Cookie") or []
        found = [line.split(";")[0] for line in lines if line.startswith(f"{name}=")]
        if not found:
            raise Unmeasurable(f"no cookie {name} was set")
        return found[0]


class Client:
    """Sends one request after another over one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.places = set()

    def get(self, path):
        return self.send(Ask(path, contains=""))

    def send(self, ask):
        """The answer; Unmeasurable unless it is the right one."""
        body, headers = ask.body() if ask.body else None, ask.headers()
        started = time.perf_counter()
        try:
            self.connection.request(ask.method, ask.path, body, headers)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unmeasurable(f"{ask.method} {ask.path}: {type(error).__name__}: {error}") from error
        answer = Answer(response, content, (time.perf_counter() - started) * 1000)
        self.check(ask, answer)
        return answer

    def check(self, ask, answer):
        """Unmeasurable unless it is the right answer."""
        place = answer.headers.get("Location", "")
        if answer.status != ask.status:
            raise Unmeasurable(f"{ask.method} {ask.path} answered {answer.status} instead of {ask.status}")
        if ask.contains not in (place or answer.text):
            raise Unmeasurable(f"{ask.method} {ask.path} did not answer with {ask.contains!r}")
        if ask.fresh and place in self.places:
            raise Unmeasurable(f"{ask.method} {ask.path} led to {place} twice")
        self.places.add(place)
