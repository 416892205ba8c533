"""The parts of pages: every state has its tag, nothing is inline, error pages say what to do."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, override_settings

from guidance.cases.states import State

STYLES = settings.ROOT / "site" / "hall" / "static" / "hall" / "css"
TEMPLATES = sorted((settings.ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(("sheet", "name"), [("parts.css", ".tag--"), ("admin.css", ".hall-tag--")])
def test_every_state_has_a_colour_and_a_shape(state: str, sheet: str, name: str) -> None:
    assert re.search(
        rf"{re.escape(name + state.replace('_', '-'))}\b[^}}]*\{{[^}}]*--shape", (STYLES / sheet).read_text()
    )


def test_states_of_one_kind_differ_in_shape() -> None:
    from guidance.cases.states import STATES

    text = (STYLES / "parts.css").read_text()
    for states in STATES.values():
        shapes = [
            re.search(rf"\.tag--{state.value.replace('_', '-')}\b[^}}]*--shape: (\d+)", text).group(1)
            for state in states
        ]
        assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.ROOT)))
def test_nothing_is_inline(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.django_db
def test_the_components_page_shows_every_state(client: Client) -> None:
    page = client.get("/components/").content.decode()
    for state in State:
        assert f"tag--{state.value.replace('_', '-')}" in page
        assert str(state.label) in page


@pytest.mark.django_db
def test_a_missing_page_says_what_to_do(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


@pytest.mark.django_db
def test_an_expired_form_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/progress/", {})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


@override_settings(ROOT_URLCONF="hall.urls")
def test_the_last_error_page_needs_nothing() -> None:
    assert "系统出了问题" in render_to_string("500.html")
