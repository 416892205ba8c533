"""What the hall has, looked up once for a whole file: bureaus, topics, forms, and which item a row means."""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.models import Bureau
from accounts.scope import Scope
from forms.models import Form
from guidance.comparing.models import DataSource

from .. import bureaus
from ..models import BureauPage, ItemPage, SharedMaterial, Topic
from . import cities, values
from .repeats import Repeats
from .texts import joined, plain, short
from .wanted import Wanted

if TYPE_CHECKING:
    from .writing import Outcome

EVERYTHING = Scope(True, frozenset())
BEHIND = re.compile(r"[(\uff08][0-9A-Z]{8,}[)\uff09]$")
LONGEST_NAME, LONGEST_TOPIC = 100, 60


class Refusal(Exception):
    """A bureau that this importer may not make or write to; the message says why."""


class Shared:
    """The shared materials, by code and by name; those of the city and of one bureau are found for it."""

    def __init__(self) -> None:
        self.records = list(SharedMaterial.objects.all())

    def find(self, said: str, bureau: Bureau) -> SharedMaterial | None:
        """By code; by name where it means one published record."""
        mine = [one for one in self.records if one.bureau_id in (None, bureau.pk)]
        named = [one for one in mine if one.live and one.name == said]
        return next((one for one in mine if one.code == said), named[0] if len(named) == 1 else None)


