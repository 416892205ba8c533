"""What an editor waits for: a guide of 40 materials and 12 steps, opened, and saved as a draft."""

import itertools
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from tests.bench.registry import Ask, measure


@measure("guide editor")
def editor(hall, client):
    return Ask(hall.editor_path, contains="材料 40", headers=lambda: {"Cookie": hall.editor_cookie})


@measure("guide save")
def save(hall, client):
    """The editor's own form, sent back as a browser would, with another summary each time; it leads to the editor."""
    page = client.send(editor(hall, client))
    csrf = page.cookie("csrftoken")
    filled = fields(page.text)
    turns = itertools.count(1)

    def body():
        return urlencode([*filled, ("summary", f"第 {next(turns)} 次修改的摘要。")]).encode()

    def headers():
        return {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{hall.editor_cookie}; {csrf}"}

    return Ask(hall.editor_path, hall.editor_path, body, headers, status=302)


def fields(html):
    """Names and values that a browser would send for the editor's form, without the summary and the buttons."""
    form = BeautifulSoup(html, "html.parser").find("form", id="page-edit-form")
    sent = []
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "")
        if not name or name == "summary" or kind in {"submit", "button", "file"} or "__prefix__" in name:
            continue
        if field.name == "select":
            sent += [(name, option.get("value", "")) for option in field.find_all("option", selected=True)]
        elif field.name == "textarea":
            sent.append((name, field.text.removeprefix("\n")))
        elif kind not in {"checkbox", "radio"} or field.has_attr("checked"):
            sent.append((name, field.get("value", "on" if kind == "checkbox" else "")))
    return sent
