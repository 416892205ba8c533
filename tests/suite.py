"""All tests: on SQLite, then on PostgreSQL, then those that need Elasticsearch. `make test` runs it; arguments go to
pytest."""

import os
import subprocess
import sys

from tests import elasticsearch, postgres

BOLD, PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")


NO_TESTS = 5
"""pytest's exit code for a run that found none."""


def pytest(title: str, *arguments: str, **environment: str) -> int:
    """One run of pytest; its exit code. A run that finds no test is a failure, unless arguments chose some."""
    print(f"{BOLD}Tests {title}{PLAIN}", flush=True)
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL", "CACHE_URL"}
    }
    command = [sys.executable, "-m", "pytest", "--durations=50", *arguments, *sys.argv[1:]]
    code = subprocess.run(command, env={**kept, **environment}, check=False).returncode
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
        return pytest("on PostgreSQL", "-n", "2", "-m", "not browser and not elasticsearch", DATABASE_URL=url)


def with_elasticsearch() -> int:
    """The tests that need a cluster: one process, which starts a node for all of them."""
    if not os.environ.get("HALL_TEST_SEARCH_URL"):
        try:
            elasticsearch.find()
        except elasticsearch.Missing as error:
            return missing(str(error))
    return pytest("with Elasticsearch", "-m", "elasticsearch")


def main() -> int:
    """Non-zero if a test failed, if none ran, or if CI lacks a server."""
    failed = {
        "on SQLite": pytest("on SQLite", "-n", "2", "-m", "not elasticsearch"),
        "on PostgreSQL": on_postgresql(),
        "with Elasticsearch": with_elasticsearch(),
    }
    for title, code in failed.items():
        if code:
            print(f"{BOLD}The tests {title} FAILED; see above.{PLAIN}")
    return int(any(failed.values()))


if __name__ == "__main__":
    sys.exit(main())
