"""The pages of a theme's draft: who applies, each item's form step by step, the papers of all of them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from forms.models import FormVersion
from items.bundles import Lane

from ..filling import pages
from ..filling.pages import Page

CONTACT, PAPERS = "contact", "papers"
ITEM = "item-"
"""What the name of an item's part begins with; the item's key follows."""


@dataclass(frozen=True)
class JointPage(Page):
    """A page, and the item whose form it asks; None for what is asked once for all."""

    lane: Lane | None = field(default=None, compare=False)
    starts: bool = True
    """Whether it is the first of its item's."""

    @property
    def part(self) -> str:
        """Under what its inputs are kept: all steps of an item's form together."""
        return part_of(self.lane) if self.lane else self.name


def part_of(lane: Lane) -> str:
    """The part of a draft that is the form of that item."""
    return f"{ITEM}{lane.item.pk}"


def contact_page() -> JointPage:
    """Who applies."""
    return JointPage(CONTACT, _("申请人"))


def papers_page() -> JointPage:
    """The papers of all items."""
    return JointPage(PAPERS, _("申请材料"))


def pages_of(lane: Lane, version: FormVersion) -> list[JointPage]:
    """The pages of an item's form, as those of its own application: one for each step, or one."""
    part, title = part_of(lane), lane.item.title
    own = [page for page in pages.all_pages(version) if page.asks_form]
    if len(own) == 1:
        return [JointPage(part, title, own[0].step, lane=lane)]
    return [JointPage(f"{part}-{page.name}", page.title, page.step, title, lane, starts=page is own[0]) for page in own]
