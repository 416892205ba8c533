"""What people read: the home page, a guide, the search, a form; and the clerks' inbox."""

from items.checklists import CHANGE
from tests.bench.registry import Ask, measure

QUESTION = "%E5%BC%80%E9%A5%AD%E5%BA%97%E8%A6%81%E4%BB%80%E4%B9%88%E8%AF%81"
"""开饭店要什么证."""


@measure("home page")
def home(hall, client):
    return Ask("/", contains="公开的事项")


@measure("item page")
def item(hall, client):
    return Ask(hall.guide_path, contains=hall.guide_title)


@measure("item page, afresh")
def item_afresh(hall, client):
    """With a parameter that changes a guide: such a page is made for the one who asks, and not kept."""
    return Ask(f"{hall.guide_path}?{CHANGE}=1", contains=hall.guide_title)


@measure("search page")
def search(hall, client):
    return Ask(f"/search/?q={QUESTION}", contains="食品经营许可")


@measure("form page")
def form(hall, client):
    return Ask(hall.form_path, contains='name="form_version"')


@measure("inbox")
def inbox(hall, client):
    return Ask("/admin/cases/", contains=hall.case_number, headers=lambda: {"Cookie": hall.clerk_cookie})
