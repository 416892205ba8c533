"""The papers of a theme's items: each asked for once, and not where something else gives it."""

from collections.abc import Mapping

from forms.models import FormVersion
from items.bundles import Lane, Paper, union
from items.models import ItemPage
from items.theme_order import Order
from items.verifying import same

from ..filling.parts import is_asked_beside
from ..submit import asked_in_form
from .parts import Place, Use


class Papers:
    """Those of the chosen items under their answers; `after` is what waits for what, by the items' keys."""

    def __init__(self, lanes: list[Lane], after: Order, versions: Mapping[int, FormVersion]) -> None:
        self.lanes = {lane.item.pk: lane for lane in lanes}
        self.after = after
        self._elsewhere = {pk: asked_in_form(versions.get(pk)) for pk in self.lanes}
        self._results = {pk: {same(row.name) for row in self._item(pk).results.all()} for pk in _awaited(after)}
        kept = ((lane.item, one) for lane in lanes for one in lane.personal.all_materials if one.kept)
        self.all: list[Paper] = union(kept)
        self.places = {place.key: place for place in map(self._place, self.all) if place.uses}

    def _place(self, paper: Paper) -> Place:
        """Where it is handed in: not for data that the desk compares, nor what a form asks, nor an earlier item's result."""
        uses = []
        for item, row in paper.uses:
            lane = self.lanes[item.pk]
            one = next(one for one in lane.personal.all_materials if one.row.pk == row.pk)
            if is_asked_beside(one, self._elsewhere[item.pk]) and not self.from_before(item, row.name):
                uses.append(Use(lane, one.order, row))
        return Place(paper.name, tuple(uses))

    @property
    def uses(self) -> dict[str, Use]:
        """All uses of papers that are handed in, by their keys."""
        return {use.key: use for place in self.places.values() for use in place.uses}

    def from_before(self, item: ItemPage, name: str) -> ItemPage | None:
        """The earlier item whose result the paper is: it is filled from it, nothing is uploaded."""
        befores = self.after.get(item.pk, ())
        return next((self._item(pk) for pk in befores if same(name) in self._results[pk]), None)

    def to_come(self, lane: Lane) -> set[int]:
        """The numbers of an item's materials that are results of earlier items."""
        return {one.order for one in lane.personal.all_materials if self.from_before(lane.item, one.row.name)}

    def _item(self, pk: int) -> ItemPage:
        return self.lanes[pk].item

    @property
    def filled_later(self) -> list[tuple[str, ItemPage, ItemPage]]:
        """(paper, the item whose result it is, the item that needs it)."""
        return [
            (paper.name, before, item)
            for paper in self.all
            for item, row in paper.uses
            if (before := self.from_before(item, row.name))
        ]


def _awaited(after: Order) -> set[int]:
    return {pk for befores in after.values() for pk in befores}
