"""How a citizen without an account opens a case: the number and the code together, remembered in the session."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts import ratelimit

from . import codes, numbers
from .models import Case

if TYPE_CHECKING:
    from accounts.models import User

SESSION_KEY = "cases"
REMEMBERED = 20
"""How many cases one browser keeps open at once."""
LOOKUPS, LOOKUP_WINDOW = 60, timedelta(minutes=10)
"""Look-ups for one address: a hall's own machines or a village behind one line have one; a program tries thousands."""
NOBODY = "0" * 32
_closed = [SESSION_KEY]
_leading: list[Callable[[str], Iterable[str]]] = []
_elsewhere: list[tuple[Callable[[str, str], Any], str]] = []


def along(leading: Callable[[str], Iterable[str]]) -> None:
    """Let a case be open wherever one that leads to it is: `leading(number)` names those by their numbers."""
    _leading.append(leading)


def closes(key: str) -> None:
    """Let `leave` forget that part of a session too: for what an upper app lets a browser open."""
    if key not in _closed:
        _closed.append(key)


def elsewhere(finder: Callable[[str, str], Any], page: str) -> None:
    """Let the look-up find something else by number and code: `page` names its address, by number."""
    _elsewhere.append((finder, page))


def look_up_elsewhere(request: HttpRequest, number: str, code: str) -> str | None:
    """The address of what else the two open together, remembered. For a look-up that `look_up` has counted."""
    wanted = numbers.normalise_number(number)
    for finder, page in _elsewhere:
        if (found := finder(wanted, code)) is not None:
            remember(request, found)
            return reverse(page, args=[found.number])
    return None


def look_up(number: str, code: str, client: str) -> Case | None:
    """The case that number and code open together, or None: the same for a wrong number and for a wrong code.

    Refused (429) after too many look-ups from one address. Not counted by number: a stranger who knows one could lock
    its owner out, and eight letters are too many to guess from any number of addresses.
    """
    wanted = numbers.normalise_number(number)
    ratelimit.check("progress", client, LOOKUPS, LOOKUP_WINDOW)
    case = Case.objects.filter(number=wanted).select_related("bureau", "item").first()
    right = codes.matches(case.code_salt if case else NOBODY, code)
    return case if case is not None and right else None


def remember(request: HttpRequest, case: Any) -> None:
    """Let this browser open the case, or what else has a number, until its session ends."""
    numbers_open = [number for number in request.session.get(SESSION_KEY, []) if number != case.number]
    request.session[SESSION_KEY] = [*numbers_open, case.number][-REMEMBERED:]


def is_remembered(request: HttpRequest, number: str) -> bool:
    """Whether this browser has opened a case of that number, and not left since."""
    known = request.session.get(SESSION_KEY, [])
    if not known or number in known:
        return bool(known)
    return any(other in known for leading in _leading for other in leading(number))


def leave(request: HttpRequest) -> None:
    """Close every case in this browser, and what else it has open: for a computer that others use after."""
    for key in _closed:
        request.session.pop(key, None)


def remembered(request: HttpRequest, number: str) -> Case:
    """The case, if this browser has opened it; Http404 else, the same whether it exists or not."""
    if not is_remembered(request, number):
        raise Http404
    case = Case.objects.filter(number=number).select_related("bureau", "item", "owner").first()
    if case is None:
        raise Http404
    return case


def for_staff(user: "User", number: str) -> Case:
    """The case, if it is within the user's scope; Http404 else."""
    case = Case.objects.visible_to(user).filter(number=number).select_related("bureau", "item", "owner").first()
    if case is None:
        raise Http404
    return case
