"""What an editor waits for: a guide of 40 materials and 12 steps, opened, and saved as a draft."""

import itertools
from urllib.parse import urlencode

from tests.bench.registry import Ask, measure
from tests.html_forms import fields


@measure("guide editor")
def editor(hall, client):
    return Ask(hall.editor_path, contains="材料 40", headers=lambda: {"Cookie": hall.editor_cookie})


@measure("guide save")
def save(hall, client):
    """The editor's own form, sent back as a browser would, with another summary each time; it leads to the editor."""
    page = client.send(editor(hall, client))
    csrf = page.cookie("csrftoken")
    filled = [(name, value) for name, value in fields(page.text, "#page-edit-form") if name != "summary"]
    turns = itertools.count(1)

    def body():
        return urlencode([*filled, ("summary", f"第 {next(turns)} 次修改的摘要。")]).encode()

    def headers():
        return {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{hall.editor_cookie}; {csrf}"}

    return Ask(hall.editor_path, hall.editor_path, body, headers, status=302)
