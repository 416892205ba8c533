"""The quality rules about telephones, places and hours."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .quality import Aspect, Found, Severity, Text, rule

if TYPE_CHECKING:
    from .models import ItemPage

NUMBER = re.compile(r"(\d{3,4}-)?\d{7,8}|1\d{10}|1\d{4}|9\d{4}")
"""A landline (DOMAIN: `^(\\d{3,4}-)?\\d{7,8}$`), a mobile, or a service line of five digits as 12345."""
BARE = re.compile(r"\d{7,8}")
"""A landline without its area code: whoever calls from another city or by mobile gets somebody else."""


def malformed(number: str) -> bool:
    """Whether something is written that is no telephone number."""
    return bool(number.strip()) and NUMBER.fullmatch(number.strip()) is None


def bare(number: str) -> bool:
    """Whether it is a landline without area code."""
    return BARE.fullmatch(number.strip()) is not None


@rule("consult-phone-format", "consult_phone", _("咨询电话"))
def consult_phone_format(page: "ItemPage") -> Iterator[Text]:
    """Seven or eight digits after an area code, a mobile, or a service line."""
    if malformed(page.consult_phone):
        yield _("不是电话号码，请填写如 0371-67180000。")


@rule("consult-phone-area", "consult_phone", _("咨询电话"))
def consult_phone_area(page: "ItemPage") -> Iterator[Text]:
    """A landline carries its area code."""
    if bare(page.consult_phone):
        yield _("固定电话要带区号，如 0371-67180000。")


@rule("complaint-phone-format", "complaint_phone", _("监督投诉电话"))
def complaint_phone_format(page: "ItemPage") -> Iterator[Text]:
    """The same for complaints."""
    if malformed(page.complaint_phone):
        yield _("不是电话号码，请填写如 0371-12345678。")


@rule("complaint-phone-area", "complaint_phone", _("监督投诉电话"))
def complaint_phone_area(page: "ItemPage") -> Iterator[Text]:
    """The same for complaints."""
    if bare(page.complaint_phone):
        yield _("固定电话要带区号，如 0371-12345678。")


@rule("phones-differ", "complaint_phone", _("监督投诉电话"))
def phones_differ(page: "ItemPage") -> Iterator[Text]:
    """A complaint does not go to those complained of, however the number is written."""
    numbers = [re.sub(r"\D", "", text) for text in (page.consult_phone, page.complaint_phone)]
    if numbers[0] and numbers[0] == numbers[1]:
        yield _("监督投诉电话不能与咨询电话相同。")


@rule("place-hours", "places", _("办理地点"), aspect=Aspect.COMPLETENESS)
def place_hours(page: "ItemPage") -> Iterator[Found]:
    """办理时间 is a P field: each place says when it is open."""
    for row in page.places.all():
        if not row.hours.strip():
            yield Found(_("请写明办理时间。"), row, "hours")


@rule("place-once", "places", _("办理地点"))
def place_once(page: "ItemPage") -> Iterator[Found]:
    """The same place and window is listed once."""
    seen: set[tuple[str, str]] = set()
    for row in page.places.all():
        key = (re.sub(r"\s", "", row.address), re.sub(r"\s", "", row.window))
        if key in seen:
            yield Found(_("同一个地点列了两次。"), row, "address")
        seen.add(key)


@rule("place-phone", "places", _("办理地点"), Severity.WARNING)
def place_phone(page: "ItemPage") -> Iterator[Found]:
    """A place's own telephone can be called from anywhere."""
    for row in page.places.all():
        if malformed(row.phone) or bare(row.phone):
            yield Found(_("请填写带区号的电话，如 0371-67180000。"), row, "phone")
