"""Case numbers: one space for all kinds, counted by day."""

from datetime import datetime

from django.utils import timezone

from .models import NumberCounter


def next_number(now: datetime) -> str:
    """The next number of the day, `YYYYMMDD-NNNNN`; call it in the transaction that writes the case."""
    day = timezone.localtime(now).date()
    NumberCounter.objects.get_or_create(day=day)
    counter = NumberCounter.objects.select_for_update().get(day=day)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{day:%Y%m%d}-{counter.last:05d}"


def normalise_number(text: str) -> str:
    """The number as stored, whatever spaces, dashes or full-width digits a person typed."""
    digits = "".join(str(int(char)) for char in text if char.isdecimal())
    return f"{digits[:8]}-{digits[8:]}" if len(digits) > 8 else digits
