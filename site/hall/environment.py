"""Make and keep the hall's environment in `.venv`: what `make setup` and `make run` begin with.

Runs on a bare Python without any package, before anything is installed. What is wrong is told in one line that
says what to do, and it is told before the long work begins.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "hall.json"
OLDEST, NEWEST = (3, 11), (3, 14)
SPACE = 1_000_000_000
"""Bytes of free disk that an installation and its demo city need, with room to spare."""
LOCKS = {"setup": "requirements.txt", "dev": "requirements-dev.txt"}
"""What each kind of environment is installed from; `dev` holds all of `setup`."""
STARTED = "HALL_STARTED"
"""The variable that tells the hall when `make run` began, in seconds of the epoch."""


class Problem(Exception):
    """Something that the person at the keyboard can put right; the message says how."""


def check_python() -> None:
    """Problem unless this Python is one the hall runs on and can make environments."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Problem(f"This is Python {found}; the hall needs 3.11 to 3.14: make {_goal()} PYTHON=/path/to/python3.12")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Problem(f"This Python cannot make environments; install its venv: sudo apt install python{version}-venv")


def check_space() -> None:
    """Problem unless the disk has room for the environment."""
    free = shutil.disk_usage(ROOT).free
    if free < SPACE:
        raise Problem(f"Only {free // 10**6} MB free on the disk of {ROOT}; free at least {SPACE // 10**6} MB.")


def address() -> tuple[str, int]:
    """Where the hall is to listen: HOST and PORT of the environment, else 127.0.0.1 and 8000."""
    host, port = os.environ.get("HOST", "").strip() or "127.0.0.1", os.environ.get("PORT", "").strip() or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Problem(f"PORT is {port!r}; it takes a number from 1 to 65535: PORT=8001 make run")
    return host, int(port)


def check_port(host: str, port: int) -> None:
    """Problem if something listens there already, or if this user may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError:
            raise Problem(f"Port {port} is not open to this user; choose one above 1023: PORT=8000 make run") from None
        except OSError as error:
            if error.errno is not None and os.strerror(error.errno) == "Address already in use":
                other = port + 1 if port < 65535 else 8000
                raise Problem(f"Port {port} is taken; stop what runs there, or: PORT={other} make run") from None
            raise Problem(f"Cannot listen on {host}:{port} ({error.strerror}); set HOST and PORT.") from None


def make(kind: str) -> None:
    """Bring `.venv` up to date with the lock file of this kind; does nothing when it is."""
    if usable := _usable():
        stamp = _stamp()
        if any(stamp.get(present) == _fingerprint(present) for present in (kind, "dev")):
            return
    if not usable:
        check_python()
        check_space()
        _say(f"Making .venv with Python {sys.version.split()[0]}")
        shutil.rmtree(VENV, ignore_errors=True)
        _run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(VENV)])
    started = time.monotonic()
    _install_locked(ROOT / LOCKS[kind])
    _say("Adding the hall itself")
    _run([*_pip(), "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    STAMP.write_text(json.dumps({**_stamp(), kind: _fingerprint(kind)}))
    _say(f"Environment ready in {time.monotonic() - started:.0f} s")


def _fingerprint(kind: str) -> str:
    """What decides whether the environment fits: lock files, project file, and where the checkout is."""
    names = {LOCKS["setup"], LOCKS[kind], "pyproject.toml"}
    parts = [(ROOT / name).read_bytes() for name in sorted(names)]
    return hashlib.sha256(b"\0".join([*parts, str(ROOT).encode()])).hexdigest()


def _stamp() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _usable() -> bool:
    """Whether `.venv` has a Python that starts, has pip, and is the one asked for by PYTHON, if any."""
    question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return False
    version = tuple(int(part) for part in answer.stdout.split("."))
    asked = os.environ.get("PYTHON", "").strip()
    return OLDEST <= version <= NEWEST and (not asked or version == sys.version_info[:2])


def _pip() -> list[str]:
    return [str(PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]


def _install_locked(lock: Path) -> None:
    """Install a lock file and show how far it is; on failure, the last lines of what pip said."""
    total = len(re.findall(r"^[\w.\[\]-]+==", lock.read_text(), re.MULTILINE))
    _say(f"Installing {total} packages of {lock.name}")
    command = [*_pip(), "install", "--require-hashes", "--requirement", str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:  # noqa: S603
        tail: list[str] = []
        seen = 0
        for line in pip.stdout or ():
            tail = [*tail[-14:], line.rstrip()]
            if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([^\s;]+)", line):
                seen += 1
                _progress(seen, total, found[1])
            elif line.startswith("Installing collected"):
                _progress(total, total, "unpacking")
    if pip.returncode:
        print("\n".join(tail), file=sys.stderr)  # noqa: T201
        raise Problem("pip could not install the packages (see above); check the network and the disk, then try again.")


def _progress(done: int, total: int, name: str) -> None:
    if sys.stdout.isatty():
        print(f"\r  {min(done, total)}/{total} {name:<50.50}", end="\n" if done >= total else "", flush=True)  # noqa: T201
    elif done % 20 == 0 or name == "unpacking":
        _say(f"  {min(done, total)}/{total} {name}")


def _run(command: list[str]) -> None:
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603
    if result.returncode:
        print(result.stdout, file=sys.stderr)  # noqa: T201
        raise Problem(f"This failed (see above): {' '.join(command)}")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _goal() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else "setup"


def main(goal: str, rest: list[str]) -> None:
    """`setup` or `dev`: the environment. `run`: the environment, then the hall, in place of this process."""
    if goal == "run":
        check_port(*address())
        os.environ[STARTED] = str(time.time())
    make("dev" if goal == "dev" else "setup")
    if goal == "run":
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), "serve", *rest])  # noqa: S606


if __name__ == "__main__":
    try:
        main(_goal(), sys.argv[2:])
    except Problem as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
