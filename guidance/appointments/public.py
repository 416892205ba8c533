"""The citizens' page of appointments: choose a slot, leave a name and a phone."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from guidance.cases import actors, posting
from guidance.cases.flow import Applicant, Opened
from items.models import ItemPage

from . import slots
from .flow import Request, book
from .forms import BookForm
from .models import Slot, Window


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
    status = 200
    if request.method == "POST":
        if form.is_valid() and form.cleaned_data["item"] == item:
            answer = posting.post_once(request, form, lambda: _book(request, form))
            if not isinstance(answer, Refused):
                return answer
            refusal, status = answer, answer.status
        else:
            status = 422
    windows = Window.objects.for_item(item)
    chosen = str(form["slot"].value() or "")
    context: dict[str, Any] = {
        "item": item,
        "form": form,
        "key": request.POST.get("key") or posting.new_key(),
        "days": days_of(list(slots.free_for(item, now)), chosen),
        "windows": windows,
        "refusal": refusal,
        "chosen": chosen,
    }
    return render(request, "guidance/book.html", context, status=status)


def _book(request: HttpRequest, form: BookForm) -> Opened:
    data = form.cleaned_data
    return book(
        Request(data["item"], data["slot"], Applicant(name=data["name"], phone=data["phone"])),
        actors.citizen(),
        key=posting.key_of(request, "book"),
        language=posting.language_of(request),
    )