class Known:
    """The hall's tables in memory. In a dry run what would be made has a negative key and is never saved."""

    def __init__(
        self, demo: bool = False, *, scope: Scope = EVERYTHING, dry: bool = False, area_code: str = ""
    ) -> None:
        self.demo, self.scope, self.dry, self.area_code = demo, scope, dry, area_code
        self.made_bureaus: list[str] = []
        self.cities = cities.names()
        self.alike: dict[str, str] = {}
        self.unsaved = itertools.count(-1, -1)
        self.load()
        self.shared = Shared()
        self.forms: dict[str, int] = dict(Form.objects.values_list("code", "pk"))
        sources = list(DataSource.objects.values_list("name", "pk"))
        self.sources: dict[str, int] = {plain(name): pk for name, pk in sources} | dict(sources)
        self.by_code: dict[str, int] = {}
        self.by_address: dict[str, int] = {}
        self.by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.coded: dict[int, str] = {}
        self.claimed: set[str] = set()
        self.addressed: set[int] = set()
        self.repeats = Repeats()
        rows = ItemPage.objects.values_list("pk", "code", "address", "draft_title", "bureau_id")
        for pk, code, address, title, owner in rows.order_by("pk"):
            self.remember(pk, code, address, title, owner)
        self.touched: dict[int, int] = {}

    def load(self) -> None:
        """Read bureaus, their pages and topics (again after a row was rolled back)."""
        rows = list(Bureau.objects.all())
        self.bureaus = {plain(bureau.short_name): bureau for bureau in rows if bureau.short_name}
        self.bureaus |= {plain(bureau.name): bureau for bureau in rows}
        self.by_bare_name: dict[str, list[Bureau]] = defaultdict(list)
        for bureau in rows:
            if not bureau.is_county:
                self.by_bare_name[cities.without(bureau.name, self.cities)].append(bureau)
        self.places: dict[int, int] = dict(BureauPage.objects.values_list("bureau_id", "pk"))
        self.topics = {topic.name: topic for topic in Topic.objects.all()}

    def remember(self, pk: int, code: str, address: str, title: str, owner: int) -> None:
        """Make an item findable."""
        if code:
            self.by_code[code] = pk
            self.coded[pk] = code
        self.by_name[owner, plain(title)].append(pk)
        self.by_address[address] = pk

    def claim(self, items: Iterable[Wanted]) -> None:
        """What the rows still to be taken name by code or address: no other row means it."""
        rows = list(items)
        self.claimed |= {wanted.code for wanted in rows if wanted.code}
        self.addressed = {self.by_address[one.address] for one in rows if one.address in self.by_address}
        self.repeats.gather(rows, self._owner_key, lambda one: bool(self._named_outright(one)))

    def _owner_key(self, name: str) -> Any:
        found = self.there(name)
        return found.pk if found else plain(name)

    def there(self, name: str) -> Bureau | None:
        """A bureau of the hall by name or short name, also where only the city's name is there or is not."""
        bare = BEHIND.sub("", name)
        found = self.bureaus.get(plain(name)) or self.bureaus.get(plain(bare))
        if found is not None or not name:
            return found
        alike = self.by_bare_name.get(cities.without(bare, self.cities), [])
        if len(alike) != 1:
            return None
        self.alike[joined(name)] = alike[0].name
        return alike[0]

    def bureau(self, name: str) -> Bureau:
        """By name or short name; one that is not there is created. Raises Refusal."""
        found = self.there(name)
        if found is None:
            found = self._made(BEHIND.sub("", joined(name)))
        return found

    def own(self, name: str) -> Bureau:
        """The bureau an item belongs to, within the importer's scope. Raises Refusal."""
        if not name and len(self.scope.bureau_ids) == 1:
            return Bureau.objects.get(pk__in=self.scope.bureau_ids)
        found = self.bureau(name)
        if not self.scope.allows(found.pk):
            raise Refusal(_("“%(name)s”不是您的机构，只能导入本机构的事项。") % {"name": short(found.name)})
        return found

    def _made(self, name: str) -> Bureau:
        if not self.scope.everything:
            raise Refusal(_("大厅里没有“%(name)s”，新建机构要由全市范围的导入人来做。") % {"name": short(name)})
        if not name or len(name) > LONGEST_NAME:
            raise Refusal(_("机构名称最长 %(n)s 个字。") % {"n": LONGEST_NAME})
        if self.dry:
            found = Bureau(pk=next(self.unsaved), name=name)
        else:
            more = {"area_code": self.area_code} if self.area_code else {}
            found, _new = bureaus.ensure_bureau(name, is_demo=self.demo, **more)
        self.made_bureaus.append(name)
        self.bureaus[plain(name)] = found
        self.by_bare_name[cities.without(name, self.cities)].append(found)
        return found

    def source(self, said: str) -> int | None:
        """The data source (数据比对) of that name, however its marks are written."""
        return self.sources.get(said) or self.sources.get(plain(said))

    def place(self, bureau: Bureau) -> BureauPage:
        """The bureau's page, fresh from the tree."""
        if bureau.pk not in self.places:
            self.places[bureau.pk] = bureaus.ensure_page(bureau).pk
        page: BureauPage = BureauPage.objects.get(pk=self.places[bureau.pk])
        return page

    def topic(self, name: str) -> Topic:
        """By name, made when it is not there."""
        name = joined(name)[:LONGEST_TOPIC]
        if name not in self.topics:
            made = Topic(pk=next(self.unsaved), name=name) if self.dry else Topic.objects.create(name=name)
            self.topics[name] = made
        return self.topics[name]

    def parted(self, text: str, is_name: Callable[[str], bool]) -> list[str]:
        """Several names in a cell; one that is known stays whole, whatever marks it holds."""
        found: list[str] = []
        for part in re.split(r"[;\n]", text):
            found += [part.strip()] if is_name(part.strip()) else values.split(part)
        return [name for name in dict.fromkeys(found) if plain(name) not in values.NOTHING]

    def settle(self, outcome: "Outcome") -> None:
        """Take note of a row that is now safely in the database."""
        page: Any = outcome.page
        pk = page.pk or next(self.unsaved)
        self.touched[pk] = outcome.wanted.number
        if outcome.result == "created":
            self.remember(pk, page.code, page.address or f"#{pk}", page.title, page.bureau_id)

    def forget_unsaved(self) -> None:
        """After a row was rolled back: what it made of bureaus and topics is gone."""
        if self.dry:
            return
        self.load()
        self.made_bureaus = [name for name in self.made_bureaus if plain(name) in self.bureaus]

    def find(self, wanted: Wanted, bureau: Bureau) -> int | None:
        """The item a row means: its address, its code, or, lacking one, bureau and name together."""
        pk = self._named_outright(wanted)
        if pk is not None:
            return pk
        if self.repeats.settled(wanted):
            return self.repeats.meant[id(wanted)]
        named = [one for one in self.by_name.get((bureau.pk, plain(wanted.title)), []) if one not in self.touched]
        nameless = [one for one in named if one not in self.coded and one not in self.addressed]
        if len(nameless) > 1 or (nameless and len(self.repeats.groups.get(id(wanted), [])) > 1):
            self.repeats.share_out(wanted, nameless)
            return self.repeats.meant[id(wanted)]
        if nameless or wanted.code:
            return nameless[0] if nameless else None
        free = [one for one in named if self.coded[one] not in self.claimed]
        return free[0] if len(free) == 1 else None

    def _named_outright(self, wanted: Wanted) -> int | None:
        pk = self.by_address.get(wanted.address) if wanted.address else None
        return pk or (self.by_code.get(wanted.code) if wanted.code else None)
