"""What the pages of a case show of its kind: a registry that the upper apps fill."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from .actors import Actor
from .models import Case


@dataclass(frozen=True)
class Panel:
    """One section of a case's page: a heading, a template, and what it needs. Drawn with `case` and `actor` added.

    `style`: a style sheet that the citizen's page loads for it alone.
    """

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    style: str = ""


Maker = Callable[[Case, Actor], Panel | None]
KEPT = "_shown"
"""Under what a case that is loaded for a page keeps what `once` made."""
_relations: dict[str, tuple[str, ...]] = {}
_next: list[Callable[[Case], str]] = []
_makers: list[tuple[int, str, str, Maker]] = []


def tells_next(maker: Callable[[Case], str]) -> Callable[[Case], str]:
    """Add what the applicant may have to do now, besides what the state says; empty for nothing."""
    _next.append(maker)
    return maker


def next_of(case: Case) -> str:
    """The first of these that has something to say."""
    return next((said for maker in _next if (said := maker(case))), "")


def register(place: str, kind: str, order: int = 50) -> Callable[[Maker], Maker]:
    """Add a panel to the `staff` or the `citizen` page of a kind of case."""

    def add(maker: Maker) -> Maker:
        _makers.append((order, place, kind, maker))
        _makers.sort(key=lambda row: row[0])
        return maker

    return add


def loads(kind: str, *relations: str) -> None:
    """Name the rows of a kind of case that its panels and verbs read: a case page asks for them once."""
    _relations[kind] = relations


def load(case: Case) -> None:
    """Read those rows once; for showing only, since what is read does not follow later changes."""
    prefetch_related_objects([case], "participations", *_relations.get(case.kind, ()))
    case.__dict__[KEPT] = {}


def once(case: Case, name: str, make: Callable[[], Any]) -> Any:
    """What several panels of a page show: made by the first of them. Of a case that was not loaded for a page, anew."""
    kept = case.__dict__.get(KEPT)
    if kept is None:
        return make()
    if name not in kept:
        kept[name] = make()
    return kept[name]


def panels_for(place: str, case: Case, actor: Actor) -> list[Panel]:
    """The panels of one page, in order; a maker with nothing to show answers None."""
    made = (maker(case, actor) for _order, where, kind, maker in _makers if where == place and kind == case.kind)
    return [panel for panel in made if panel is not None]
