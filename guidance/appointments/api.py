"""The API of appointments: free slots of an item, and booking one."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Header, Router, Schema, Status

from guidance.cases import actors
from guidance.cases.api import ReceiptOut, key_from, once, told
from guidance.cases.flow import Applicant, Opened, invalid
from guidance.cases.posting import language_of
from items.models import ItemPage

from . import slots
from .flow import Request, book
from .forms import BookForm, HoldForm
from .holding import hold

router = Router(tags=["appointments"])


class SlotOut(Schema):
    id: int
    starts_at: str
    ends_at: str
    window: str
    place: str
    left: int


class HoldIn(Schema):
    item: str
    slot: int


class BookingIn(HoldIn):
    name: str
    phone: str


@router.get("/items/{address}/slots", response=list[SlotOut], summary="Free slots of an item, soonest first")
def free_slots(request: HttpRequest, address: str) -> list[SlotOut]:
    item = get_object_or_404(ItemPage.objects.public().select_related("bureau"), address=address)
    return [
        SlotOut(
            id=slot.pk,
            starts_at=told(slot.starts_at),
            ends_at=told(slot.ends_at),
            window=slot.window.name,
            place=slot.window.place,
            left=slot.left,
        )
        for slot in slots.free_for(item, timezone.now())
    ]


@router.post("/holds", response={201: ReceiptOut, 200: ReceiptOut}, summary="Keep a place; `due_at` says how long")
def hold_slot(request: HttpRequest, body: HoldIn, idempotency_key: str = Header("")) -> Status[Any]:
    """Confirm it with the verb `confirm` (name, phone) at `/cases/{number}/confirm`, else it is free again."""
    key, payload = key_from(idempotency_key, "hold"), body.dict()

    def open_it() -> Opened:
        form = HoldForm(payload)
        if not form.is_valid():
            raise invalid(form)
        item, slot, language = form.cleaned_data["item"], form.cleaned_data["slot"], language_of(request)
        return hold(item, slot, actors.citizen(), key=key, payload=payload, channel="api", language=language)

    return once(request, key, payload, open_it)


@router.post("/bookings", response={201: ReceiptOut, 200: ReceiptOut}, summary="Book a slot")
def book_slot(request: HttpRequest, body: BookingIn, idempotency_key: str = Header("")) -> Status[Any]:
    key, payload = key_from(idempotency_key, "book"), body.dict()

    def open_it() -> Opened:
        form = BookForm(payload)
        if not form.is_valid():
            raise invalid(form)
        data, language = form.cleaned_data, language_of(request)
        wanted = Request(data["item"], data["slot"], Applicant(name=data["name"], phone=data["phone"]))
        return book(wanted, actors.citizen(), key=key, payload=payload, channel="api", language=language)

    return once(request, key, payload, open_it)
