"""How an editor works in the form builder, with the mouse and with the keyboard."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.walk import AT_REST, Walk

FIELDS = "[data-streamfield-child]:has(> input[name*='-value-blocks-'])"
"""The fields of all steps, in the order they stand in; a step itself is a child of the outer list."""


def add_field(editor: Walk, kind: str, label: str, *, purpose: str = "", paste: str = "") -> None:
    """Add a field at the end of the form's step, as the builder's plus does."""
    page = editor.page
    labels = page.locator("[name$='-value-label']:visible")
    before = labels.count()
    pluses = page.locator("button.c-sf-add-button:visible")
    pluses.nth(pluses.count() - 2).click()
    page.get_by_role("option", name=kind, exact=True).click()
    expect(labels).to_have_count(before + 1)
    labels.last.fill(label)
    if purpose:
        page.locator("[name$='-value-purpose']:visible").last.fill(purpose)
    if paste:
        page.locator("[name$='-value-paste']:visible").last.fill(paste)


def save(editor: Walk) -> None:
    """Press the footer's first button, and look at what comes."""
    with editor.page.expect_navigation():
        editor.page.locator("footer button[type=submit]:visible").first.click()
    editor.look()


def choose_action(editor: Walk, name: str) -> None:
    """Press one of the actions behind the footer's arrow."""
    editor.page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    editor.press(name, within=editor.page.locator("footer"))


def order(editor: Walk) -> list[str]:
    """The questions of the fields, as they stand on the page."""
    script = "(rows) => rows.map((row) => row.querySelector(\"[name$='-value-label']\").value)"
    found: list[str] = editor.page.locator(FIELDS).evaluate_all(script)
    return found


def handle(editor: Walk, label: str, action: str) -> Locator:
    """A button of a field: DRAG, MOVE_UP, MOVE_DOWN."""
    place = order(editor).index(label)
    return editor.page.locator(FIELDS).nth(place).locator(f"[data-streamfield-action={action}]").first


TRIES = 50
"""How often the hand moves a little over the place before it gives up; it waits for no clock."""


def drag(editor: Walk, label: str, onto: str) -> None:
    """Take a field by its six dots, hold it where another one stands until the others have made room, and let it go."""
    page: Any = editor.page
    wanted = [name for name in order(editor) if name != label]
    wanted.insert(order(editor).index(onto), label)
    grip, target = handle(editor, label, "DRAG"), handle(editor, onto, "DRAG")
    target.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    assert start
    assert end
    down = end["y"] > start["y"]
    x, y = end["x"] + end["width"] / 2, end["y"] + (end["height"] - 2 if down else 2)
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, start["y"] + (12 if down else -4), steps=4)
    page.mouse.move(x, y, steps=12)
    for turn in range(TRIES):
        page.wait_for_function(AT_REST)
        if order(editor) == wanted:
            break
        page.mouse.move(x, y + (6 if down else -6) * (turn % 2), steps=3)
    page.mouse.up()
