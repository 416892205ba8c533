"""The way through an application page by page: what comes next, what may be opened already, what is shown of it."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from .pages import Page

AnyPage = TypeVar("AnyPage", bound=Page)


@dataclass(frozen=True)
class Stop:
    """One stop on the way: its name, its address where one may go there now, and whether it is done or the current."""

    title: str
    url: str = ""
    done: bool = False
    current: bool = False
    over: str = ""
    """What several stops in a row belong to."""


@dataclass
class Way(Generic[AnyPage]):
    """The pages that the answers lead through, which of them were left well, and their addresses.

    `begun`: whether anything is kept, so that other pages can be opened at all.
    """

    pages: Sequence[AnyPage]
    done: Container[str]
    is_faulty: Callable[[AnyPage], bool]
    url_of: Callable[[str], str]
    check_url: str
    begun: bool = True

    @cached_property
    def first_open(self) -> AnyPage | None:
        """The first page that is not done, or has to be put right; None if all are well."""
        return next((page for page in self.pages if not self.is_right(page)), None)

    def is_right(self, page: AnyPage) -> bool:
        """Whether a page was left with nothing to put right, and there is still nothing."""
        return page.name in self.done and not self.is_faulty(page)

    def may_see(self, page: AnyPage) -> bool:
        """Whether the page is on the way, and nothing before it is open."""
        if page not in self.pages:
            return False
        return self.first_open is None or self.pages.index(page) <= self.pages.index(self.first_open)

    @property
    def onward_url(self) -> str:
        """Where to go on: the first page that is not done, or the summary."""
        return self.check_url if self.first_open is None else self.url_of(self.first_open.name)

    def after(self, page: AnyPage, *, to_check: bool) -> str:
        """Where a page that is right leads: back to the summary where one came from there, else to the next page."""
        at = self.pages.index(page) if page in self.pages else len(self.pages)
        following = self.pages[at + 1 :]
        return self.onward_url if to_check or not following else self.url_of(following[0].name)

    def before(self, page: AnyPage) -> str:
        """The address of the page before this one; empty on the first."""
        at = self.pages.index(page) if page in self.pages else 0
        return self.url_of(self.pages[at - 1].name) if at else ""

    def stops(self, here: AnyPage | None = None) -> list[Stop]:
        """The way as it is shown on a page, or on the summary at its end."""
        until = len(self.pages) if self.first_open is None else self.pages.index(self.first_open)
        stops = []
        for at, page in enumerate(self.pages):
            current = page == here
            url = self.url_of(page.name) if self.begun and at <= until and not current else ""
            stops.append(Stop(page.title, url, self.is_right(page), current, page.over))
        check = self.check_url if self.first_open is None and here is not None else ""
        return [*stops, Stop(_("核对并提交"), check, current=here is None)]


def at_of(stops: list[Stop]) -> int:
    """The number of the current stop; 0 without one."""
    return next((n for n, stop in enumerate(stops, 1) if stop.current), 0)
