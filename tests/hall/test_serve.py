"""`manage.py serve` and what it stands on: all run together, and all end together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hall import environment, lock
from hall.supervisor import Program, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAMILY = "import subprocess, sys; subprocess.Popen(['sleep', '61']); open(sys.argv[1], 'w').write('on'); import time; time.sleep(60)"


def alive(group: int) -> bool:
    """Whether any process of the group is left (but for zombies that init has not reaped yet)."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(line.split()[0] == str(group) and "Z" not in line.split()[1] for line in listed.splitlines())


def test_when_one_program_ends_all_end_and_it_is_named():
    supervisor = Supervisor([Program("web", SLEEP), Program("worker", [sys.executable, "-c", "raise SystemExit(3)"])])
    message = supervisor.run()
    assert "worker" in message
    assert "3" in message
    assert not any(alive(process.pid) for process in supervisor.running.values())


def test_a_killed_program_is_started_again_and_the_others_go_on(tmp_path, capfd):
    once = tmp_path / "once"
    killed = f"import os, pathlib, time; p = pathlib.Path({str(once)!r}); again = p.exists(); p.touch(); again or os.kill(os.getpid(), 9); p.with_name('again').touch(); time.sleep(60)"
    supervisor = Supervisor([Program("web", SLEEP), Program("worker", [sys.executable, "-c", killed])])
    web = []
    assert supervisor.run(ready=(tmp_path / "again").exists, opened=lambda: (web.append(1), supervisor.end())) == ""
    assert supervisor.restarts == 1
    assert "worker process was killed (signal 9)" in capfd.readouterr().err
    assert not any(alive(process.pid) for process in supervisor.running.values())


def test_told_to_end_it_ends_grandchildren_too(tmp_path):
    started = tmp_path / "started"
    supervisor = Supervisor([Program("web", [sys.executable, "-c", FAMILY, str(started)])])
    opened = []

    def announce():
        opened.append(True)
        supervisor.end()

    assert supervisor.run(ready=started.exists, opened=announce) == ""
    assert opened == [True]
    assert not alive(supervisor.running["web"].pid)


def test_a_program_that_ignores_the_request_is_killed(monkeypatch, tmp_path):
    monkeypatch.setattr("hall.supervisor.GRACE", 0.5)
    started = tmp_path / "started"
    stubborn = f"import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open({str(started)!r}, 'w'); time.sleep(60)"
    supervisor = Supervisor([Program("web", [sys.executable, "-c", stubborn])])
    assert supervisor.run(ready=started.exists, opened=supervisor.end) == ""
    assert not alive(supervisor.running["web"].pid)


def test_signals_are_handed_back_afterwards():
    before = signal.getsignal(signal.SIGTERM)
    Supervisor([Program("web", [sys.executable, "-c", ""])]).run()
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_told_in_one_line_with_the_remedy(taken_port):
    with pytest.raises(environment.Problem) as problem:
        environment.check_port("127.0.0.1", taken_port)
    assert str(problem.value) == f"Port {taken_port} is taken; stop what runs there, or: PORT={taken_port + 1} make run"


def test_serve_and_its_bootstrap_refuse_a_taken_port_before_any_work(taken_port, tmp_path):
    surroundings = {**os.environ, "PORT": str(taken_port), "HOST": "", "HALL_VAR": str(tmp_path)}
    surroundings["DJANGO_SETTINGS_MODULE"] = "hall.settings.dev"
    serve = [sys.executable, "manage.py", "serve"]
    bootstrap = [sys.executable, "-I", "site/hall/environment.py", "run"]
    for command in (serve, bootstrap):
        result = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=600)
        assert result.returncode != 0
        assert len(result.stderr.strip().splitlines()) == 1
        assert f"PORT={taken_port + 1} make run" in result.stderr
    assert not (tmp_path / "hall.sqlite3").exists()


def test_two_halls_do_not_share_their_data(tmp_path):
    with lock.alone(tmp_path):
        told = rf"process {os.getpid()}.*HALL_VAR=/another/folder make run"
        with pytest.raises(environment.Problem, match=told), lock.alone(tmp_path):
            pytest.fail("the data has a hall already")
        (tmp_path / "other").mkdir()
        with lock.alone(tmp_path / "other"):
            pass
    with lock.alone(tmp_path):
        assert (tmp_path / "hall.lock").read_text() == str(os.getpid())


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "8000 "])
def test_a_port_is_a_number_of_a_port(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    if port.strip() == "8000":
        assert environment.address()[1] == 8000
    else:
        with pytest.raises(environment.Problem, match="PORT=8001 make run"):
            environment.address()


def test_an_old_python_is_told_the_remedy(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 10, 13))
    with pytest.raises(environment.Problem, match=r"3\.10\.13.*3\.11 to 3\.14.*PYTHON="):
        environment.check_python()


def test_a_python_without_venv_is_told_the_package(monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(environment.Problem, match=r"apt install python3\.\d+-venv"):
        environment.check_python()


def test_a_full_disk_is_told_before_the_work(monkeypatch):
    monkeypatch.setattr(environment, "SPACE", 10**18)
    with pytest.raises(environment.Problem, match="MB free"):
        environment.check_space()


@pytest.mark.slow
def test_a_hall_opens_answers_and_closes_without_leaving_anything(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = {**os.environ, "PORT": str(port), "HOST": "", "HALL_VAR": str(tmp_path), "DATABASE_URL": ""}
    surroundings["DJANGO_SETTINGS_MODULE"] = "hall.settings.dev"
    command = [sys.executable, "manage.py", "serve", "--no-demo", "--workers", "1"]
    hall = subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    guard = threading.Timer(300, hall.kill)
    guard.start()
    try:
        told = []
        for line in hall.stdout:
            told.append(line)
            if "Ctrl-C" in line:
                break
        assert any(f"http://localhost:{port}/" in line for line in told)
        assert any(line.startswith("  50 of ") for line in told)
        children = subprocess.run(["ps", "--ppid", str(hall.pid), "-o", "pid="], capture_output=True, text=True).stdout
        groups = [int(pid) for pid in children.split()]
        assert len(groups) >= 2
        hall.send_signal(signal.SIGINT)
        assert hall.wait(timeout=600) == 0
        time.sleep(0.2)
        assert not any(alive(group) for group in groups)
    finally:
        guard.cancel()
        hall.kill()
        hall.stdout.close()
