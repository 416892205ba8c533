"""What the item page shows from above: the upper apps register makers here, items know none of them.

    @panels.register("questions", order=20)
    def answered(page, request) -> Panel | None: ...

Places: `actions` (Action: a button of the aside), `questions`, `sections` (Panel: a section of the text), `rating`
(Panel: what those who used it say) and `aside` (Panel: below the buttons). A maker with nothing to show answers None.
Register in the app's `ready()`.

Pages are kept (`kept.py`) and made for nobody in particular: the request holds no session and no user. An app whose
panel reads its own rows calls `stamp.touch(stamp.key_of(address))` in the verb that changes them; what depends on the
time as well says until when it holds (`Panel.span`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from .checklists import Checklist
from .spans import Span

if TYPE_CHECKING:
    from .models import ItemPage

PLACES = ("actions", "questions", "sections", "rating", "aside")


@dataclass(frozen=True)
class Panel:
    """A section: its heading, an anchor, and the template that draws it with `page` and `panel` (its context)."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    anchor: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Action:
    """Something the citizen can do now. `name` is unique: an app may replace what items offer by themselves."""

    name: str
    label: str
    url: str
    note: str = ""
    primary: bool = False


Maker = Callable[["ItemPage", HttpRequest], Panel | Action | None]
_makers: list[tuple[int, str, Maker]] = []


def register(place: str, order: int = 50) -> Callable[[Maker], Maker]:
    """Add a maker to a place of the item page; lower orders come first."""
    if place not in PLACES:
        raise ValueError(f"{place} is not a place of the item page: {', '.join(PLACES)}")

    def add(maker: Maker) -> Maker:
        _makers.append((order, place, maker))
        _makers.sort(key=lambda row: row[0])
        return maker

    return add


def panels_for(page: "ItemPage", request: HttpRequest) -> dict[str, list[Any]]:
    """Everything the page shows from above, by place; of actions with one name the last registered stays."""
    made: dict[str, list[Any]] = {place: [] for place in PLACES}
    for _order, place, maker in _makers:
        panel = maker(page, request)
        if panel is not None:
            made[place].append(panel)
    made["actions"] = list({action.name: action for action in made["actions"]}.values())
    return made


def _address(name: str, *args: str) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


@register("actions", order=10)
def apply_online(page: "ItemPage", request: HttpRequest) -> Action | None:
    """网上申请, where the item offers it and the hall has it."""
    url = _address("apply", page.address)
    if not (page.apply_online and page.is_offered and url):
        return None
    tail = Checklist.of(page, request.GET).tail
    label = _("带着回答去申请") if tail else _("网上申请")
    return Action("apply", label, f"{url}{tail}", primary=True)


@register("actions", order=20)
def book_slot(page: "ItemPage", request: HttpRequest) -> Action | None:
    """预约办理."""
    url = _address("book", page.address)
    if not (page.bookable and page.is_offered and url):
        return None
    return Action("book", _("预约办理"), url)


@register("actions", order=30)
def ask_about(page: "ItemPage", request: HttpRequest) -> Action | None:
    """我要咨询, also of an item that is paused."""
    url = _address("ask")
    return Action("ask", _("我要咨询"), f"{url}?item={page.address}") if page.ask_online and url else None
