"""All tests: on SQLite, then on PostgreSQL, and beside them those that need Elasticsearch, which mostly wait for it.

`make test` runs it; arguments go to pytest. What the tests with Elasticsearch print is kept and told at the end, whole.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from tests import elasticsearch, postgres

BOLD, PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")


NO_TESTS = 5
"""pytest's exit code for a run that found none."""
WORKERS = str(max(2, min(8, os.cpu_count() or 2)))
"""Processes of one run: one for each core, and each with a browser if it drives one."""
SPREAD = ("-n", WORKERS, "--dist", "worksteal")
"""Each worker has a stretch of tests that share their fixtures; who is done takes over from who is not."""


def pytest(title: str, *arguments: str, output: IO[str] | None = None, **environment: str) -> int:
    """One run of pytest; its exit code. A run that finds no test is a failure, unless arguments chose some."""
    print(f"{BOLD}Tests {title}{PLAIN}", file=output, flush=True)
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL", "CACHE_URL"}
    }
    command = [sys.executable, "-m", "pytest", "--durations=50", *arguments, *sys.argv[1:]]
    errors = None if output is None else subprocess.STDOUT
    code = subprocess.run(command, env={**kept, **environment}, stdout=output, stderr=errors, check=False).returncode
    return 0 if code == NO_TESTS and sys.argv[1:] else code


def missing(what: str) -> int:
    """Say aloud that tests were skipped; that is a failure in CI."""
    print(f"{BOLD}{what}: its tests were SKIPPED.{PLAIN}", flush=True)
    return int(os.environ.get("CI", "").lower() in {"1", "true"})


def on_postgresql() -> int:
    """The tests on PostgreSQL, on a server of their own."""
    binaries = postgres.find()
    if binaries is None:
        return missing("PostgreSQL is not installed (`make postgres` installs it)")
    with postgres.server(binaries) as url:
        return pytest("on PostgreSQL", *SPREAD, "-m", "not browser and not elasticsearch", DATABASE_URL=url)


def with_elasticsearch(output: IO[str] | None = None) -> int:
    """The tests that need a cluster: one process, which starts a node for all of them."""
    if not os.environ.get("HALL_TEST_SEARCH_URL"):
        try:
            elasticsearch.find()
        except elasticsearch.Missing as error:
            return missing(str(error))
    return pytest("with Elasticsearch", "-m", "elasticsearch", output=output)


def main() -> int:
    """Non-zero if a test failed, if none ran, or if CI lacks a server."""
    with tempfile.TemporaryFile("w+") as output, ThreadPoolExecutor(1) as beside:
        cluster = beside.submit(with_elasticsearch, output)
        failed = {
            "on SQLite": pytest("on SQLite", *SPREAD, "-m", "not elasticsearch"),
            "on PostgreSQL": on_postgresql(),
            "with Elasticsearch": cluster.result(),
        }
        output.seek(0)
        print(output.read(), end="", flush=True)
    for title, code in failed.items():
        if code:
            print(f"{BOLD}The tests {title} FAILED; see above.{PLAIN}")
    return int(any(failed.values()))


if __name__ == "__main__":
    sys.exit(main())
