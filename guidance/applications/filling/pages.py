"""The pages of an application: one for each step of the item's form, or one for all where it has no steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms import service
from forms.models import FormVersion
from forms.service import keeping

CONTACT = ("name", "phone")
"""The inputs of the contact."""
MATERIAL = "material-"
"""What the inputs of the materials begin with; the material's number in the guide follows."""
PROMISE = "promise_"
"""What the inputs of promises begin with; they stand beside the materials."""
AGENT = "agent_"
"""What the inputs of who applies for somebody else begin with; they stand beside the materials."""
WHOLE, CONTACT_PAGE, MATERIALS_PAGE = "form", "contact", "materials"


@dataclass(frozen=True)
class Page:
    """A page: the last part of its address, what it is called, and which parts of the application it asks."""

    name: str
    title: str
    step: service.Step | None = None
    over: str = ""
    """What it belongs to, with others beside it."""

    @property
    def is_whole(self) -> bool:
        """Whether it is the only page: everything is asked, and sent, on it."""
        return self.name == WHOLE

    @property
    def asks_form(self) -> bool:
        return self.is_whole or self.step is not None

    @property
    def asks_contact(self) -> bool:
        return self.is_whole or self.name == CONTACT_PAGE

    @property
    def asks_materials(self) -> bool:
        return self.is_whole or self.name == MATERIALS_PAGE


def all_pages(version: FormVersion | None) -> list[Page]:
    """Every page there may be, in order: which of them are shown depends on the answers."""
    steps = [step for step in service.compiled(version).steps if step.parts] if version else []
    if len(steps) < 2:
        return [Page(WHOLE, _("填写申请"))]
    words = [step.part.block.get("title") or _("第 %(number)s 步") % {"number": n} for n, step in enumerate(steps, 1)]
    return [
        *(Page(str(n), title, step) for n, (title, step) in enumerate(zip(words, steps, strict=True), 1)),
        Page(CONTACT_PAGE, _("联系方式")),
        Page(MATERIALS_PAGE, _("申请材料")),
    ]


def page_named(version: FormVersion | None, name: str) -> Page | None:
    """The page of that name; None where the form has none."""
    return next((page for page in all_pages(version) if page.name == name), None)


def with_page(
    version: FormVersion | None, inputs: keeping.Inputs, page: Page, post: Mapping[str, Any]
) -> keeping.Inputs:
    """What was kept of an application, with one page as it is sent now."""
    beside = {name: values for name, values in inputs.items() if not _is_beside(page, name)}
    sent = {name: keeping.texts(post, name) for name in post if _is_beside(page, name)}
    if version and page.asks_form:
        beside = keeping.replaced(service.compiled(version), beside, post, page.step)
    return {**beside, **sent}


def _is_beside(page: Page, name: str) -> bool:
    """Whether an input is of the contact, the materials or who applies for somebody else, and on this page."""
    return (page.asks_contact and name in CONTACT) or (
        page.asks_materials and name.startswith((MATERIAL, PROMISE, AGENT))
    )
