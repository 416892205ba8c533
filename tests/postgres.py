"""A PostgreSQL server for one run of the tests: found on this machine, started on a free port, gone afterwards."""

import contextlib
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.servers import account, free_port, running_as

SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=128MB",
)
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")


def find() -> Path | None:
    """The folder of `initdb` and `postgres`: the newest installed, else what PATH offers, else None."""
    installed = [folder for place in PLACES for folder in glob.glob(place)]
    by_version = sorted(installed, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder)])
    on_path = [str(Path(found).parent) for found in [shutil.which("initdb")] if found]
    for folder in [*reversed(by_version), *on_path]:
        if all(os.access(Path(folder) / name, os.X_OK) for name in ("initdb", "postgres")):
            return Path(folder)
    return None


@contextlib.contextmanager
def server(binaries: Path) -> Iterator[str]:
    """A private server; gives its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="hall-postgres-"))
    owner = account("postgres", "nobody")
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        create = ["initdb", "-D", data, "-U", "hall", "-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync"]
        subprocess.run(
            [binaries / create[0], *create[1:]], check=True, stdout=subprocess.DEVNULL, **running_as(owner, folder)
        )
        port = free_port()
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        command = [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", *options]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, **running_as(owner, folder)
            )
        try:
            _wait(process, port, folder / "log")
            yield f"postgres://hall@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if "ready to accept connections" in log.read_text():
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start on port {port}:\n{log.read_text()}")
