"""A form of three steps, the second for companies alone, and a browser that fills it in page by page."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms.service import create_from_definition
from items.models import ItemPage
from tests.forms.asking import PAIR, eq

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
COMPANY = eq("who", "c2")
STEPS = [
    {
        "title": "申请人",
        "blocks": [
            {"type": "single_choice", "key": "who", "label": "申请人类型", "required": True, "choices": PAIR},
            {"type": "text", "key": "shop", "label": "店名", "required": True, "max_length": 20},
        ],
    },
    {
        "title": "经营场所",
        "show": COMPANY,
        "blocks": [
            {
                "type": "group", "key": "places", "label": "经营场所", "row_title": "场所", "min": 1, "max": 3,
                "blocks": [
                    {"type": "text", "key": "street", "label": "地址", "required": True},
                    {"type": "yes_no", "key": "rented", "label": "是否租用", "required": True},
                    {"type": "text", "key": "owner", "label": "出租人", "required": True,
                     "show": eq("rented", True, "bool", "row")},
                ],
            }
        ],
    },
    {
        "title": "内容",
        "blocks": [
            {"type": "integer", "key": "staff", "label": "从业人数", "required": True, "min": "1", "max": "500"},
            {"type": "text", "key": "licence", "label": "执照编号", "required": True, "show": COMPANY},
            {"type": "file", "key": "plan", "label": "平面图方案"},
            {"type": "declaration", "key": "promise", "label": "承诺", "required": True, "text": "属实。", "version": "1"},
        ],
    },
]  # fmt: skip


def with_steps(item, steps=STEPS, code="stepped"):
    """The item with that form, published."""
    item.form = create_from_definition("开店申请表", code, item.bureau, steps, None)
    item.save_revision().publish()
    return ItemPage.objects.get(pk=item.pk)


def publish(item, steps):
    """The form's next version."""
    return create_from_definition("开店申请表", item.form.code, item.bureau, steps, None).versions.first()


def pdf(name="图.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


class Browser:
    """Fills in one item, and goes wherever the hall leads."""

    def __init__(self, client, item):
        self.client, self.item = client, item
        self.answer = client.get(reverse("apply", args=[item.address]))
        self.at = self.answer.request["PATH_INFO"]

    def send(self, go="next", **values):
        """Press a button of the page where one is."""
        context = self.answer.context
        sent = {"go": go, "key": str(context["key"]), "back": context.get("back") or ""}
        if context["version"]:
            sent["form_version"] = context["version"].sha256
        sent = {name: value for name, value in {**sent, **named(values)}.items() if value is not None}
        return self._go(self.client.post(self.at, sent, follow=True))

    def open(self, name, tail=""):
        return self._go(self.client.get(reverse("apply-page", args=[self.item.address, name]) + tail, follow=True))

    def _go(self, answer):
        self.answer = answer
        self.at = answer.request["PATH_INFO"]
        return self

    @property
    def page(self):
        """The last part of the address."""
        return self.at.rstrip("/").rpartition("/")[2]

    @property
    def text(self):
        return self.answer.content.decode()

    @property
    def errors(self):
        return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', self.text)


def named(values):
    """`places__0__street` as the input of a row."""
    beside = ("name", "phone", "email", "code")
    return {
        name
        if name in beside or name.startswith(("material", "agent_"))
        else f"answers-{name.replace('__', '-')}": value
        for name, value in values.items()
    }


ROW = {"places__rows": "0", "places__0__street": "大学路 40 号", "places__0__rented": "no"}


def fill_to_check(browser):
    """A company's application up to the summary."""
    browser.send(who="c2", shop="张三面馆").send(**ROW).send(staff="6", licence="X1", plan=pdf(), promise="on")
    browser.send(name="王五", phone="13812345678").send()
    assert browser.page == "check", browser.text
    return browser
