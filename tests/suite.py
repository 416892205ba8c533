"""All tests: on SQLite, then on PostgreSQL. `make test` runs it; arguments go to pytest."""

import os
import subprocess
import sys

from tests import postgres

BOLD, PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")


def pytest(title: str, *arguments: str, **environment: str) -> int:
    """One run of pytest; its exit code. A run that finds no test is a failure (code 5)."""
    print(f"{BOLD}Tests on {title}{PLAIN}", flush=True)
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL", "CACHE_URL"}
    }
    command = [sys.executable, "-m", "pytest", "-n", "2", *arguments, *sys.argv[1:]]
    return subprocess.run(command, env={**kept, **environment}, check=False).returncode


def main() -> int:
    """Non-zero if a test failed, if none ran, or if CI has no PostgreSQL."""
    on_sqlite = pytest("SQLite")
    binaries = postgres.find()
    if binaries is None:
        print(f"{BOLD}PostgreSQL is not installed: its tests were SKIPPED. `make postgres` installs it.{PLAIN}")
        return on_sqlite or int(os.environ.get("CI", "").lower() in {"1", "true"})
    with postgres.server(binaries) as url:
        on_postgres = pytest("PostgreSQL", "-m", "not browser", DATABASE_URL=url)
    if on_sqlite and not on_postgres:
        print(f"{BOLD}The tests on SQLite FAILED; see above.{PLAIN}")
    return on_sqlite or on_postgres


if __name__ == "__main__":
    sys.exit(main())
