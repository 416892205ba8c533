"""Figures beyond a page's cost: each a module of its own that makes what it measures and says whether it is in bounds."""

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = ("DATABASE_URL", "CACHE_URL", "SEARCH_URL", "HALL_SMS_BACKEND", "HALL_WEBHOOK_SECRET", "ALLOWED_HOSTS")
"""Variables that would lead to somebody's real hall."""


@dataclass(frozen=True)
class Run:
    """A module of the bench that runs alone; `long` ones only when asked for."""

    module: str
    about: str
    long: bool = False


RUNS = {
    "guides": Run("tests.bench.twenty_thousand", "20,000 guides: rebuild, search, the cluster, the admin's own search"),
    "forms": Run("tests.bench.forms", "forms beside wagtail.contrib.forms; a definition of 300 fields"),
    "joint": Run("tests.bench.joint_cases", "joint cases among 10,000 and 400,000, on both databases", long=True),
    "importing": Run("tests.bench.importing", "rows per second of an import", long=True),
    "guide": Run("tests.bench.guide_page", "a guide at 5,000 items", long=True),
    "nodes": Run("tests.bench.three_nodes", "one of three nodes killed, and a rebuild, under load", long=True),
    "outage": Run("tests.bench.outage", "ten minutes of a cluster that fails in every way", long=True),
}


def run(names: list[str]) -> int:
    """Each in a process of its own; 1 if one is out of bounds."""
    failed = []
    for name in names:
        print(f"\n{name}: {RUNS[name].about}", flush=True)
        if subprocess.run([sys.executable, "-m", RUNS[name].module], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nOut of bounds, or not to be measured: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def set_up(
    folder: Path, port: int, search_url: str = "", *, settings: str = "tests.bench.settings", database_url: str = ""
) -> None:
    """Django with the settings of the bench, everything it writes in the folder."""
    import django

    for name in ELSEWHERE:
        os.environ.pop(name, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE=settings,
        HALL_VAR=str(folder),
        HALL_BASE_URL=f"http://127.0.0.1:{port}",
        SECRET_KEY=secrets.token_urlsafe(50),
        SEARCH_URL=search_url,
    )
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    django.setup()


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


class Report:
    """Lines as they become known; `missed` those out of bounds."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def tell(self, what: str, value: float, unit: str, most: float | None = None) -> None:
        """One figure, with its bound if it has one."""
        bound = "" if most is None else f"  (at most {most:g}{unit})"
        if most is not None and value > most:
            self.missed.append(what)
            bound += "  MISSED"
        print(f"  {what:<58}{value:>10.2f}{unit}{bound}", flush=True)
