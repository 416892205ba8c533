"""What a row of the table is, who looks, and how a page is measured."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Bureau, User
from accounts.roles import Role
from items import kept
from items.models import ItemPage
from tests.factories import make_bureau, make_item, make_user

FEW, MANY = 5, 50
CITIZEN, CLERK, EDITOR, REVIEWER, SUPERVISOR, ADMIN = "citizen", "clerk", "editor", "reviewer", "supervisor", "admin"


class Hall(SimpleNamespace):
    """The hall a growth fills: a bureau, its people, and whatever the growth leaves for the addresses to name."""

    county: Bureau | None = None

    def __init__(self) -> None:
        self._clients: dict[str, Client] = {}

    @cached_property
    def bureau(self) -> Bureau:
        return make_bureau("市场监管局")

    @cached_property
    def item(self) -> ItemPage:
        return make_item(self.bureau, "食品经营许可")

    @cached_property
    def clerk(self) -> User:
        return make_user(Role.CLERK, bureau=self.bureau)

    @cached_property
    def editor(self) -> User:
        return make_user(Role.EDITOR, bureau=self.bureau)

    @cached_property
    def reviewer(self) -> User:
        return make_user(Role.REVIEWER, bureau=self.bureau)

    @cached_property
    def supervisor(self) -> User:
        """Of the city as a whole: the lists are longest for them."""
        return make_user(Role.SUPERVISOR)

    @cached_property
    def admin(self) -> User:
        return make_user(is_superuser=True)

    def client(self, who: str) -> Client:
        """Somebody's browser, signed in."""
        if who not in self._clients:
            self._clients[who] = Client()
            if who != CITIZEN:
                self._clients[who].force_login(getattr(self, who))
        return self._clients[who]


@dataclass(frozen=True)
class Cost:
    """What one request asked, and how many bytes it answered."""

    queries: list[str]
    length: int


Growth = Callable[[Hall, int, int], None]
"""Makes the rows from the one number up to the other."""


@dataclass(frozen=True)
class Budget:
    """A page: its name as `reverse` knows it, an address with rows of `grow` on it, and the most queries it may ask."""

    name: str
    address: str
    grow: Growth
    most: int
    who: str = CITIZEN
    headers: dict[str, str] = field(default_factory=dict)
    uneven: str = ""
    """Why a page that is not ours may ask more for more rows; `most` holds for it all the same."""
    grows: bool = True
    """Whether the page is longer with more rows. One that should be and is not would prove nothing."""

    def path(self, hall: Hall) -> str:
        return self.address.format(hall=hall)

    def ask(self, hall: Hall) -> Cost:
        """The queries of one request made afresh, and the length of its answer."""
        kept.forget()
        path = self.path(hall)
        headers = {name: value.format(hall=hall) for name, value in self.headers.items()}
        with CaptureQueriesContext(connection) as captured:
            response = hall.client(self.who).get(path, headers=headers)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200, (path, response.status_code)
        return Cost([query["sql"] for query in captured], len(body))


def history(space: str, at: str, row: str, grow: Growth, *, who: str, most: int, results: int) -> list[Budget]:
    """The two addresses of a viewset's history of one row."""
    return [
        Budget(f"{space}:history", f"{at}/history/{{hall.{row}.pk}}/", grow, most, who=who),
        Budget(f"{space}:history_results", f"{at}/history-results/{{hall.{row}.pk}}/", grow, results, who=who),
    ]
