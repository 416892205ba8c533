"""The bench: it runs, every page has its figures, and what cannot be measured is an error."""

import importlib.util
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from tests import elasticsearch
from tests.bench.__main__ import sample
from tests.bench.figures import RUNS, Report, p95
from tests.bench.registry import Ask, Unmeasurable
from tests.bench.server import Client
from tests.conftest import IN_CI, NO_CLUSTER

PAGES = ("home page", "item page", "item page, afresh", "search page", "form page", "form post", "inbox")


class Answer:
    def __init__(self, status: int, text: str = "", place: str = "") -> None:
        self.status, self.text, self.took, self.headers = status, text, 1.0, {"Location": place} if place else {}


@pytest.mark.slow
def test_it_measures_every_page_and_ends() -> None:
    command = [sys.executable, "-m", "tests.bench", "--only", "pages", "--rounds", "2", "--guides", "6", "--cases", "5"]
    done = subprocess.run(command, cwd=settings.ROOT, env=os.environ, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = {name: line for line in done.stdout.splitlines() for name in PAGES if line.startswith(name)}
    assert set(lines) == set(PAGES)
    assert all(line.count("×") == 2 for line in lines.values())


@pytest.mark.parametrize(
    ("ask", "answer", "why"),
    [
        (Ask("/x/", "ok"), Answer(500, "ok"), "answered 500 instead of 200"),
        (Ask("/x/", "ok"), Answer(200, "no"), "did not answer with 'ok'"),
        (Ask("/x/", "/receipt", status=302, fresh=True), Answer(302, place="/a/receipt"), "twice"),
    ],
)
def test_a_wrong_answer_has_no_figure(ask: Ask, answer: Any, why: str) -> None:
    client = Client(1)
    client.places.add("/a/receipt")
    with pytest.raises(Unmeasurable, match=why):
        client.check(ask, answer)


def test_the_message_names_the_page_and_no_server_is_an_error() -> None:
    with pytest.raises(Unmeasurable, match="home page: GET /bare/: ConnectionRefusedError"):
        sample(Client(1), {"home page": Ask("/", "")}, 1)


def test_p95_is_one_of_the_values() -> None:
    assert p95([float(n) for n in range(1, 101)]) == 95
    assert p95([3.0]) == 3


def test_every_run_is_there_and_out_of_bounds_is_told(capsys) -> None:
    assert all(importlib.util.find_spec(run.module) for run in RUNS.values())
    report = Report()
    report.tell("slow", 4, "×", most=3)
    report.tell("quick", 2, "×", most=3)
    assert report.missed == ["slow"]
    assert "MISSED" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.slow
@pytest.mark.elasticsearch
def test_a_minute_of_a_failing_cluster_loses_nothing() -> None:
    """Ten minutes of it: `make bench ONLY=outage`."""
    try:
        elasticsearch.find()
    except elasticsearch.Missing as error:
        (pytest.fail if IN_CI else pytest.skip)(f"{NO_CLUSTER}. {error}")
    command = [sys.executable, "-m", "tests.bench.outage", "--minutes", "1"]
    done = subprocess.run(command, cwd=settings.ROOT, env=os.environ, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
