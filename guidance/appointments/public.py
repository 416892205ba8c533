"""The citizens' page of appointments: choose a slot, leave a name and a phone."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import ratelimit
from accounts.errors import Refused
from guidance.cases import actors, flow, posting
from guidance.cases.flow import Applicant, Opened
from guidance.cases.models import Case
from guidance.cases.states import State
from items.models import ItemPage

from . import slots
from .flow import Request, book
from .forms import BookForm
from .holding import HOLD, hold
from .models import Slot, Window

HOLDS = 20
"""Places that one address may keep at a time: a shared line has several people at it."""


@dataclass(frozen=True)
class Day:
    """A day of the picker, with its free slots; `open` where the chosen slot, or else the soonest one, is."""

    date: date
    slots: list[Slot]
    open: bool

    @property
    def left(self) -> int:
        """Free places of the whole day."""
        return sum(slot.left for slot in self.slots)


def days_of(rows: list[Slot], chosen: str) -> list[Day]:
    """Slots by day, for the picker."""
    by_day = groupby(rows, key=lambda slot: timezone.localtime(slot.starts_at).date())
    groups = [(day, list(group)) for day, group in by_day]
    picked = next((day for day, group in groups if chosen in {str(slot.pk) for slot in group}), None)
    first = picked or (groups[0][0] if groups else None)
    return [Day(day, group, day == first) for day, group in groups]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book_page(request: HttpRequest, address: str) -> HttpResponse:
    """Book a slot for an item. Somebody whose slot was just taken sees the next free ones, with all else kept."""
    item = get_object_or_404(ItemPage.objects.live().select_related("bureau"), address=address)
    now = timezone.now()
    refusal: Refused | None = None
    form = BookForm(request.POST or None, initial={"item": address, "slot": request.GET.get("slot")})
    status, held = 200, None
    if request.method == "POST":
        if form.is_valid() and form.cleaned_data["item"] == item:
            answer = posting.post_once(request, form, lambda: _book(request, form))
            if not isinstance(answer, Refused):
                return answer
            refusal, status = answer, answer.status
        else:
            status = 422
            held = _keep_place(request, form, item)
    windows = Window.objects.for_item(item)
    chosen = str(form["slot"].value() or "")
    context: dict[str, Any] = {
        "item": item,
        "form": form,
        "key": request.POST.get("key") or posting.new_key(),
        "days": days_of(_offered(item, now, held), chosen),
        "windows": windows,
        "refusal": refusal,
        "held": held,
        "chosen": chosen,
    }
    return ratelimit.say_when(render(request, "guidance/book.html", context, status=status), refusal)


def _offered(item: ItemPage, now: datetime, held: Case | None) -> list[Slot]:
    """The free slots, and the one in which this form keeps perhaps the last place."""
    rows = list(slots.free_for(item, now))
    if held and held.booking.slot not in rows:
        rows = sorted([*rows, held.booking.slot], key=lambda slot: (slot.starts_at, slot.pk))
    return rows


def _book(request: HttpRequest, form: BookForm) -> Opened:
    data = form.cleaned_data
    who = Applicant(name=data["name"], phone=data["phone"])
    if held := _held(request, data["slot"]):
        return _confirm(held, who)
    key, language = posting.key_of(request, "book"), posting.language_of(request)
    return book(Request(data["item"], data["slot"], who), actors.citizen(), key=key, language=language)


def _keep_place(request: HttpRequest, form: BookForm, item: ItemPage) -> Case | None:
    """While a name or a phone is being put right, the chosen place is kept; the case that holds it, or None."""
    slot = form.cleaned_data.get("slot")
    key = _hold_key(request, slot)
    if slot is None or key is None:
        return None
    _let_go(request, but=key)
    try:
        ratelimit.check("hold", ratelimit.client_key(request), HOLDS, HOLD)
        language = posting.language_of(request)
        case = hold(item, slot, actors.citizen(), key=key, language=language).case
    except Refused as refusal:
        if refusal.code != "too-many":
            form.add_error("slot", str(refusal.message))
        return None
    return case if case.state == State.HELD else None


def _hold_key(request: HttpRequest, slot: Slot | None) -> str | None:
    key = posting.key_of(request, "hold")
    return f"{key}:{slot.pk}" if key and slot else None


def _held(request: HttpRequest, slot: Slot) -> Case | None:
    """The case under which this form's place is kept, or was and is booked by now; None when it has run out."""
    key = _hold_key(request, slot)
    case = Case.objects.filter(submission_key=key).first() if key else None
    run_out = case and case.state == State.HELD and case.due_at and case.due_at <= timezone.now()
    if case is None or case.state in (State.CANCELLED, State.LAPSED) or run_out:
        _let_go(request)
        return None
    return case


def _let_go(request: HttpRequest, but: str | None = None) -> None:
    """Free what this form kept in other slots."""
    key = posting.key_of(request, "hold")
    rows = Case.objects.filter(state=State.HELD, submission_key__startswith=f"{key}:") if key else Case.objects.none()
    for case in rows.exclude(submission_key=but):
        with suppress(Refused):
            flow.perform(case, "cancel", actors.citizen())


def _confirm(held: Case, who: Applicant) -> Opened:
    """Book the place that is held; the same post twice is one appointment."""
    try:
        return Opened(flow.perform(held, "confirm", actors.citizen(), asdict(who)), created=True)
    except Refused:
        held.refresh_from_db()
        if held.state == State.BOOKED and (held.applicant_name, held.applicant_phone) == (who.name, who.phone):
            return Opened(held, created=False)
        raise
